//! What every public type can do.

use std::fmt::Debug;

use chatwire_core as core;
use core::build::{
    Auth, BaseUrl, Call, ErrorDetail, Http, Multipart, Recent, Reply, Service, Verdict,
};
use core::de::{ListAt, Listing};
use core::env::{EnvVar, Vars};
use core::testing::{Answer, Script, Sent};

fn shared<T: Clone + Debug + Send + Sync + 'static>() {}
fn moved<T: Debug + Send + 'static>() {}

#[test]
fn clients_and_values_are_shared_between_threads() {
    shared::<Http>();
    shared::<Auth>();
    shared::<BaseUrl>();
    shared::<ErrorDetail>();
    shared::<Recent>();
    shared::<Reply>();
    shared::<Service>();
    shared::<Verdict>();
    shared::<ListAt>();
    shared::<Listing<String>>();
    shared::<EnvVar>();
    shared::<Vars>();
    shared::<Answer>();
    shared::<Script>();
    shared::<Sent>();
    shared::<core::Attempt>();
    shared::<core::AttemptRecord>();
    shared::<core::Config>();
    shared::<core::Credential>();
    shared::<core::Cursor>();
    shared::<core::Error>();
    shared::<core::ErrorKind>();
    shared::<core::FieldIssue>();
    shared::<core::Meta>();
    shared::<core::Page<String>>();
    shared::<core::Progress>();
    shared::<core::Rate>();
    shared::<core::RateLimiter>();
    shared::<core::Response<String>>();
    shared::<core::Retry>();
    shared::<core::RetryClass>();
    shared::<core::RootCertificate>();
    shared::<core::Secret>();
    shared::<core::Timestamp>();
    shared::<core::Upload>();
}

#[test]
fn calls_and_streams_move_between_threads() {
    moved::<Call>();
    moved::<Multipart>();
    moved::<core::ws::Answer<String>>();
    moved::<core::Request<String>>();
    moved::<core::ResponseFuture<String>>();
    moved::<core::Paged<String>>();
    moved::<core::Pages<String>>();
    moved::<core::Items<String>>();
    moved::<core::Permit>();
}

#[test]
fn small_values_stay_small() {
    assert_eq!(size_of::<core::Error>(), size_of::<usize>());
    assert_eq!(size_of::<core::Result<()>>(), size_of::<usize>());
    assert_eq!(size_of::<Http>(), size_of::<usize>());
    assert_eq!(size_of::<core::ResponseFuture<String>>(), 2 * size_of::<usize>());
}
