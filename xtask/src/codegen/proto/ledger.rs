//! The gRPC services of the ledger's node: a client for us, a server for the emulator.
//!
//! Both use the messages of `chatwire-mezon-proto`; how a call goes over the wire is written by tonic's generator.

use anyhow::{Context as _, Result};
use prost_build::{Config, Module, ServiceGenerator};
use tonic_build::{CodeGenBuilder, manual};

use super::{Generated, Schema, header};

const CLIENT: &str = "crates/chatwire-mezon/src/generated/mmn.rs";
const SERVER: &str = "crates/chatwire-emulator/src/generated/mmn.rs";
const SOURCE: &str = "mmn/node.proto";
/// Writes and reads the messages of a call.
const CODEC: &str = "tonic_prost::ProstCodec";

/// Makes both sides.
pub(super) fn generate(schema: &Schema) -> Result<Vec<Generated>> {
    Ok(vec![
        Generated { path: CLIENT.to_owned(), text: text(schema, Side::Client)? },
        Generated { path: SERVER.to_owned(), text: text(schema, Side::Server)? },
    ])
}

fn text(schema: &Schema, side: Side) -> Result<String> {
    let file = schema.files.file.iter().find(|file| file.name() == SOURCE);
    let file = file.with_context(|| format!("no proto/{SOURCE}"))?;
    let module = Module::from_protobuf_package_name(file.package());
    let mut config = Config::new();
    config.extern_path(format!(".{}", file.package()), "::chatwire_mezon_proto::mmn");
    config.service_generator(Box::new(side));
    let mut made = config.generate(vec![(module.clone(), file.clone())]).context("prost-build")?;
    let text = made.remove(&module).context("the ledger has no services")?;
    let text = text.split_once('\n').map_or("", |(_, rest)| rest);
    Ok(format!("{}{text}", header(&format!("proto/{SOURCE}"))))
}

/// The half of a service that is written.
#[derive(Clone, Copy, Debug)]
enum Side {
    Client,
    Server,
}

impl ServiceGenerator for Side {
    fn generate(&mut self, service: prost_build::Service, buf: &mut String) {
        let mut builder = CodeGenBuilder::new();
        builder.emit_package(true).build_transport(false).compile_well_known_types(true);
        let service = as_tonic(&service);
        let code = match self {
            Self::Client => builder.generate_client(&service, ""),
            Self::Server => builder.generate_server(&service, ""),
        };
        buf.push_str(&code.to_string());
    }
}

/// The service in the words of tonic's generator.
fn as_tonic(service: &prost_build::Service) -> manual::Service {
    let methods = service.methods.iter().map(|method| {
        let mut builder = manual::Method::builder()
            .name(&method.name)
            .route_name(&method.proto_name)
            .input_type(&method.input_type)
            .output_type(&method.output_type)
            .codec_path(CODEC);
        for line in &method.comments.leading {
            builder = builder.comment(line);
        }
        if method.client_streaming {
            builder = builder.client_streaming();
        }
        if method.server_streaming {
            builder = builder.server_streaming();
        }
        builder.build()
    });
    let builder = manual::Service::builder().name(&service.proto_name).package(&service.package);
    let builder = service.comments.leading.iter().fold(builder, manual::ServiceBuilder::comment);
    methods.fold(builder, manual::ServiceBuilder::method).build()
}

#[cfg(test)]
mod tests {
    use super::super::tests::made;
    use super::{CLIENT, SERVER};

    #[test]
    fn each_side_gets_its_half() {
        let (client, server) = (made(&[], CLIENT), made(&[], SERVER));
        assert!(client.contains("pub struct HealthClient<T>"), "{client}");
        assert!(server.contains("pub trait Health"), "{server}");
        assert!(!client.contains("pub trait") && !server.contains("HealthClient"));
        for text in [client, server] {
            assert!(text.contains("::chatwire_mezon_proto::mmn::Empty"), "{text}");
        }
    }
}
