//! Which rooms belong together, and how messages look there.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chatwire_core::Result;

use super::config::wrong;
use super::template::{Fields, Template, one_line};
use crate::{Incoming, Room, neutralise};

/// Rooms of which some get what is written in others.
///
/// ```
/// use chatwire::Room;
/// use chatwire::bridge::{Link, Template};
///
/// let studio = Link::between([Room::kick(1001), Room::mezon(2001), Room::tokenbowl()]);
/// assert_eq!(studio.targets().len(), 3);
///
/// let news = Link::one_way([Room::chatluck("ch_1")], [Room::mezon(2001)])
///     .template(Template::parse("{sender}: {text}")?);
/// assert_eq!(news.sources(), [Room::chatluck("ch_1")]);
///
/// let shouted = Link::between([Room::kick(1001), Room::tokenbowl()])
///     .format(|message| message.text.to_uppercase());
/// # let _ = shouted;
/// # Ok::<_, chatwire::bridge::TemplateError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Link {
    sources: Vec<Room>,
    targets: Vec<Room>,
    format: Option<Format>,
}

impl Link {
    /// Each room gets what is written in the others.
    pub fn between(rooms: impl IntoIterator<Item = Room>) -> Self {
        let rooms: Vec<_> = rooms.into_iter().collect();
        Self { sources: rooms.clone(), targets: rooms, format: None }
    }

    /// The rooms `to` get what is written in the rooms `from`, and nothing goes back.
    pub fn one_way(
        from: impl IntoIterator<Item = Room>,
        to: impl IntoIterator<Item = Room>,
    ) -> Self {
        Self {
            sources: from.into_iter().collect(),
            targets: to.into_iter().collect(),
            format: None,
        }
    }

    /// Sets how messages of this link look, in place of what the bridge does.
    pub fn template(self, template: Template) -> Self {
        self.formatted(Format::Template(template))
    }

    /// Sets how messages of this link look by a function. See [`Bridge::format`](super::Bridge::format).
    pub fn format(self, format: impl Fn(&Incoming) -> String + Send + Sync + 'static) -> Self {
        self.formatted(Format::Function(Arc::new(format)))
    }

    pub(super) fn formatted(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Rooms that are listened to.
    #[must_use]
    pub fn sources(&self) -> &[Room] {
        &self.sources
    }

    /// Rooms that are written to.
    #[must_use]
    pub fn targets(&self) -> &[Room] {
        &self.targets
    }

    /// Whether something can flow.
    pub(super) fn check(&self, field: &str) -> Result<()> {
        let reaches = |from: &Room| self.targets.iter().any(|to| to != from);
        if self.sources.is_empty() || !self.sources.iter().all(reaches) {
            return Err(wrong(field, "needs two different rooms at least"));
        }
        Ok(())
    }
}

impl<I: IntoIterator<Item = Room>> From<I> for Link {
    /// [`Link::between`]
    fn from(rooms: I) -> Self {
        Self::between(rooms)
    }
}

/// How a message looks.
#[derive(Clone)]
pub(super) enum Format {
    Template(Template),
    Function(Arc<dyn Fn(&Incoming) -> String + Send + Sync>),
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(template) => {
                f.debug_tuple("Template").field(&template.as_str()).finish()
            }
            Self::Function(_) => f.write_str("Function"),
        }
    }
}

/// Where messages of a room go.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) target: Room,
    format: Format,
}

/// All routes, by the room that they begin in.
#[derive(Debug)]
pub(super) struct Routes {
    routes: HashMap<Room, Vec<Route>>,
    names: HashMap<Room, String>,
}

impl Routes {
    /// Of two links that join the same rooms, the first one says how messages look.
    pub(super) fn new(links: Vec<Link>, format: &Format, names: HashMap<Room, String>) -> Self {
        let mut routes: HashMap<Room, Vec<Route>> = HashMap::new();
        for link in links {
            let format = link.format.unwrap_or_else(|| format.clone());
            for source in &link.sources {
                let from_here = routes.entry(source.clone()).or_default();
                for target in link.targets.iter().filter(|target| *target != source) {
                    if from_here.iter().all(|route| route.target != *target) {
                        let route = Route { target: target.clone(), format: format.clone() };
                        from_here.push(route);
                    }
                }
            }
        }
        Self { routes, names }
    }

    /// Routes from a room; none from a room that is not linked.
    pub(super) fn from(&self, room: &Room) -> &[Route] {
        self.routes.get(room).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether anything is written into the room.
    pub(super) fn leads_to(&self, room: &Room) -> bool {
        self.targets().any(|target| target == room)
    }

    /// Rooms that are written to, some of them several times.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Room> {
        self.routes.values().flatten().map(|route| &route.target)
    }

    /// Rooms that are listened to.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Room> {
        self.routes.keys()
    }

    /// How a message looks on its way along `route`. `message` comes from [`safe`].
    pub(super) fn text(&self, route: &Route, message: &Incoming) -> String {
        let text = match &route.format {
            Format::Function(format) => format(message),
            Format::Template(template) => {
                let name = self.names.get(&message.room).unwrap_or(&message.room.id);
                template.render(Fields {
                    platform: &message.room.platform,
                    room: &one_line(name),
                    sender: message.sender.display_name(),
                    text: &message.text,
                })
            }
        };
        neutralise(&text)
    }
}

/// A message whose sender cannot pretend to be several.
pub(super) fn safe(mut message: Incoming) -> Incoming {
    let name = one_line(message.sender.display_name());
    message.sender.name = Some(if name.is_empty() { "?".to_owned() } else { name });
    message
}
