//! The wire: routes, types, handlers. A handler decodes, makes one call, and encodes.
//!
//! This room knows HTTP and JSON; it must never touch the store or the blobs, and never decide who
//! may do what.

mod account;
mod albums;
mod downloads;
mod emulator;
mod envelope;
mod error;
mod extract;
mod families;
mod files;
mod first_user;
mod gallery;
mod invitations;
mod jobs;
mod loose;
mod members;
mod metrics;
mod moments;
mod oauth;
mod openapi;
mod operations;
mod operator;
mod reply;
mod scope;
mod session;
mod spaces;
mod unbuilt;
mod uploads;
mod users;
mod views;

use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::OpenApiRouter;

use crate::auth::authenticate;
use crate::{App, Failure};
use leporello_model::Refusal;

pub use emulator::{Control, emulator};
pub use openapi::openapi;

/// The path that every operation of the contract starts with.
pub(crate) const PREFIX: &str = "/koodrive/ose/v1";

/// The path that operations of ours beside the contract start with.
pub(crate) const OURS: &str = "/api";

/// All routes of the contract and ours beside it, described.
fn contract() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(account::routes())
        .merge(albums::routes())
        .merge(downloads::routes())
        .merge(families::routes())
        .merge(files::routes())
        .merge(invitations::routes())
        .merge(jobs::routes())
        .merge(members::routes())
        .merge(operator::routes())
        .merge(session::routes())
        .merge(moments::routes())
        .merge(spaces::routes())
        .merge(uploads::routes())
        .merge(users::routes())
}

/// The routes that are described too, but where nobody has to be known yet.
fn open() -> OpenApiRouter<App> {
    oauth::routes().merge(session::open())
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (contract, _) = contract().split_for_parts();
    let (open, _) = open().split_for_parts();
    let contract = contract.merge(unbuilt::routes()).layer(from_fn_with_state(app.clone(), authenticate));
    Router::new()
        .merge(contract)
        .merge(open)
        .merge(uploads::links())
        .merge(downloads::links())
        .merge(operations::routes())
        .merge(first_user::routes())
        .merge(gallery::routes())
        .fallback(async || Failure::from(Refusal::NoSuchOperation))
        .method_not_allowed_fallback(async || Failure::from(Refusal::NoSuchOperation))
        .layer(from_fn_with_state(app.clone(), envelope::wrap))
        .layer(from_fn_with_state(app.clone(), metrics::measure))
        .with_state(app)
}
