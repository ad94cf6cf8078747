//! Places: where a caller is at work, and how they come to the files there (contract/drive.md §0.1, §5).
//!
//! That is their own space, or of another's space the folder of a family that they belong to. What lies outside of it
//! does not exist for them. Rights are the policy's to decide; this file only finds out what it has to know.

use leporello_model::{
    AlbumId, Arrange, Caller, FamilyFacts, FileId, Grant, Refusal, SpaceFacts, SpaceId, View, Wanted, Way,
};
use leporello_store::{AlbumRow, FamiliesOf, FamilyKey, FileRow, Read};

use super::Failure;
use super::files::Folder;

/// Where a caller says that something is to be done.
#[derive(Clone, Debug, Default)]
pub struct PlaceOf {
    /// The space; none is the caller's, or the family's.
    pub space: Option<SpaceId>,
    /// The family whose folder is meant and nothing else, by its primary key or by the folder.
    pub family: Option<FamilyKey>,
}

/// What a caller names a family as where an operation takes place inside of it.
pub const FAMILY: &str = "x-hw-share-folder-id";

/// A file with how the caller comes to it.
pub(crate) type Reached = (FileRow, SpaceFacts);

/// A place that the caller may be at, in the transaction that found it.
pub(crate) struct Place {
    pub(crate) caller: Caller,
    pub(crate) space: SpaceId,
    /// What `root` means there.
    pub(crate) root: FileId,
    /// What of the space it consists of; none: it is a whole space, the caller's own.
    shared: Option<Shared>,
}

/// The folders that families of one owner share with somebody.
struct Shared {
    /// One of the families. Of the others it differs in nothing that rights depend on.
    family: FamilyFacts,
    /// At least one.
    folders: Vec<FileId>,
}

impl PlaceOf {
    /// Finds the place; `field` is what the caller sent the space as.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a family that the caller does not belong to, [`Refusal::SpaceWrong`] for a space in
    /// which nothing is theirs, or a failure of the store.
    pub(crate) fn find(&self, read: &Read<'_>, caller: Caller, field: &'static str) -> Result<Place, Failure> {
        let Some(key) = &self.family else { return in_space(read, caller, self.space, field) };
        let family = read.family(caller.user, key)?.ok_or(Refusal::NotFound { field: FAMILY })?;
        if self.space.is_some_and(|space| space != family.facts.space) {
            return Err(Refusal::SpaceWrong { field }.into());
        }
        Ok(Place::family(caller, family.facts, family.folder))
    }

    /// The same for something to be done with `file`: where nothing says which space is meant, the file tells.
    ///
    /// # Errors
    /// As of [`find`](Self::find).
    pub(crate) fn find_by(
        &self,
        read: &Read<'_>,
        caller: Caller,
        file: Option<&FileId>,
        field: &'static str,
    ) -> Result<Place, Failure> {
        let own = self.find(read, caller, field)?;
        let (None, None, Some(file)) = (self.space, &self.family, file) else { return Ok(own) };
        if read.file(caller.space, file)?.is_none() {
            for space in other_spaces(read, caller)? {
                let place = in_space(read, caller, Some(space), field)?;
                if !place.files(read, std::slice::from_ref(file))?.is_empty() {
                    return Ok(place);
                }
            }
        }
        Ok(own)
    }

    /// Those of `files` that the caller may see there, each with how they come to it: also by a shared album.
    ///
    /// # Errors
    /// As of [`find`](Self::find).
    pub(crate) fn visible(
        &self,
        read: &Read<'_>,
        caller: Caller,
        files: &[FileId],
        field: &'static str,
    ) -> Result<Vec<Reached>, Failure> {
        let other = self.space.filter(|space| self.family.is_none() && *space != caller.space);
        let Some(space) = other else {
            let place = self.find(read, caller, field)?;
            let with_facts = |row: FileRow| {
                let facts = place.facts(std::slice::from_ref(&row));
                (row, facts)
            };
            return Ok(place.files(read, files)?.into_iter().map(with_facts).collect());
        };
        let found = ways(read, caller, read.files(space, files)?)?;
        if found.is_empty() && read.families_in(caller.user, space)?.is_empty() {
            return Err(Refusal::SpaceWrong { field }.into());
        }
        Ok(found)
    }
}

/// The caller's own space, or those folders of another that families share with them.
fn in_space(read: &Read<'_>, caller: Caller, space: Option<SpaceId>, field: &'static str) -> Result<Place, Failure> {
    let Some(space) = space.filter(|space| *space != caller.space) else { return Ok(Place::own(caller)) };
    let families = read.families_in(caller.user, space)?;
    let family = families.first().ok_or(Refusal::SpaceWrong { field })?.facts;
    let folders: Vec<FileId> = families.into_iter().map(|family| family.folder).collect();
    let root = if let [only] = folders.as_slice() { only.clone() } else { FileId::root_of(space) };
    Ok(Place { caller, space, root, shared: Some(Shared { family, folders }) })
}

impl Place {
    /// The caller's own space.
    pub(crate) fn own(caller: Caller) -> Self {
        Self { caller, space: caller.space, root: FileId::root_of(caller.space), shared: None }
    }

    /// The folder of a family that the caller belongs to.
    pub(crate) fn family(caller: Caller, family: FamilyFacts, folder: FileId) -> Self {
        let (space, root) = (family.space, folder.clone());
        Self { caller, space, root, shared: Some(Shared { family, folders: vec![folder] }) }
    }

    /// Where the folders of an album's scope lie: in the folder of the family that shares it, or in the caller's space.
    pub(crate) fn of_album(caller: Caller, album: &AlbumRow) -> Self {
        match (album.facts.family, &album.folder) {
            (Some(family), Some(folder)) => Self::family(caller, family, folder.clone()),
            _ => Self::own(caller),
        }
    }

    /// The folder of the family that it is of, if it is not a whole space.
    pub(crate) fn within(&self) -> Option<&FileId> {
        self.shared.as_ref().and_then(|shared| shared.folders.first())
    }

    /// Whether it is a whole space.
    pub(crate) const fn is_whole(&self) -> bool {
        self.shared.is_none()
    }

    /// Whether the space is the caller's own, be this the whole of it or not.
    pub(crate) fn is_own(&self) -> bool {
        self.space == self.caller.space
    }

    /// The folder as it is called there.
    pub(crate) fn folder(&self, folder: &Folder) -> FileId {
        match folder {
            Folder::Root => self.root.clone(),
            Folder::Id(id) => id.clone(),
        }
    }

    /// Those of `files` that lie there, in no order.
    pub(crate) fn files(&self, read: &Read<'_>, files: &[FileId]) -> Result<Vec<FileRow>, Failure> {
        let mut rows = read.files(self.space, files)?;
        if let Some(Shared { folders, .. }) = &self.shared {
            let tops = read.tops(self.space, files)?;
            rows.retain(|row| tops.get(&row.id).is_some_and(|top| folders.contains(top)));
        }
        Ok(rows)
    }

    /// The file or folder with this identifier.
    pub(crate) fn file(&self, read: &Read<'_>, id: &FileId, field: &'static str) -> Result<FileRow, Failure> {
        Ok(self.files(read, std::slice::from_ref(id))?.pop().ok_or(Refusal::NotFound { field })?)
    }

    /// Decides whether the caller may do `right` there, to these files and folders if any are named.
    pub(crate) fn may<W: Wanted>(
        &self,
        right: W,
        files: &[FileRow],
        field: &'static str,
    ) -> Result<Grant<W, SpaceFacts>, Refusal> {
        self.caller.may(right, self.facts(files), field)
    }

    /// The right to arrange these files and folders, and so all that lies below. The folder of a family is not
    /// arranged as others are.
    pub(crate) fn arrange(
        &self,
        read: &Read<'_>,
        rows: &[FileRow],
        field: &'static str,
    ) -> Result<Grant<Arrange, SpaceFacts>, Failure> {
        let grant = self.may(Arrange, rows, field)?;
        let folders: Vec<FileId> = rows.iter().filter(|row| row.is_folder()).map(|row| row.id.clone()).collect();
        if !self.is_own() && !folders.is_empty() && !read.all_of(self.caller.user, self.space, &folders)? {
            return Err(Refusal::NoRight { field }.into());
        }
        self.no_family_folder(read, rows, field)?;
        Ok(grant)
    }

    /// The right to change one file or folder there, and not what may lie below. The folder of a family is not changed as
    /// others are.
    pub(crate) fn arrange_one(
        &self,
        read: &Read<'_>,
        row: &FileRow,
        field: &'static str,
    ) -> Result<Grant<Arrange, SpaceFacts>, Failure> {
        let grant = self.may(Arrange, std::slice::from_ref(row), field)?;
        self.no_family_folder(read, std::slice::from_ref(row), field)?;
        Ok(grant)
    }

    fn no_family_folder(&self, read: &Read<'_>, rows: &[FileRow], field: &'static str) -> Result<(), Failure> {
        let root = FileId::root_of(self.space);
        for row in rows.iter().filter(|row| row.is_folder() && row.parent.as_ref() == Some(&root)) {
            if read.is_family_folder(self.space, &row.id)? {
                return Err(Refusal::IsFamilyFolder { field }.into());
            }
        }
        Ok(())
    }

    /// What the policy has to know about files there, in which `rows` are in question.
    fn facts(&self, rows: &[FileRow]) -> SpaceFacts {
        match &self.shared {
            None => SpaceFacts::whole(self.space, self.caller.user),
            Some(shared) => family_facts(shared.family, rows.iter().all(|row| row.owner == self.caller.user)),
        }
    }
}

/// Files in the folder of a family; `theirs` says whether all that are in question are the caller's.
const fn family_facts(family: FamilyFacts, theirs: bool) -> SpaceFacts {
    let way = Way::Family { membership: family.membership, theirs };
    SpaceFacts { space: family.space, owner: family.owner, way }
}

/// Those of `rows`, all out of one space, to which the caller comes by any way, each with how.
pub(crate) fn ways(read: &Read<'_>, caller: Caller, rows: Vec<FileRow>) -> Result<Vec<Reached>, Failure> {
    let (mut found, others) = without_albums(read, caller, rows)?;
    let ids: Vec<FileId> = others.iter().map(|row| row.id.clone()).collect();
    let shared = if ids.is_empty() { Vec::new() } else { read.shared_with(caller.user, &ids)? };
    for row in others {
        let by = shared.iter().find(|(file, space, _)| *file == row.id && *space == row.space);
        found.extend(by.map(|(.., album)| by_album(row, *album)));
    }
    Ok(found)
}

/// A file that an album shows. Whose space it is does not matter to somebody who only looks.
const fn by_album(row: FileRow, album: AlbumId) -> Reached {
    let facts = SpaceFacts { space: row.space, owner: row.owner, way: Way::Album(album) };
    (row, facts)
}

/// Those of `rows`, all out of one space, that the caller comes to because it is theirs or because of a family, each with
/// how; and the others.
fn without_albums(
    read: &Read<'_>,
    caller: Caller,
    rows: Vec<FileRow>,
) -> Result<(Vec<Reached>, Vec<FileRow>), Failure> {
    let Some(space) = rows.first().map(|row| row.space) else { return Ok((Vec::new(), Vec::new())) };
    if space == caller.space {
        return Ok((rows.into_iter().map(|row| (row, SpaceFacts::whole(space, caller.user))).collect(), Vec::new()));
    }
    let families = read.families_in(caller.user, space)?;
    if families.is_empty() {
        return Ok((Vec::new(), rows));
    }
    let ids: Vec<FileId> = rows.iter().map(|row| row.id.clone()).collect();
    let tops = read.tops(space, &ids)?;
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for row in rows {
        match tops.get(&row.id).and_then(|top| families.iter().find(|family| family.folder == *top)) {
            Some(family) => {
                let facts = family_facts(family.facts, row.owner == caller.user);
                found.push((row, facts));
            }
            None => others.push(row),
        }
    }
    Ok((found, others))
}

/// A file to which the caller comes by one way alone: by the album that is named, or else because it is theirs or because
/// of a family. The cost does not depend on how many albums there are.
pub(crate) fn by(
    read: &Read<'_>,
    caller: Caller,
    album: Option<AlbumId>,
    row: FileRow,
) -> Result<Option<Reached>, Failure> {
    let Some(id) = album else { return Ok(without_albums(read, caller, vec![row])?.0.pop()) };
    let Some(album) = read.album(caller.user, id)? else { return Ok(None) };
    let shown = read.shown_in(&album.facts, std::slice::from_ref(&row.id))?;
    let visible = caller.may(View, album.facts, "albumId").is_ok() && shown.contains_key(&row.id);
    Ok(visible.then(|| by_album(row, id)))
}

/// A file that the caller may see, wherever it lies.
pub(crate) fn anywhere(read: &Read<'_>, caller: Caller, id: &FileId) -> Result<Option<FileRow>, Failure> {
    if let Some(own) = read.file(caller.space, id)? {
        return Ok(Some(own));
    }
    for space in other_spaces(read, caller)? {
        let found = read.files(space, std::slice::from_ref(id))?;
        if let Some((row, _)) = ways(read, caller, found)?.pop() {
            return Ok(Some(row));
        }
    }
    let shared = read.shared_with(caller.user, std::slice::from_ref(id))?;
    Ok(shared.first().map(|(file, space, _)| read.file(*space, file)).transpose()?.flatten())
}

/// The spaces of others in which families share a folder with the caller.
pub(crate) fn other_spaces(read: &Read<'_>, caller: Caller) -> Result<Vec<SpaceId>, Failure> {
    let joined = FamiliesOf { created: Some(false), limit: i64::MAX, ..FamiliesOf::default() };
    let families = read.families(caller.user, &joined)?;
    let mut spaces: Vec<SpaceId> = families.iter().map(|family| family.facts.space).collect();
    spaces.sort_unstable();
    spaces.dedup();
    Ok(spaces)
}
