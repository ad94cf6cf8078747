//! Where one cell after the other is played: a copy of the prepared service, which is changed for another as soon as
//! something in it has changed.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;

use super::family::Prepared;
use super::people::Who;
use super::requests::Sent;
use crate::support::World;
use crate::support::place::Watch;

/// A whole answer.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Heard {
    /// All of it that may tell something: without the moment and the trace, and with `instead` for what was asked for.
    pub(super) fn told(&self, instead: &[(String, String)]) -> (StatusCode, Vec<(String, String)>, String) {
        let untold = |name: &header::HeaderName| *name == header::DATE || name.as_str().contains("trace");
        let headers = self.headers.iter().filter(|(name, _)| !untold(name));
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let mut body = self.body.clone();
        body.as_object_mut().map(|fields| fields.remove("traceId"));
        let body = instead.iter().fold(body.to_string(), |body, (sent, real)| body.replace(sent, real));
        (self.status, headers.collect(), body)
    }
}

/// A service that is as it was prepared.
pub(super) struct Stage<'p> {
    prepared: &'p Prepared,
    state: u64,
    world: World,
    watch: Watch,
    /// How many copies were needed.
    pub(super) copies: usize,
}

impl<'p> Stage<'p> {
    pub(super) fn new(prepared: &'p Prepared) -> Self {
        let world = prepared.world.copy();
        Self { prepared, state: world.place.state(), watch: Watch::over(&world.place), world, copies: 1 }
    }

    /// What `who` hears.
    pub(super) async fn ask(&self, who: Who, sent: &Sent) -> Heard {
        let person = self.prepared.people.get(who);
        let body = if sent.body.is_null() { String::new() } else { sent.body.to_string() };
        let mut request = self.world.request(person.id, sent.method.clone(), &sent.uri);
        if let Some(proof) = self.prepared.people.proof(&self.world, who, &sent.method, &sent.uri, &body) {
            request = request.header(header::AUTHORIZATION, proof);
        }
        if let Some(family) = &sent.family {
            request = request.header("x-hw-share-folder-id", family);
        }
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body));
        let response = self.world.raw(request.unwrap()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Heard { status, headers, body: serde_json::from_slice(&bytes).unwrap() }
    }

    /// Whether anything has changed since it was prepared. What slides is no change, and no more is a short-lived token.
    pub(super) fn has_changed(&mut self) -> bool {
        self.watch.may_have_changed() && self.world.place.state() != self.state
    }

    /// Whether a file of anybody else than `who` has changed or is gone.
    pub(super) fn has_changed_for_others(&self, who: Who) -> bool {
        let owner = self.prepared.people.get(who).id.number();
        let files = |world: &World| {
            world.place.rows(&format!("SELECT * FROM file WHERE owner_id <> {owner} ORDER BY space_id, id"))
        };
        files(&self.world) != files(&self.prepared.world)
    }

    /// Takes a fresh copy.
    pub(super) fn renew(&mut self) {
        self.world = self.prepared.world.copy();
        self.watch = Watch::over(&self.world.place);
        self.copies += 1;
    }
}
