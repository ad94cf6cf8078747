//! Metadata: users, spaces, files, albums, uploads, jobs and sign-in.
//!
//! This is the only room that knows SQL, and `engine` the only folder that names a driver. It keeps
//! rows and the arithmetic between them in step; it must never decide who may do what (mutators ask
//! for the policy's [`Grant`](leporello_model::Grant)), never touch the bytes of files, and never
//! ask for the time. Reads that are not bound to a caller are named `any_…`.

mod albums;
mod collections;
mod copy;
mod db;
mod dialect;
mod engine;
mod error;
mod families;
mod files;
mod jobs;
mod known;
mod links;
mod migrate;
mod moments;
mod operator;
mod order;
mod plans;
mod renditions;
mod rescan;
mod settings;
mod sharing;
mod signin;
mod spaces;
mod tokens;
mod trash;
mod tree;
mod trees;
mod uploads;
mod users;

pub use albums::{AlbumRow, NewAlbum};
pub use collections::Collection;
pub use copy::{Copied, KeptObject, KeptPack, Progress, copy};
pub use db::{Address, Pool, Read, Reply, Store, Write};
pub use error::StoreError;
pub use families::{FamiliesOf, FamilyKey, FamilyRow, InvitationRow, MemberRow, NewFamily, NewInvitation};
pub use files::{FileKey, FileRow, FileSort, Found, Listing, Place, Search};
pub use jobs::JobRow;
pub use known::KnownFile;
pub use links::{After, Candidate, Content};
pub use migrate::migrate;
pub use moments::{Days, Timeline};
pub use operator::{AccountRow, Totals};
#[doc(hidden)]
pub use plans::Plan;
pub use renditions::{PackFate, RenditionRow, RenditionState, Taken};
pub use rescan::{Original, Retold};
pub use signin::{Standing, Token, TokenKind};
pub use spaces::Space;
pub use tokens::TokenRow;
pub use trash::Unclaimed;
pub use uploads::{Object, Upload};
pub use users::User;
