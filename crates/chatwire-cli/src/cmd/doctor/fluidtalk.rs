//! What `chatwire doctor` looks at of FluidTalk.

use std::time::Instant;

use chatwire::Response;
use chatwire::fluidtalk::characters::{self, SelfTestResult};

use super::{Report, Status, clock, variables};
use crate::cmd::rooms::clients;
use crate::config::Vars;
use crate::context::Context;
use crate::exit::Result;
use crate::progress;
use crate::service::Service;

/// Looks at variables, address, token and clock. The key of the handshake API is not tried: each of its calls is
/// billed.
pub(super) async fn check(report: &mut Report, context: &Context, vars: &Vars) -> Result {
    variables(report, vars, Service::Fluidtalk)?;
    if vars.optional(characters::CONNECTOR_TOKEN)?.is_none() {
        let detail = "no token; calls with FLUIDTALK_API_KEY are billed, so none is made";
        return report.add("account", Status::Skipped, detail);
    }
    let client = match clients::characters(context, vars) {
        Ok(client) => client,
        Err(failure) => return report.refuse("client", &failure),
    };
    let address = client.self_test().request().build()?.uri().to_string();
    let place = address.split("/api/").next().unwrap_or(&address);
    report.add("address", Status::Ok, place)?;
    if context.dry_run() {
        return report.add("account", Status::Skipped, "not asked with --dry-run");
    }
    let begun = Instant::now();
    let asking = client.self_test().request().with_meta().into_future();
    let answer: Response<SelfTestResult> = match progress::shown("Asking for a check", asking).await
    {
        Ok(answer) => answer,
        Err(err) => return report.fail("account", &err),
    };
    let took = begun.elapsed().as_millis();
    report.add("account", Status::Ok, format!("the token is right; answered after {took} ms"))?;
    let wrong = answer.value.checks.iter().filter(|check| !check.ok);
    let wrong: Vec<&str> = wrong.filter_map(|check| check.check.as_deref()).collect();
    if !answer.value.ok {
        let detail = format!("the service finds fault: {}", wrong.join(", "));
        report.add("workflow", Status::Warning, detail)?;
    }
    clock(report, &answer.meta.headers)
}
