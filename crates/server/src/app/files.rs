//! Folders and files: make, look at, rename (contract/drive.md §2.2, §2.7, §2.8, §2.11).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use leporello_model::{
    Add, AlbumId, Caller, Download, FileId, FileType, Millis, Refusal, SpaceId, UserId, View, Way, numbered_name,
};
use leporello_store::{FileRow, Read, StoreError, Upload};

use super::links::album_of;
use super::pictures::{self, Pictured, Pictures};
use super::places::{Place, PlaceOf};
use super::{App, Failure};

/// The names of the people whose files are shown.
pub type People = BTreeMap<UserId, String>;

/// What is told beside files.
#[derive(Debug, Default)]
pub struct About {
    /// The names of the people they tell of.
    pub people: People,
    /// What became of the making of pictures, where that was asked for.
    pub pictures: Pictures,
    /// The album that shows the one file to the caller, if that is how they come to it.
    pub by: Option<AlbumId>,
}

impl About {
    /// What is told beside `files`, which all lie in one space; `pictures` says whether their pictures are of interest.
    pub(crate) fn of(read: &Read<'_>, files: &[FileRow], pictures: bool) -> Result<Self, StoreError> {
        let pictures = if pictures { pictures::of(read, files)? } else { Pictures::default() };
        Ok(Self { people: people(read, files)?, pictures, by: None })
    }

    /// What became of the making of a file's pictures.
    #[must_use]
    pub fn pictured(&self, file: &FileRow) -> Option<&Pictured> {
        self.pictures.get(&file.blob?)
    }
}

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
    /// `root`: the root of the caller's space, or the folder of the family in which they are at work.
    Root,
    /// The one with this identifier, which may be a root's too.
    Id(FileId),
}

impl Folder {
    /// The identifier that was sent, if one was.
    pub(crate) const fn named(&self) -> Option<&FileId> {
        match self {
            Self::Root => None,
            Self::Id(id) => Some(id),
        }
    }
}

/// A folder to be made.
#[derive(Clone, Debug)]
pub struct NewFolder {
    /// Where it is said to lie.
    pub place: PlaceOf,
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
    /// Where it is said to lie.
    pub place: PlaceOf,
    /// Which file.
    pub file: FileId,
}

impl FileOf {
    /// What an upload will be, wherever that is.
    #[must_use]
    pub(crate) fn of(upload: &Upload) -> Self {
        Self { place: PlaceOf::default(), file: upload.file.clone() }
    }
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
        let (id, now, max) = (self.ids.file(), self.clock.now(), self.settings.max_depth);
        self.store
            .write(move |write| {
                let place = new.place.find_by(write, caller, new.parent.named(), SPACE)?;
                let parent = target(write, &place, &place.folder(&new.parent), PARENT)?.id;
                let grant = place.may(Add, &[], PARENT)?;
                // The way has the root, which does not count, and lacks the new folder, which does.
                if write.path(place.space, &parent)?.len() > max {
                    return Err(Failure::from(Refusal::TooDeep { max }));
                }
                let name = free_name(write, place.space, &parent, &new.name, new.clash, now, "fileName")?;
                let folder = FileRow {
                    description: new.description.clone(),
                    created_at: new.created_at.unwrap_or(now),
                    edited_at: new.edited_at.unwrap_or(now),
                    ..folder_row(&place, id.clone(), parent, name, now)
                };
                write.add_file(&grant, &folder)?;
                Ok(folder)
            })
            .await
    }

    /// A file or folder, in the bin or not, and what is told beside it. To whom only a shared album shows it, where it lies
    /// is not told; who may not fetch it does not learn what its metadata says.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], or a failure of the store.
    pub async fn file(&self, caller: Caller, of: FileOf) -> Result<(FileRow, About), Failure> {
        self.store
            .read(move |read| {
                let found = of.place.visible(read, caller, std::slice::from_ref(&of.file), SPACE)?.pop();
                let (file, facts) = found.ok_or(Refusal::NotFound { field: FILE })?;
                caller.may(View, facts, FILE)?;
                let parent = file.parent.clone().filter(|_| !matches!(facts.way, Way::Album(_)));
                let told = caller.may(Download, facts, FILE).is_ok();
                let (media, taken_at) = if told { (file.media.clone(), file.taken_at) } else { (None, None) };
                let file = FileRow { parent, media, taken_at, ..file };
                let about = About::of(read, std::slice::from_ref(&file), told)?;
                Ok((file, About { by: album_of(&facts), ..about }))
            })
            .await
    }

    /// Gives a file or folder another name. The one it has already is success and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`] (for the root too, which has no name to give),
    /// [`Refusal::InBin`], [`Refusal::NameTaken`], or a failure of the store.
    pub async fn rename_file(&self, caller: Caller, of: FileOf, name: String, clash: Clash) -> Result<(), Failure> {
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let place = of.place.find_by(write, caller, Some(&of.file), SPACE)?;
                let file = place.file(write, &of.file, FILE)?;
                let parent = file.parent.as_ref().ok_or(Refusal::NotFound { field: FILE })?;
                let grant = place.arrange_one(write, &file, FILE)?;
                if file.in_bin {
                    return Err(Failure::from(Refusal::InBin { field: FILE }));
                }
                if file.name == name {
                    return Ok(());
                }
                let name = free_name(write, place.space, parent, &name, clash, now, "name")?;
                Ok(write.rename_file(&grant, &file.id, &name, now)?)
            })
            .await
    }

    /// Puts right when a picture or video was taken; none is not known. That is a change of the file.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::InBin`], [`Refusal::IsFolder`], [`Refusal::NotMedia`], or a failure of the
    /// store.
    pub async fn correct_taken(&self, caller: Caller, of: FileOf, taken_at: Option<Millis>) -> Result<(), Failure> {
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let place = of.place.find_by(write, caller, Some(&of.file), SPACE)?;
                let file = place.file(write, &of.file, FILE)?;
                let grant = place.arrange_one(write, &file, FILE)?;
                if file.in_bin {
                    return Err(Failure::from(Refusal::InBin { field: FILE }));
                }
                media_only(file.file_type, FILE)?;
                Ok(write.correct_taken(&grant, &file, taken_at, now)?)
            })
            .await
    }

    /// The identifiers and names on the way from the root folder to a file, both ends included.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], or a failure of the store.
    pub async fn full_path(&self, caller: Caller, of: FileOf) -> Result<Vec<(FileId, String)>, Failure> {
        self.store
            .read(move |read| {
                let place = of.place.find(read, caller, SPACE)?;
                let file = place.file(read, &of.file, FILE)?;
                place.may(View, std::slice::from_ref(&file), FILE)?;
                Ok(read.path(place.space, &file.id)?)
            })
            .await
    }
}

/// A folder that the caller makes at this moment.
pub(crate) fn folder_row(place: &Place, id: FileId, parent: FileId, name: String, now: Millis) -> FileRow {
    FileRow {
        space: place.space,
        id,
        parent: Some(parent),
        name,
        suffix: String::new(),
        file_type: FileType::Folder,
        mime_type: String::new(),
        description: None,
        owner: place.caller.user,
        size: 0,
        sha256: None,
        blob: None,
        taken_at: None,
        media: None,
        created_at: now,
        edited_at: now,
        trashed_at: None,
        in_bin: false,
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
pub(crate) fn target(read: &Read<'_>, place: &Place, folder: &FileId, field: &'static str) -> Result<FileRow, Failure> {
    let folder = place.file(read, folder, field)?;
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
pub(crate) fn people<'f>(read: &Read<'_>, files: impl IntoIterator<Item = &'f FileRow>) -> Result<People, StoreError> {
    let owners: BTreeSet<UserId> = files.into_iter().map(|file| file.owner).collect();
    let name = |owner| Ok((owner, read.any_user(owner)?.map_or_else(String::new, |user| user.name)));
    owners.into_iter().map(name).collect()
}
