//! `copy`: a library moves to another database, another blob store, or both; and back.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use leporello_blob::{Blobs, Place};
use leporello_server::app::copy::{CopiedBytes, copy_bytes};
use leporello_store::{Address, Copied, Store};
use serde_json::json;

use crate::output::say;
use crate::settings::Settings;
use crate::{Failed, open, output};

/// What is to be copied from where to where.
pub(super) struct Order {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) blobs_from: Option<String>,
    pub(super) blobs_to: Option<String>,
    pub(super) replace: bool,
    pub(super) despite_damage: bool,
    pub(super) json: bool,
}

pub(super) async fn copy(settings: &Settings, order: Order) -> Result<(), Failed> {
    let Order { from, to, blobs_from, blobs_to, replace, despite_damage, json } = order;
    if to.is_none() && blobs_to.is_none() {
        return Err("say where to: --to for the database, --blobs-to for the bytes, or both".into());
    }
    let source = match &from {
        Some(from) => Address::parse(from)?,
        None => open::address(settings)?,
    };
    let places = match blobs_to {
        None => None,
        Some(to) => {
            let from = match blobs_from {
                Some(from) => open::place_of(&from)?,
                None => open::place(settings)?,
            };
            Some((from, open::place_of(&to)?))
        }
    };
    let from = open::store(settings, &source)?;
    let (tables, target) = match to {
        None => (Vec::new(), None),
        Some(to) => {
            let address = Address::parse(&to)?;
            if address == source {
                return Err("--from and --to name the same database".into());
            }
            leporello_store::migrate(&address)?;
            let target = open::store(settings, &address)?;
            (copy_tables(&from, &target, replace, json).await?, Some(target))
        }
    };
    // What the copied rows name, and nothing that came in between.
    let bytes = match places {
        None => None,
        Some((here, there)) => {
            Some(copy_all_bytes(settings, target.as_ref().unwrap_or(&from), &here, &there, json).await?)
        }
    };
    let damaged = bytes.as_ref().is_some_and(|bytes| !bytes.damaged.is_empty());
    // Only now may a server open it.
    if let Some(target) = target.filter(|_| !damaged || despite_damage) {
        target.write(|write| write.end_copy()).await?;
    }
    tell(&tables, bytes.as_ref(), json)
}

async fn copy_tables(from: &Store, to: &Store, replace: bool, silent: bool) -> Result<Vec<Copied>, Failed> {
    let bar = bar(silent, "{spinner} {msg}: {human_pos} rows ({per_sec})");
    let shown = bar.clone();
    let progress = Arc::new(move |table: &str, rows: u64| {
        shown.set_message(table.to_owned());
        shown.set_position(rows);
    });
    let (from, to) = (from.clone(), to.clone());
    let copied = tokio::task::spawn_blocking(move || leporello_store::copy(&from, &to, replace, progress)).await??;
    bar.finish_and_clear();
    Ok(copied)
}

async fn copy_all_bytes(
    settings: &Settings,
    store: &Store,
    from: &Place,
    to: &Place,
    silent: bool,
) -> Result<CopiedBytes, Failed> {
    if from == to {
        return Err("--blobs-from and --blobs-to name the same place".into());
    }
    let scratch = open::scratch(settings)?;
    let (from, to) = (Blobs::open(from, &scratch)?, Blobs::open(to, &scratch)?);
    to.check().await?;
    let bar = bar(silent, "{spinner} {bytes} ({bytes_per_sec})");
    let copied = copy_bytes(store, &from, &to, |bytes| bar.inc(bytes)).await.map_err(|failure| say(&failure))?;
    bar.finish_and_clear();
    Ok(copied)
}

fn bar(silent: bool, template: &str) -> ProgressBar {
    if silent {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

fn tell(tables: &[Copied], bytes: Option<&CopiedBytes>, as_json: bool) -> Result<(), Failed> {
    let damaged: Vec<String> =
        bytes.iter().flat_map(|bytes| &bytes.damaged).map(|(space, blob)| format!("{space}/{blob}")).collect();
    if as_json {
        let table = |copied: &Copied| {
            let Copied { table, rows, written, sha256 } = copied;
            json!({ "table": table, "rows": rows, "written": written, "sha256": sha256 })
        };
        let bytes = bytes.map(|bytes| {
            let CopiedBytes { objects, bytes, written, packs, lost_packs, .. } = bytes;
            json!({ "objects": objects, "bytes": bytes, "written": written, "packs": packs, "lostPacks": lost_packs,
                "damaged": damaged })
        });
        output::json(&json!({ "tables": tables.iter().map(table).collect::<Vec<_>>(), "blobs": bytes }))?;
    } else {
        for Copied { table, rows, written, sha256 } in tables {
            output::line(&format!("{table}: {rows} rows, {written} written, equal on both sides ({})", &sha256[..16]));
        }
        if let Some(CopiedBytes { objects, bytes, written, packs, lost_packs, .. }) = bytes {
            output::line(&format!(
                "bytes: {objects} objects of {bytes} bytes, {written} written, all with the right digest; {packs} packs of \
                 pictures, {lost_packs} to be made again"
            ));
        }
        if !tables.is_empty() {
            output::line("the key is not copied: give the new servers the same file (--secret-key)");
        }
    }
    if damaged.is_empty() {
        Ok(())
    } else {
        let many = damaged.len();
        Err(format!(
            "{many} objects are missing or damaged at the source: {}; bring them back from a backup and copy again, or say \
             --despite-damage to have the rest",
            damaged.join(", ")
        )
        .into())
    }
}
