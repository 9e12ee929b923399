//! Rust names of messages and methods, as prost-build makes them.
//!
//! Its rules (case, keywords, nesting) are not ours to repeat: a made-up service with one method for each message is
//! given to it, and it says what the types are called.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use anyhow::{Context as _, Result};
use prost_build::{Config, Method, Module, Service, ServiceGenerator};
use prost_types::{FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto};

use super::{PACKAGES, Schema};

/// Full name of a message → its path, like `api::ClanDesc`.
pub(super) type Names = BTreeMap<String, String>;

/// Paths of all messages; entries of maps have none.
pub(super) fn of_messages(schema: &Schema) -> Result<Names> {
    let types = schema.messages().into_iter().filter(|message| !message.is_map_entry());
    let methods = types.enumerate().map(|(at, message)| MethodDescriptorProto {
        name: Some(format!("M{at}")),
        input_type: Some(format!(".{}", message.full_name())),
        output_type: Some(format!(".{}", message.full_name())),
        ..Default::default()
    });
    let file = FileDescriptorProto {
        name: Some("names.proto".to_owned()),
        package: Some("names".to_owned()),
        service: vec![ServiceDescriptorProto {
            name: Some("Names".to_owned()),
            method: methods.collect(),
            ..Default::default()
        }],
        syntax: Some("proto3".to_owned()),
        ..Default::default()
    };
    let services = services(vec![file]).context("names of messages")?;
    let methods = services.into_iter().flat_map(|service| service.methods);
    Ok(methods
        .map(|method: Method| {
            (method.input_proto_type.trim_start_matches('.').to_owned(), method.input_type)
        })
        .collect())
}

/// The services of some files as prost-build describes them, with types as paths below `api`, `realtime` and `mmn`.
pub(super) fn services(files: Vec<FileDescriptorProto>) -> Result<Vec<Service>> {
    let found = Rc::new(RefCell::new(Vec::new()));
    let mut config = Config::new();
    config.service_generator(Box::new(Collector(Rc::clone(&found))));
    for (package, module) in PACKAGES {
        config.extern_path(format!(".{package}"), *module);
    }
    let requests = files
        .into_iter()
        .map(|file| (Module::from_protobuf_package_name(file.package()), file))
        .collect();
    config.generate(requests).context("prost-build")?;
    Ok(found.take())
}

/// Keeps the services that prost-build meets, and writes nothing but a line that it may format.
#[derive(Debug)]
struct Collector(Rc<RefCell<Vec<Service>>>);

impl ServiceGenerator for Collector {
    fn generate(&mut self, service: Service, buf: &mut String) {
        buf.push_str("use service;\n");
        self.0.borrow_mut().push(service);
    }
}
