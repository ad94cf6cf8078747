//! Is every answer covered by syncs? A pure function over the events of a trace.
//!
//! A write is covered by a sync of the same file that began after the write had ended and ended before
//! the answer was sent; a name by such a sync of its folder. While nothing else is going on, *nothing*
//! may be uncovered when an answer leaves. Where changes overlap, another's write may be under way, so
//! there it is asked whether what this very answer stands for is covered.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::strace::{Call, Event};

/// How the database's log is called.
const LOG: &str = "metadata.sqlite-wal";

/// Paths of operations that are asked with `POST` and change nothing.
const READS: [&str; 6] = ["/detail", "/files/0", "/files/1", "/files/search", "/files/download", "/cancel"];

/// What became of the acknowledgements of a trace.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Successes sent to clients for changes, by kind.
    pub(super) acknowledged: BTreeMap<Kind, usize>,
    /// How many of them overlapped no other change.
    pub(super) alone: usize,
    /// Texts printed to standard output, which are acknowledgements as well.
    pub(super) announced: usize,
    /// One line for each that was not covered.
    pub(super) uncovered: Vec<String>,
}

/// What a change has to leave on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A transaction in the log.
    Transaction,
    /// A part of an upload.
    Part,
    /// A transaction, and an object.
    Object,
}

impl Verdict {
    pub(super) fn total(&self) -> usize {
        self.acknowledged.values().sum()
    }
}

/// Looks at the events of a program whose data is in the folder `data`, where the paths `there` lay before.
pub(super) fn check(events: &[Event], data: &Path, there: HashSet<PathBuf>) -> Verdict {
    let mut events: Vec<_> = events.iter().collect();
    // An answer counts from when it is sent, all else from when it is done.
    events.sort_by_key(|event| if matches!(event.call, Call::Send(..) | Call::Say) { event.start } else { event.end });
    let mut book = Book::new(data, there);
    for event in events {
        book.enter(event);
    }
    book.verdict
}

/// When a write began and ended.
type Span = (usize, usize);

/// The contents of a file: its writes by their end, and how many of them are covered.
#[derive(Clone, Default)]
struct Contents {
    writes: Vec<Span>,
    covered: usize,
}

/// A name that was given.
struct Name {
    given: Span,
    from: Option<PathBuf>,
    covered: bool,
}

/// A request that is not answered yet.
#[derive(Default)]
struct Request {
    since: usize,
    /// Its beginning, with escapes as `strace` shows it.
    text: String,
    overlapped: bool,
}

impl Request {
    /// The method and the target.
    fn what(&self) -> String {
        self.text.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    /// What it changes, if anything. It may have come in pieces, the first of which say too little.
    fn kind(&self) -> Option<Kind> {
        if self.text.contains(" HTTP/1.1") { kind(&self.what()) } else { None }
    }

    /// Whether `path` belongs to the upload that the client named in `X-Traceid`.
    fn is_upload(&self, path: &Path) -> bool {
        let text = self.text.to_ascii_lowercase();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let upload = name.split_once('.').map(|(upload, _)| upload);
        upload.is_some_and(|upload| text.contains(&format!("x-traceid: {upload}")))
    }
}

/// Everything that is known at one moment of the trace.
struct Book<'a> {
    data: &'a Path,
    there: HashSet<PathBuf>,
    files: HashMap<PathBuf, Contents>,
    names: HashMap<PathBuf, Name>,
    requests: HashMap<String, Request>,
    verdict: Verdict,
}

impl<'a> Book<'a> {
    fn new(data: &'a Path, there: HashSet<PathBuf>) -> Self {
        Self {
            data,
            there,
            files: HashMap::new(),
            names: HashMap::new(),
            requests: HashMap::new(),
            verdict: Verdict::default(),
        }
    }

    /// Whether a path belongs to the data. The shared memory over the log does not, nor what tools work in: a crash discards
    /// both.
    fn matters(&self, path: &Path) -> bool {
        let lost = path.to_string_lossy().ends_with("-shm") || path.starts_with(self.data.join("scratch"));
        path.starts_with(self.data) && !lost
    }

    fn enter(&mut self, event: &Event) {
        let span = (event.start, event.end);
        match &event.call {
            Call::Write(path) if self.matters(path) => {
                self.files.entry(path.clone()).or_default().writes.push(span);
            }
            Call::Sync(path) => self.sync(path, event.start),
            Call::Create(path) if self.matters(path) && !self.there.contains(path) => self.name(None, path, span),
            Call::Folder(path) if self.matters(path) => self.name(None, path, span),
            Call::Link(from, path) if self.matters(path) => self.name(Some(from), path, span),
            Call::Rename(from, path) if self.matters(path) => {
                self.name(Some(from), path, span);
                self.forget(from);
            }
            Call::Unname(path) => self.forget(path),
            Call::Receive(socket, text) => self.receive(socket, text, event.end),
            Call::Send(socket, text) => self.send(socket, text, event.start),
            Call::Say => {
                self.verdict.announced += 1;
                if let Some(what) = self.anything_uncovered() {
                    self.verdict.uncovered.push(format!("printed at line {}: {what}", event.start));
                }
            }
            Call::Write(_) | Call::Create(_) | Call::Folder(_) | Call::Link(..) | Call::Rename(..) => {}
        }
    }

    fn name(&mut self, from: Option<&PathBuf>, path: &Path, given: Span) {
        if let Some(contents) = from.and_then(|from| self.files.get(from)).cloned() {
            self.files.insert(path.to_owned(), contents);
        }
        self.there.insert(path.to_owned());
        self.names.insert(path.to_owned(), Name { given, from: from.cloned(), covered: false });
    }

    fn forget(&mut self, path: &Path) {
        self.files.remove(path);
        self.names.remove(path);
        self.there.remove(path);
    }

    fn sync(&mut self, path: &Path, start: usize) {
        if let Some(file) = self.files.get_mut(path) {
            file.covered = file.covered.max(file.writes.partition_point(|(_, end)| *end < start));
        }
        for (name, state) in &mut self.names {
            state.covered |= name.parent() == Some(path) && state.given.1 < start;
        }
    }

    fn receive(&mut self, socket: &str, text: &str, since: usize) {
        let mut request = self.requests.remove(socket).unwrap_or(Request { since, ..Request::default() });
        request.text.push_str(text);
        if request.kind().is_some() {
            for other in self.requests.values_mut().filter(|other| other.kind().is_some()) {
                (request.overlapped, other.overlapped) = (true, true);
            }
        }
        self.requests.insert(socket.to_owned(), request);
    }

    fn send(&mut self, socket: &str, text: &str, at: usize) {
        let Some(status) = text.strip_prefix("HTTP/1.1 ") else { return };
        let Some(request) = self.requests.remove(socket) else { return };
        let (Some(kind), true) = (request.kind(), status.starts_with('2')) else { return };
        *self.verdict.acknowledged.entry(kind).or_default() += 1;
        let mut lack = self.lack(&request, kind);
        if !request.overlapped {
            self.verdict.alone += 1;
            lack = lack.or_else(|| self.anything_uncovered());
        }
        if let Some(lack) = lack {
            self.verdict.uncovered.push(format!("{} answered at line {at}: {lack}", request.what()));
        }
    }

    /// What of all that was done so far would be gone after a power cut.
    fn anything_uncovered(&self) -> Option<String> {
        let file = self.files.iter().find(|(_, file)| file.covered < file.writes.len());
        let name = self.names.iter().find(|(_, name)| !name.covered);
        file.map(|(path, _)| format!("{} has writes without a sync", path.display()))
            .or_else(|| name.map(|(path, _)| format!("the folder of {} was not synced", path.display())))
    }

    /// What a request that is about to be acknowledged lacks of what it stands for.
    fn lack(&self, request: &Request, kind: Kind) -> Option<String> {
        let transaction = || {
            let log = self.files.get(&self.data.join(LOG))?;
            let (start, _) = log.covered.checked_sub(1).and_then(|last| log.writes.get(last))?;
            (*start > request.since).then_some(())
        };
        let durable = |wanted: &dyn Fn(&Path, &Name) -> bool| {
            self.names.iter().any(|(path, name)| {
                let contents = self.files.get(path).is_none_or(|file| file.covered == file.writes.len());
                name.given.0 > request.since && name.covered && contents && wanted(path, name)
            })
        };
        // What has no name but the one it was made with is not complete yet.
        let staging = self.data.join("blobs/staging");
        let part =
            || durable(&|path, name| request.is_upload(path) && path.starts_with(&staging) && name.from.is_some());
        let object = || {
            let originals = self.data.join("blobs/originals");
            durable(&|path, name| {
                path.starts_with(&originals) && name.from.as_deref().is_some_and(|from| request.is_upload(from))
            })
        };
        match kind {
            Kind::Part if !part() => Some("its part is not durable".to_owned()),
            Kind::Object if !object() => Some("its object is not durable".to_owned()),
            Kind::Transaction | Kind::Object if transaction().is_none() => {
                Some("no transaction of its time is durable".to_owned())
            }
            _ => None,
        }
    }
}

/// What a request changes, if anything.
fn kind(what: &str) -> Option<Kind> {
    let (method, target) = what.split_once(' ')?;
    let path = target.split('?').next()?;
    match (method, path) {
        ("PUT", path) if path.starts_with("/links/parts/") => Some(Kind::Part),
        ("POST", path) if path.ends_with("/files/complete") => Some(Kind::Object),
        ("POST", path) if READS.iter().any(|end| path.ends_with(end)) => None,
        ("POST" | "PUT" | "DELETE" | "PATCH", _) => Some(Kind::Transaction),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
