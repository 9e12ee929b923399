//! Building clients: addresses, variables, what calls carry.

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::env::Vars;
use chatwire_kick::{Client, ErrorKind, Method, code};
use serde_json::Value;

use crate::support::{ACCOUNT, Folder, channel, token};

fn from(pairs: &[(&str, &str)]) -> chatwire_kick::Result<Client> {
    Client::from_vars(&Vars::from_pairs(pairs.iter().copied()))
}

#[tokio::test]
async fn calls_carry_accept_agent_and_token() {
    let script = Script::new().always(channel());
    let client = Client::builder()
        .token("the-token")
        .user_agent("mybot/1")
        .script(script.clone())
        .build()
        .unwrap();
    let _: Value = client.request(Method::GET, "/public/v1/channels?slug=a").await.unwrap();
    let sent = &script.requests()[0];
    assert_eq!(sent.url, "https://api.kick.com/public/v1/channels?slug=a");
    assert_eq!(sent.headers["accept"], "application/json");
    assert_eq!(sent.headers["authorization"], "Bearer the-token");
    assert!(sent.headers["user-agent"].to_str().unwrap().starts_with("mybot/1 chatwire/"));
}

#[test]
fn the_address_is_the_root_with_or_without_its_version() {
    for (given, uri) in [
        ("http://127.0.0.1:1/public/v1", "http://127.0.0.1:1/x"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1/x"),
        ("http://127.0.0.1:1/kick/public/v2/", "http://127.0.0.1:1/kick/x"),
    ] {
        let client = Client::builder().token("t").base_url(given).unwrap().build().unwrap();
        let request = client.request::<Value>(Method::GET, "/x").request().build().unwrap();
        assert_eq!(request.uri().to_string(), uri);
        let login = client.revoke("t").request().build().unwrap();
        assert!(login.uri().to_string().starts_with(uri.trim_end_matches("/x")), "{}", login.uri());
    }
    let config = chatwire_kick::Config::new().base_url("http://127.0.0.1:2/public/v1").unwrap();
    let client = Client::builder().config(config).token("t").build().unwrap();
    let request = client.request::<Value>(Method::GET, "/x").request().build().unwrap();
    assert_eq!(request.uri(), "http://127.0.0.1:2/x");
}

#[test]
fn the_oauth_server_can_be_elsewhere() {
    let client = Client::builder()
        .base_url("http://127.0.0.1:1")
        .unwrap()
        .oauth_url("http://localhost:2/auth/")
        .unwrap()
        .build()
        .unwrap();
    let request = client.introspect("t").build().unwrap();
    assert_eq!(request.uri(), "http://localhost:2/auth/oauth/token/introspect");
}

#[test]
fn addresses_that_cannot_be_used_are_refused() {
    for bad in ["", "api.kick.com", "ftp://a.test", "https://u:p@a.test"] {
        for err in [
            Client::builder().base_url(bad).unwrap_err(),
            Client::builder().oauth_url(bad).unwrap_err(),
            Client::builder().site_url(bad).unwrap_err(),
            Client::builder().web_url(bad).unwrap_err(),
        ] {
            assert_eq!(err.kind(), ErrorKind::Config, "{bad}");
        }
    }
    let plain = || Client::builder().base_url("http://kick.example.org").unwrap();
    assert_eq!(plain().build().unwrap_err().kind(), ErrorKind::Config);
    assert!(plain().allow_insecure().build().is_ok());
    let oauth = Client::builder().oauth_url("http://kick.example.org").unwrap();
    assert_eq!(oauth.build().unwrap_err().kind(), ErrorKind::Config);
    for token in ["", " ", " a", "a\n", "a\nb"] {
        assert_eq!(Client::new(token).unwrap_err().kind(), ErrorKind::Config, "{token:?}");
        let app = Client::builder().app("id", format!("{token} ")).app_token();
        assert_eq!(app.build().unwrap_err().kind(), ErrorKind::Config, "{token:?}");
    }
    assert_eq!(Client::builder().app_token().build().unwrap_err().kind(), ErrorKind::Input);
}

#[test]
fn variables_make_a_client() {
    let client = from(&[("KICK_ACCESS_TOKEN", "t"), ("KICK_ACCOUNT", "7")]).unwrap();
    let header = || {
        let request = client.request::<Value>(Method::GET, "/x").request().build().unwrap();
        request.headers()["authorization"].clone()
    };
    assert_eq!(header(), "Bearer t");
    client.replace_key("newer").unwrap();
    for wrong in ["", " ", "a ", "a\nb"] {
        assert_eq!(client.replace_key(wrong).unwrap_err().kind(), ErrorKind::Config, "{wrong:?}");
    }
    assert_eq!(header(), "Bearer newer");
    let client =
        from(&[("KICK_ACCOUNT", "7"), ("KICK_CLIENT_ID", "c"), ("KICK_CLIENT_SECRET", "s")])
            .unwrap();
    assert_eq!(client.account().unwrap(), 7);
    assert_eq!(client.replace_key("t").unwrap_err().kind(), ErrorKind::Config);
    let client = from(&[("KICK_CLIENT_ID", "c"), ("KICK_CLIENT_SECRET", "s")]).unwrap();
    assert!(client.account().is_none() && client.has_key());
    let client =
        from(&[("KICK_ACCESS_TOKEN", "t"), ("KICK_BASE_URL", "http://localhost:1/public/v1")])
            .unwrap();
    assert_eq!(client.introspect("t").build().unwrap().uri().authority().unwrap(), "localhost:1");
}

#[test]
fn variables_that_are_missing_or_wrong_are_named() {
    for (pairs, name) in [
        (&[][..], "KICK_ACCESS_TOKEN"),
        (&[("KICK_CLIENT_ID", "c")], "KICK_CLIENT_SECRET"),
        (&[("KICK_ACCESS_TOKEN", "a\nb")], "KICK_ACCESS_TOKEN"),
        (&[("KICK_ACCESS_TOKEN", "t"), ("KICK_ACCOUNT", "x")], "KICK_ACCOUNT"),
        (&[("KICK_ACCESS_TOKEN", "t"), ("KICK_BASE_URL", "x")], "KICK_BASE_URL"),
        (&[("KICK_ACCESS_TOKEN", "t"), ("KICK_OAUTH_URL", "x")], "KICK_OAUTH_URL"),
        (&[("KICK_ACCESS_TOKEN", "t"), ("KICK_SITE_URL", "x")], "KICK_SITE_URL"),
        (&[("KICK_ACCESS_TOKEN", "t"), ("KICK_WEB_URL", "x")], "KICK_WEB_URL"),
        (&[("KICK_ACCESS_TOKEN", "t"), ("KICK_TOKEN_FILE", "/")], "KICK_TOKEN_FILE"),
    ] {
        let err = from(pairs).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Config, "{name}");
        assert!(err.to_string().contains(name), "{err}");
        assert!(chatwire_kick::ENV.iter().any(|var| var.name == name));
    }
}

#[tokio::test]
async fn a_token_file_is_chosen_by_its_ending() {
    let folder = Folder::new();
    let json = folder.path().join("tokens.json");
    let client = Client::builder().token_file(&json).unwrap().build().unwrap();
    client.store_token(token("a", "r", 10)).await.unwrap();
    assert!(json.exists());
    let database = Client::builder().token_file(folder.path().join("kick_tokens.db"));
    if cfg!(feature = "sqlite-tokens") {
        let client = database.unwrap().build().unwrap();
        client.store_token(token("a", "r", 10)).await.unwrap();
        assert!(client.has_token(ACCOUNT).await.unwrap());
    } else {
        assert_eq!(database.unwrap_err().kind(), ErrorKind::Config);
    }
}

#[tokio::test]
async fn clients_of_other_accounts_share_store_and_settings() {
    let script = Script::new().always(channel());
    let main = Client::builder().token("main").script(script.clone()).build().unwrap();
    main.store_token(token("of-1001", "r", 7200)).await.unwrap();
    let other = main.with_account(ACCOUNT).unwrap();
    let third = other.with_token("third").unwrap();
    for client in [&main, &other, &third] {
        let _: Value = client.request(Method::GET, "/public/v1/channels").await.unwrap();
    }
    let tokens = script.requests().into_iter().map(|sent| sent.headers["authorization"].clone());
    assert_eq!(tokens.collect::<Vec<_>>(), ["Bearer main", "Bearer of-1001", "Bearer third"]);
    assert_eq!((main.account(), other.account()), (None, Some(ACCOUNT)));
}

#[tokio::test]
async fn a_client_without_a_token_says_so() {
    let client = Client::builder().build().unwrap();
    let err = client.access_token().await.unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::TOKEN_REQUIRED)));
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_server_are_repeated_for_reads_only() {
    for (status, reads) in
        [(500, 1), (502, 3), (503, 3), (504, 3), (429, 3), (400, 1), (403, 1), (404, 1)]
    {
        for (method, expected) in [(Method::GET, reads), (Method::POST, 1)] {
            let script = Script::new()
                .always(Answer::status(status).body(r#"{"message":"no","data":"why"}"#));
            let client = Client::builder().token("t").script(script.clone()).build().unwrap();
            let err = client.request::<Value>(method.clone(), "/public/v1/x").await.unwrap_err();
            assert_eq!(script.requests().len(), expected, "{method} {status}");
            assert_eq!((err.status().unwrap().as_u16(), err.message()), (status, "no: why"));
        }
    }
}
