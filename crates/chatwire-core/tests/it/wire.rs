//! Wire form of calls, without I/O.

use chatwire_core::build::{Auth, Http, Multipart, Service};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{BoxFuture, Config, Credential, ErrorKind, Result, Upload};
use http::{HeaderName, HeaderValue, Method, header};

use crate::{SERVICE, get, ignore, post, read_error, scripted, signed};

fn path_of(segment: &str) -> Result<String> {
    let http = scripted(&Script::new());
    let call = http.call(Method::GET, "test.user", "/users/{user_id}/posts").segment(segment);
    Ok(ignore(call).build()?.uri().to_string())
}

#[test]
fn segments_stay_segments() {
    for (segment, encoded) in [
        ("42", "42"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("line\nbreak", "line%0Abreak"),
        ("%2e%2e", "%252e%252e"),
        ("zoë 😀", "zo%C3%AB%20%F0%9F%98%80"),
        ("...", "..."),
    ] {
        let expected = format!("https://api.test/v1/users/{encoded}/posts");
        assert_eq!(path_of(segment).unwrap(), expected, "{segment:?}");
    }
}

#[test]
fn segments_that_no_server_can_read_are_refused() {
    for segment in ["", ".", ".."] {
        let err = path_of(segment).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input, "{segment:?}");
        assert!(err.to_string().contains("user_id"), "{err}");
        assert!(!err.maybe_sent());
    }
}

#[test]
fn a_missing_segment_is_named_and_a_superfluous_one_refused() {
    let http = scripted(&Script::new());
    let call = || http.call(Method::GET, "test.user", "/users/{user_id}");
    let err = ignore(call()).build().unwrap_err();
    assert!(err.message().contains("user_id"), "{err}");
    let err = ignore(call().segment("a").segment("b")).build().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Input);
}

#[test]
fn queries_are_encoded_in_order_and_absent_ones_left_out() {
    let http = scripted(&Script::new());
    let call = get(&http)
        .query("after", "a b&c=d/é")
        .query_opt("before", None::<&str>)
        .query_opt("limit", Some("50"))
        .query("limit", "2");
    let built = ignore(call).build().unwrap();
    assert_eq!(built.uri().query(), Some("after=a+b%26c%3Dd%2F%C3%A9&limit=50&limit=2"));
}

#[test]
fn a_header_of_the_user_may_be_a_secret() {
    let built = ignore(get(&scripted(&Script::new()))).header("x-token", "s3cret").build().unwrap();
    assert_eq!(built.headers()["x-token"], "s3cret");
    assert!(!format!("{built:?}").contains("s3cret"));
}

#[test]
fn the_usual_headers_and_the_credential_are_there() {
    let http = signed(&Script::new(), Credential::from("key"));
    let built = ignore(post(&http)).build().unwrap();
    let text = |name: HeaderName| built.headers()[name].to_str().unwrap();
    assert_eq!(text(header::AUTHORIZATION), "Bearer key");
    assert!(built.headers()[header::AUTHORIZATION].is_sensitive());
    assert_eq!(text(header::ACCEPT), "application/json");
    assert_eq!(text(header::CONTENT_TYPE), "application/json");
    assert!(text(header::USER_AGENT).starts_with("chatwire/"));
    assert_eq!(built.body(), r#"{"text":"hi"}"#.as_bytes());
    let anonymous = ignore(post(&http).anonymous()).build().unwrap();
    assert!(!anonymous.headers().contains_key(header::AUTHORIZATION));
}

#[test]
fn a_credential_can_have_a_header_of_its_own() {
    let name = HeaderName::from_static("x-api-key");
    let auth = Auth::header(name.clone(), Credential::from("key")).unwrap();
    let http = Http::new(&SERVICE, "https://api.test", auth, Config::new()).unwrap();
    assert_eq!(ignore(get(&http)).build().unwrap().headers()[&name], "key");
    let err = ignore(get(&http)).header("X-Api-Key", "other").build().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Config);
}

#[test]
fn credentials_that_no_header_may_carry_are_refused_early() {
    for bad in ["", " ", " a", "a\n", "a\nb", "a\0"] {
        let err = Auth::bearer(Credential::from(bad)).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config, "{bad:?}");
    }
}

#[test]
fn headers_of_the_client_itself_are_refused() {
    let http = signed(&Script::new(), Credential::from("key"));
    for name in
        ["authorization", "Host", "content-length", "Content-Type", "Idempotency-Key", "connection"]
    {
        let err = ignore(post(&http)).header(name, "x").build().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config, "{name}");
        assert!(err.to_string().contains(&name.to_lowercase()), "{err}");
    }
    let err = ignore(post(&http)).header("not a name", "x").build().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Config);
    let err = ignore(post(&http)).header("x-mine", "a\r\nb").build().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Input);
    let built = ignore(post(&http)).header("X-Mine", "1").build().unwrap();
    assert_eq!(built.headers()["x-mine"], "1");
}

#[test]
fn idempotency_keys_are_checked() {
    let http = scripted(&Script::new());
    for bad in [String::new(), "a".repeat(256), "a b".to_owned(), "é".to_owned()] {
        let err = ignore(post(&http)).idempotency_key(&bad).build().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input, "{bad:?}");
    }
    let longest = "k".repeat(255);
    let built = ignore(post(&http)).idempotency_key(&longest).build().unwrap();
    assert_eq!(built.headers()["idempotency-key"], longest.as_str());
}

#[test]
fn a_platform_names_the_header_of_idempotency_keys() {
    static OWN: Service = Service::new("own", read_error).idempotency("x-once");
    let http = Http::new(&OWN, "https://api.test", Auth::none(), Config::new()).unwrap();
    let request = ignore(post(&http)).idempotency_key("k1");
    assert!(format!("{request:?}").contains("Idempotent"), "{request:?}");
    assert_eq!(request.build().unwrap().headers()["x-once"], "k1");
}

#[test]
fn forms_are_encoded() {
    let http = scripted(&Script::new());
    let call = http.call(Method::POST, "test.form", "/token");
    let built = ignore(call.form([("grant_type", "x y"), ("code", "a&b")])).build().unwrap();
    assert_eq!(built.headers()[header::CONTENT_TYPE], "application/x-www-form-urlencoded");
    assert_eq!(built.body(), "grant_type=x+y&code=a%26b".as_bytes());
}

#[test]
fn multipart_bytes_are_exact() {
    let http = scripted(&Script::new());
    let picture =
        Upload::bytes(b"\xFF\xD8".as_slice()).filename("mé \"1\".jpg").content_type("image/jpeg");
    let form = Multipart::new().text("caption", "hi\r\nthere").file("file", "file.bin", picture);
    let call = http.call(Method::POST, "test.upload", "/files").multipart(form);
    let built = ignore(call).build().unwrap();
    let kind = built.headers()[header::CONTENT_TYPE].to_str().unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nhi\r\nthere\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"mé \\\"1\\\".jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    expected.extend_from_slice(b"\xFF\xD8");
    expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    assert_eq!(String::from_utf8_lossy(built.body()), String::from_utf8_lossy(&expected));
}

#[test]
fn bodies_that_need_io_cannot_be_built() {
    let http = scripted(&Script::new());
    let json = || HeaderValue::from_static("application/json");
    let lazy = post(&http).lazy(json(), || -> BoxFuture<'static, _> {
        Box::pin(async { Ok(bytes::Bytes::from_static(b"{}")) })
    });
    let streamed = post(&http).upload(json(), Upload::reader(&b"{}"[..]));
    let file = Multipart::new().file("file", "f", Upload::path("/nowhere"));
    for call in [lazy, streamed, post(&http).multipart(file)] {
        let err = ignore(call).build().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input);
    }
}

#[test]
fn written_paths_keep_their_query_and_cannot_leave_the_origin() {
    let http = scripted(&Script::new());
    let build = |path| ignore(http.written(Method::GET, "test.request", path)).build();
    let built = build("/a/b%20c?x=1&y=%2F").unwrap();
    assert_eq!(built.uri(), "https://api.test/v1/a/b%20c?x=1&y=%2F");
    for bad in
        ["", "a", "//evil.test", "/../x", "/%2e%2E/x", "/a b", "/a\r\nb", "https://evil.test/"]
    {
        assert_eq!(build(bad).unwrap_err().kind(), ErrorKind::Input, "{bad:?}");
    }
}

#[test]
fn the_first_failure_wins_and_names_the_call() {
    let http = scripted(&Script::new());
    let call = http.call(Method::GET, "test.user", "/users/{user_id}").segment("");
    let request = ignore(call.context("user", "bob")).header("host", "x");
    let err = request.build().unwrap_err();
    assert_eq!(
        err.to_string(),
        "test: GET /users/{user_id}: invalid input: user_id is empty [user: bob]"
    );
    assert_eq!((err.operation(), err.platform()), ("test.user", "test"));
}

#[test]
fn a_value_that_is_no_json_is_an_input_error() {
    let http = scripted(&Script::new());
    let no_json = std::collections::HashMap::from([((1, 2), 3)]);
    let err = ignore(get(&http).json(&no_json)).build().unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Input);
}

#[tokio::test]
async fn a_wrong_argument_makes_no_request() {
    let script = Script::new().always(Answer::status(200));
    let http = scripted(&script);
    let wrong = [
        ignore(http.call(Method::GET, "test.user", "/users/{user_id}").segment("..")),
        ignore(http.call(Method::GET, "test.user", "/users/{user_id}")),
        ignore(post(&http)).header("host", "x"),
        ignore(post(&http)).idempotency_key(""),
        ignore(post(&http).multipart(Multipart::new().file("f", "f", Upload::bytes(vec![])))),
        ignore(http.written(Method::GET, "test.request", "nowhere")),
    ];
    for request in wrong {
        let err = request.await.unwrap_err();
        assert!(matches!(err.kind(), ErrorKind::Input | ErrorKind::Config), "{err}");
        assert!(!err.maybe_sent() && err.attempts().is_empty(), "{err:?}");
    }
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn what_is_sent_is_what_was_built() {
    let script = Script::new().always(Answer::status(200));
    let http = signed(&script, Credential::from("key"));
    let call = || ignore(post(&http).query("a", "b c"));
    let built = call().build().unwrap();
    call().await.unwrap();
    let sent = script.requests().remove(0);
    assert_eq!((&sent.method, sent.url.as_str()), (built.method(), &*built.uri().to_string()));
    assert_eq!((&sent.headers, &sent.body), (built.headers(), built.body()));
}

#[tokio::test]
async fn a_body_of_nothing_says_so() {
    let script = Script::new().always(Answer::status(200));
    let http = scripted(&script);
    let call = |method| http.call(method, "test.empty", "/things");
    let proto = HeaderValue::from_static("application/proto");
    for (call, length) in [
        (call(Method::POST), Some("0")),
        (call(Method::POST).bytes(proto, ""), Some("0")),
        (call(Method::GET), None),
    ] {
        ignore(call).await.unwrap();
        let sent = script.requests().pop().unwrap();
        let written = sent.headers.get("content-length").map(|value| value.to_str().unwrap());
        assert_eq!(written, length, "{sent:?}");
    }
}

#[test]
fn settings_that_cannot_work_are_refused_when_the_client_is_built() {
    let build = |url, config| Http::new(&SERVICE, url, Auth::none(), config);
    let fine = Config::new;
    for (url, config) in [
        ("http://api.test", fine()),
        ("ftp://api.test", fine()),
        ("https://api.test", fine().user_agent("a\nb")),
        ("https://api.test", fine().base_url("http://10.0.0.1").unwrap()),
    ] {
        let err = build(url, config).unwrap_err();
        assert_eq!((err.kind(), err.platform()), (ErrorKind::Config, "test"), "{err}");
    }
    let http = build("http://api.test", fine().allow_insecure().user_agent("bot/1")).unwrap();
    let agent = ignore(get(&http)).build().unwrap().headers()[header::USER_AGENT].clone();
    assert!(agent.to_str().unwrap().starts_with("bot/1 chatwire/"));
    assert!(Config::new().base_url("https://u:p@api.test").is_err());
    assert!(Config::new().proxy("not a url").is_err());
}
