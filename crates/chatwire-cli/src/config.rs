//! The configuration file: settings that no variable and no option gives.
//!
//! A section for each platform, whose settings are its variables without their prefix, names for rooms, and what the
//! agent is told. Secrets never stand in it: a setting that ends in `_file` names the file that holds one.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use chatwire::env::{self, EnvVar};
use toml::{Table, Value};

use crate::exit::{Doing as _, Exit, Failure, Result};
use crate::service::{Service, is_secret};

/// Names the file.
pub(crate) const CONFIG: EnvVar = EnvVar::new(
    "CHATWIRE_CONFIG",
    "configuration file of the command; `chatwire/config.toml` in the folder of settings by default",
);

/// Sections that are no platform's.
const ROOMS: &str = "rooms";
/// Settings of the agent.
const AGENT: &str = "agent";
/// Largest file of settings or of a secret, in bytes: what is larger was named by mistake.
const MAX_FILE: u64 = 1024 * 1024;

/// What the file says; nothing if there is none.
#[derive(Clone, Default)]
pub(crate) struct Config {
    path: Option<PathBuf>,
    table: Table,
}

impl std::fmt::Debug for Config {
    /// Where it is from only: people put into files what does not belong there.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the file that was named, or else the usual one, which need not be there.
    pub(crate) fn load(named: Option<&Path>, folder: Option<PathBuf>) -> Result<Self> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => match folder {
                Some(folder) => folder.join("config.toml"),
                None => return Ok(Self::default()),
            },
        };
        let text = match read(&path) {
            Err(err) if named.is_none() && err.kind() == io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(err) => {
                let why = format!("cannot read the configuration {}: {err}", path.display());
                return Err(Failure::usage(why));
            }
            Ok(text) => text,
        };
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: PathBuf) -> Result<Self> {
        let wrong = |why: String| Failure::usage(format!("{}: {why}", path.display()));
        // The parser's own report would show the line, which may hold a secret.
        let table: Table = text.parse().map_err(|err: toml::de::Error| {
            let before = err.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            wrong(format!("line {}: {}", before.matches('\n').count() + 1, err.message()))
        })?;
        for (section, content) in &table {
            let Value::Table(settings) = content else {
                return Err(wrong(format!("{section} is no section")));
            };
            match (section.as_str(), Service::named(section)) {
                (ROOMS, _) => check_rooms(settings),
                (AGENT, _) => Ok(()),
                (_, Some(service)) => check_settings(settings, service),
                _ => Err("there is no such section".to_owned()),
            }
            .map_err(|why| wrong(format!("[{section}]: {why}")))?;
        }
        Ok(Self { path: Some(path), table })
    }

    /// The file, if one was read.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Variables of a platform: those of the process, and for others what the file says.
    pub(crate) fn vars(&self, service: Service) -> Vars {
        self.over(env::Vars::process(), service)
    }

    fn over(&self, process: env::Vars, service: Service) -> Vars {
        Vars { process, config: self.clone(), service }
    }

    fn setting(&self, service: Service, var: EnvVar) -> Result<Option<String>> {
        let Some(settings) = self.section(service.name()) else { return Ok(None) };
        let name = service.setting(var);
        if let Some(value) = settings.get(&name).and_then(text_of) {
            let is_path = name.ends_with("_file");
            return Ok(Some(if is_path {
                self.resolved(&value).display().to_string()
            } else {
                value
            }));
        }
        match settings.get(&format!("{name}_file")).and_then(text_of) {
            Some(path) => self.secret(&path).map(Some),
            None => Ok(None),
        }
    }

    /// What a file with a secret says, without the end of its line.
    pub(crate) fn secret(&self, path: &str) -> Result<String> {
        let path = self.resolved(path);
        let shown = path.display();
        let text = read(&path).or_usage(format!("cannot read the secret {shown}"))?;
        let secret = text.trim_end_matches(['\r', '\n']);
        if secret.is_empty() || secret.contains('\n') {
            let why = format!("{shown} holds no secret: one line is expected");
            return Err(Failure::new(Exit::Auth, why));
        }
        Ok(secret.to_owned())
    }

    /// Files of secrets that are set for a platform, with their settings.
    pub(crate) fn secret_files(&self, service: Service) -> Vec<(String, PathBuf)> {
        let Some(settings) = self.section(service.name()) else { return Vec::new() };
        let secrets = service.variables().into_iter().filter(|var| is_secret(*var));
        secrets
            .filter_map(|var| {
                let name = format!("{}_file", service.setting(var));
                let path = settings.get(&name).and_then(text_of)?;
                Some((name, self.resolved(&path)))
            })
            .collect()
    }

    /// Files of secrets that the section of the agent names, with the setting of each.
    pub(crate) fn agent_secret_files<'a>(&self, names: &[&'a str]) -> Vec<(&'a str, PathBuf)> {
        let file = |name: &'a str| {
            let path = self.agent()?.get(name).and_then(text_of)?;
            Some((name, self.resolved(&path)))
        };
        names.iter().copied().filter_map(file).collect()
    }

    /// Names that stand for rooms, as they are written.
    pub(crate) fn rooms(&self) -> impl Iterator<Item = (&str, &str)> {
        let rooms = self.section(ROOMS).into_iter().flatten();
        rooms.filter_map(|(name, room)| Some((name.as_str(), room.as_str()?)))
    }

    /// Settings of the agent.
    pub(crate) fn agent(&self) -> Option<&Table> {
        self.section(AGENT)
    }

    /// A path as it is meant: relative ones begin at the folder of the file.
    pub(crate) fn resolved(&self, path: &str) -> PathBuf {
        let folder = self.path.as_deref().and_then(Path::parent);
        folder.map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
    }

    fn section(&self, name: &str) -> Option<&Table> {
        self.table.get(name).and_then(Value::as_table)
    }
}

/// Variables of a platform, and for those that are not set what the file says.
///
/// A secret is read from its file when it is asked for: what an option gives, or what a call does not carry, need not
/// be there.
#[derive(Clone, Debug)]
pub(crate) struct Vars {
    process: env::Vars,
    config: Config,
    service: Service,
}

impl Vars {
    /// Value of a variable; unset and empty are the same.
    pub(crate) fn optional(&self, var: EnvVar) -> Result<Option<String>> {
        match self.process.optional(var)? {
            Some(value) => Ok(Some(value)),
            None => self.config.setting(self.service, var),
        }
    }

    /// Fails when one of them cannot be read.
    pub(crate) fn check(&self) -> Result {
        self.service.variables().into_iter().try_for_each(|var| self.optional(var).map(drop))
    }

    /// Variables from a table, without a file.
    #[cfg(test)]
    pub(crate) fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Config::default().over(env::Vars::from_pairs(pairs), Service::Tokenbowl)
    }
}

/// Text of a file, of which no more is read than it may have.
fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?.take(MAX_FILE + 1);
    file.read_to_end(&mut bytes)?;
    if file.limit() == 0 {
        let why = format!("it is larger than {MAX_FILE} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-8"))
}

/// A setting as a variable would hold it.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn check_rooms(rooms: &Table) -> std::result::Result<(), String> {
    for (name, room) in rooms {
        if name.contains(':') || Service::named(name).is_some() {
            return Err(format!("{name} cannot be the name of a room"));
        }
        let platform = |room: &str| room.split(':').next().and_then(Service::named);
        if room.as_str().and_then(platform).is_none() {
            return Err(format!("{name} is to be a text like \"kick:some-channel\""));
        }
    }
    Ok(())
}

fn check_settings(settings: &Table, service: Service) -> std::result::Result<(), String> {
    let variables = service.variables();
    for (name, value) in settings {
        if text_of(value).is_none_or(|text| text.is_empty()) {
            return Err(format!("{name} is to be a text or a number"));
        }
        let var = variables.iter().find(|var| service.setting(**var) == *name);
        match var {
            Some(var) if is_secret(*var) => {
                return Err(format!(
                    "{name} is a secret and may not stand here: name its file by {name}_file, or set {}",
                    var.name
                ));
            }
            Some(_) => {}
            None => {
                let secret = name.strip_suffix("_file").unwrap_or_default();
                let of = |var: &&EnvVar| is_secret(**var) && service.setting(**var) == secret;
                if !variables.iter().any(|var| of(&var)) {
                    return Err(format!("there is no setting {name}"));
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config> {
        Config::parse(text, "/srv/me/config.toml".into())
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let config = parse(
            "[kick]\nclient_id = 'file'\naccount = 7\ntoken_file = 'kick.json'\nbase_url = 'https://file.test'",
        )
        .unwrap();
        let process =
            env::Vars::from_pairs([("KICK_CLIENT_ID", "variable"), ("KICK_BASE_URL", "")]);
        let vars = config.over(process, Service::Kick);
        let get = |name: &str| {
            let var = Service::Kick.variables().into_iter().find(|var| var.name == name).unwrap();
            vars.optional(var).unwrap()
        };
        assert_eq!(get("KICK_CLIENT_ID").as_deref(), Some("variable"));
        assert_eq!(get("KICK_ACCOUNT").as_deref(), Some("7"));
        assert_eq!(get("KICK_BASE_URL").as_deref(), Some("https://file.test"));
        let file = Path::new("/srv/me").join("kick.json").display().to_string();
        assert_eq!(get("KICK_TOKEN_FILE"), Some(file));
        assert_eq!(get("KICK_OAUTH_URL"), None);
    }

    #[test]
    fn what_is_wrong_is_named_and_its_value_is_not() {
        for (text, words) in [
            ("[kick]\nclient_secret = 'canary'", "client_secret_file, or set KICK_CLIENT_SECRET"),
            ("[tokenbowl]\napi_key = 'canary'", "TOKEN_BOWL_CHAT_API_KEY"),
            ("[kick]\n\nclient_id = canary", "line 3: "),
            ("[kick]\ncanary_id = 'canary'", "no setting canary_id"),
            ("[kick]\nclient_id_file = 'canary'", "no setting client_id_file"),
            ("[kick]\nclient_id = ['canary']", "a text or a number"),
            ("[telegram]\nkey = 'canary'", "no such section"),
            ("kick = 'canary'", "kick is no section"),
            ("[rooms]\nstudio = 'canary'", "like \"kick:some-channel\""),
            ("[rooms]\nkick = 'kick:canary'", "cannot be the name"),
        ] {
            let failure = parse(text).unwrap_err();
            assert_eq!(failure.exit(), Exit::Usage);
            let message = failure.message();
            assert!(
                message.contains("/srv/me/config.toml") && message.contains(words),
                "{message}"
            );
            assert!(!message.replace("canary_id", "").contains("canary"), "{message}");
        }
        let config = parse("[kick]\nclient_id = 'canary'").unwrap();
        assert!(!format!("{config:?}").contains("canary"));
    }

    #[test]
    fn rooms_have_names() {
        let config = parse("[rooms]\nstudio = 'kick:some-channel'\nteam = 'mezon:2001'").unwrap();
        let rooms: Vec<_> = config.rooms().collect();
        assert_eq!(rooms, [("studio", "kick:some-channel"), ("team", "mezon:2001")]);
    }

    #[cfg(unix)]
    #[test]
    fn no_more_is_read_than_a_file_may_have() {
        let endless = Path::new("/dev/zero");
        let failure = Config::load(Some(endless), None).unwrap_err();
        assert_eq!(failure.exit(), Exit::Usage);
        assert!(failure.message().contains("larger than 1048576 bytes"), "{failure:?}");
        let failure = Config::default().secret("/dev/zero").unwrap_err();
        assert!(failure.message().contains("larger than"), "{failure:?}");
    }

    #[test]
    fn only_a_file_that_was_named_must_be_there() {
        let nowhere = PathBuf::from("/no/such/folder");
        assert!(Config::load(None, Some(nowhere.clone())).unwrap().path().is_none());
        assert!(Config::load(None, None).unwrap().path().is_none());
        let failure = Config::load(Some(&nowhere.join("x.toml")), None).unwrap_err();
        assert_eq!(failure.exit(), Exit::Usage);
        assert!(failure.message().contains("x.toml"), "{failure:?}");
    }
}
