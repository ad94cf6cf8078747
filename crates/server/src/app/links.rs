//! Signed links: to a file's bytes, and to a place for an upload's part.
//!
//! A link names a user, a thing, the right by which they come to it, and an expiry, and carries a seal over all of them.
//! It holds no power of its own: whoever uses it, that very right is looked up again, so it dies with the right.

use leporello_media::Rendition;
use leporello_model::{AlbumId, Caller, Door, FileId, Millis, Refusal, SpaceFacts, SpaceId, UserId, Way};
use leporello_store::{FileRow, Read};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use subtle::ConstantTimeEq;

use super::secrets::{hex, seal};
use super::{App, Failure};

/// The path that links to files start with.
pub const FILES: &str = "/links/files";
/// The path that links for parts start with.
pub const PARTS: &str = "/links/parts";

/// A link to a file, as it comes back.
#[derive(Clone, Debug)]
pub struct FileLink {
    /// For whom it was made.
    pub user: UserId,
    /// Where the file lies.
    pub space: SpaceId,
    /// Which file.
    pub file: FileId,
    /// The album that shows it to them; none if it is theirs, or a family's.
    pub by: Option<AlbumId>,
    /// Which view of it; none is the file itself.
    pub view: Option<Rendition>,
    /// When it ends.
    pub expires: Millis,
    /// The seal: 64 hexadecimal digits.
    pub seal: String,
}

/// A link for a part, as it comes back.
#[derive(Clone, Debug)]
pub struct PartLink {
    /// For whom it was made.
    pub user: UserId,
    /// Where the file will lie.
    pub space: SpaceId,
    /// Which file it will be.
    pub file: FileId,
    /// Which part, from 1.
    pub part: u32,
    /// How many bytes the part has.
    pub size: i64,
    /// When it ends.
    pub expires: Millis,
    /// The seal: 64 hexadecimal digits.
    pub seal: String,
}

impl App {
    /// A link to the file itself, which a browser saves under the file's name. `by` is the album that shows it to the
    /// caller, if that is how they come to it.
    #[must_use]
    pub fn download_link(&self, caller: Caller, base: &str, file: &FileRow, by: Option<AlbumId>) -> String {
        self.file_link(caller, base, file, by, None)
    }

    /// The same to a view of it, which a browser shows.
    #[must_use]
    pub fn picture_link(
        &self,
        caller: Caller,
        base: &str,
        file: &FileRow,
        by: Option<AlbumId>,
        view: Rendition,
    ) -> String {
        self.file_link(caller, base, file, by, Some(view))
    }

    fn file_link(
        &self,
        caller: Caller,
        base: &str,
        file: &FileRow,
        by: Option<AlbumId>,
        view: Option<Rendition>,
    ) -> String {
        let ttl = self.settings.link_ttl.max(1);
        // Ends fall on whole multiples, so that the same link comes again and a cache can hold it.
        let expires = Millis((self.clock.now().0.div_euclid(ttl) + 2) * ttl);
        let (user, space, id) = (caller.user, file.space, file.id.clone());
        let link = FileLink { user, space, file: id, by, view, expires, seal: String::new() };
        let seal = hex(&self.file_seal(&link));
        let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
        let by = by.map(|album| format!("&album={album}")).unwrap_or_default();
        let view = view.map(|view| format!("&view={view}")).unwrap_or_default();
        let id = link.file;
        format!("{base}{FILES}/{space}/{id}/{name}?user={user}&expires={}{by}{view}&seal={seal}", expires.0)
    }

    /// A link that takes one part of an upload by `PUT`; it lasts an hour.
    #[must_use]
    pub fn part_link(&self, caller: Caller, base: &str, space: SpaceId, file: &FileId, part: u32, size: i64) -> String {
        let expires = self.clock.now().plus(Millis::HOUR);
        let link = PartLink { user: caller.user, space, file: file.clone(), part, size, expires, seal: String::new() };
        let seal = hex(&self.part_seal(&link));
        let user = caller.user;
        format!("{base}{PARTS}/{space}/{file}/{part}?user={user}&size={size}&expires={}&seal={seal}", expires.0)
    }

    /// Checks the seal and the time of a link to a file. Whether the user it was made for may still ask for anything is
    /// looked up with the file.
    pub(crate) fn sealed(&self, link: &FileLink) -> Result<(), Refusal> {
        self.same_seal(link.expires, &link.seal, self.file_seal(link))
    }

    /// Checks the seal and the time of a part's link, and gives the user it was made for, if they may still ask for
    /// anything at all.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], or a failure of the store.
    pub async fn open_part_link(&self, link: &PartLink) -> Result<Caller, Failure> {
        self.same_seal(link.expires, &link.seal, self.part_seal(link))?;
        let user = link.user;
        self.store.read(move |read| bearer(read, user)).await
    }

    fn same_seal(&self, expires: Millis, given: &str, right: [u8; 32]) -> Result<(), Refusal> {
        let same = bool::from(given.as_bytes().ct_eq(hex(&right).as_bytes()));
        if same && expires > self.clock.now() { Ok(()) } else { Err(Refusal::LinkWrong) }
    }

    fn file_seal(&self, link: &FileLink) -> [u8; 32] {
        let FileLink { user, space, file, by, view, expires, .. } = link;
        let by = by.map(|album| album.to_string()).unwrap_or_default();
        let view = view.map(|view| view.to_string()).unwrap_or_default();
        let of = format!("{user} {space} {file} {by} {view} {}", expires.0);
        seal(&self.secrets.link_key(), &["file", &of])
    }

    fn part_seal(&self, link: &PartLink) -> [u8; 32] {
        let PartLink { user, space, file, part, size, expires, .. } = link;
        let of = format!("{user} {space} {file} {part} {size} {}", expires.0);
        seal(&self.secrets.link_key(), &["part", &of])
    }
}

/// The user that a link was made for, if they may still ask for anything at all.
pub(crate) fn bearer(read: &Read<'_>, user: UserId) -> Result<Caller, Failure> {
    let standing = read.any_standing(user)?.filter(|standing| !standing.frozen).ok_or(Refusal::LinkWrong)?;
    Ok(Caller { user, space: standing.space, door: Door::Token })
}

/// The album by which somebody comes to a file, if it is by one.
#[must_use]
pub const fn album_of(facts: &SpaceFacts) -> Option<AlbumId> {
    match facts.way {
        Way::Album(album) => Some(album),
        Way::Own | Way::Family { .. } => None,
    }
}
