//! The servers of one vector.

use std::collections::{BTreeMap, BTreeSet};

use crate::server::{Pace, ScriptedServer, Seen};
use crate::vector::{ScriptedResponse, Vector};

/// The scripted servers of one vector, one for each recorded host.
pub(super) struct Stage {
    servers: Vec<ScriptedServer>,
    pub(super) origins: BTreeMap<String, String>,
    pub(super) pace: Pace,
}

impl Stage {
    pub(super) async fn set(vector: &Vector) -> Result<Self, String> {
        if vector.responses.iter().any(|response| response.sse.is_some()) {
            return Err("nothing here sends server-sent events".into());
        }
        let pace = Pace::of(&vector.responses);
        let host_of = |index: usize| {
            vector.requests.get(index).and_then(|request| request.host.clone()).unwrap_or_default()
        };
        let mut hosts: BTreeSet<String> = (0..vector.requests.len()).map(host_of).collect();
        hosts.insert(String::new());
        // Where a record has no answers, others mean that nobody listens; of Kick's none means that.
        let is_listening = vector.id.starts_with("kick/");
        let (mut servers, mut origins) = (Vec::new(), BTreeMap::new());
        for host in hosts {
            let mut answers: Vec<ScriptedResponse> = vector
                .responses
                .iter()
                .enumerate()
                .filter(|(index, _)| host_of(*index) == host)
                .map(|(_, answer)| answer.clone())
                .collect();
            if answers.is_empty() && is_listening {
                answers.push(ScriptedResponse { drop: true, ..ScriptedResponse::default() });
            }
            let server = ScriptedServer::start(&answers, pace)
                .await
                .map_err(|trouble| format!("no scripted server: {trouble}"))?;
            origins.insert(host, server.origin());
            servers.push(server);
        }
        Ok(Self { servers, origins, pace })
    }

    pub(super) fn seen(&self) -> Seen {
        let mut all = Seen::default();
        for server in &self.servers {
            let mut seen = server.seen();
            all.requests.append(&mut seen.requests);
            all.troubles.append(&mut seen.troubles);
        }
        all
    }
}
