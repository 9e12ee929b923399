//! The calls of the API: one typed method and one description for each row of `service Mezon`.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use prost_build::{Method, Service};
use prost_types::method_options::IdempotencyLevel;
use protox::prost_reflect::Value;

use super::{Generated, Schema, header, names};

const OUTPUT: &str = "crates/chatwire-mezon/src/generated/api.rs";
const TABLE: &str = "crates/chatwire-mezon-proto/src/generated/service.rs";
const TESTS: &str = "crates/chatwire-mezon/tests/it/generated/calls.rs";
/// File with the service.
const SOURCE: &str = "mezon/service.proto";
/// Full name of the service.
const SERVICE: &str = "mezon.api.Mezon";
/// Number of a call over the socket.
const INDEX: &str = "chatwire.api_index";
/// What prost-build calls an empty message.
const EMPTY: &str = "()";

/// One call with everything that the files say about it.
#[derive(Debug)]
struct Call<'a> {
    method: &'a Method,
    /// `None` when no client knows one: such a call goes over HTTP only.
    index: Option<u32>,
    /// Whether it may be sent again.
    read: bool,
}

/// Makes the methods, the calls as data, and the list of all calls for the tests.
pub(super) fn generate(schema: &Schema) -> Result<Vec<Generated>> {
    let file = schema.files.file.iter().find(|file| file.name() == SOURCE);
    let file = file.with_context(|| format!("no proto/{SOURCE}"))?.clone();
    let services = names::services(vec![file])?;
    let [service] = services.as_slice() else {
        bail!("proto/{SOURCE} needs exactly one service");
    };
    let calls = calls(schema, service)?;
    Ok(vec![
        Generated { path: OUTPUT.to_owned(), text: methods(&calls)? },
        Generated { path: TABLE.to_owned(), text: table(&calls)? },
        Generated { path: TESTS.to_owned(), text: tests(&calls)? },
    ])
}

fn calls<'a>(schema: &Schema, service: &'a Service) -> Result<Vec<Call<'a>>> {
    let described = schema.pool.get_service_by_name(SERVICE);
    let described = described.with_context(|| format!("no service {SERVICE}"))?;
    let mut calls: Vec<Call<'a>> = Vec::new();
    for (method, descriptor) in service.methods.iter().zip(described.methods()) {
        let name = descriptor.name();
        let index = match schema.option(&descriptor.options(), INDEX)? {
            Some(Value::U32(index)) => Some(index),
            None => None,
            Some(other) => bail!("{name}: {other:?} is no index"),
        };
        if let Some(index) = index
            && let Some(other) = calls.iter().find(|call| call.index == Some(index))
        {
            bail!("{name} and {} have the index {index}", other.method.proto_name);
        }
        if method.client_streaming || method.server_streaming {
            bail!("{name}: calls of the API have one request and one answer");
        }
        let read = method.options.idempotency_level() == IdempotencyLevel::NoSideEffects;
        calls.push(Call { method, index, read });
    }
    Ok(calls)
}

fn methods(calls: &[Call<'_>]) -> Result<String> {
    let mut text = header("proto/mezon/service.proto");
    text.push_str(
        "use chatwire_mezon_proto::{api, realtime};\n\nuse crate::rpc::{Api, ApiCall, Method};\n\n",
    );
    text.push_str("/// All calls, in order of their numbers; those without one come last.\n");
    text.push_str("pub(crate) static METHODS: &[&Method] = &[\n");
    for call in calls {
        writeln!(text, "    &{},", call.constant())?;
    }
    text.push_str("];\n\n");
    for Call { method, index, read } in calls {
        let make = if *read { "read" } else { "write" };
        let name = &method.proto_name;
        let constant = constant(&method.name);
        let operation = format!("mezon.{}", method.name);
        writeln!(
            text,
            "pub(crate) static {constant}: Method = Method::{make}(\"{operation}\", \"/{SERVICE}/{name}\", {index:?});"
        )?;
    }
    text.push_str("\nimpl Api {");
    for call in calls {
        call.write(&mut text)?;
    }
    text.push_str("}\n");
    Ok(text)
}

fn constant(name: &str) -> String {
    name.trim_start_matches("r#").to_ascii_uppercase()
}

impl Call<'_> {
    fn constant(&self) -> String {
        constant(&self.method.name)
    }

    /// The typed method.
    fn write(&self, text: &mut String) -> Result<()> {
        let Method { name, proto_name, input_type, output_type, comments, .. } = self.method;
        text.push('\n');
        let said = comments.leading.iter().flat_map(|comment| comment.lines()).map(str::trim);
        let said = said.collect::<Vec<_>>().join(" ");
        let number = match self.index {
            Some(index) => format!("index {index}"),
            None => "over HTTP only".to_owned(),
        };
        if said.is_empty() {
            writeln!(text, "    /// Calls `{proto_name}` ({number}).")?;
        } else {
            writeln!(text, "    /// {said}\n    ///\n    /// Calls `{proto_name}` ({number}).")?;
        }
        let types = match (input_type.as_str(), output_type.as_str()) {
            (EMPTY, EMPTY) => "nothing → nothing".to_owned(),
            (EMPTY, answer) => format!("nothing → [`{answer}`]"),
            (request, EMPTY) => format!("[`{request}`] → nothing"),
            (request, answer) => format!("[`{request}`] → [`{answer}`]"),
        };
        writeln!(text, "    ///\n    /// `POST /{SERVICE}/{proto_name}`: {types}.")?;
        let (argument, request) = match input_type.as_str() {
            EMPTY => (String::new(), EMPTY),
            request => (format!(", request: {request}"), "request"),
        };
        writeln!(
            text,
            "    pub fn {name}(&self{argument}) -> ApiCall<{output_type}> {{\n        self.call(&{}, {request})\n    }}",
            self.constant()
        )?;
        Ok(())
    }
}

/// The calls as data, for those who answer them.
fn table(calls: &[Call<'_>]) -> Result<String> {
    let mut text = header("proto/mezon/service.proto");
    text.push_str(
        "use super::{api, realtime};\nuse crate::service::Call;\nuse crate::table::Described;\n\n",
    );
    text.push_str("/// All calls, in order of their numbers; those without one come last.\n");
    text.push_str("pub(crate) static CALLS: &[Call] = &[\n");
    for Call { method, index, read } in calls {
        let Method { proto_name, input_type, output_type, .. } = method;
        writeln!(
            text,
            "    Call {{ name: \"{proto_name}\", index: {index:?}, read: {read}, \
             request: <{input_type}>::TABLE, response: <{output_type}>::TABLE }},"
        )?;
    }
    text.push_str("];\n");
    Ok(text)
}

fn tests(calls: &[Call<'_>]) -> Result<String> {
    let mut text = header("proto/mezon/service.proto");
    text.push_str(
        "use chatwire_mezon::rpc::Api;\n\nuse crate::every_call::Visit;\n\n\
         /// Shows all calls to a visitor, with their names and numbers; the requests are empty.\n\
         pub(crate) fn each(api: &Api, visit: &mut impl Visit) {\n",
    );
    for Call { method, index, .. } in calls {
        let Method { name, proto_name, input_type, .. } = method;
        let request = if input_type == EMPTY { "" } else { "Default::default()" };
        writeln!(text, "    visit.one(\"{proto_name}\", {index:?}, api.{name}({request}));")?;
    }
    text.push_str("}\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{made, refused};

    /// A service file around some calls.
    fn service(calls: &str) -> String {
        format!(
            "syntax = \"proto3\";\npackage mezon.api;\nimport \"options.proto\";\nimport \"mezon/api.proto\";\n\
             service Mezon {{\n{calls}\n}}\n"
        )
    }

    #[test]
    fn requests_and_answers_have_their_types() {
        let text = made(&[], super::OUTPUT);
        assert!(text.contains("static REFRESH: Method = Method::write(\"mezon.refresh\", \"/mezon.api.Mezon/Refresh\", Some(5));"), "{text}");
        assert!(
            text.contains("static LIST_ALL: Method = Method::read(\"mezon.list_all\", \"/mezon.api.Mezon/ListAll\", None);"),
            "{text}"
        );
        assert!(text.contains(
            "    /// Logs in once more.\n    ///\n    /// Calls `Refresh` (index 5).\n    ///\n    \
             /// `POST /mezon.api.Mezon/Refresh`: [`api::Session`] → [`api::Session`].\n    \
             pub fn refresh(&self, request: api::Session) -> ApiCall<api::Session> {\n        \
             self.call(&REFRESH, request)\n    }\n"
        ), "{text}");
        assert!(text.contains(
            "    pub fn list_all(&self) -> ApiCall<()> {\n        self.call(&LIST_ALL, ())\n    }\n"
        ), "{text}");
    }

    #[test]
    fn calls_are_data_for_those_who_answer() {
        let text = made(&[], super::TABLE);
        let line = "    Call { name: \"Refresh\", index: Some(5), read: false, \
            request: <api::Session>::TABLE, response: <api::Session>::TABLE },\n";
        assert!(text.contains(line), "{text}");
        assert!(text.contains("request: <()>::TABLE"), "{text}");
    }

    #[test]
    fn two_calls_cannot_share_a_number() {
        let calls = "  rpc A(Session) returns (Session) { option (chatwire.api_index) = 1; }\n  \
            rpc B(Session) returns (Session) { option (chatwire.api_index) = 1; }";
        let said = refused(&[("proto/mezon/service.proto", &service(calls))]);
        assert_eq!(said, "B and A have the index 1");
    }

    #[test]
    fn streams_are_refused() {
        let calls = "  rpc A(Session) returns (stream Session);";
        let said = refused(&[("proto/mezon/service.proto", &service(calls))]);
        assert!(said.starts_with("A: "), "{said}");
    }
}
