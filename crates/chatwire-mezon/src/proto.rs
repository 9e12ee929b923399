//! The messages of the service as its schema has them, for what the rest of the crate has no word for.
//!
//! Requests of [`Api`](crate::rpc::Api) and the content of most [events](crate::event::Event) are of these types. They
//! follow the service: their fields may change in a patch release. Ids are plain `i64` here and 0 means none.

pub use chatwire_mezon_proto::{
    DecodeError, Message, api, mmn, realtime, service, table, tolerant, wire,
};
