//! Signed links: to a file's bytes, and to a place for an upload's part.
//!
//! A link names a user, a thing and an expiry, and carries a seal over all of them. It holds no power
//! of its own: whoever uses it, the user's right is looked up again, so it dies with the right.

use leporello_model::{Caller, Door, FileId, Millis, Refusal, SpaceId, UserId};
use leporello_store::FileRow;
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
    /// Whether a browser shows it or saves it.
    pub inline: bool,
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
    /// A link that a browser saves under the file's name.
    #[must_use]
    pub fn download_link(&self, caller: Caller, base: &str, file: &FileRow) -> String {
        self.file_link(caller, base, file, false)
    }

    /// A link that a browser shows: an album's cover. The original stands in for a thumbnail.
    #[must_use]
    pub fn cover_link(&self, caller: Caller, base: &str, file: &FileRow) -> String {
        self.file_link(caller, base, file, true)
    }

    fn file_link(&self, caller: Caller, base: &str, file: &FileRow, inline: bool) -> String {
        let ttl = self.settings.link_ttl.max(1);
        // Ends fall on whole multiples, so that the same link comes again and a cache can hold it.
        let expires = Millis((self.clock.now().0.div_euclid(ttl) + 2) * ttl);
        let link = FileLink {
            user: caller.user,
            space: file.space,
            file: file.id.clone(),
            inline,
            expires,
            seal: String::new(),
        };
        let seal = hex(&self.file_seal(&link));
        let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
        let FileLink { user, space, file, .. } = link;
        let show = if inline { "&inline=1" } else { "" };
        format!("{base}{FILES}/{space}/{file}/{name}?user={user}&expires={}{show}&seal={seal}", expires.0)
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

    /// Checks the seal and the time of a link, and gives the user it was made for, if they may still
    /// ask for anything at all.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], or a failure of the store.
    pub async fn open_file_link(&self, link: &FileLink) -> Result<Caller, Failure> {
        self.opened(link.user, link.expires, &link.seal, self.file_seal(link)).await
    }

    /// The same for the link of a part.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], or a failure of the store.
    pub async fn open_part_link(&self, link: &PartLink) -> Result<Caller, Failure> {
        self.opened(link.user, link.expires, &link.seal, self.part_seal(link)).await
    }

    async fn opened(&self, user: UserId, expires: Millis, given: &str, right: [u8; 32]) -> Result<Caller, Failure> {
        let same = bool::from(given.as_bytes().ct_eq(hex(&right).as_bytes()));
        if !same || expires <= self.clock.now() {
            return Err(Refusal::LinkWrong.into());
        }
        let standing = self.store.read(move |read| Ok::<_, Failure>(read.any_standing(user)?)).await?;
        let standing = standing.filter(|standing| !standing.frozen).ok_or(Refusal::LinkWrong)?;
        Ok(Caller { user, space: standing.space, door: Door::Token })
    }

    fn file_seal(&self, link: &FileLink) -> [u8; 32] {
        let FileLink { user, space, file, inline, expires, .. } = link;
        let of = format!("{user} {space} {file} {inline} {}", expires.0);
        seal(&self.secrets.link_key(), &["file", &of])
    }

    fn part_seal(&self, link: &PartLink) -> [u8; 32] {
        let PartLink { user, space, file, part, size, expires, .. } = link;
        let of = format!("{user} {space} {file} {part} {size} {}", expires.0);
        seal(&self.secrets.link_key(), &["part", &of])
    }
}
