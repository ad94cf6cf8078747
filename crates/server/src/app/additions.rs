//! What may be put into a manual album (contract/albums.md §8, §14).
//!
//! Into a personal one goes what lies in the caller's own space, and what a family shares with them. Into a shared one
//! goes what lies in the family's folder, and what is the caller's own, in their own space: adding that shares it.

use std::collections::{BTreeMap, HashMap};

use leporello_model::{Caller, FamilyFacts, FileId, Refusal, SpaceId, UserId};
use leporello_store::{AlbumRow, Candidate, Read};

use super::Failure;
use super::files::media_only;
use super::places::other_spaces;

/// One file to be added, with the owner that the caller claims it has.
#[derive(Clone, Debug)]
pub struct Addition {
    /// Which file.
    pub file: FileId,
    /// Whose it is said to be.
    pub owner: UserId,
}

/// What a caller sent a file as.
const FILE: &str = "fileIds.fileId";

/// A file that the caller may see.
struct Seen {
    candidate: Candidate,
    /// The family in whose folder it lies.
    family: Option<FamilyFacts>,
}

/// Checks every file in the order sent, so that the first wrong one is the one reported, and gives them by space.
/// What a shared album shows already, whoever put it there, is right and left out.
pub(crate) fn checked(
    read: &Read<'_>,
    caller: Caller,
    album: &AlbumRow,
    additions: &[Addition],
) -> Result<BTreeMap<SpaceId, Vec<FileId>>, Failure> {
    let files: Vec<FileId> = additions.iter().map(|addition| addition.file.clone()).collect();
    let seen = seen(read, caller, album, &files)?;
    let unseen: Vec<FileId> = files.iter().filter(|file| !seen.contains_key(file)).cloned().collect();
    let shown = if unseen.is_empty() { HashMap::new() } else { read.shown_in(&album.facts, &unseen)? };
    let mut by_space = BTreeMap::<SpaceId, Vec<FileId>>::new();
    for Addition { file, owner } in additions {
        if let Some(of) = shown.get(file) {
            of_owner(*of, *owner)?;
            continue;
        }
        let Seen { candidate, family } = seen.get(file).ok_or(Refusal::NotFound { field: FILE })?;
        of_owner(candidate.owner, *owner)?;
        if candidate.in_bin {
            return Err(Refusal::InBin { field: FILE }.into());
        }
        media_only(candidate.file_type, FILE)?;
        if let Some(shared_with) = album.facts.family {
            let own = candidate.space == caller.space && candidate.owner == caller.user;
            if !own && family.is_none_or(|family| family.id != shared_with.id) {
                return Err(Refusal::OutsideFamily { field: FILE }.into());
            }
        }
        by_space.entry(candidate.space).or_default().push(file.clone());
    }
    Ok(by_space)
}

fn of_owner(owner: UserId, claimed: UserId) -> Result<(), Refusal> {
    if owner == claimed { Ok(()) } else { Err(Refusal::OwnerWrong { field: "fileIds.ownerId" }) }
}

/// Those of `files` that lie in the caller's own space, or in the folder of a family of theirs.
fn seen(read: &Read<'_>, caller: Caller, album: &AlbumRow, files: &[FileId]) -> Result<HashMap<FileId, Seen>, Failure> {
    let mut seen = HashMap::new();
    let own = read.candidates(caller.space, files)?;
    let alone = own.len() == files.len();
    // Which family a file of the own space belongs to matters only to an album that one shares.
    let of_families = album.facts.family.is_some();
    add(read, caller, own, of_families, &mut seen)?;
    if alone {
        return Ok(seen);
    }
    for space in other_spaces(read, caller)? {
        add(read, caller, read.candidates(space, files)?, true, &mut seen)?;
    }
    Ok(seen)
}

/// Adds candidates out of one space; of a space that is another's only those in the folders of families.
fn add(
    read: &Read<'_>,
    caller: Caller,
    candidates: Vec<Candidate>,
    of_families: bool,
    seen: &mut HashMap<FileId, Seen>,
) -> Result<(), Failure> {
    let Some(space) = candidates.first().map(|candidate| candidate.space) else { return Ok(()) };
    let families = if of_families { read.families_in(caller.user, space)? } else { Vec::new() };
    let ids: Vec<FileId> = candidates.iter().map(|candidate| candidate.id.clone()).collect();
    let tops = if families.is_empty() { HashMap::new() } else { read.tops(space, &ids)? };
    for candidate in candidates {
        let top = tops.get(&candidate.id);
        let family = families.iter().find(|family| top == Some(&family.folder)).map(|family| family.facts);
        if family.is_some() || space == caller.space {
            seen.insert(candidate.id.clone(), Seen { candidate, family });
        }
    }
    Ok(())
}
