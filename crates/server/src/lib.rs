//! The HTTP service: who asks ([`auth`]), what they may have done ([`app`]), and how it looks on the
//! wire ([`api`]).
//!
//! `api` knows HTTP and JSON and never the store; `app` uses store, blobs and media and never HTTP.
//! Nothing here reads the system's clock, chance or environment: they come in through [`App`].

pub mod api;
pub mod app;
pub mod auth;
mod docs;
mod gallery;
pub mod jobs;
pub mod messages;
mod metrics;

pub use api::{Control, emulator, openapi, router};
pub use app::{App, Failure, Parts, Settings};
pub use metrics::Metrics;
