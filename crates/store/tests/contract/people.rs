//! Somebody with files and albums, and short words for what they do with them.

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumSort, AlbumType, Arrange, BlobId, Caller, Door, Entries, FamilyFacts, FamilyId,
    FileId, FileType, Grant, GroupId, Manage, Membership, Millis, PageSize, Reach, Remove, Scope, ScopeKind,
    SortDirection, SpaceFacts, SpaceId, UserId, View, Wanted,
};
use leporello_store::{After, AlbumRow, Content, FileRow, NewAlbum, Space, User};

use crate::fixture::Fixture;

/// Somebody with a space. The number of the user is the number of the space.
#[derive(Clone, Copy)]
pub(crate) struct Person<'f> {
    pub(crate) fixture: &'f Fixture,
    pub(crate) user: UserId,
    pub(crate) space: SpaceId,
}

/// The capacity of everybody's space in bytes.
pub(crate) const CAPACITY: i64 = 1_000_000;

/// The file with this number; they sort as their numbers do.
pub(crate) fn file_id(number: u32) -> FileId {
    FileId::from_row(format!("F{number:032}"))
}

/// The number of a file.
pub(crate) fn number(id: &FileId) -> u32 {
    id.as_str()[1..].parse().unwrap()
}

pub(crate) fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<FileId> {
    numbers.into_iter().map(file_id).collect()
}

pub(crate) fn page_size(size: i64) -> PageSize {
    PageSize::new(size).unwrap()
}

pub(crate) fn user(number: i64) -> User {
    User {
        id: UserId::new(number),
        name: format!("user {number}"),
        mobile: Some("008613800000000".to_owned()),
        zone: "Europe/Vienna".to_owned(),
        language: "zh-CN".to_owned(),
        frozen: false,
        created_at: Millis(5),
    }
}

pub(crate) fn space(number: i64) -> Space {
    let (owner, id) = (UserId::new(number), SpaceId::new(number));
    Space { owner, id, disabled: false, capacity: CAPACITY, used: 0, created_at: Millis(5) }
}

impl Fixture {
    /// A new user with a space.
    pub(crate) fn person(&self, number: i64) -> Person<'_> {
        self.write(move |write| {
            write.add_user(&user(number), None)?;
            write.add_space(&space(number))
        });
        Person { fixture: self, user: UserId::new(number), space: SpaceId::new(number) }
    }
}

impl Person<'_> {
    pub(crate) fn caller(&self) -> Caller {
        Caller { user: self.user, space: self.space, door: Door::Token }
    }

    /// The right to the own space.
    pub(crate) fn may<W: Wanted>(&self, right: W) -> Grant<W, SpaceFacts> {
        self.caller().may(right, SpaceFacts::whole(self.space, self.user), "containerId").unwrap()
    }

    /// The right to an own album.
    pub(crate) fn may_on<W: Wanted>(&self, right: W, album: i64) -> Grant<W, AlbumFacts> {
        self.caller().may(right, self.facts(album, AlbumType::Manual), "albumId").unwrap()
    }

    /// The right to take files out of an own album.
    pub(crate) fn may_remove(&self, album: i64) -> Grant<Remove, Entries> {
        let entries = Entries { album: self.facts(album, AlbumType::Manual), theirs: false };
        self.caller().may(Remove, entries, "albumId").unwrap()
    }

    /// What the policy knows of an own album.
    pub(crate) fn facts(&self, album: i64, album_type: AlbumType) -> AlbumFacts {
        AlbumFacts { id: AlbumId::new(album), owner: self.user, creator: self.user, album_type, family: None }
    }

    /// The family with this number, which another one made and this person belongs to.
    pub(crate) fn family_of(&self, owner: i64, number: i64) -> FamilyFacts {
        let (id, group) = (FamilyId::new(number), GroupId::new(number));
        let membership = if owner == self.user.number() { Membership::Owner } else { Membership::Member };
        FamilyFacts { id, group, owner: UserId::new(owner), space: SpaceId::new(owner), membership }
    }

    pub(crate) fn root(&self) -> FileId {
        FileId::root_of(self.space)
    }

    /// An image of 10 bytes in the root folder, made and changed at the moment `number`.
    pub(crate) fn image(&self, number: u32) -> FileRow {
        FileRow {
            space: self.space,
            id: file_id(number),
            parent: Some(self.root()),
            name: format!("{number}.jpg"),
            suffix: "jpg".to_owned(),
            file_type: FileType::Image,
            mime_type: "image/jpeg".to_owned(),
            description: None,
            owner: self.user,
            size: 10,
            sha256: Some(format!("{number:064x}")),
            blob: Some(BlobId::new(i64::from(number))),
            taken_at: None,
            media: None,
            created_at: Millis(i64::from(number)),
            edited_at: Millis(i64::from(number)),
            trashed_at: None,
            in_bin: false,
        }
    }

    pub(crate) fn video(&self, number: u32) -> FileRow {
        let (name, suffix) = (format!("{number}.mp4"), "mp4".to_owned());
        FileRow { name, suffix, file_type: FileType::Video, mime_type: "video/mp4".to_owned(), ..self.image(number) }
    }

    pub(crate) fn folder(&self, number: u32) -> FileRow {
        FileRow {
            name: format!("folder {number}"),
            suffix: String::new(),
            file_type: FileType::Folder,
            mime_type: String::new(),
            size: 0,
            sha256: None,
            blob: None,
            ..self.image(number)
        }
    }

    /// Adds files and folders, folders first, with the objects they claim and the room they take.
    pub(crate) fn put(&self, files: impl IntoIterator<Item = FileRow>) {
        let (files, person, space) = (files.into_iter().collect::<Vec<_>>(), (self.user, self.space), self.may(Add));
        self.fixture.write(move |write| {
            for file in &files {
                if let (Some(blob), Some(digest)) = (file.blob, &file.sha256) {
                    write.claim_blob(person.1, blob, digest, file.size, "{}")?;
                }
                write.add_file(&space, file)?;
                assert!(write.use_space(person.0, person.1, file.size)?);
            }
            Ok(())
        });
    }

    /// Images with these numbers in the root folder.
    pub(crate) fn put_images(&self, numbers: impl IntoIterator<Item = u32>) {
        self.put(numbers.into_iter().map(|number| self.image(number)));
    }

    pub(crate) fn file(&self, number: u32) -> Option<FileRow> {
        let space = self.space;
        self.fixture.read(move |read| read.file(space, &file_id(number)))
    }

    /// Makes a personal manual album at the moment that is its number.
    pub(crate) fn make_album(&self, number: i64) {
        let owner = self.caller().may(Manage, self.user, "userId").unwrap();
        let album = NewAlbum {
            id: AlbumId::new(number),
            album_type: AlbumType::Manual,
            name: Some(format!("album {number}")),
            scope: None,
        };
        self.fixture.write(move |write| write.add_album(&owner, &album, Millis(number)));
    }

    /// The rule that takes `kind` from these folders of the own space.
    pub(crate) fn scope(&self, dirs: impl IntoIterator<Item = u32>, kind: ScopeKind) -> Scope {
        Scope { space: self.space, parent: self.root(), dirs: ids(dirs), kind }
    }

    /// How many files a scope takes, and their numbers in the order asked for, read in pages of `size`.
    pub(crate) fn collected(
        &self,
        scope: &Scope,
        reach: Reach,
        (sort, direction): (AlbumSort, SortDirection),
        size: i64,
    ) -> (i64, Vec<u32>) {
        let (mut numbers, mut after) = (Vec::new(), None);
        loop {
            let (space, scope, from) = (self.may(View), scope.clone(), after.take());
            let (total, mut page) = self.fixture.read(move |read| {
                let collection = read.collection(&space, &scope, reach, None)?;
                let page = read.collected(&collection, sort, direction, page_size(size), from.as_ref())?;
                Ok((collection.total(), page))
            });
            let more = page.len() > size as usize;
            page.truncate(size as usize);
            numbers.extend(page.iter().map(|entry| number(&entry.id)));
            match page.pop().filter(|_| more) {
                Some(last) => after = Some(After { key: last.key, file: last.id }),
                None => return (total, numbers),
            }
        }
    }

    /// Moves files and folders into the folder `into`; 0 is the root.
    pub(crate) fn move_into(&self, into: u32, files: impl IntoIterator<Item = u32>) {
        let (space, files) = (self.may(Arrange), ids(files));
        let parent = if into == 0 { self.root() } else { file_id(into) };
        self.fixture.write(move |write| write.move_files(&space, &files, &parent));
    }

    pub(crate) fn album(&self, number: i64) -> Option<AlbumRow> {
        let user = self.user;
        self.fixture.read(move |read| read.album(user, AlbumId::new(number)))
    }

    /// The total of an album and the number of its cover.
    pub(crate) fn total_and_cover(&self, album: i64) -> (i64, Option<u32>) {
        let row = self.album(album).unwrap();
        (row.total, row.cover.map(|(_, cover)| number(&cover)))
    }

    /// Links files into an album at the moment `now`.
    pub(crate) fn link(&self, album: i64, files: impl IntoIterator<Item = u32>, now: i64) {
        let (album, space, files) = (self.may_on(Add, album), self.space, ids(files));
        self.fixture.write(move |write| write.add_links(&album, space, &files, Millis(now)));
    }

    pub(crate) fn unlink(&self, album: i64, files: impl IntoIterator<Item = u32>) {
        let (entries, files) = (self.may_remove(album), ids(files));
        self.fixture.write(move |write| write.remove_links(&entries, &files));
    }

    /// One page, and one entry more where there is one.
    pub(crate) fn page(
        &self,
        album: i64,
        sort: AlbumSort,
        direction: SortDirection,
        size: i64,
        after: Option<After>,
    ) -> Vec<Content> {
        let album = self.may_on(View, album);
        self.fixture.read(move |read| read.contents(&album, sort, direction, page_size(size), after.as_ref()))
    }

    /// The numbers of the files in an album, in the order they were linked.
    pub(crate) fn contents(&self, album: i64) -> Vec<u32> {
        let entries = self.page(album, AlbumSort::Created, SortDirection::Ascending, 100, None);
        entries.iter().map(|entry| number(&entry.id)).collect()
    }

    pub(crate) fn trash(&self, files: impl IntoIterator<Item = u32>, now: i64) {
        let (space, files) = (self.may(Arrange), ids(files));
        self.fixture.write(move |write| write.trash(&space, &files, Millis(now)));
    }

    /// Takes files and folders out of the bin, to where they were.
    pub(crate) fn restore(&self, files: impl IntoIterator<Item = u32>) {
        let (space, files) = (self.may(Arrange), ids(files));
        self.fixture.write(move |write| write.restore_files(&space, &files));
    }

    pub(crate) fn purge(&self, files: impl IntoIterator<Item = u32>) {
        let (space, files) = (self.may(Arrange), ids(files));
        self.fixture.write(move |write| write.purge(&space, &files));
    }

    /// How many bytes of the space are used.
    pub(crate) fn used(&self) -> i64 {
        let user = self.user;
        self.fixture.read(move |read| read.space_of(user)).unwrap().used
    }

    /// The numbers of the objects that no file needs.
    pub(crate) fn unclaimed(&self) -> Vec<i64> {
        let found = self.fixture.read(|read| read.any_unclaimed(1000));
        let mut blobs: Vec<i64> = found.iter().map(|unclaimed| unclaimed.blob.number()).collect();
        blobs.sort_unstable();
        blobs
    }
}

/// `file` in the folder `parent`.
pub(crate) fn inside(parent: u32, file: FileRow) -> FileRow {
    FileRow { parent: Some(file_id(parent)), ..file }
}
