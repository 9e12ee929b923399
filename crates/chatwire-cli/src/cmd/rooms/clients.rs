//! Clients of platforms that have no commands of their own.

use chatwire::{Secret, chatluck, fluidtalk};

use crate::config::Vars;
use crate::context::{Context, with_globals};
use crate::exit::{Exit, Failure, Result};

/// Builds a client whose address may stand on the command line, or in a variable.
macro_rules! addressed {
    ($builder:expr, $context:expr, $vars:expr, $base_url:expr) => {{
        let mut builder = with_globals!($builder, &$context.globals);
        if let Some(url) = &$context.globals.server {
            builder = builder.base_url(url)?;
        } else if let Some(url) = $base_url {
            builder = builder.base_url(url).map_err(|err| err.with_context("variable", $vars))?;
        }
        builder.build()?
    }};
}

/// A client of Chatluck.
pub(crate) fn chatluck(context: &Context, vars: &Vars) -> Result<chatluck::Client> {
    use chatluck::client::{API_KEY, BASE_URL};
    let Some(key) = vars.optional(API_KEY)? else {
        return Err(needed("no API key of Chatluck was given", "set CHATLUCK_API_KEY"));
    };
    let url = vars.optional(BASE_URL)?;
    Ok(addressed!(chatluck::Client::builder(Secret::new(key)), context, BASE_URL.name, url))
}

/// A client of FluidTalk's characters.
pub(crate) fn characters(context: &Context, vars: &Vars) -> Result<fluidtalk::characters::Client> {
    use fluidtalk::characters::{BASE_URL, CONNECTOR_TOKEN, Client};
    let Some(token) = vars.optional(CONNECTOR_TOKEN)? else {
        let why = "no connector token of FluidTalk was given";
        return Err(needed(why, "set FLUIDTALK_CONNECTOR_TOKEN"));
    };
    let url = vars.optional(BASE_URL)?;
    Ok(addressed!(Client::builder(token), context, BASE_URL.name, url))
}

fn needed(why: &str, hint: &str) -> Failure {
    Failure::new(Exit::Auth, why).hint(hint)
}
