//! How each engine finds families, members and invitations, as `plans.rs` holds it for everything else.

use leporello_model::{FamilyId, FileId, GroupId, InvitationId, Membership, Millis, SpaceId};
use leporello_store::{Address, FamiliesOf, FamilyKey};

use super::{all, facts, id, manage, person, view};
use crate::fixture::{Fixture, Place};
use crate::people::Person;
use crate::plans::{Plans, read_plans, shown, steps_with};

#[test]
fn families_and_their_people_are_found_by_index_on_sqlite() {
    let store = Fixture::sqlite();
    let plans = plans(&filled(&store));
    assert_eq!(steps_with(&plans, &["TEMP B-TREE", "SCAN "]), [] as [String; 0]);
    insta::assert_snapshot!("families_on_sqlite", shown(&plans));
}

#[test]
fn families_and_their_people_are_found_by_index_on_postgres() {
    let store = Fixture::at(Place::postgres_with("-c enable_seqscan=off"));
    let plans = plans(&filled(&store));
    // It sorts the few rows that are somebody's or a family's, rather than fetch them in order.
    assert_eq!(steps_with(&plans, &["Seq Scan"]), [] as [String; 0]);
    insta::assert_snapshot!("families_on_postgres", shown(&plans));
}

/// Somebody with 10 families of their own, among 300 others who have as many, of 10 people each and with 10 invitations.
fn filled(store: &Fixture) -> Person<'_> {
    let somebody = person(store, 1);
    let numbers = |end| format!("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {end} - 1)");
    store.place.batch(&format!(
        "{owners} INSERT INTO account
             SELECT 2 + i, 'name', '0027' || CAST(900000000 + i AS TEXT), 'UTC', 0, NULL, 1, '' FROM n;
         {families} INSERT INTO file
             SELECT 1 + i / 10, 'G' || i, 'root', 'name' || i, 'name' || i, '', 10, '', NULL, 1 + i / 10, 0, NULL, NULL,
                    NULL, NULL, 1, 1, NULL, FALSE, 1, FALSE
             FROM n;
         {families} INSERT INTO family SELECT 1 + i / 10, i, 5000 + i, 1 + i / 10, 'G' || i, i FROM n;
         {many} INSERT INTO member
             SELECT 1 + (i / 100 + i % 10) % 300, 5000 + i / 10, 1 + i / 100, i / 10, i FROM n;
         {many} INSERT INTO invitation
             SELECT 1 + i / 100, i, 5000 + i / 10, i / 10, '0027' || CAST(900000000 + i % 300 AS TEXT), i % 3, i, i + 10
             FROM n;",
        owners = numbers(299),
        families = numbers(3_000),
        many = numbers(30_000),
    ));
    if let Address::Postgres(_) = &store.place.address {
        store.place.batch("ANALYZE");
    }
    somebody
}

fn plans(somebody: &Person<'_>) -> Plans {
    let (manage, view) = (manage(somebody, 5), view(somebody, 5));
    let family = facts(somebody, 5, Membership::Owner);
    let named = FamiliesOf { words: Some("name".to_owned()), created: Some(false), ..all() };
    let (one, other, space, mobile) = (id(1), id(2), SpaceId::new(1), "0027900000001");
    let folder = FileId::from_row("G5".to_owned());
    let plans = vec![
        (
            "a family",
            read_plans(somebody, move |read| {
                read.family(one, &FamilyKey::Id(FamilyId::new(5)))?;
                read.family(one, &FamilyKey::Group(GroupId::new(5005)))?;
                read.family(one, &FamilyKey::Folder(folder))
            }),
        ),
        ("families, newest first", read_plans(somebody, move |read| read.families(one, &all()))),
        (
            "families that were joined, by a part of their names",
            read_plans(somebody, move |read| read.families(one, &named)),
        ),
        ("families in a space", read_plans(somebody, move |read| read.families_in(other, space))),
        ("members", read_plans(somebody, move |read| read.members(&view, None, 10, 0))),
        (
            "standing",
            read_plans(somebody, move |read| {
                read.membership(family, other)?;
                read.member_count(family)?;
                read.has_member_with(&manage, mobile)?;
                read.any_user_has_mobile(mobile)?;
                read.share_a_family(one, other)
            }),
        ),
        ("invitations, newest first", read_plans(somebody, move |read| read.invitations(&manage, 10))),
        ("an invitation", read_plans(somebody, move |read| read.any_invitation(InvitationId::new(5), one))),
        ("invitations for somebody", read_plans(somebody, move |read| read.invitations_for(other, Millis(100)))),
        (
            "open invitations",
            read_plans(somebody, move |read| {
                read.open_invitation(&manage, mobile, Millis(100))?;
                read.open_invitations(&manage, Millis(100))
            }),
        ),
    ];
    plans.into_iter().map(|(name, plans)| (name.to_owned(), plans)).collect()
}
