//! Folders and files: make, look at, rename (contract/drive.md §2.2, §2.7, §2.8, §2.11).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use leporello_model::{Arrange, Caller, FileId, FileType, Millis, Refusal, SpaceId, UserId, View, numbered_name};
use leporello_store::{FileRow, Read, StoreError};

use super::spaces::own;
use super::{App, Failure};

/// The names of the people whose files are shown.
pub type People = BTreeMap<UserId, String>;

/// `renameMode`: what to do when a name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// 2: take another name.
    Rename,
    /// 3: refuse.
    Refuse,
}

impl Clash {
    /// The mode with this code.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            2 => Some(Self::Rename),
            3 => Some(Self::Refuse),
            _ => None,
        }
    }
}

/// A folder as a caller names it.
#[derive(Clone, Debug)]
pub enum Folder {
    /// `root`: the root of the caller's space.
    Root,
    /// The one with this identifier, which may be a root's too.
    Id(FileId),
}

impl Folder {
    /// Its identifier, for somebody whose space is `space`.
    #[must_use]
    pub fn id(self, space: SpaceId) -> FileId {
        match self {
            Self::Root => FileId::root_of(space),
            Self::Id(id) => id,
        }
    }
}

/// A folder to be made.
#[derive(Clone, Debug)]
pub struct NewFolder {
    /// The space that it is said to lie in.
    pub space: Option<SpaceId>,
    /// The folder it is to lie in.
    pub parent: Folder,
    /// What it is to be called.
    pub name: String,
    /// What to do when that name is taken.
    pub clash: Clash,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// When it was created, if not now.
    pub created_at: Option<Millis>,
    /// When it was last changed, if not now.
    pub edited_at: Option<Millis>,
}

/// One file to be looked at or changed.
#[derive(Clone, Debug)]
pub struct FileOf {
    /// The space that it is said to lie in.
    pub space: Option<SpaceId>,
    /// Which file.
    pub file: FileId,
}

/// What a caller sent the space as.
const SPACE: &str = "containerId";
/// What a caller sent the file as.
const FILE: &str = "fileId";

impl App {
    /// Makes a folder.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], [`Refusal::TargetNotFolder`],
    /// [`Refusal::TargetInBin`], [`Refusal::TooDeep`], [`Refusal::NameTaken`], or a failure of the store.
    pub async fn create_folder(&self, caller: Caller, new: NewFolder) -> Result<FileRow, Failure> {
        const PARENT: &str = "parentFolder";
        let space = own(caller, Arrange, new.space, SPACE)?;
        let (id, now, max) = (self.ids.file(), self.clock.now(), self.settings.max_depth);
        let parent = new.parent.id(caller.space);
        let folder = FileRow {
            space: caller.space,
            id,
            parent: Some(parent.clone()),
            name: new.name,
            suffix: String::new(),
            file_type: FileType::Folder,
            mime_type: String::new(),
            description: new.description,
            owner: caller.user,
            size: 0,
            sha256: None,
            blob: None,
            taken_at: None,
            media: None,
            created_at: new.created_at.unwrap_or(now),
            edited_at: new.edited_at.unwrap_or(now),
            trashed_at: None,
            in_bin: false,
        };
        self.store
            .write(move |write| {
                target(write, caller.space, &parent, PARENT)?;
                // The way has the root, which does not count, and lacks the new folder, which does.
                if write.path(caller.space, &parent)?.len() > max {
                    return Err(Failure::from(Refusal::TooDeep { max }));
                }
                let name = free_name(write, caller.space, &parent, &folder.name, new.clash, now, "fileName")?;
                let folder = FileRow { name, ..folder.clone() };
                write.add_file(&space, &folder)?;
                Ok(folder)
            })
            .await
    }

    /// A file or folder, in the bin or not, and the names of the people it tells of.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], or a failure of the store.
    pub async fn file(&self, caller: Caller, of: FileOf) -> Result<(FileRow, People), Failure> {
        own(caller, View, of.space, SPACE)?;
        self.store
            .read(move |read| {
                let file = read.file(caller.space, &of.file)?.ok_or(Refusal::NotFound { field: FILE })?;
                let people = people(read, std::slice::from_ref(&file))?;
                Ok((file, people))
            })
            .await
    }

    /// Gives a file or folder another name. The one it has already is success and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`] (for the root too, which has no name to give),
    /// [`Refusal::InBin`], [`Refusal::NameTaken`], or a failure of the store.
    pub async fn rename_file(&self, caller: Caller, of: FileOf, name: String, clash: Clash) -> Result<(), Failure> {
        let space = own(caller, Arrange, of.space, SPACE)?;
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let file = write.file(caller.space, &of.file)?.ok_or(Refusal::NotFound { field: FILE })?;
                let parent = file.parent.as_ref().ok_or(Refusal::NotFound { field: FILE })?;
                if file.in_bin {
                    return Err(Failure::from(Refusal::InBin { field: FILE }));
                }
                if file.name == name {
                    return Ok(());
                }
                let name = free_name(write, caller.space, parent, &name, clash, now, "name")?;
                Ok(write.rename_file(&space, &file.id, &name, now)?)
            })
            .await
    }

    /// Puts right when a picture or video was taken; none is not known. That is a change of the file.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::InBin`], [`Refusal::IsFolder`], [`Refusal::NotMedia`], or a failure of the
    /// store.
    pub async fn correct_taken(&self, caller: Caller, id: FileId, taken_at: Option<Millis>) -> Result<(), Failure> {
        let space = own(caller, Arrange, None, SPACE)?;
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let file = write.file(caller.space, &id)?.ok_or(Refusal::NotFound { field: FILE })?;
                if file.in_bin {
                    return Err(Failure::from(Refusal::InBin { field: FILE }));
                }
                media_only(file.file_type, FILE)?;
                Ok(write.correct_taken(&space, &file, taken_at, now)?)
            })
            .await
    }

    /// The identifiers and names on the way from the root folder to a file, both ends included.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], or a failure of the store.
    pub async fn full_path(&self, caller: Caller, of: FileOf) -> Result<Vec<(FileId, String)>, Failure> {
        own(caller, View, of.space, SPACE)?;
        let path = self.store.read(move |read| Ok::<_, Failure>(read.path(caller.space, &of.file)?)).await?;
        if path.is_empty() { Err(Refusal::NotFound { field: FILE }.into()) } else { Ok(path) }
    }
}

/// Holds if it is an image or a video.
pub(crate) const fn media_only(file_type: FileType, field: &'static str) -> Result<(), Refusal> {
    match file_type {
        FileType::Folder => Err(Refusal::IsFolder { field }),
        file_type if !file_type.is_media() => Err(Refusal::NotMedia { field }),
        _ => Ok(()),
    }
}

/// The folder that something is to be put into.
pub(crate) fn target(
    read: &Read<'_>,
    space: SpaceId,
    folder: &FileId,
    field: &'static str,
) -> Result<FileRow, Failure> {
    let folder = read.file(space, folder)?.ok_or(Refusal::NotFound { field })?;
    if !folder.is_folder() {
        return Err(Refusal::TargetNotFolder { field }.into());
    }
    if folder.in_bin {
        return Err(Refusal::TargetInBin { field }.into());
    }
    Ok(folder)
}

/// The name for something that comes into the folder `parent`: the one `wanted` if it is free.
pub(crate) fn free_name(
    read: &Read<'_>,
    space: SpaceId,
    parent: &FileId,
    wanted: &str,
    clash: Clash,
    now: Millis,
    field: &'static str,
) -> Result<String, Failure> {
    let free = free_names(read, space, parent, &[wanted], now)?.pop().unwrap_or_default();
    if free != wanted && clash == Clash::Refuse {
        return Err(Refusal::NameTaken { field }.into());
    }
    Ok(free)
}

/// The names for what comes into the folder `parent` at one time, in order: those `wanted`, and the time
/// added to one that is taken. A counter tells apart what even the time does not.
pub(crate) fn free_names(
    read: &Read<'_>,
    space: SpaceId,
    parent: &FileId,
    wanted: &[&str],
    now: Millis,
) -> Result<Vec<String>, StoreError> {
    let mut taken: HashSet<String> = read.taken_names(space, parent, wanted)?.into_iter().collect();
    let mut names = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let (mut name, mut tries) = ((*wanted).to_owned(), 0);
        while taken.contains(&name) || (tries > 0 && read.named(space, parent, &name)?.is_some()) {
            tries += 1;
            let count = if tries == 1 { String::new() } else { format!("_{tries}") };
            name = numbered_name(wanted, &format!("{}{count}", now.file_suffix()));
        }
        taken.insert(name.clone());
        names.push(name);
    }
    Ok(names)
}

/// The names of those whose files these are.
pub(crate) fn people(read: &Read<'_>, files: &[FileRow]) -> Result<People, StoreError> {
    let owners: BTreeSet<UserId> = files.iter().map(|file| file.owner).collect();
    let name = |owner| Ok((owner, read.any_user(owner)?.map_or_else(String::new, |user| user.name)));
    owners.into_iter().map(name).collect()
}
