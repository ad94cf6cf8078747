//! Families: shared folders, and who belongs to them (contract/drive.md §5). Whom their owners invite is beside this,
//! in `invitations.rs`.

use leporello_model::{
    Add, Arrange, Caller, FamilyId, GroupId, Manage, MemberFacts, Membership, Refusal, SpaceFacts, SpaceId, UserId,
    View,
};
use leporello_store::{FamiliesOf, FamilyKey, FamilyRow, MemberRow, NewFamily, Read, Write};

use super::files::{Clash, folder_row, free_name};
use super::places::Place;
use super::spaces::own;
use super::users::shown_to;
use super::{App, Failure};

/// Somebody who is to leave a family.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    /// The group of the family.
    pub group: GroupId,
    /// Who.
    pub user: UserId,
    /// Who is said to ask, or to own the family.
    pub claimed_owner: Option<UserId>,
}

/// Some of a family's people.
#[derive(Clone, Debug)]
pub struct MembersOf {
    /// The group of the family.
    pub group: GroupId,
    /// A part of the name, in any case.
    pub words: Option<String>,
    /// How many.
    pub limit: i64,
    /// How many are skipped.
    pub offset: i64,
}

impl App {
    /// Makes a family: a folder in the root of the caller's space, and the caller as the first of its people.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NameTaken`], or a failure of the store.
    pub async fn create_family(&self, caller: Caller, space: SpaceId, name: String) -> Result<FamilyRow, Failure> {
        let own = own(caller, Add, Some(space), "containerId")?;
        let created_at = self.clock.now();
        let family = NewFamily { id: self.ids.family(), group: self.ids.group(), folder: self.ids.file(), created_at };
        self.store
            .write(move |write| {
                let root = own.on().root();
                let name = free_name(write, caller.space, &root, &name, Clash::Refuse, created_at, "name")?;
                let folder = folder_row(&Place::own(caller), family.folder.clone(), root, name, created_at);
                write.add_file(&own, &folder)?;
                write.add_family(&own, &family)?;
                known(write, caller, &FamilyKey::Id(family.id), "id")
            })
            .await
    }

    /// The caller's families, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn families(&self, caller: Caller, of: FamiliesOf) -> Result<Vec<FamilyRow>, Failure> {
        self.store.read(move |read| Ok(read.families(caller.user, &of)?)).await
    }

    /// A family of the caller's.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn family(&self, caller: Caller, id: FamilyId) -> Result<FamilyRow, Failure> {
        const FIELD: &str = "shareFolderId";
        self.store
            .read(move |read| {
                let family = known(read, caller, &FamilyKey::Id(id), FIELD)?;
                caller.may(View, family.facts, FIELD)?;
                Ok(family)
            })
            .await
    }

    /// Gives a family, and so its folder, another name. The one it has already is success and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`], [`Refusal::NameTaken`], or a failure of the store.
    pub async fn rename_family(&self, caller: Caller, id: FamilyId, name: String) -> Result<(), Failure> {
        const FIELD: &str = "id";
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let family = known(write, caller, &FamilyKey::Id(id), FIELD)?;
                caller.may(Manage, family.facts, FIELD)?;
                if family.name == name {
                    return Ok(());
                }
                let space = caller.may(Arrange, around(&family), FIELD)?;
                let root = space.on().root();
                let name = free_name(write, family.facts.space, &root, &name, Clash::Refuse, now, "fileName")?;
                Ok(write.rename_file(&space, &family.folder, &name, now)?)
            })
            .await
    }

    /// Ends families: all of them or, if one is wrong, none. Their folders go into the bin, from which their owner can
    /// restore them as ordinary ones.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`], or a failure of the store.
    pub async fn delete_families(&self, caller: Caller, mut ids: Vec<FamilyId>) -> Result<(), Failure> {
        const FIELD: &str = "id";
        ids.sort_unstable();
        ids.dedup();
        let now = self.clock.now();
        self.store
            .write(move |write| {
                ids.iter().try_for_each(|id| {
                    let family = known(write, caller, &FamilyKey::Id(*id), FIELD)?;
                    let right = caller.may(Manage, family.facts, FIELD)?;
                    let space = caller.may(Arrange, around(&family), FIELD)?;
                    write.end_family(&right)?;
                    write.remove_family(&right)?;
                    Ok::<_, Failure>(write.trash(&space, std::slice::from_ref(&family.folder), now)?)
                })
            })
            .await
    }

    /// Some of the people of a family of the caller's, its owner first, and how many there are in all. Of other
    /// people's numbers only a part is shown.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn members(&self, caller: Caller, of: MembersOf) -> Result<(Vec<MemberRow>, i64), Failure> {
        const FIELD: &str = "group_id";
        self.store
            .read(move |read| {
                let family = known(read, caller, &FamilyKey::Group(of.group), FIELD)?;
                let right = caller.may(View, family.facts, FIELD)?;
                let (mut members, total) = read.members(&right, of.words.as_deref(), of.limit, of.offset)?;
                for member in &mut members {
                    member.mobile = member.mobile.take().map(|mobile| shown_to(caller, member.user, mobile));
                }
                Ok((members, total))
            })
            .await
    }

    /// Takes somebody out of a family: its owner anybody else, everybody else themselves.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`], [`Refusal::OwnerStays`], or a failure of the store.
    pub async fn remove_member(&self, caller: Caller, leaving: Leaving) -> Result<(), Failure> {
        const FIELD: &str = "deleteUserId";
        let Leaving { group, user, claimed_owner } = leaving;
        self.store
            .write(move |write| {
                let family = known(write, caller, &FamilyKey::Group(group), "groupId")?.facts;
                // The pages leave open whether it names the one or the other.
                if claimed_owner.is_some_and(|claimed| claimed != caller.user && claimed != family.owner) {
                    return Err(Failure::from(Refusal::NotFound { field: "ownerId" }));
                }
                let member = caller.may(Manage, MemberFacts { family, user }, FIELD)?;
                may_leave(write, &member.on(), FIELD)?;
                write.end_membership(&member)?;
                Ok(write.remove_member(&member)?)
            })
            .await
    }
}

/// Holds if somebody belongs to the family and can be taken out of it.
fn may_leave(write: &Write<'_>, member: &MemberFacts, field: &'static str) -> Result<(), Failure> {
    match write.membership(member.family, member.user)? {
        Membership::Member => Ok(()),
        Membership::Owner => Err(Refusal::OwnerStays { field }.into()),
        Membership::Nobody => Err(Refusal::NotFound { field }.into()),
    }
}

/// A family that the caller belongs to. Every other is as good as none.
pub(crate) fn known(
    read: &Read<'_>,
    caller: Caller,
    key: &FamilyKey,
    field: &'static str,
) -> Result<FamilyRow, Failure> {
    Ok(read.family(caller.user, key)?.ok_or(Refusal::NotFound { field })?)
}

/// The space that a family's folder lies in.
const fn around(family: &FamilyRow) -> SpaceFacts {
    SpaceFacts::whole(family.facts.space, family.facts.owner)
}
