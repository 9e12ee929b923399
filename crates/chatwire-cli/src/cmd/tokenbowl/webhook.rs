//! `chatwire tokenbowl webhook`.

use std::future::IntoFuture as _;

use chatwire::Secret;
use chatwire::tokenbowl::webhook::parse_unverified;
use chatwire::webhook::{Endpoint, axum};
use clap::{Args, Subcommand};
use futures_util::StreamExt as _;
use tokio::net::TcpListener;

use super::live::line;
use crate::args::address;
use crate::cmd::interrupted;
use crate::context::Context;
use crate::exit::{Doing as _, Failure, Result};
use crate::output::aside;

#[derive(Debug, Subcommand)]
pub(crate) enum Webhook {
    /// Receive messages and print them, until Ctrl-C.
    Listen(Listen),
}

/// Nothing is signed by the server: only the path can tell it from others.
#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    address: String,
    /// Path that the server posts to.
    #[arg(long, default_value = "/webhook")]
    path: String,
    /// Last segment of the path, which nobody can guess: nothing else proves who sent a message.
    #[arg(
        long,
        value_name = "WORD",
        env = "CHATWIRE_WEBHOOK_SECRET",
        hide_env_values = true,
        required_unless_present = "unverified"
    )]
    secret: Option<Secret>,
    /// Take messages from anybody.
    #[arg(long, conflicts_with = "secret")]
    unverified: bool,
}

impl Webhook {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let Self::Listen(listen) = self;
        listen.run(context).await
    }
}

impl Listen {
    async fn run(&self, context: &Context) -> Result {
        if context.dry_run() {
            return Err(Failure::usage("nothing is sent here: --dry-run does not apply"));
        }
        let mut endpoint = Endpoint::new(&self.path, parse_unverified);
        if let Some(secret) = &self.secret {
            endpoint = endpoint.path_secret(secret.clone());
        }
        let (router, mut deliveries) = endpoint.into_router()?;
        let listener = TcpListener::bind(&self.address)
            .await
            .doing(format!("cannot listen on {}", self.address))?;
        let address = listener.local_addr().doing("cannot listen")?;
        let shown = if self.secret.is_some() { "/…" } else { "" };
        let at = format!("http://{address}{}{shown}", self.path);
        aside(&format!("Listening on {at} (Ctrl-C ends it)"));
        let server = axum::serve(listener, router).into_future();
        let printing = async {
            while let Some(delivery) = deliveries.next().await {
                context.out.show(&delivery.event, line)?;
            }
            Ok(())
        };
        tokio::select! {
            biased;
            () = interrupted() => Ok(()),
            ended = server => ended.doing("cannot go on listening"),
            done = printing => done,
        }
    }
}
