//! [`Service`]: the platforms that commands know, and the variables of each.

use chatwire::env::EnvVar;
use chatwire::{chatluck, fluidtalk, kick, mezon, tokenbowl};
use clap::ValueEnum;

/// A platform, as it is named on the command line and in the configuration file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Service {
    /// Chatluck.
    Chatluck,
    /// FluidTalk, which answers and has no rooms.
    Fluidtalk,
    /// Kick.
    Kick,
    /// Mezon.
    Mezon,
    /// Token Bowl Chat.
    Tokenbowl,
}

impl Service {
    pub(crate) const ALL: [Self; 5] =
        [Self::Chatluck, Self::Fluidtalk, Self::Kick, Self::Mezon, Self::Tokenbowl];

    /// The platform of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chatluck => "chatluck",
            Self::Fluidtalk => "fluidtalk",
            Self::Kick => "kick",
            Self::Mezon => "mezon",
            Self::Tokenbowl => "tokenbowl",
        }
    }

    /// Its variables, each once.
    pub(crate) fn variables(self) -> Vec<EnvVar> {
        let (own, more): (&[EnvVar], &[EnvVar]) = match self {
            Self::Chatluck => (chatluck::ENV, &[]),
            Self::Fluidtalk => (fluidtalk::characters::ENV, fluidtalk::handshake::ENV),
            Self::Kick => (kick::ENV, &[]),
            Self::Mezon => (mezon::ENV, &[]),
            Self::Tokenbowl => (tokenbowl::ENV, &[]),
        };
        let mut all = own.to_vec();
        for var in more {
            if !all.iter().any(|known| known.name == var.name) {
                all.push(*var);
            }
        }
        all
    }

    /// What the names of its variables begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Chatluck => "CHATLUCK_",
            Self::Fluidtalk => "FLUIDTALK_",
            Self::Kick => "KICK_",
            Self::Mezon => "MEZON_",
            Self::Tokenbowl => "TOKEN_BOWL_CHAT_",
        }
    }

    /// What a variable is called in the section of the platform: `KICK_CLIENT_ID` is `client_id`.
    pub(crate) fn setting(self, var: EnvVar) -> String {
        var.name.strip_prefix(self.prefix()).unwrap_or(var.name).to_ascii_lowercase()
    }
}

/// Whether nobody may see the value of a variable.
pub(crate) fn is_secret(var: EnvVar) -> bool {
    ["_KEY", "_SECRET", "_TOKEN"].iter().any(|end| var.name.ends_with(end))
}

/// Whether a variable holds an address, which may have a secret in it.
pub(crate) fn is_address(var: EnvVar) -> bool {
    ["_URL", "_URI"].iter().any(|end| var.name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_variables_without_their_prefix() {
        for service in Service::ALL {
            assert_eq!(Service::named(service.name()), Some(service));
            for var in service.variables() {
                assert!(var.name.starts_with(service.prefix()), "{}", var.name);
            }
        }
        let secrets: Vec<&str> = Service::ALL
            .into_iter()
            .flat_map(Service::variables)
            .filter(|var| is_secret(*var))
            .map(|var| var.name)
            .collect();
        assert_eq!(
            secrets,
            [
                "CHATLUCK_API_KEY",
                "FLUIDTALK_CONNECTOR_TOKEN",
                "FLUIDTALK_API_KEY",
                "KICK_ACCESS_TOKEN",
                "KICK_CLIENT_SECRET",
                "MEZON_API_KEY",
                "TOKEN_BOWL_CHAT_API_KEY",
            ]
        );
    }
}
