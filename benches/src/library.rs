//! Made libraries: many files and albums, written straight into a database in the product's form.
//!
//! Everything about a file follows from its number, so nothing has to be remembered.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use leporello_model::{AlbumId, FileId, FileType, SpaceId, UserId};
use leporello_store::Address;
use rusqlite::{Connection, params};

use crate::Failed;

/// When the first file came, in milliseconds since 1970.
const START: i64 = 1_700_000_000_000;

/// How many links are made at the same moment: those of one request.
const BATCH: u64 = 100;

/// When the pictures of a library were taken and changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// In the order in which they came, as from a camera.
    Rising,
    /// In no order at all, within ten years: the hard case for a walk along an index.
    Scattered,
}

/// How the folders of a library lie. Files fill them in the order of their numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// How many files a folder in the root has, those in folders below it counted.
    pub(crate) top: u64,
    /// How many files lie in one folder. If as many as `top`, they lie in the folders in the root.
    pub(crate) folder: u64,
}

impl Shape {
    /// Folders of 1,000 files in the root.
    pub(crate) const PLAIN: Self = Self { top: 1000, folder: 1000 };
}

/// The folder in the root that has the files from number `first` on.
pub(crate) fn top_folder(first: u64) -> FileId {
    identifier(START - 2, [first; 4])
}

/// The folder below one in the root that has the files from number `first` on.
pub(crate) fn low_folder(first: u64) -> FileId {
    identifier(START - 1, [first; 4])
}

/// A user and their space.
#[derive(Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) user: UserId,
    pub(crate) space: SpaceId,
    times: Times,
}

/// What a file's number says about it.
pub(crate) struct Made {
    pub(crate) id: FileId,
    pub(crate) file_type: FileType,
    pub(crate) created_at: i64,
    pub(crate) taken_at: i64,
    pub(crate) edited_at: i64,
    bits: [u64; 4],
}

/// The file of `owner` with this number. Identifiers rise with the number, as they do with time.
pub(crate) fn file(owner: Owner, number: u64) -> Made {
    let bits =
        std::array::from_fn(|word| mixed(number * 4 + word as u64 + (owner.user.number() as u64).rotate_left(20)));
    let created_at = START + number as i64 * 100;
    let moment = |bits: u64| match owner.times {
        Times::Rising => created_at,
        Times::Scattered => START - (bits % (10 * 365 * 86_400_000)) as i64,
    };
    Made {
        id: identifier(created_at, bits),
        file_type: if number % 16 == 15 { FileType::Video } else { FileType::Image },
        created_at,
        taken_at: moment(bits[1]),
        edited_at: moment(bits[2]),
        bits,
    }
}

/// 48 bits of time, then bits that look random.
fn identifier(time: i64, bits: [u64; 4]) -> FileId {
    let mut bytes = [0; 24];
    bytes[..6].copy_from_slice(&time.to_be_bytes()[2..]);
    for (place, word) in bytes[6..].chunks_mut(8).zip(bits) {
        place.copy_from_slice(&word.to_be_bytes()[..place.len()]);
    }
    FileId::from_bits(bytes)
}

/// The output function of SplitMix64: neighbouring numbers give bits that have nothing in common.
pub(crate) const fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Writes a library into a new data folder.
pub(crate) struct Writer {
    path: PathBuf,
    connection: Connection,
    owners: i64,
    albums: i64,
}

impl Writer {
    /// A new database in the folder `data`. Nothing is durable before [`Self::end`].
    pub(crate) fn new(data: &Path) -> Result<Self, Failed> {
        // A server makes no key for a database that has somebody in it.
        fs::write(data.join("secret.key"), [7; 32])?;
        let path = data.join("metadata.sqlite");
        leporello_store::migrate(&Address::Sqlite(path.clone()))?;
        let connection = Connection::open(&path)?;
        connection
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -524288; BEGIN")?;
        Ok(Self { path, connection, owners: 0, albums: 0 })
    }

    /// A new user with `files` files, numbered from 0.
    pub(crate) fn owner(&mut self, files: u64, times: Times, shape: Shape) -> Result<Owner, Failed> {
        self.owners += 1;
        let number = (START << 20) + self.owners;
        let owner = Owner { user: UserId::new(number), space: SpaceId::new(number), times };
        self.connection.execute(
            "INSERT INTO account (id, name, zone, status, created_at) VALUES (?1, 'Ada', 'UTC', 0, ?2)",
            params![number, START],
        )?;
        self.connection.execute(
            "INSERT INTO space (owner_id, id, status, capacity, used, created_at) VALUES (?1, ?1, 0, 1 << 50, ?2, ?3)",
            params![number, files as i64 * SIZE, START],
        )?;
        let root = FileId::root_of(owner.space);
        self.folder(owner, &root, None, &format!("root{}", owner.space))?;
        for first in (0..files).step_by(shape.top as usize) {
            let top = top_folder(first);
            self.folder(owner, &top, Some(&root), &format!("Folder {first:07}"))?;
            self.fill(owner, shape, (&top, first..files.min(first + shape.top)))?;
        }
        Ok(owner)
    }

    /// The files with these numbers, in the folder `top` or below it.
    fn fill(&self, owner: Owner, shape: Shape, (top, files): (&FileId, Range<u64>)) -> Result<(), Failed> {
        for first in files.clone().step_by(shape.folder as usize) {
            let below = (shape.folder < shape.top).then(|| low_folder(first));
            if let Some(below) = &below {
                self.folder(owner, below, Some(top), &format!("Event {first:07}"))?;
            }
            for number in first..files.end.min(first + shape.folder) {
                self.file(owner, below.as_ref().unwrap_or(top), number)?;
            }
        }
        Ok(())
    }

    fn folder(&self, owner: Owner, id: &FileId, parent: Option<&FileId>, name: &str) -> Result<(), Failed> {
        self.connection.execute(
            "INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id,
                               size, shot_at, created_at, edited_at, hidden)
             VALUES (?1, ?2, ?3, ?4, lower(?4), '', 10, '', ?5, 0, ?6, ?6, ?6, FALSE)",
            params![owner.space.number(), id.as_str(), parent.map(FileId::as_str), name, owner.user.number(), START],
        )?;
        Ok(())
    }

    fn file(&self, owner: Owner, folder: &FileId, number: u64) -> Result<(), Failed> {
        let made = file(owner, number);
        let suffix = if made.file_type == FileType::Video { "mp4" } else { "jpg" };
        let mime_type = if made.file_type == FileType::Video { "video/mp4" } else { "image/jpeg" };
        let digest: String = made.bits.iter().map(|word| format!("{word:016x}")).collect();
        let (space, blob) = (owner.space.number(), (START << 20) + number as i64);
        let mut blobs = self
            .connection
            .prepare_cached("INSERT INTO blob (space_id, id, sha256, size, claimed) VALUES (?1, ?2, ?3, ?4, TRUE)")?;
        blobs.execute(params![space, blob, digest, SIZE])?;
        let mut files = self.connection.prepare_cached(
            "INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id,
                               size, sha256, blob_id, taken_at, shot_at, media, created_at, edited_at, hidden)
             VALUES (?1, ?2, ?3, ?4, lower(?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14, ?15, FALSE)",
        )?;
        files.execute(params![
            space,
            made.id.as_str(),
            folder.as_str(),
            format!("IMG_{number:07}.{suffix}"),
            suffix,
            made.file_type.code(),
            mime_type,
            owner.user.number(),
            SIZE,
            digest,
            blob,
            made.taken_at,
            MEDIA,
            made.created_at,
            made.edited_at,
        ])?;
        Ok(())
    }

    /// A new manual album with the `count` files of `owner` from `first` on, linked in batches.
    pub(crate) fn album(&mut self, owner: Owner, first: u64, count: u64) -> Result<AlbumId, Failed> {
        self.albums += 1;
        let id = (START << 20) + self.albums;
        let linked_at = |number: u64| START + ((number - first) / BATCH) as i64;
        let cover = (first..first + count).map(|number| (number, file(owner, number)));
        let cover = cover.take(BATCH as usize).find(|(_, made)| made.file_type == FileType::Image);
        self.connection.execute(
            "INSERT INTO album (owner_id, id, album_type, kind, name, total, cover_id, cover_at, cover_space, created_at)
             VALUES (?1, ?2, 2, 1, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                owner.user.number(),
                id,
                format!("Album {}", self.albums),
                count as i64,
                cover.as_ref().map(|(_, made)| made.id.as_str()),
                cover.as_ref().map(|(number, _)| linked_at(*number)),
                cover.as_ref().map(|_| owner.space.number()),
                START + self.albums
            ],
        )?;
        for number in first..first + count {
            link(&self.connection, owner, id, linked_at(number), &file(owner, number))?;
        }
        Ok(AlbumId::new(id))
    }

    /// A family whose folder is the first in the root of its owner's space, with the people who joined it.
    pub(crate) fn family(&mut self, owner: Owner, members: &[Owner]) -> Result<(), Failed> {
        let (user, id) = (owner.user.number(), owner.user.number());
        self.connection.execute(
            "INSERT INTO family (owner_id, id, group_id, space_id, folder_id, created_at) VALUES (?1, ?2, ?2, ?3, ?4, ?5)",
            params![user, id, owner.space.number(), top_folder(0).as_str(), START],
        )?;
        for member in std::iter::once(&owner).chain(members) {
            self.connection.execute(
                "INSERT INTO member (user_id, group_id, owner_id, family_id, joined_at) VALUES (?1, ?2, ?3, ?2, ?4)",
                params![member.user.number(), id, user, START],
            )?;
        }
        Ok(())
    }

    /// A new manual album that the family of `owner` shares, with files that their owners put into it from their own
    /// spaces, linked in batches.
    pub(crate) fn shared_album(&mut self, owner: Owner, files: &[(Owner, Range<u64>)]) -> Result<AlbumId, Failed> {
        self.albums += 1;
        let (id, user) = ((START << 20) + self.albums, owner.user.number());
        let all = || files.iter().flat_map(|(owner, numbers)| numbers.clone().map(|number| (*owner, number)));
        let (first, cover) = all().map(|(of, number)| (of, file(of, number))).next().ok_or("an album of nothing")?;
        self.connection.execute(
            "INSERT INTO album (owner_id, id, album_type, kind, name, total, cover_id, cover_at, cover_space, created_at,
                                creator_id, group_id, family_id)
             VALUES (?1, ?2, 2, 2, 'Shared', ?3, ?4, ?5, ?6, ?5, ?1, ?1, ?1)",
            params![user, id, all().count() as i64, cover.id.as_str(), START, first.space.number()],
        )?;
        let mut links = self.connection.prepare_cached(
            "INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type,
                               taken_at, edited_at, added_by)
             VALUES (?1, ?2, TRUE, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?6)",
        )?;
        for (place, (of, number)) in all().enumerate() {
            let made = file(of, number);
            links.execute(params![
                user,
                id,
                START + (place as u64 / BATCH) as i64,
                made.id.as_str(),
                of.space.number(),
                of.user.number(),
                made.file_type.code(),
                made.taken_at,
                made.edited_at
            ])?;
        }
        Ok(AlbumId::new(id))
    }

    /// A new collection of the images and videos in `folders` of `owner`, which lie in `parent`, and below them.
    pub(crate) fn collection(&mut self, owner: Owner, parent: &FileId, folders: &[FileId]) -> Result<AlbumId, Failed> {
        self.albums += 1;
        let id = (START << 20) + self.albums;
        let folders: Vec<&str> = folders.iter().map(FileId::as_str).collect();
        self.connection.execute(
            "INSERT INTO album (owner_id, id, album_type, kind, total, created_at,
                                space_id, scope_parent, scope_dirs, scope_kind)
             VALUES (?1, ?2, 1, 1, 0, ?3, ?4, ?5, ?6, '1,2')",
            params![
                owner.user.number(),
                id,
                START + self.albums,
                owner.space.number(),
                parent.as_str(),
                serde_json::to_string(&folders)?
            ],
        )?;
        Ok(AlbumId::new(id))
    }

    /// Ends the work. All of it is on disk then, so that no sync that is measured waits for it.
    pub(crate) fn end(self) -> Result<(), Failed> {
        self.connection.execute_batch("COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL")?;
        Ok(fs::File::open(self.path)?.sync_all()?)
    }
}

/// Links a file into an album of its owner's.
pub(crate) fn link(connection: &Connection, owner: Owner, album: i64, linked_at: i64, of: &Made) -> Result<(), Failed> {
    let mut links = connection.prepare_cached(
        "INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type,
                           taken_at, edited_at)
         VALUES (?1, ?2, TRUE, ?3, ?4, ?5, ?1, ?6, ?7, ?8)",
    )?;
    links.execute(params![
        owner.user.number(),
        album,
        linked_at,
        of.id.as_str(),
        owner.space.number(),
        of.file_type.code(),
        of.taken_at,
        of.edited_at
    ])?;
    Ok(())
}

/// The bytes that every made file is said to have.
const SIZE: i64 = 2_500_000;

/// What the metadata of every made file is said to hold besides.
const MEDIA: &str = r#"{"width":4000,"height":3000,"orientation":1,"make":"Bench","model":"Made picture"}"#;
