//! `doctor`: is everything in order, and if not, how to mend it.

use std::path::Path;

use leporello_blob::{Blobs, Place};
use leporello_media::Tools;
use leporello_server::app::Secrets;
use leporello_server::app::admin::KEY;
use leporello_store::{Address, Store, StoreError};

use crate::key::KeyFile;
use crate::settings::Settings;
use crate::{Failed, open, output};

/// What helps against damage.
const RESTORE: &str = "bring the data folder back from a backup";

pub(super) async fn doctor(settings: &Settings) -> Result<(), Failed> {
    if !settings.data.exists() {
        output::line(&format!(
            "data folder: missing: {} (start `leporello serve` once, or give --data)",
            settings.data.display()
        ));
        return Err("there is nothing to examine yet".into());
    }
    let mut sound = true;
    let mut report = |what: &str, outcome: Result<String, String>| {
        sound &= outcome.is_ok();
        match outcome {
            Ok(detail) => output::line(&format!("{what}: ok: {detail}")),
            Err(detail) => output::line(&format!("{what}: FAILED: {detail}")),
        }
    };
    report("data folder", Ok(settings.data.display().to_string()));
    let address = open::address(settings);
    let restore = if matches!(address, Ok(Address::Sqlite(_))) { RESTORE } else { "look into the log of the database" };
    let mend = |error: &StoreError| mend(error, restore);
    let store = match &address {
        Ok(address) => Store::open(address).map_err(|error| mend(&error)),
        Err(error) => Err(error.to_string()),
    };
    report("key", key(settings, store.as_ref().ok()).await);
    match store {
        Ok(store) => {
            let unfinished = store.read(|read| read.any_unfinished_copy()).await;
            if unfinished.is_ok_and(|unfinished| unfinished) {
                report("copy", Err("was not finished: run the same `leporello copy` again".to_owned()));
            }
            let users = store.read(|read| read.any_user_count()).await;
            report("metadata", users.map(|users| format!("{users} users")).map_err(|error| mend(&error)));
            let integrity = store.read(|read| read.any_damage()).await;
            report(
                "integrity",
                match integrity {
                    Ok(None) => Ok("no damage found".to_owned()),
                    Ok(Some(damage)) => Err(format!("{}; {restore}", damage.replace('\n', "; "))),
                    Err(error) => Err(mend(&error)),
                },
            );
        }
        Err(error) => report("metadata", Err(error)),
    }
    report("bytes", bytes(settings).await);
    match open::workshop(settings) {
        Ok(workshop) => tools(&workshop.tools()).into_iter().for_each(|(what, detail)| report(what, Ok(detail))),
        Err(error) => report("decoding", Err(format!("{error}: make room, and check who owns it"))),
    }
    if sound { Ok(()) } else { Err("something is out of order, see above".into()) }
}

/// Whether the bytes can be got at, on the disk or in the object store.
async fn bytes(settings: &Settings) -> Result<String, String> {
    let place = open::place(settings).map_err(|error| error.to_string())?;
    let scratch = open::scratch(settings).map_err(|error| error.to_string())?;
    let checked = match Blobs::open(&place, &scratch) {
        Ok(blobs) => blobs.check().await,
        Err(error) => Err(error),
    };
    match (checked, place) {
        (Ok(()), Place::Disk(_)) => Ok("can be written, synced and deleted".to_owned()),
        (Ok(()), Place::S3(_)) => Ok("can be written, read and deleted in the object store".to_owned()),
        (Err(error), Place::Disk(root)) => Err(format!("{error}: make room, and check who owns {}", root.display())),
        (Err(error), Place::S3(_)) => Err(error.to_string()),
    }
}

/// What pictures and videos are made with. Nothing here is out of order: what is missing has a drawn stand-in.
fn tools(tools: &Tools) -> [(&'static str, String); 3] {
    let fenced = tools.landlock && tools.seccomp;
    let found = |tool: Option<&Path>, of: &str, package: &str| match tool {
        Some(path) if fenced => format!("{}, for {of}", path.display()),
        Some(path) => format!(
            "{} is not used, because it could not be fenced off here: {of} have a drawn stand-in",
            path.display()
        ),
        None => format!("not installed: {of} have a drawn stand-in; install {package}, then run `leporello rescan`"),
    };
    let fence = match (tools.landlock, tools.seccomp) {
        (true, true) => "workers are fenced off: no files, no network".to_owned(),
        (false, _) => {
            "this system has no Landlock: workers are limited in memory and time, and tools are not used".to_owned()
        }
        (true, false) => {
            "this system has no seccomp: workers are kept from files only, and tools are not used".to_owned()
        }
    };
    [
        ("decoding", fence),
        ("heif-convert", found(tools.heif_convert.as_deref(), "HEIC and AVIF pictures", "libheif-examples")),
        ("ffmpeg", found(tools.ffmpeg.as_deref(), "videos", "ffmpeg")),
    ]
}

/// What is wrong with the database, and what to do. Some errors say that themselves.
fn mend(error: &StoreError, restore: &str) -> String {
    match error {
        StoreError::Corrupt { .. } | StoreError::Driver(_) | StoreError::Broken => format!("{error}; {restore}"),
        StoreError::Full => format!("{error}; make room"),
        other => other.to_string(),
    }
}

/// Whether there is a key, and whether it is the one of the database, if that can be asked.
async fn key(settings: &Settings, store: Option<&Store>) -> Result<String, String> {
    let file = KeyFile::of(settings);
    let Some(key) = file.read_key().map_err(|error| error.to_string())? else {
        return Err(match open::address(settings).and_then(|address| open::has_schema(&address)) {
            Ok(false) => {
                format!("{} is missing, and so is the database: `leporello serve` makes both", file.path().display())
            }
            Ok(true) | Err(_) => file.is_gone(),
        });
    };
    if let Some(store) = store {
        let known = store.read(|read| read.any_setting(KEY)).await.map_err(|error: StoreError| error.to_string())?;
        if known.is_some_and(|known| known != Secrets::new(key).fingerprint()) {
            return Err(file.is_another());
        }
    }
    Ok(file.path().display().to_string())
}
