//! Rust from `proto/`: types of the messages, the calls of the API, events of the socket, the ledger's services.
//!
//! The compiler is protox, a library: no `protoc` is needed, and imports are found among the texts in memory.
//! What stands here reads the sources once for all generators below.

mod api;
mod events;
mod ledger;
mod messages;
mod names;
mod table;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, bail};
use prost_build::Module;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use protox::{
    Compiler,
    file::{ChainFileResolver, File, FileResolver, GoogleFileResolver},
    prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, Value},
};

use super::{Generated, Sources};

/// Folder of the sources; imports are relative to it.
const FOLDER: &str = "proto/";
/// Packages of messages and the module that each one becomes.
const PACKAGES: &[(&str, &str)] =
    &[("mezon.api", "api"), ("mezon.realtime", "realtime"), ("mmn", "mmn")];
/// Package of our options, which becomes no code.
const OPTIONS: &str = "chatwire";
/// Package of the wrappers and of what the compiler brings.
const GOOGLE: &str = "google.protobuf";
/// Fields that `Debug` hides.
const SECRET: &str = "chatwire.secret";

/// Makes everything that comes from `proto/`.
pub(super) fn generate(sources: &Sources) -> Result<Vec<Generated>> {
    let schema = Schema::compile(sources)?;
    let names = names::of_messages(&schema)?;
    let mut files = messages::generate(&schema, &names)?;
    files.extend(table::generate(&schema, &names)?);
    files.extend(api::generate(&schema)?);
    files.extend(events::generate(sources, &schema, &names)?);
    files.extend(ledger::generate(&schema)?);
    Ok(files)
}

/// First line of a generated file of Rust: which command made it, and from what.
fn header(source: &str) -> String {
    format!("// Made by `cargo xtask codegen` from {source}. Do not edit.\n\n")
}

/// The compiled sources.
#[derive(Debug)]
struct Schema {
    files: FileDescriptorSet,
    pool: DescriptorPool,
}

impl Schema {
    fn compile(sources: &Sources) -> Result<Self> {
        let texts: BTreeMap<String, String> = sources
            .below(FOLDER)
            .filter(|(path, _)| path.ends_with(".proto"))
            .filter_map(|(path, text)| Some((path.strip_prefix(FOLDER)?, text)))
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        let names: Vec<String> = texts.keys().cloned().collect();
        let mut resolver = ChainFileResolver::new();
        resolver.add(Texts(texts));
        resolver.add(GoogleFileResolver::new());
        let mut compiler = Compiler::with_file_resolver(resolver);
        compiler.include_source_info(true).include_imports(true);
        compiler.open_files(&names).context(FOLDER)?;
        let schema =
            Self { files: compiler.file_descriptor_set(), pool: compiler.descriptor_pool() };
        for file in schema.pool.files() {
            let package = file.package_name();
            if package != OPTIONS && package != GOOGLE && module_of(package).is_none() {
                bail!("{}: package `{package}` has no module; add it to PACKAGES", file.name());
            }
        }
        Ok(schema)
    }

    /// All files in the form that prost-build takes; it wants to see imports, too.
    fn requests(&self) -> Vec<(Module, FileDescriptorProto)> {
        let files = self.files.file.iter();
        files
            .map(|file| (Module::from_protobuf_package_name(file.package()), file.clone()))
            .collect()
    }

    /// Our messages, nested ones and entries of maps too, in order of their full names.
    fn messages(&self) -> Vec<MessageDescriptor> {
        let mut found: Vec<MessageDescriptor> = self
            .pool
            .all_messages()
            .filter(|message| module_of(message.package_name()).is_some())
            .collect();
        found.sort_by(|a, b| a.full_name().cmp(b.full_name()));
        found
    }

    /// Value of one of our options, when it is set.
    fn option(&self, options: &DynamicMessage, name: &str) -> Result<Option<Value>> {
        let extension =
            self.pool.get_extension_by_name(name).with_context(|| format!("no option {name}"))?;
        let set = options.has_extension(&extension);
        Ok(set.then(|| options.get_extension(&extension).into_owned()))
    }
}

/// Module of a package of messages.
fn module_of(package: &str) -> Option<&'static str> {
    PACKAGES.iter().find(|(known, _)| *known == package).map(|(_, module)| *module)
}

/// Sources by their names in imports.
#[derive(Debug)]
struct Texts(BTreeMap<String, String>);

impl FileResolver for Texts {
    fn resolve_path(&self, path: &Path) -> Option<String> {
        let name = path.to_str()?.replace('\\', "/");
        self.0.contains_key(&name).then_some(name)
    }

    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        match self.0.get(name) {
            Some(text) => File::from_source(name, text),
            None => Err(protox::Error::file_not_found(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::TextFile;

    /// A small schema with one message of each interesting sort, and whatever a test wants instead.
    pub(super) fn sources(others: &[(&str, &str)]) -> Sources {
        let api = "syntax = \"proto3\";\npackage mezon.api;\nimport \"options.proto\";\nimport \"google/protobuf/wrappers.proto\";\n\
            // A login.\nmessage Session {\n  string token = 1 [(chatwire.secret) = true];\n  google.protobuf.StringValue name = 2;\n  \
            message Old { bytes key = 7; }\n  map<string, int64> ids = 3;\n}\n";
        let realtime = "syntax = \"proto3\";\npackage mezon.realtime;\nimport \"mezon/api.proto\";\n\
            message Ping {}\nmessage Envelope { int32 cid = 1; oneof message { Ping ping = 22; mezon.api.Session session_event = 96; } }\n";
        let node = "syntax = \"proto3\";\npackage mmn;\nmessage Empty {}\n\
            service Health { rpc Check(Empty) returns (Empty); }\n";
        let service = "syntax = \"proto3\";\npackage mezon.api;\nimport \"options.proto\";\nimport \"google/protobuf/empty.proto\";\n\
            import \"mezon/api.proto\";\nservice Mezon {\n  // Logs in once more.\n  rpc Refresh(Session) returns (Session) { option (chatwire.api_index) = 5; }\n  \
            rpc ListAll(google.protobuf.Empty) returns (google.protobuf.Empty) { option idempotency_level = NO_SIDE_EFFECTS; }\n}\n";
        let events = "[[event]]\nvariant = \"ping\"\nname = \"ping\"\ndirection = \"request\"\ndoc = \"a sign of life is wanted\"\n\
            [[event]]\nvariant = \"session_event\"\nname = \"session_refreshed\"\ndirection = \"push\"\nts = \"Session\"\ndoc = \"there are new tokens\"\n";
        let mut files = BTreeMap::from([
            ("proto/options.proto", include_str!("../../../proto/options.proto")),
            ("proto/mezon/api.proto", api),
            ("proto/mezon/realtime.proto", realtime),
            ("proto/mezon/service.proto", service),
            ("proto/mmn/node.proto", node),
            ("proto/mezon-events.toml", events),
        ]);
        files.extend(others.iter().copied());
        Sources::new(
            files
                .into_iter()
                .map(|(path, text)| TextFile { path: path.to_owned(), text: text.to_owned() }),
        )
    }

    /// Text of one of the files that the small schema becomes.
    pub(super) fn made(others: &[(&str, &str)], path: &str) -> String {
        let files = generate(&sources(others)).unwrap();
        files.into_iter().find(|file| file.path.ends_with(path)).unwrap().text
    }

    /// Why nothing is made of the small schema with a change.
    pub(super) fn refused(others: &[(&str, &str)]) -> String {
        format!("{:#}", generate(&sources(others)).unwrap_err())
    }

    #[test]
    fn every_package_has_a_module() {
        let text = "syntax = \"proto3\";\npackage mezon.voice;\nmessage A {}\n";
        let said = refused(&[("proto/mezon/voice.proto", text)]);
        assert_eq!(
            said,
            "mezon/voice.proto: package `mezon.voice` has no module; add it to PACKAGES"
        );
    }

    #[test]
    fn what_is_wrong_in_a_source_is_told_with_its_place() {
        let text = "syntax = \"proto3\";\npackage mmn;\nmessage Empty { Missing a = 1; }\n";
        let said = refused(&[("proto/mmn/node.proto", text)]);
        assert!(said.contains("proto/") && said.contains("Missing"), "{said}");
    }
}
