//! Jobs: something done to many files at once (contract/drive.md §3).
//!
//! A job is one transaction, and done when the call returns: all of it, or, if one file is wrong, nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use leporello_model::{Arrange, Caller, FileId, Grant, JobId, Millis, Refusal, SpaceFacts, SpaceId};
use leporello_store::{FileRow, JobRow, StoreError, Write};
use serde::{Deserialize, Serialize};

use super::files::{Folder, free_names, target};
use super::places::{Place, PlaceOf};
use super::{App, Failure};

/// The most files one job may name.
pub const MAX_FILES: usize = 1000;

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Task {
    /// 2/201: put files into the bin.
    Trash(Vec<FileId>),
    /// 2/202: remove files for good, out of the bin or past it.
    Purge(Vec<FileId>),
    /// 3/301: move files into a folder.
    Move(Vec<FileId>, Folder),
    /// 4: take files out of the bin.
    Restore(Vec<FileId>),
    /// 7/701: remove for good all that is in the bin.
    EmptyBin,
}

impl Task {
    /// `taskType` and `actionType`; 0 where there is none.
    const fn codes(&self) -> (i64, i64) {
        match self {
            Self::Trash(_) => (2, 201),
            Self::Purge(_) => (2, 202),
            Self::Move(..) => (3, 301),
            Self::Restore(_) => (4, 0),
            Self::EmptyBin => (7, 701),
        }
    }

    /// The files it names.
    fn files(&self) -> &[FileId] {
        match self {
            Self::Trash(files) | Self::Purge(files) | Self::Move(files, _) | Self::Restore(files) => files,
            Self::EmptyBin => &[],
        }
    }
}

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What it does.
    pub task: Task,
    /// Where the files are said to lie.
    pub place: PlaceOf,
    /// The space that they are said to come into.
    pub to: Option<SpaceId>,
}

/// What became of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// Which file.
    pub file_id: FileId,
    /// 0: it was done.
    pub code: i64,
}

/// A job that was done.
pub struct Job {
    /// How it went.
    pub row: JobRow,
    /// What became of each file that it named.
    pub files: Vec<Outcome>,
}

/// What part of the list of jobs is asked for.
#[derive(Clone, Copy, Debug)]
pub struct JobsOf {
    /// Only of this `taskType`.
    pub task_type: Option<i64>,
    /// Only of this `status`.
    pub status: Option<i64>,
    /// How many.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

/// What a caller sent a file of a job as.
const FILE: &str = "taskInfo.fileInfo.fileId";
/// What a caller sent the folder to move into as.
const TARGET: &str = "taskInfo.newFilePath";

impl App {
    /// Does a job.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], [`Refusal::InBin`], [`Refusal::NotInBin`],
    /// [`Refusal::TargetNotFolder`], [`Refusal::TargetInBin`], [`Refusal::FoldersNest`],
    /// [`Refusal::TooDeep`], [`Refusal::AlreadyThere`], or a failure of the store.
    pub async fn run_job(&self, caller: Caller, job: NewJob) -> Result<JobId, Failure> {
        let (id, now, max_depth) = (self.ids.job(), self.clock.now(), self.settings.max_depth);
        let (task_type, action_type) = job.task.codes();
        let files = outcomes(job.task.files())?;
        self.store
            .write(move |write| {
                let place = job.place.find_by(write, caller, job.task.files().first(), "taskInfo.srcContainerId")?;
                if job.to.is_some_and(|to| to != place.space) {
                    return Err(Failure::from(Refusal::SpaceWrong { field: "dstContainerId" }));
                }
                let work = Work { write, place: &place, now, max_depth };
                match &job.task {
                    Task::Trash(files) => work.trash(files)?,
                    Task::Purge(files) => work.purge(files)?,
                    Task::Move(files, folder) => work.move_to(files, &place.folder(folder))?,
                    Task::Restore(files) => work.restore(files)?,
                    Task::EmptyBin => work.empty_bin()?,
                }
                write.add_job(&JobRow {
                    user: caller.user,
                    id,
                    task_type,
                    action_type,
                    status: 2,
                    result_code: 0,
                    space: place.space,
                    begun_at: now,
                    ended_at: Some(now),
                    files: files.clone(),
                })?;
                Ok(id)
            })
            .await
    }

    /// The caller's jobs, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn jobs(&self, caller: Caller, of: JobsOf) -> Result<Vec<Job>, Failure> {
        let JobsOf { task_type, status, limit, offset } = of;
        let rows = self.store.read(move |read| read.jobs(caller.user, task_type, status, limit, offset)).await?;
        rows.into_iter().map(job).collect()
    }

    /// One of the caller's jobs.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn job(&self, caller: Caller, id: JobId) -> Result<Job, Failure> {
        let row = self.store.read(move |read| read.job(caller.user, id)).await?;
        job(row.ok_or(Refusal::NotFound { field: "jobId" })?)
    }
}

fn outcomes(files: &[FileId]) -> Result<String, Refusal> {
    let files: Vec<Outcome> = files.iter().map(|file| Outcome { file_id: file.clone(), code: 0 }).collect();
    serde_json::to_string(&files).map_err(|_| Refusal::Internal)
}

fn job(row: JobRow) -> Result<Job, Failure> {
    // Nobody but `outcomes` writes this column.
    let files =
        serde_json::from_str(&row.files).map_err(|_| StoreError::Corrupt { column: 9, expected: "outcomes" })?;
    Ok(Job { row, files })
}

/// What of the files to be restored can be restored now, and what has to wait for that.
#[derive(Default)]
struct Ready {
    /// By the folder they go into.
    folders: BTreeMap<FileId, Vec<FileRow>>,
    later: Vec<FileRow>,
}

/// A job at work, in its transaction.
struct Work<'w, 'c> {
    write: &'w Write<'c>,
    place: &'w Place,
    now: Millis,
    max_depth: usize,
}

impl Work<'_, '_> {
    fn space(&self) -> SpaceId {
        self.place.space
    }

    fn trash(&self, files: &[FileId]) -> Result<(), Failure> {
        let (_, grant) =
            self.checked(files, |file| if file.in_bin { Err(Refusal::InBin { field: FILE }) } else { Ok(()) })?;
        Ok(self.write.trash(&grant, files, self.now)?)
    }

    fn purge(&self, files: &[FileId]) -> Result<(), Failure> {
        let (_, grant) = self.checked(files, |_| Ok(()))?;
        Ok(self.write.purge(&grant, files)?)
    }

    /// Purges what is in the bin out of this place, and of what others put there nothing that the caller may not.
    fn empty_bin(&self) -> Result<(), Failure> {
        let mut all = self.write.bin_roots(self.space(), i64::MAX)?;
        if !self.place.is_whole() {
            let rows = self.place.files(self.write, &all)?;
            all.clear();
            for row in rows {
                match self.place.arrange(self.write, std::slice::from_ref(&row), FILE) {
                    Ok(_) => all.push(row.id),
                    Err(Failure::Refused(_)) => {}
                    Err(failure) => return Err(failure),
                }
            }
        }
        let grant = self.place.may(Arrange, &[], FILE)?;
        Ok(self.write.purge(&grant, &all)?)
    }

    fn move_to(&self, files: &[FileId], folder: &FileId) -> Result<(), Failure> {
        target(self.write, self.place, folder, TARGET)?;
        let way = self.write.path(self.space(), folder)?;
        let (files, grant) = self.checked(files, |file| match () {
            () if file.in_bin => Err(Refusal::InBin { field: FILE }),
            () if way.iter().any(|(id, _)| *id == file.id) => Err(Refusal::FoldersNest { field: TARGET }),
            () if file.parent.as_ref() == Some(folder) => Err(Refusal::AlreadyThere { field: FILE }),
            () => Ok(()),
        })?;
        // The root, at the start of the way, does not count.
        let room = self.max_depth.saturating_sub(way.len() - 1);
        for folder in files.iter().filter(|file| file.is_folder()) {
            if usize::try_from(self.write.height(self.space(), &folder.id)?).is_ok_and(|height| height > room) {
                return Err(Refusal::TooDeep { max: self.max_depth }.into());
            }
        }
        self.put(&grant, &files, folder)
    }

    /// Everything goes back into its old folder, or into the root if that will still be in the bin when
    /// this job is done. So what lies above something else to be restored is restored before it.
    fn restore(&self, files: &[FileId]) -> Result<(), Failure> {
        let (mut waiting, grant) = self.checked(files, |file| match file.trashed_at {
            Some(_) => Ok(()),
            None => Err(Refusal::NotInBin { field: FILE }),
        })?;
        while !waiting.is_empty() {
            let Ready { folders, later } = self.ready(waiting)?;
            for (folder, files) in folders {
                self.put(&grant, &files, &folder)?;
                let ids: Vec<FileId> = files.into_iter().map(|file| file.id).collect();
                self.write.restore_files(&grant, &ids)?;
            }
            waiting = later;
        }
        Ok(())
    }

    /// Sorts out what can be restored now: that whose folder is there; or else that which has nothing
    /// above it that is still to be restored, and so goes to the top.
    fn ready(&self, files: Vec<FileRow>) -> Result<Ready, Failure> {
        let parents: Vec<FileId> = files.iter().filter_map(|file| file.parent.clone()).collect();
        let parents = self.write.files(self.space(), &parents)?;
        let there: HashSet<FileId> =
            parents.into_iter().filter(|parent| !parent.in_bin).map(|parent| parent.id).collect();
        let mut ready = Ready::default();
        for file in files {
            match file.parent.clone().filter(|parent| there.contains(parent)) {
                Some(parent) => ready.folders.entry(parent).or_default().push(file),
                None => ready.later.push(file),
            }
        }
        if ready.folders.is_empty() {
            let ids: Vec<FileId> = ready.later.iter().map(|file| file.id.clone()).collect();
            let (paths, ids) = (self.write.paths(self.space(), &ids)?, ids.iter().collect::<HashSet<_>>());
            let below = |file: &FileRow| {
                paths.get(&file.id).is_some_and(|path| path.iter().any(|(id, _)| *id != file.id && ids.contains(id)))
            };
            let (later, homeless) = ready.later.into_iter().partition(below);
            return Ok(Ready { folders: self.homes(homeless)?, later });
        }
        Ok(ready)
    }

    /// Where things go whose folder is gone: into the folder of the family that they lay in, or else into the root.
    fn homes(&self, files: Vec<FileRow>) -> Result<BTreeMap<FileId, Vec<FileRow>>, Failure> {
        let ids: Vec<FileId> = files.iter().map(|file| file.id.clone()).collect();
        let tops = self.write.tops(self.space(), &ids)?;
        let mut homes = BTreeMap::<FileId, Vec<FileRow>>::new();
        for file in files {
            let home = match tops.get(&file.id) {
                Some(top) if self.write.is_family_folder(self.space(), top)? => top.clone(),
                _ => FileId::root_of(self.space()),
            };
            homes.entry(home).or_default().push(file);
        }
        Ok(homes)
    }

    /// Moves files into `folder`, under another name where theirs is taken there.
    fn put(&self, grant: &Grant<Arrange, SpaceFacts>, files: &[FileRow], folder: &FileId) -> Result<(), Failure> {
        let wanted: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let names = free_names(self.write, self.space(), folder, &wanted, self.now)?;
        let mut unchanged = Vec::with_capacity(files.len());
        for (file, name) in files.iter().zip(names) {
            if file.name == name {
                unchanged.push(file.id.clone());
            } else {
                self.write.move_file(grant, &file.id, folder, &name)?;
            }
        }
        Ok(self.write.move_files(grant, &unchanged, folder)?)
    }

    /// The files, each once and checked in the order sent, so that the first wrong one is the one reported, and the
    /// right to arrange them. A root folder is none.
    fn checked(
        &self,
        files: &[FileId],
        check: impl Fn(&FileRow) -> Result<(), Refusal>,
    ) -> Result<(Vec<FileRow>, Grant<Arrange, SpaceFacts>), Failure> {
        let rows = self.place.files(self.write, files)?;
        let mut rows: HashMap<FileId, FileRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut seen = HashSet::new();
        let mut checked = Vec::with_capacity(rows.len());
        for id in files.iter().filter(|id| seen.insert(*id)) {
            let row = rows.remove(id).filter(|row| row.parent.is_some());
            checked.push(row.ok_or(Refusal::NotFound { field: FILE })?);
        }
        // Whether it may be done comes before whether it can be.
        let grant = self.place.arrange(self.write, &checked, FILE)?;
        checked.iter().try_for_each(check)?;
        Ok((checked, grant))
    }
}
