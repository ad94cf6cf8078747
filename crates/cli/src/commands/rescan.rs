//! `rescan`: reads stored files again and makes their pictures anew. May be broken off, and works while the server runs.

use indicatif::{ProgressBar, ProgressStyle};
use leporello_model::UserId;
use leporello_server::App;
use leporello_server::jobs::pictures;
use serde::Serialize;

use crate::output::say;
use crate::settings::Settings;
use crate::{Failed, open, output};

/// What was ordered.
pub(super) struct Order {
    pub(super) user: Option<UserId>,
    pub(super) zone: Option<String>,
    pub(super) json: bool,
}

/// What was done.
#[derive(Serialize)]
struct Report {
    /// Stored objects that were read.
    objects: u64,
    /// Files of which something else is known now.
    changed: usize,
    /// Objects that could not be read.
    unreadable: u64,
    /// Objects that pictures were made of, or found impossible.
    pictures: u64,
}

pub(super) async fn rescan(settings: &Settings, order: Order) -> Result<(), Failed> {
    let app = open::service(settings).await?;
    if let Some(user) = order.user
        && app.space_of(user).await.map_err(|failure| say(&failure))?.is_none()
    {
        return Err(format!("--user {user}: there is no such user").into());
    }
    if let Some((user, zone)) = order.user.zip(order.zone) {
        app.set_zone(user, zone).await.map_err(|failure| say(&failure))?;
    }
    let count = app.rescan_count(order.user).await.map_err(|failure| say(&failure))?;
    let bar = bar(order.json, "reading files", count);
    let read = app.rescan(order.user, || bar.inc(1)).await.map_err(|failure| say(&failure))?;
    bar.finish_and_clear();
    let pictures = remake(&app, settings.media_workers, order.json).await?;
    let report = Report { objects: read.objects, changed: read.changed, unreadable: read.unreadable, pictures };
    if order.json {
        return output::json(&report);
    }
    let Report { objects, changed, unreadable, pictures } = report;
    output::line(&format!(
        "read again: {objects} stored files, {changed} changed, {unreadable} unreadable; pictures made of: {pictures}"
    ));
    Ok(())
}

/// Makes all pictures that are wanted, together with a server that may be running.
async fn remake(app: &App, at_once: u32, silent: bool) -> Result<u64, Failed> {
    let wanted = app.pictures_wanted().await.map_err(|failure| say(&failure))?;
    let bar = bar(silent, "making pictures", u64::try_from(wanted).unwrap_or_default());
    pictures::drain(app, at_once as usize, || bar.inc(1)).await.map_err(|failure| say(&failure))?;
    bar.finish_and_clear();
    Ok(bar.position())
}

/// A bar on a terminal, and nothing elsewhere.
fn bar(silent: bool, what: &'static str, count: u64) -> ProgressBar {
    if silent {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count).with_message(what);
    match ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
