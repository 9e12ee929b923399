//! The schema as data: what each field of each message is, for decoding that forgives.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anyhow::{Result, bail};
use protox::prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{GOOGLE, Generated, Schema, header, names::Names};

const OUTPUT: &str = "crates/chatwire-mezon-proto/src/generated/table.rs";
const TESTS: &str = "crates/chatwire-mezon-proto/tests/it/generated/messages.rs";

/// Makes the table, and the list of all types for the tests.
pub(super) fn generate(schema: &Schema, names: &Names) -> Result<Vec<Generated>> {
    let messages = with_wrappers(schema)?;
    let mut known = BTreeSet::new();
    let mut text = header("proto/");
    text.push_str("use super::{api, mmn, realtime};\nuse crate::table::{Described, Field, Kind, Message};\n\n");
    for message in &messages {
        let name = static_name(message);
        writeln!(text, "static {name}: Message = Message::new(\"{}\", &[", message.full_name())?;
        for field in message.fields() {
            writeln!(text, "    {},", entry(&field)?)?;
        }
        text.push_str("]);\n");
        if !known.insert(name) {
            bail!("{}: another message has this name in capitals", message.full_name());
        }
    }
    text.push_str("\n/// All messages, in order of their names.\n");
    text.push_str("pub(crate) static MESSAGES: &[&Message] = &[\n");
    for message in &messages {
        writeln!(text, "    &{},", static_name(message))?;
    }
    text.push_str("];\n\n");
    let mut visits = String::new();
    for message in &messages {
        if let Some(path) = names.get(message.full_name()) {
            let name = static_name(message);
            writeln!(
                text,
                "impl Described for {path} {{ const TABLE: &'static Message = &{name}; }}"
            )?;
            writeln!(visits, "    visit.one::<{path}>();")?;
        }
    }
    let tests = format!(
        "{}use chatwire_mezon_proto::{{api, mmn, realtime}};\n\nuse crate::every_message::Visit;\n\n\
         /// Shows all types to a visitor.\npub(crate) fn each(visit: &mut impl Visit) {{\n{visits}}}\n",
        header("proto/")
    );
    Ok(vec![
        Generated { path: OUTPUT.to_owned(), text },
        Generated { path: TESTS.to_owned(), text: tests },
    ])
}

/// Our messages and the wrapper types that they use.
fn with_wrappers(schema: &Schema) -> Result<Vec<MessageDescriptor>> {
    let mut found = schema.messages();
    let mut wrappers = BTreeMap::new();
    for field in found.iter().flat_map(|message| message.fields().collect::<Vec<_>>()) {
        if let Kind::Message(message) = field.kind()
            && message.package_name() == GOOGLE
        {
            wrappers.insert(message.full_name().to_owned(), message);
        }
    }
    found.extend(wrappers.into_values());
    found.sort_by(|a, b| a.full_name().cmp(b.full_name()));
    Ok(found)
}

/// Name of a message in the table: a new message moves no other line.
fn static_name(message: &MessageDescriptor) -> String {
    let name = message.full_name().trim_start_matches("mezon.").trim_start_matches("google.");
    name.replace('.', "_").to_ascii_uppercase()
}

/// One field as an expression.
fn entry(field: &FieldDescriptor) -> Result<String> {
    let kind = match field.kind() {
        Kind::Int32 => "Kind::Int32".to_owned(),
        Kind::Int64 => "Kind::Int64".to_owned(),
        Kind::Uint32 => "Kind::Uint32".to_owned(),
        Kind::Uint64 => "Kind::Uint64".to_owned(),
        Kind::Bool => "Kind::Bool".to_owned(),
        Kind::Enum(_) => "Kind::Enum".to_owned(),
        Kind::String => "Kind::String".to_owned(),
        Kind::Bytes => "Kind::Bytes".to_owned(),
        Kind::Message(message) => format!("Kind::Message(&{})", static_name(&message)),
        other => bail!("{}: the decoder that forgives has no {other:?} yet", field.full_name()),
    };
    let make = if field.is_list() || field.is_map() { "many" } else { "one" };
    Ok(format!("Field::{make}({}, \"{}\", {kind})", field.number(), field.name()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{made, refused};

    #[test]
    fn fields_stand_in_the_table() {
        let text = made(&[], "src/generated/table.rs");
        for line in [
            "    Field::one(1, \"token\", Kind::String),",
            "    Field::one(2, \"name\", Kind::Message(&PROTOBUF_STRINGVALUE)),",
            "    Field::many(3, \"ids\", Kind::Message(&API_SESSION_IDSENTRY)),",
            "impl Described for api::session::Old { const TABLE: &'static Message = &API_SESSION_OLD; }",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
        // Entries of maps are no types.
        assert!(!text.contains("for api::session::Ids"), "{text}");
    }

    #[test]
    fn all_types_are_shown_to_the_tests() {
        let text = made(&[], "tests/it/generated/messages.rs");
        assert_eq!(text.matches("visit.one::<").count(), 5, "{text}");
        assert!(text.contains("    visit.one::<realtime::Envelope>();\n"), "{text}");
    }

    #[test]
    fn a_kind_that_the_decoder_does_not_know_is_refused() {
        let text = "syntax = \"proto3\";\npackage mmn;\nmessage Empty { double a = 1; }\n";
        let said = refused(&[("proto/mmn/node.proto", text)]);
        assert!(said.starts_with("mmn.Empty.a: "), "{said}");
    }
}
