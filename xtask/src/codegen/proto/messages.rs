//! The messages: one Rust file for each package.

use anyhow::{Context as _, Result, bail};
use prost_build::{Config, Module};
use protox::prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, Value};

use super::{Generated, PACKAGES, SECRET, Schema, header, names::Names};

/// Folder of the generated files.
const OUTPUT: &str = "crates/chatwire-mezon-proto/src/generated";

/// Makes the structs and enums of all packages.
pub(super) fn generate(schema: &Schema, names: &Names) -> Result<Vec<Generated>> {
    let (mut hidden, mut debug) = (Vec::new(), Vec::new());
    for message in schema.messages() {
        let secrets = secrets(schema, &message)?;
        if !secrets.is_empty() {
            hidden.push(format!(".{}", message.full_name()));
            debug.push((message.package_name().to_owned(), redacted(&message, &secrets, names)?));
        }
    }
    let mut made =
        config().skip_debug(hidden).generate(schema.requests()).context("prost-build")?;
    let file = |(package, module): &(&str, &str)| {
        let text = made
            .remove(&Module::from_protobuf_package_name(package))
            .with_context(|| format!("package {package} has no messages"))?;
        let mut text = format!(
            "{}{}",
            header(&format!("proto/ (package {package})")),
            without_first_line(&text)
        );
        text.extend(debug.iter().filter(|(of, _)| of == package).map(|(_, code)| code.as_str()));
        Ok(Generated { path: format!("{OUTPUT}/{module}.rs"), text })
    };
    PACKAGES.iter().map(file).collect()
}

/// How prost writes messages: `Bytes` that share the frame, and maps that are always encoded in one order.
fn config() -> Config {
    let mut config = Config::new();
    config.bytes(["."]).btree_map(["."]).enum_attribute(".", "#[non_exhaustive]");
    config
}

/// prost-build names itself in the first line; ours names the command.
fn without_first_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}

/// Fields of a message that `Debug` must not show.
fn secrets(schema: &Schema, message: &MessageDescriptor) -> Result<Vec<FieldDescriptor>> {
    let mut found = Vec::new();
    for field in message.fields() {
        if schema.option(&field.options(), SECRET)? == Some(Value::Bool(true)) {
            found.push(field);
        }
    }
    Ok(found)
}

/// `Debug` of a message with secrets; prost writes it for all others.
fn redacted(
    message: &MessageDescriptor,
    secrets: &[FieldDescriptor],
    names: &Names,
) -> Result<String> {
    let path = names.get(message.full_name()).context("a message without a name")?;
    // The code stands in the module itself.
    let path = path.split_once("::").map_or(path.as_str(), |(_, path)| path);
    let mut fields = String::new();
    for field in message.fields() {
        let name = field_name(&field)?;
        let value = match (secrets.contains(&field), field.kind(), field.is_list()) {
            (false, ..) => format!("self.{name}"),
            (true, Kind::String | Kind::Bytes, false) => {
                format!("crate::redact::hide(self.{name}.is_empty())")
            }
            (true, Kind::Message(_), false) => {
                format!("crate::redact::hide(self.{name}.is_none())")
            }
            _ => bail!("{}: only text, bytes and messages can be secret", field.full_name()),
        };
        fields.push_str(&format!("            .field(\"{name}\", &{value})\n"));
    }
    let name = path.rsplit("::").next().unwrap_or(path);
    Ok(format!(
        "impl ::core::fmt::Debug for {path} {{\n    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{\n        \
         f.debug_struct(\"{name}\")\n{fields}            .finish()\n    }}\n}}\n"
    ))
}

/// Name of a field in Rust; beside secrets only plain ones stand, so prost's rules for the rest are not needed.
fn field_name(field: &FieldDescriptor) -> Result<String> {
    let name = field.name();
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        bail!("{}: a message with secrets needs plain names", field.full_name());
    }
    Ok(if name == "type" { format!("r#{name}") } else { name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{made, refused};

    #[test]
    fn debug_hides_secrets() {
        let text = made(&[], "src/generated/api.rs");
        assert!(
            text.starts_with("// Made by `cargo xtask codegen` from proto/ (package mezon.api)")
        );
        assert!(text.contains("/// A login.\n"), "{text}");
        assert!(text.contains("#[prost(skip_debug)]"), "{text}");
        assert!(text.contains(".field(\"token\", &crate::redact::hide(self.token.is_empty()))"));
        assert!(text.contains(".field(\"name\", &self.name)"), "{text}");
        // prost writes `Debug` of the others.
        assert_eq!(text.matches("impl ::core::fmt::Debug").count(), 1);
    }

    #[test]
    fn maps_are_ordered_and_bytes_are_shared() {
        let text = made(&[], "src/generated/api.rs");
        assert!(text.contains("::prost::bytes::Bytes"), "{text}");
        assert!(text.contains("BTreeMap"), "{text}");
    }

    #[test]
    fn numbers_cannot_be_secret() {
        let text = "syntax = \"proto3\";\npackage mmn;\nimport \"options.proto\";\n\
            message Empty { int32 pin = 1 [(chatwire.secret) = true]; }\n";
        let said = refused(&[("proto/mmn/node.proto", text)]);
        assert_eq!(said, "mmn.Empty.pin: only text, bytes and messages can be secret");
    }
}
