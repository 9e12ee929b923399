//! Variables that a client reads.

use chatwire_core::env::EnvVar;

/// Variable of an access token.
pub const ACCESS_TOKEN: EnvVar =
    EnvVar::new("KICK_ACCESS_TOKEN", "access token of a user or an app; goes before KICK_ACCOUNT");

/// Variable of the account whose stored token is used.
pub const ACCOUNT: EnvVar =
    EnvVar::new("KICK_ACCOUNT", "user id of the account whose stored token calls carry");

/// Variable of the app's id.
pub const CLIENT_ID: EnvVar =
    EnvVar::new("KICK_CLIENT_ID", "id of the app, from the developer settings");

/// Variable of the app's secret.
pub const CLIENT_SECRET: EnvVar = EnvVar::new(
    "KICK_CLIENT_SECRET",
    "secret of the app; with neither token nor account, calls carry an app token",
);

/// Variable of the redirect URI.
pub const REDIRECT_URI: EnvVar = EnvVar::new(
    "KICK_REDIRECT_URI",
    "address that the login page leads back to, as registered for the app",
);

/// Variable of the token file.
pub const TOKEN_FILE: EnvVar = EnvVar::new(
    "KICK_TOKEN_FILE",
    "file of tokens and chatrooms; .db, .sqlite and .sqlite3 are files of kickpython (feature sqlite-tokens), all others JSON",
);

/// Variable of the address of the API.
pub const BASE_URL: EnvVar = EnvVar::new(
    "KICK_BASE_URL",
    "root of the API, with or without /public/v1; https://api.kick.com by default; sets the other hosts, too",
);

/// Variable of the address of the OAuth server.
pub const OAUTH_URL: EnvVar =
    EnvVar::new("KICK_OAUTH_URL", "address of the OAuth server; https://id.kick.com by default");

/// Variable of the address of the site.
pub const SITE_URL: EnvVar = EnvVar::new(
    "KICK_SITE_URL",
    "address of the site that chatrooms are looked up on; https://kick.com by default",
);

/// Variable of the address of the site's realtime endpoints.
pub const WEB_URL: EnvVar = EnvVar::new(
    "KICK_WEB_URL",
    "address of the site's realtime endpoints; https://web.kick.com by default",
);

/// Variables that [`Client::from_env`](crate::Client::from_env) reads.
pub const ENV: &[EnvVar] = &[
    ACCESS_TOKEN,
    ACCOUNT,
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URI,
    TOKEN_FILE,
    BASE_URL,
    OAUTH_URL,
    SITE_URL,
    WEB_URL,
];
