//! `import`: a folder of pictures into a space, with its folders; safe to repeat.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use indicatif::{ProgressBar, ProgressStyle};
use leporello_model::{Caller, Door, FileId, FileType, Millis, UserId};
use leporello_server::App;
use leporello_server::app::import::Source;
use leporello_server::messages::{Language, skipped as skipped_text};
use serde::Serialize;
use walkdir::{DirEntry, WalkDir};

use crate::output::say;
use crate::settings::Settings;
use crate::{Failed, open, output};

/// How many files, and how many bytes, are brought in at a time: one sync and one transaction.
const BATCH_FILES: usize = 64;
const BATCH_BYTES: u64 = 256 << 20;

/// What systems leave in folders of pictures without anybody wanting it.
const RUBBISH: [&str; 3] = ["Thumbs.db", "desktop.ini", "@eaDir"];

/// What was ordered.
pub(super) struct Order {
    pub(super) user: UserId,
    pub(super) path: PathBuf,
    pub(super) into: Option<String>,
    pub(super) json: bool,
}

/// What was done.
#[derive(Default, Serialize)]
pub(super) struct Report {
    files: u64,
    images: u64,
    videos: u64,
    folders: u64,
    bytes: u64,
    skipped: Vec<Skipped>,
}

#[derive(Serialize)]
struct Skipped {
    path: String,
    reason: String,
}

pub(super) async fn import(settings: &Settings, order: Order) -> Result<(), Failed> {
    if !order.path.is_dir() {
        return Err(format!("{}: give a folder that can be read", order.path.display()).into());
    }
    let app = open::service(settings).await?;
    let user = order.user;
    let space = app.space_of(user).await.map_err(|failure| say(&failure))?;
    let space = space.ok_or_else(|| format!("--user {user}: there is no such user"))?;
    let caller = Caller { user, space, door: Door::Command };
    let mut parent = FileId::root_of(space);
    for name in order.into.iter().flat_map(|path| path.split('/')).filter(|name| !name.is_empty()) {
        (parent, _) = app.import_folder(caller, &parent, name).await.map_err(|failure| say(&failure))?;
    }
    let mut progress = if order.json { Progress::silent() } else { Progress::shown() };
    let report = folder(&app, caller, &order.path, parent, &mut progress).await?;
    progress.end();
    if order.json { output::json(&report) } else { print(&report) }
}

fn print(report: &Report) -> Result<(), Failed> {
    for Skipped { path, reason } in &report.skipped {
        output::line(&format!("skipped: {path}: {reason}"));
    }
    let Report { files, images, videos, folders, bytes, skipped } = report;
    output::line(&format!(
        "imported: {files} files ({images} images, {videos} videos, {bytes} bytes), {folders} new folders; skipped: {}",
        skipped.len()
    ));
    Ok(())
}

/// Brings what is below `path` into the folder `parent`.
pub(super) async fn folder(
    app: &App,
    caller: Caller,
    path: &Path,
    parent: FileId,
    progress: &mut Progress,
) -> Result<Report, Failed> {
    let mut report = Report::default();
    let mut folders = HashMap::from([(path.to_owned(), parent)]);
    let mut batch = Vec::new();
    let mut bytes = 0;
    let walk = WalkDir::new(path).sort_by_file_name().min_depth(1).into_iter();
    for entry in walk.filter_entry(|entry| !rubbish(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(path).display().to_string();
                report.skipped.push(Skipped { path, reason: "cannot be read".to_owned() });
                continue;
            }
        };
        // A folder that could not be made has its reason already, and all below it goes with it.
        let Some(parent) = entry.path().parent().and_then(|above| folders.get(above)).cloned() else { continue };
        match kind(&entry) {
            Kind::Folder(name) => match app.import_folder(caller, &parent, &name).await {
                Ok((folder, made)) => {
                    report.folders += u64::from(made);
                    folders.insert(entry.path().to_owned(), folder);
                }
                Err(failure) => report.skip(&entry, &say(&failure).to_string()),
            },
            Kind::File(name, size, modified) => {
                bytes += size;
                batch.push(Source { path: entry.path().to_owned(), parent, name, modified });
            }
            Kind::Other(reason) => report.skip(&entry, reason),
        }
        if batch.len() == BATCH_FILES || bytes >= BATCH_BYTES {
            take(app, caller, std::mem::take(&mut batch), &mut report, progress).await?;
            bytes = 0;
        }
    }
    take(app, caller, batch, &mut report, progress).await?;
    Ok(report)
}

async fn take(
    app: &App,
    caller: Caller,
    batch: Vec<Source>,
    report: &mut Report,
    progress: &mut Progress,
) -> Result<(), Failed> {
    let paths: Vec<PathBuf> = batch.iter().map(|file| file.path.clone()).collect();
    let outcomes = app.import_files(caller, batch).await.map_err(|failure| say(&failure))?;
    for (path, outcome) in paths.iter().zip(outcomes) {
        match outcome {
            Ok(imported) => {
                report.files += 1;
                report.images += u64::from(imported.file_type == FileType::Image);
                report.videos += u64::from(imported.file_type == FileType::Video);
                report.bytes += imported.size.unsigned_abs();
            }
            Err(skipped) => {
                report.skipped.push(Skipped {
                    path: path.display().to_string(),
                    reason: skipped_text(Language::English, skipped),
                });
            }
        }
    }
    progress.at(report.files, report.bytes, report.skipped.len());
    Ok(())
}

impl Report {
    fn skip(&mut self, entry: &DirEntry, reason: &str) {
        self.skipped.push(Skipped { path: entry.path().display().to_string(), reason: reason.to_owned() });
    }
}

/// What a file or folder on disk is to an import.
enum Kind {
    Folder(String),
    File(String, u64, Millis),
    Other(&'static str),
}

fn kind(entry: &DirEntry) -> Kind {
    let Some(name) = entry.file_name().to_str().map(ToOwned::to_owned) else {
        return Kind::Other("its name is not Unicode");
    };
    if entry.file_type().is_dir() {
        return Kind::Folder(name);
    }
    if entry.file_type().is_symlink() {
        return Kind::Other("a link, not a file");
    }
    if !entry.file_type().is_file() {
        return Kind::Other("not a file");
    }
    match entry.metadata() {
        Ok(metadata) => {
            let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let modified = modified.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0);
            Kind::File(name, metadata.len(), Millis(modified))
        }
        Err(_) => Kind::Other("cannot be read"),
    }
}

/// Hidden files, and what systems leave behind: left out without a word.
fn rubbish(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() > 0 && (name.starts_with('.') || RUBBISH.contains(&name.as_ref()))
}

/// A bar on a terminal, a line now and then elsewhere, or nothing.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    told: u64,
}

impl Progress {
    pub(super) const fn silent() -> Self {
        Self { bar: None, lines: false, told: 0 }
    }

    fn shown() -> Self {
        if !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            return Self { bar: None, lines: true, told: 0 };
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        Self { bar: Some(bar), lines: false, told: 0 }
    }

    fn at(&mut self, files: u64, bytes: u64, skipped: usize) {
        let text = format!("{files} files, {} MiB, {skipped} skipped", bytes >> 20);
        if let Some(bar) = &self.bar {
            bar.set_message(text);
        } else if self.lines && files >= self.told + 1000 {
            self.told = files;
            output::remark(&text);
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
