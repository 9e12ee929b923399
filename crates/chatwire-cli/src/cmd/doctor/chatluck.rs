//! What `chatwire doctor` looks at of Chatluck.

use std::time::Instant;

use chatwire::chatluck::Channel;
use chatwire::{Page, Response};

use super::{Report, Status, clock, variables};
use crate::cmd::rooms::clients;
use crate::config::Vars;
use crate::context::Context;
use crate::exit::Result;
use crate::progress;
use crate::service::Service;

/// Looks at variables, address, key and clock.
pub(super) async fn check(report: &mut Report, context: &Context, vars: &Vars) -> Result {
    variables(report, vars, Service::Chatluck)?;
    let client = match clients::chatluck(context, vars) {
        Ok(client) => client,
        Err(failure) => return report.refuse("client", &failure),
    };
    let question = client.list_channels().limit(1).request();
    let address = client.list_channels().request().build()?.uri().to_string();
    let place = address.split("/channels").next().unwrap_or(&address);
    report.add("address", Status::Ok, place)?;
    if context.dry_run() {
        return report.add("account", Status::Skipped, "not asked with --dry-run");
    }
    let begun = Instant::now();
    let asking = question.with_meta().into_future();
    let answer: Response<Page<Channel>> = match progress::shown("Asking for channels", asking).await
    {
        Ok(answer) => answer,
        Err(err) => return report.fail("account", &err),
    };
    let took = begun.elapsed().as_millis();
    report.add("account", Status::Ok, format!("the key is right; answered after {took} ms"))?;
    clock(report, &answer.meta.headers)
}
