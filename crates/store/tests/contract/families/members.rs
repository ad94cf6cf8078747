//! Who belongs to which family.

use leporello_model::{Manage, MemberFacts, Membership, Millis};
use leporello_store::{MemberRow, StoreError, User};

use super::{all, facts, id, invited, join, list, make, manage, mobile, person, view};
use crate::fixture::Fixture;
use crate::people::{Person, user};

promises!(
    members_are_listed_owner_first,
    members_are_found_by_a_part_of_their_name,
    a_member_is_taken_out_of_one_family_only,
    nobody_belongs_twice,
    who_has_a_number_is_asked_of_members_only,
    people_share_a_family_or_do_not,
);

/// The people of a family, and how many there are in all.
fn people(owner: &Person<'_>, number: i64, words: Option<&str>, limit: i64, offset: i64) -> (Vec<i64>, i64) {
    let (right, words) = (view(owner, number), words.map(ToOwned::to_owned));
    let (members, total) = owner.fixture.read(move |read| read.members(&right, words.as_deref(), limit, offset));
    (members.iter().map(|member| member.user.number()).collect(), total)
}

fn members_are_listed_owner_first(store: &Fixture) {
    let people_there: Vec<_> = (1..=5).map(|number| person(store, number)).collect();
    let ann = &people_there[4];
    make(ann, 7);
    // The clock was set back for one, and two joined at one moment.
    [(4, 6), (3, 20), (1, 20)].iter().for_each(|(member, now)| join(ann, 7, *member, *now));
    assert_eq!(people(ann, 7, None, 10, 0), (vec![5, 4, 1, 3], 4));
    assert_eq!(people(ann, 7, None, 2, 1), (vec![4, 1], 4));
    assert_eq!(people(ann, 7, None, 2, 9), (vec![], 4));
    let right = view(ann, 7);
    let (members, _) = store.read(move |read| read.members(&right, None, 2, 0));
    let row = |number, owner, joined_at| MemberRow {
        user: id(number),
        name: format!("user {number}"),
        mobile: Some(mobile(number)),
        owner,
        joined_at: Millis(joined_at),
    };
    assert_eq!(members, [row(5, true, 7), row(4, false, 6)]);
    let family = facts(ann, 7, Membership::Owner);
    assert_eq!(store.read(move |read| read.member_count(family)), 4);
}

fn members_are_found_by_a_part_of_their_name(store: &Fixture) {
    let ann = person(store, 1);
    let named = |number, name: &str| {
        let somebody = User { name: name.to_owned(), mobile: None, ..user(number) };
        store.write(move |write| write.add_user(&somebody, None));
    };
    named(2, "Zoë ÅKESSON");
    named(3, "Zed");
    make(&ann, 7);
    [2, 3].iter().for_each(|member| join(&ann, 7, *member, 20 + member));
    assert_eq!(people(&ann, 7, Some("zoË å"), 10, 0), (vec![2], 1));
    assert_eq!(people(&ann, 7, Some("z"), 1, 1), (vec![3], 2));
    assert_eq!(people(&ann, 7, Some("%"), 10, 0), (vec![], 0));
}

fn a_member_is_taken_out_of_one_family_only(store: &Fixture) {
    let (ann, _bob) = (person(store, 1), person(store, 2));
    [3, 4].iter().for_each(|number| {
        make(&ann, *number);
        join(&ann, *number, 2, 20);
    });
    let member = MemberFacts { family: facts(&ann, 3, Membership::Owner), user: id(2) };
    let right = ann.caller().may(Manage, member, "deleteUserId").unwrap();
    store.write(move |write| write.remove_member(&right));
    let standing = |number, user| {
        let family = facts(&ann, number, Membership::Nobody);
        store.read(move |read| read.membership(family, id(user)))
    };
    assert_eq!([standing(3, 1), standing(3, 2)], [Membership::Owner, Membership::Nobody]);
    assert_eq!([standing(4, 1), standing(4, 2)], [Membership::Owner, Membership::Member]);
    assert_eq!(list(store, 2, all()), [4]);
}

fn nobody_belongs_twice(store: &Fixture) {
    let (ann, _bob) = (person(store, 1), person(store, 2));
    make(&ann, 3);
    join(&ann, 3, 2, 20);
    let right = invited(&ann, 3, 1, id(2));
    let again = store.store.write(move |write| write.add_member(&right, id(2), Millis(30))).wait();
    assert!(matches!(&again, Err(StoreError::Constraint(name)) if name == "member_pkey"), "{again:?}");
    assert_eq!(people(&ann, 3, None, 10, 0), (vec![1, 2], 2));
}

fn who_has_a_number_is_asked_of_members_only(store: &Fixture) {
    let ann = person(store, 1);
    person(store, 2);
    person(store, 3);
    [7, 8].iter().for_each(|family| make(&ann, *family));
    join(&ann, 7, 2, 20);
    let known = |family, number| {
        let (right, mobile) = (manage(&ann, family), mobile(number));
        store.read(move |read| read.has_member_with(&right, &mobile))
    };
    assert_eq!([known(7, 1), known(7, 2), known(7, 3), known(7, 4)], [true, true, false, false]);
    assert!(!known(8, 2));
}

fn people_share_a_family_or_do_not(store: &Fixture) {
    let (ann, bob) = (person(store, 1), person(store, 2));
    person(store, 3);
    person(store, 4);
    make(&ann, 7);
    make(&bob, 8);
    join(&ann, 7, 3, 20);
    join(&ann, 7, 4, 20);
    join(&bob, 8, 4, 20);
    let share = |one, other| store.read(move |read| read.share_a_family(id(one), id(other)));
    for (one, other, expected) in [(1, 3, true), (3, 4, true), (2, 4, true), (1, 2, false), (2, 3, false)] {
        assert_eq!((share(one, other), share(other, one)), (expected, expected), "{one} and {other}");
    }
    assert!(!share(1, 9));
}
