//! Which message is a copy of which, within bounds.

use std::collections::{BTreeMap, HashMap};

use crate::{MessageId, Room};

/// A message in one room, in pieces if it was too long for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) room: Room,
    pub(super) ids: Vec<MessageId>,
}

/// A message and its copies; the first member is the one that a person wrote.
#[derive(Debug)]
struct Family {
    members: Vec<Member>,
    used: u64,
    /// Attempts under way.
    under_way: usize,
    /// Whether one of them ended so that a copy stands somewhere, or may.
    was_written: bool,
}

/// How an attempt to write a copy ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// A copy stands there, or may.
    Written,
    /// None does.
    Failed,
}

/// What changed, for the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A family has this member now; without ids it has lost it.
    Member(u64, Member),
    /// A family is forgotten.
    Gone(u64),
}

/// Messages and their copies. When there are too many, the family that was asked for longest ago is forgotten.
#[derive(Debug)]
pub(super) struct Mapping {
    capacity: usize,
    families: HashMap<u64, Family>,
    by_id: HashMap<Room, HashMap<MessageId, u64>>,
    by_use: BTreeMap<u64, u64>,
    next: u64,
    clock: u64,
}

impl Mapping {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            families: HashMap::new(),
            by_id: HashMap::new(),
            by_use: BTreeMap::new(),
            next: 0,
            clock: 0,
        }
    }

    fn family_of(&self, room: &Room, id: &MessageId) -> Option<u64> {
        self.by_id.get(room)?.get(id).copied()
    }

    fn touch(&mut self, key: u64) {
        if let Some(family) = self.families.get_mut(&key) {
            self.by_use.remove(&family.used);
            self.clock += 1;
            family.used = self.clock;
            self.by_use.insert(self.clock, key);
        }
    }

    /// Whether a person wrote this message, as far as is known.
    pub(super) fn is_original(&self, room: &Room, id: &MessageId) -> bool {
        self.place(room, id) == Some(0)
    }

    /// Whether the bridge wrote this message.
    pub(super) fn is_copy(&self, room: &Room, id: &MessageId) -> bool {
        self.place(room, id).is_some_and(|place| place > 0)
    }

    fn place(&self, room: &Room, id: &MessageId) -> Option<usize> {
        let family = self.families.get(&self.family_of(room, id)?)?;
        family.members.iter().position(|member| member.room == *room && member.ids.contains(id))
    }

    /// Ids in `target` of the message that is `id` in `room`, whoever wrote it.
    pub(super) fn counterpart(
        &mut self,
        room: &Room,
        id: &MessageId,
        target: &Room,
    ) -> Option<Vec<MessageId>> {
        let key = self.family_of(room, id)?;
        self.touch(key);
        let members = &self.families.get(&key)?.members;
        members.iter().find(|member| member.room == *target).map(|member| member.ids.clone())
    }

    /// A message is about to be written somewhere. It is remembered from now on, so that it is not written again.
    pub(super) fn begin(&mut self, room: &Room, id: &MessageId) -> Vec<Change> {
        let mut changes = Vec::new();
        if id.as_str().is_empty() {
            return changes;
        }
        let key = self.family_of(room, id).unwrap_or_else(|| {
            let key = self.make(room, id, &mut changes);
            self.families.entry(key).and_modify(|family| family.was_written = false);
            key
        });
        self.families.entry(key).and_modify(|family| family.under_way += 1);
        self.touch(key);
        changes.extend(self.shrink().map(Change::Gone));
        changes
    }

    /// What [began](Self::begin) has ended. A message that certainly stands nowhere else is forgotten.
    pub(super) fn end(&mut self, room: &Room, id: &MessageId, attempt: Attempt) -> Vec<Change> {
        let Some(key) = self.family_of(room, id) else { return Vec::new() };
        let Some(family) = self.families.get_mut(&key) else { return Vec::new() };
        family.under_way = family.under_way.saturating_sub(1);
        family.was_written |= attempt == Attempt::Written;
        if family.was_written || family.under_way > 0 {
            return Vec::new();
        }
        self.forget(key);
        vec![Change::Gone(key)]
    }

    /// Remembers what stands in `target` for the message `id` of `room`; no ids mean that nothing does any more. The
    /// message itself stays known, or what a moderator removed could be written again.
    pub(super) fn set(
        &mut self,
        room: &Room,
        id: &MessageId,
        target: &Room,
        ids: Vec<MessageId>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let key = match self.family_of(room, id) {
            Some(key) => key,
            None if ids.is_empty() || id.as_str().is_empty() => return changes,
            None => self.make(room, id, &mut changes),
        };
        self.touch(key);
        self.families.entry(key).and_modify(|family| family.was_written |= !ids.is_empty());
        let copy = Member { room: target.clone(), ids };
        changes.push(Change::Member(key, copy.clone()));
        self.put(key, copy);
        changes.extend(self.shrink().map(Change::Gone));
        changes
    }

    fn make(&mut self, room: &Room, id: &MessageId, changes: &mut Vec<Change>) -> u64 {
        let key = self.next;
        let original = Member { room: room.clone(), ids: vec![id.clone()] };
        changes.push(Change::Member(key, original.clone()));
        self.put(key, original);
        key
    }

    /// Forgets the family that was asked for longest ago, if there are too many. Never more than one is.
    fn shrink(&mut self) -> Option<u64> {
        let oldest = (self.families.len() > self.capacity).then(|| self.by_use.values().next())?;
        let oldest = *oldest?;
        self.forget(oldest);
        Some(oldest)
    }

    /// A message is not there any more. Gives what changed if it was a copy.
    pub(super) fn lose(&mut self, room: &Room, id: &MessageId) -> Vec<Change> {
        if !self.is_copy(room, id) {
            return Vec::new();
        }
        let Some(key) = self.family_of(room, id) else { return Vec::new() };
        let Some(family) = self.families.get(&key) else { return Vec::new() };
        let (mut original, mut left) = (None, Vec::new());
        for member in &family.members {
            if member.room == *room {
                left = member.ids.iter().filter(|known| *known != id).cloned().collect();
            }
            if original.is_none() {
                original = member.ids.first().map(|id| (member.room.clone(), id.clone()));
            }
        }
        original.map(|(home, first)| self.set(&home, &first, room, left)).unwrap_or_default()
    }

    /// Does what a line of the file says. What is too much stays until all of it was [read](Self::replayed): which
    /// family was asked for longest ago is not in the file.
    #[cfg_attr(not(feature = "outbox"), expect(dead_code, reason = "only files are replayed"))]
    pub(super) fn apply(&mut self, change: Change) {
        match change {
            Change::Member(key, member) => {
                self.put(key, member);
                self.touch(key);
            }
            Change::Gone(key) => self.forget(key),
        }
    }

    /// All lines of the file were read.
    #[cfg_attr(not(feature = "outbox"), expect(dead_code, reason = "only files are replayed"))]
    pub(super) fn replayed(&mut self) {
        while self.shrink().is_some() {}
    }

    /// Everything that is known, as the shortest file that says it: what was asked for longest ago comes first.
    #[cfg_attr(not(feature = "outbox"), expect(dead_code, reason = "only files are written"))]
    pub(super) fn snapshot(&self) -> Vec<Change> {
        let families = self.by_use.values().filter_map(|key| Some((*key, self.families.get(key)?)));
        families
            .flat_map(|(key, family)| {
                family.members.iter().map(move |member| Change::Member(key, member.clone()))
            })
            .collect()
    }

    /// Number of messages and copies.
    #[cfg_attr(not(feature = "outbox"), expect(dead_code, reason = "the file is cut by it"))]
    pub(super) fn members(&self) -> usize {
        self.families.values().map(|family| family.members.len()).sum()
    }

    fn put(&mut self, key: u64, mut member: Member) {
        self.next = self.next.max(key.saturating_add(1));
        // All that is without an id would look like it.
        member.ids.retain(|id| !id.as_str().is_empty());
        let Some(family) = self.families.get_mut(&key) else {
            link(&mut self.by_id, &member, key);
            let (members, used) = (vec![member], u64::MAX);
            let family = Family { members, used, under_way: 0, was_written: true };
            self.families.insert(key, family);
            return;
        };
        if let Some(at) = family.members.iter().position(|known| known.room == member.room) {
            let old = family.members.remove(at);
            unlink(&mut self.by_id, &old);
            if !member.ids.is_empty() {
                link(&mut self.by_id, &member, key);
                family.members.insert(at, member);
            }
        } else if !member.ids.is_empty() {
            link(&mut self.by_id, &member, key);
            family.members.push(member);
        }
    }

    fn forget(&mut self, key: u64) {
        if let Some(family) = self.families.remove(&key) {
            self.by_use.remove(&family.used);
            for member in &family.members {
                unlink(&mut self.by_id, member);
            }
        }
    }
}

type ById = HashMap<Room, HashMap<MessageId, u64>>;

fn link(by_id: &mut ById, member: &Member, key: u64) {
    let ids = by_id.entry(member.room.clone()).or_default();
    ids.extend(member.ids.iter().map(|id| (id.clone(), key)));
}

fn unlink(by_id: &mut ById, member: &Member) {
    if let Some(ids) = by_id.get_mut(&member.room) {
        for id in &member.ids {
            ids.remove(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rooms() -> (Room, Room, Room) {
        (Room::new("a", "1"), Room::new("b", "2"), Room::new("c", "3"))
    }

    fn id(text: &str) -> MessageId {
        MessageId::from(text)
    }

    #[test]
    fn copies_are_found_from_every_room() {
        let (a, b, c) = rooms();
        let mut mapping = Mapping::new(10);
        mapping.set(&a, &id("m"), &b, vec![id("x"), id("y")]);
        mapping.set(&a, &id("m"), &c, vec![id("z")]);
        assert_eq!(mapping.counterpart(&a, &id("m"), &b), Some(vec![id("x"), id("y")]));
        assert_eq!(mapping.counterpart(&b, &id("y"), &c), Some(vec![id("z")]));
        assert_eq!(mapping.counterpart(&c, &id("z"), &a), Some(vec![id("m")]));
        assert_eq!(mapping.counterpart(&c, &id("m"), &a), None);
        assert!(mapping.is_original(&a, &id("m")) && mapping.is_copy(&b, &id("y")));
    }

    #[test]
    fn the_least_used_is_forgotten() {
        let (a, b, _) = rooms();
        let mut mapping = Mapping::new(2);
        mapping.set(&a, &id("1"), &b, vec![id("x1")]);
        mapping.set(&a, &id("2"), &b, vec![id("x2")]);
        mapping.counterpart(&a, &id("1"), &b);
        let changes = mapping.set(&a, &id("3"), &b, vec![id("x3")]);
        assert_eq!(changes.last(), Some(&Change::Gone(1)));
        assert_eq!(mapping.counterpart(&a, &id("2"), &b), None);
        assert!(mapping.is_copy(&b, &id("x1")) && !mapping.is_copy(&b, &id("x2")));
        assert_eq!((mapping.members(), mapping.by_use.len()), (4, 2));
    }

    #[test]
    fn a_message_without_copies_stays_known() {
        let (a, b, _) = rooms();
        let mut mapping = Mapping::new(2);
        mapping.set(&a, &id("1"), &b, vec![id("x")]);
        mapping.set(&a, &id("1"), &b, Vec::new());
        assert!(mapping.is_original(&a, &id("1")) && !mapping.is_copy(&b, &id("x")));
        assert_eq!(mapping.members(), 1);
        assert_eq!(mapping.set(&a, &id("2"), &b, Vec::new()), []);
    }

    #[test]
    fn only_what_certainly_stands_nowhere_is_forgotten() {
        let (a, b, _) = rooms();
        let mut mapping = Mapping::new(2);
        assert_eq!(mapping.begin(&a, &id("1")).len(), 1);
        assert_eq!(mapping.begin(&a, &id("1")), []);
        assert_eq!(mapping.end(&a, &id("1"), Attempt::Failed), []);
        assert_eq!(mapping.end(&a, &id("1"), Attempt::Failed), [Change::Gone(0)]);
        mapping.begin(&a, &id("2"));
        assert_eq!(mapping.end(&a, &id("2"), Attempt::Written), []);
        mapping.begin(&a, &id("2"));
        assert_eq!(mapping.end(&a, &id("2"), Attempt::Failed), []);
        mapping.begin(&a, &id("3"));
        mapping.set(&a, &id("3"), &b, vec![id("x")]);
        assert_eq!(mapping.end(&a, &id("3"), Attempt::Failed), []);
        assert!(mapping.is_original(&a, &id("2")) && mapping.is_original(&a, &id("3")));
    }

    #[test]
    fn nothing_is_known_of_what_has_no_id() {
        let (a, b, _) = rooms();
        let mut mapping = Mapping::new(2);
        assert_eq!(mapping.begin(&a, &id("")), []);
        assert_eq!(mapping.set(&a, &id(""), &b, vec![id("x")]), []);
        // As an older file has it: whose copy it is, is not known.
        for (room, text) in [(&a, ""), (&b, "x")] {
            let member = Member { room: room.clone(), ids: vec![id(text)] };
            mapping.apply(Change::Member(0, member));
        }
        assert!(!mapping.is_original(&a, &id("")) && mapping.is_copy(&b, &id("x")));
    }

    #[test]
    fn a_removed_copy_is_not_answered() {
        let (a, b, c) = rooms();
        let mut mapping = Mapping::new(2);
        mapping.set(&a, &id("1"), &b, vec![id("x"), id("y")]);
        mapping.set(&a, &id("1"), &c, vec![id("z")]);
        mapping.lose(&b, &id("x"));
        assert_eq!(mapping.counterpart(&c, &id("z"), &b), Some(vec![id("y")]));
        mapping.lose(&b, &id("y"));
        assert_eq!(mapping.counterpart(&c, &id("z"), &b), None);
        assert_eq!(mapping.lose(&a, &id("1")), []);
        let none = Member { room: c, ids: Vec::new() };
        assert_eq!(mapping.lose(&none.room, &id("z")), [Change::Member(0, none)]);
    }

    #[test]
    fn a_snapshot_says_the_same() {
        let (a, b, c) = rooms();
        let mut mapping = Mapping::new(10);
        mapping.set(&a, &id("1"), &b, vec![id("x")]);
        mapping.set(&c, &id("2"), &b, vec![id("y"), id("z")]);
        let mut again = Mapping::new(10);
        for change in mapping.snapshot() {
            again.apply(change);
        }
        assert_eq!(again.snapshot(), mapping.snapshot());
        assert_eq!(again.counterpart(&b, &id("z"), &c), Some(vec![id("2")]));
    }
}
