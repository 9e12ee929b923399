//! Mezon: login, calls over HTTP and over the socket, messages, clans, faults, and the published clients.

mod calls;
mod line;
mod login;
mod peers;
mod people;
mod places;
mod plain;
mod socket;
mod trouble;
mod words;
