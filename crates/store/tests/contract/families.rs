//! Families: who finds them, and what is left of them.

use leporello_model::{
    Add, Arrange, Caller, Door, FamilyFacts, FamilyId, Grant, GroupId, InvitationFacts, InvitationId, Manage,
    Membership, Millis, SpaceFacts, SpaceId, UserId, View,
};
use leporello_store::{FamiliesOf, FamilyKey, FamilyRow, InvitationRow, NewFamily, NewInvitation, User};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, space, user};

mod invitations;
mod members;
mod plans;

promises!(
    a_family_is_found_by_its_people_only,
    families_are_listed_newest_first,
    families_are_filtered_by_who_made_them_and_by_name,
    families_in_a_space_are_those_of_the_asker,
    a_family_has_the_name_of_its_folder,
    a_removed_family_leaves_nothing_behind,
);

const fn id(number: i64) -> UserId {
    UserId::new(number)
}

/// The mobile number of the person with this number.
fn mobile(number: i64) -> String {
    format!("0027{number:09}")
}

/// Somebody with a space and a mobile number of their own.
fn person(store: &Fixture, number: i64) -> Person<'_> {
    person_with(store, number, Some(mobile(number)))
}

fn person_with(store: &Fixture, number: i64, mobile: Option<String>) -> Person<'_> {
    let somebody = User { mobile, ..user(number) };
    store.write(move |write| {
        write.add_user(&somebody, None)?;
        write.add_space(&space(number))
    });
    Person { fixture: store, user: id(number), space: SpaceId::new(number) }
}

/// Makes the family with this number at the moment that is its number; its folder has the number too, its group 100
/// more.
fn make(owner: &Person<'_>, number: i64) {
    make_named(owner, number, &format!("family {number}"));
}

fn make_named(owner: &Person<'_>, number: i64, name: &str) {
    let folder = u32::try_from(number).unwrap();
    let mut row = owner.folder(folder);
    name.clone_into(&mut row.name);
    owner.put([row]);
    let space = owner.caller().may(Add, SpaceFacts::whole(owner.space, owner.user), "containerId").unwrap();
    let family = NewFamily {
        id: FamilyId::new(number),
        group: GroupId::new(number + 100),
        folder: file_id(folder),
        created_at: Millis(number),
    };
    owner.fixture.write(move |write| write.add_family(&space, &family));
}

fn facts(owner: &Person<'_>, number: i64, membership: Membership) -> FamilyFacts {
    let (id, group) = (FamilyId::new(number), GroupId::new(number + 100));
    FamilyFacts { id, group, owner: owner.user, space: owner.space, membership }
}

/// What a family's owner may.
fn manage(owner: &Person<'_>, number: i64) -> Grant<Manage, FamilyFacts> {
    owner.caller().may(Manage, facts(owner, number, Membership::Owner), "id").unwrap()
}

fn view(owner: &Person<'_>, number: i64) -> Grant<View, FamilyFacts> {
    owner.caller().may(View, facts(owner, number, Membership::Owner), "id").unwrap()
}

/// The right to answer an invitation into this family.
fn invited(owner: &Person<'_>, number: i64, invitation: i64, invitee: UserId) -> Grant<Manage, InvitationFacts> {
    let family = facts(owner, number, Membership::Nobody);
    let facts = InvitationFacts { id: InvitationId::new(invitation), family, invitee: Some(invitee) };
    caller(invitee).may(Manage, facts, "inviteId").unwrap()
}

fn caller(user: UserId) -> Caller {
    Caller { user, space: SpaceId::new(user.number()), door: Door::Token }
}

fn join(owner: &Person<'_>, number: i64, member: i64, now: i64) {
    let right = invited(owner, number, 1, id(member));
    owner.fixture.write(move |write| write.add_member(&right, id(member), Millis(now)));
}

/// Invites a number at the moment that is the invitation's number, for 10 milliseconds.
fn invite(owner: &Person<'_>, family: i64, invitation: i64, mobile: &str) {
    let right = manage(owner, family);
    let new = NewInvitation {
        id: InvitationId::new(invitation),
        mobile: mobile.to_owned(),
        created_at: Millis(invitation),
        expires_at: Millis(invitation + 10),
    };
    owner.fixture.write(move |write| write.add_invitation(&right, &new));
}

fn find(store: &Fixture, user: i64, key: FamilyKey) -> Option<FamilyRow> {
    store.read(move |read| read.family(id(user), &key))
}

fn list(store: &Fixture, user: i64, of: FamiliesOf) -> Vec<i64> {
    let families = store.read(move |read| read.families(id(user), &of));
    families.iter().map(|family| family.facts.id.number()).collect()
}

fn all() -> FamiliesOf {
    FamiliesOf { limit: 10, ..FamiliesOf::default() }
}

fn invitation(store: &Fixture, invitation: i64, user: i64) -> Option<InvitationRow> {
    store.read(move |read| read.any_invitation(InvitationId::new(invitation), id(user)))
}

fn a_family_is_found_by_its_people_only(store: &Fixture) {
    let (ann, _bob, _cleo) = (person(store, 1), person(store, 2), person(store, 3));
    make(&ann, 7);
    join(&ann, 7, 2, 20);
    let row = |membership| FamilyRow {
        facts: facts(&ann, 7, membership),
        folder: file_id(7),
        name: "family 7".to_owned(),
        created_at: Millis(7),
    };
    for key in [FamilyKey::Id(FamilyId::new(7)), FamilyKey::Group(GroupId::new(107)), FamilyKey::Folder(file_id(7))] {
        assert_eq!(find(store, 1, key.clone()), Some(row(Membership::Owner)), "{key:?}");
        assert_eq!(find(store, 2, key.clone()), Some(row(Membership::Member)), "{key:?}");
        assert_eq!(find(store, 3, key.clone()), None, "{key:?}");
    }
    for key in [FamilyKey::Id(FamilyId::new(107)), FamilyKey::Group(GroupId::new(7)), FamilyKey::Folder(file_id(8))] {
        assert_eq!(find(store, 1, key.clone()), None, "{key:?}");
    }
}

fn families_are_listed_newest_first(store: &Fixture) {
    let (ann, bob) = (person(store, 1), person(store, 2));
    [3, 5, 4].iter().for_each(|number| make(&ann, *number));
    make(&bob, 6);
    join(&bob, 6, 1, 20);
    assert_eq!(list(store, 1, all()), [6, 5, 4, 3]);
    assert_eq!(list(store, 1, FamiliesOf { limit: 2, offset: 1, ..all() }), [5, 4]);
    assert_eq!(list(store, 1, FamiliesOf { offset: 4, ..all() }), [0; 0]);
    assert_eq!(list(store, 2, all()), [6]);
    assert_eq!(list(store, 3, all()), [0; 0]);
}

fn families_are_filtered_by_who_made_them_and_by_name(store: &Fixture) {
    let (ann, bob) = (person(store, 1), person(store, 2));
    make_named(&ann, 3, "The ÄRGER family");
    make_named(&bob, 4, "100%_of us!");
    make_named(&bob, 5, "1000 of us");
    [4, 5].iter().for_each(|number| join(&bob, *number, 1, 20));
    assert_eq!(list(store, 1, FamiliesOf { created: Some(true), ..all() }), [3]);
    assert_eq!(list(store, 1, FamiliesOf { created: Some(false), ..all() }), [5, 4]);
    let named = |words: &str| list(store, 1, FamiliesOf { words: Some(words.to_owned()), ..all() });
    assert_eq!(named("ärger"), [3]);
    assert_eq!(named("OF US"), [5, 4]);
    assert_eq!(named("0%_"), [4], "no wildcard");
    assert_eq!(named("us!"), [4]);
    let both = FamiliesOf { created: Some(true), words: Some("us".to_owned()), ..all() };
    assert_eq!(list(store, 1, both), [0; 0]);
    let page = FamiliesOf { created: Some(false), words: Some("us".to_owned()), limit: 1, offset: 1 };
    assert_eq!(list(store, 1, page), [4]);
}

fn families_in_a_space_are_those_of_the_asker(store: &Fixture) {
    let (ann, bob) = (person(store, 1), person(store, 2));
    [3, 4].iter().for_each(|number| make(&ann, *number));
    make(&bob, 5);
    join(&ann, 4, 2, 20);
    let there = |user, space| {
        let families = store.read(move |read| read.families_in(id(user), SpaceId::new(space)));
        families.iter().map(|family| (family.facts.id.number(), family.facts.membership)).collect::<Vec<_>>()
    };
    assert_eq!(there(1, 1), [(4, Membership::Owner), (3, Membership::Owner)]);
    assert_eq!(there(2, 1), [(4, Membership::Member)]);
    assert_eq!(there(2, 2), [(5, Membership::Owner)]);
    assert_eq!(there(1, 2), []);
}

fn a_family_has_the_name_of_its_folder(store: &Fixture) {
    let ann = person(store, 1);
    make(&ann, 3);
    let right = ann.may(Arrange);
    store.write(move |write| write.rename_file(&right, &file_id(3), "Us", Millis(9)));
    assert_eq!(find(store, 1, FamilyKey::Id(FamilyId::new(3))).unwrap().name, "Us");
    assert_eq!(list(store, 1, FamiliesOf { words: Some("US".to_owned()), ..all() }), [3]);
}

fn a_removed_family_leaves_nothing_behind(store: &Fixture) {
    let ann = person(store, 1);
    person(store, 2);
    [7, 8].iter().for_each(|family| {
        make(&ann, *family);
        join(&ann, *family, 2, 20);
        invite(&ann, *family, *family + 10, &mobile(3));
    });
    let right = manage(&ann, 7);
    store.write(move |write| write.remove_family(&right));
    assert_eq!((list(store, 1, all()), list(store, 2, all())), (vec![8], vec![8]));
    assert_eq!((invitation(store, 17, 1), invitation(store, 18, 1).is_some()), (None, true));
    for table in ["family", "member", "invitation"] {
        assert_eq!(store.number(&format!("SELECT count(*) FROM {table} WHERE group_id = 107")), 0, "{table}");
    }
    assert!(ann.file(7).is_some(), "the folder stays");
}
