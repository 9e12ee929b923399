//! Calls without a meaning of their own here: answers that could be true.
//!
//! A thing that a call makes is put on a shelf by its type, with an id; calls that list or read that type find it,
//! updates change what they name, deletes take it away. Other answers repeat of the request what they have in
//! common with it.

use std::collections::BTreeMap;

use chatwire_mezon_proto::service::Call;
use chatwire_mezon_proto::table::{Field, Kind, Message};

use super::reflect::{Loose, Raw, read, write};

/// Made things by the full name of their type.
#[derive(Debug, Default)]
pub(super) struct Shelf(BTreeMap<&'static str, Vec<Thing>>);

#[derive(Debug)]
struct Thing {
    of: &'static Message,
    fields: Loose,
}

/// What a made thing is stamped with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    pub(super) id: i64,
    pub(super) user: i64,
    pub(super) seconds: u32,
}

impl Thing {
    fn field(&self, name: &str) -> Option<&Raw> {
        let known = self.of.fields.iter().find(|field| field.name == name)?;
        self.fields.iter().find(|(number, _)| *number == known.number).map(|(_, raw)| raw)
    }

    fn id(&self) -> Option<&Raw> {
        let known = id_of(self.of)?;
        self.fields.iter().find(|(number, _)| *number == known.number).map(|(_, raw)| raw)
    }
}

impl Shelf {
    /// Answer to a call; the request is known to be as the schema says.
    pub(super) fn answer(&mut self, call: &Call, request: &[u8], stamp: Stamp) -> Vec<u8> {
        let fields = read(call.request, request).unwrap_or_default();
        let asked = Thing { of: call.request, fields };
        if call.name.starts_with("Delete") || call.name.starts_with("Remove") {
            self.take_away(&asked);
        }
        if call.name.starts_with("Update") || call.name.starts_with("Edit") {
            self.change(&asked);
        }
        if call.read
            && let Some(found) = self.find(call.response, &asked)
        {
            return write(found);
        }
        let mut fields = Loose::new();
        for field in call.response.fields {
            match field.kind {
                Kind::Message(inner) if field.repeated => {
                    fields.extend(self.listed(field, inner, &asked));
                }
                _ if field.repeated => {}
                _ => fields.extend(common(field, &asked)),
            }
        }
        if makes(call.name) {
            self.make(call.response, &mut fields, stamp);
        }
        write(&fields)
    }

    fn make(&mut self, of: &'static Message, fields: &mut Loose, stamp: Stamp) {
        let Some(id) = id_of(of) else { return };
        let unset = |fields: &Loose, field: &Field| {
            !fields.iter().any(|(number, raw)| *number == field.number && *raw != Raw::Number(0))
        };
        for field in of.fields {
            let value = match field.name {
                _ if field.number == id.number => Raw::Number(stamp.id.cast_unsigned()),
                "creator_id" | "user_id" => Raw::Number(stamp.user.cast_unsigned()),
                "create_time_seconds" => Raw::Number(stamp.seconds.into()),
                _ => continue,
            };
            if !matches!(field.kind, Kind::String) && unset(fields, field) {
                fields.retain(|(number, _)| *number != field.number);
                fields.push((field.number, value));
            }
        }
        fields.sort_by_key(|(number, _)| *number);
        self.0.entry(of.name).or_default().push(Thing { of, fields: fields.clone() });
    }

    fn listed(&self, field: &Field, of: &Message, asked: &Thing) -> Loose {
        let all = self.0.get(of.name).into_iter().flatten();
        let wanted = all.filter(|thing| {
            ["clan_id", "channel_id"].iter().all(|name| {
                match (asked.field(name), thing.field(name)) {
                    (Some(Raw::Number(0)) | None, _) | (_, None) => true,
                    (Some(asked), Some(thing)) => asked == thing,
                }
            })
        });
        wanted.map(|thing| (field.number, Raw::Bytes(write(&thing.fields)))).collect()
    }

    fn find(&self, of: &Message, asked: &Thing) -> Option<&Loose> {
        let things = self.0.get(of.name)?;
        let named = |thing: &&Thing| {
            thing.id().is_some_and(|id| asked.fields.iter().any(|(_, raw)| raw == id))
        };
        things.iter().find(named).map(|thing| &thing.fields)
    }

    fn take_away(&mut self, asked: &Thing) {
        for things in self.0.values_mut() {
            things.retain(|thing| !named_by(thing, asked));
        }
    }

    fn change(&mut self, asked: &Thing) {
        for thing in self.0.values_mut().flatten().filter(|thing| named_by(thing, asked)) {
            for field in thing.of.fields {
                let Some(new) = common(field, asked) else { continue };
                thing.fields.retain(|(number, _)| *number != field.number);
                thing.fields.push(new);
            }
            thing.fields.sort_by_key(|(number, _)| *number);
        }
    }
}

/// Whether a request names a thing by its id; ids are unique over all types.
fn named_by(thing: &Thing, asked: &Thing) -> bool {
    thing.id().is_some_and(|id| asked.fields.iter().any(|(_, raw)| raw == id))
}

/// What a request says about a field, under the same name and in the same form.
fn common(field: &Field, asked: &Thing) -> Option<(u32, Raw)> {
    let same = asked.of.fields.iter().find(|of| {
        let kind = std::mem::discriminant(&of.kind) == std::mem::discriminant(&field.kind);
        of.name == field.name && kind && !of.repeated && !field.repeated
    })?;
    if let (Kind::Message(a), Kind::Message(b)) = (same.kind, field.kind)
        && a.name != b.name
    {
        return None;
    }
    let (_, raw) = asked.fields.iter().find(|(number, _)| *number == same.number)?;
    Some((field.number, raw.clone()))
}

fn makes(name: &str) -> bool {
    ["Create", "Add", "Generate", "Registration"].iter().any(|verb| name.starts_with(verb))
}

/// The field that holds a thing's own id.
fn id_of(of: &Message) -> Option<&'static Field> {
    // The table lives as long as the program, but a reference to an entry need not.
    let of = chatwire_mezon_proto::table::find(of.name)?;
    let number = |field: &&Field| matches!(field.kind, Kind::Int64) && !field.repeated;
    let by_name = of.fields.iter().filter(number).find(|field| field.name == "id");
    by_name.or_else(|| {
        let first = of.fields.first().filter(number)?;
        let foreign = ["clan_id", "channel_id", "user_id", "creator_id"].contains(&first.name);
        (first.name.ends_with("_id") && !foreign).then_some(first)
    })
}
