//! Who is invited into which family.

use leporello_model::{Answer, InvitationFacts, InvitationId, Membership, Millis};
use leporello_store::InvitationRow;

use super::{facts, id, invitation, invite, invited, join, make, manage, mobile, person, person_with};
use crate::fixture::Fixture;

promises!(
    an_invitation_tells_how_everybody_stands_to_it,
    a_number_that_several_have_is_nobodys,
    invitations_are_listed_newest_first,
    pending_invitations_are_those_that_can_be_answered,
    an_open_invitation_is_one_that_can_be_answered,
    an_answer_is_kept,
);

fn pending(store: &Fixture, user: i64, now: i64) -> Vec<i64> {
    let rows = store.read(move |read| read.invitations_for(id(user), Millis(now)));
    rows.iter().map(|row| row.facts.id.number()).collect()
}

fn an_invitation_tells_how_everybody_stands_to_it(store: &Fixture) {
    let (ann, _bob) = (person(store, 1), person(store, 2));
    person(store, 3);
    make(&ann, 7);
    join(&ann, 7, 3, 20);
    invite(&ann, 7, 11, &mobile(2));
    let row = |membership| InvitationRow {
        facts: InvitationFacts { id: InvitationId::new(11), family: facts(&ann, 7, membership), invitee: Some(id(2)) },
        mobile: mobile(2),
        answer: Answer::Pending,
        created_at: Millis(11),
        expires_at: Millis(21),
        family_name: "family 7".to_owned(),
        inviter_mobile: Some(mobile(1)),
    };
    for (user, membership) in [(1, Membership::Owner), (2, Membership::Nobody), (3, Membership::Member)] {
        assert_eq!(invitation(store, 11, user), Some(row(membership)));
    }
    assert_eq!(invitation(store, 12, 1), None);
}

fn a_number_that_several_have_is_nobodys(store: &Fixture) {
    let ann = person_with(store, 1, None);
    person(store, 2);
    make(&ann, 7);
    invite(&ann, 7, 11, &mobile(2));
    invite(&ann, 7, 12, &mobile(3));
    let invitee = |number| invitation(store, number, 1).unwrap().facts.invitee;
    assert_eq!((invitee(11), invitee(12)), (Some(id(2)), None));
    assert_eq!((pending(store, 2, 12), pending(store, 3, 12)), (vec![11], vec![]));
    assert_eq!(invitation(store, 11, 2).unwrap().inviter_mobile, None);
    person_with(store, 3, Some(mobile(2)));
    assert_eq!(invitee(11), None);
    assert_eq!((pending(store, 2, 12), pending(store, 3, 12)), (vec![], vec![]));
}

fn invitations_are_listed_newest_first(store: &Fixture) {
    let ann = person(store, 1);
    [7, 8].iter().for_each(|family| make(&ann, *family));
    for number in [12, 11, 13] {
        invite(&ann, 7, number, &mobile(number));
    }
    invite(&ann, 8, 14, &mobile(14));
    let listed = |most| {
        let right = manage(&ann, 7);
        let rows = store.read(move |read| read.invitations(&right, most));
        rows.iter().map(|row| row.facts.id.number()).collect::<Vec<_>>()
    };
    assert_eq!(listed(10), [13, 12, 11]);
    assert_eq!(listed(2), [13, 12]);
}

fn pending_invitations_are_those_that_can_be_answered(store: &Fixture) {
    let (ann, cleo) = (person(store, 1), person(store, 3));
    person(store, 2);
    make(&ann, 7);
    make(&cleo, 8);
    invite(&ann, 7, 11, &mobile(2));
    invite(&cleo, 8, 12, &mobile(2));
    invite(&ann, 7, 13, &mobile(3));
    assert_eq!(pending(store, 2, 20), [12, 11]);
    assert_eq!(pending(store, 2, 21), [12], "the other expires at this moment");
    assert_eq!(pending(store, 3, 20), [13]);
    let right = invited(&cleo, 8, 12, id(2));
    store.write(move |write| write.answer_invitation(&right, Answer::Refused));
    assert_eq!(pending(store, 2, 20), [11]);
    assert_eq!((pending(store, 1, 20), pending(store, 4, 20)), (vec![], vec![]));
}

fn an_open_invitation_is_one_that_can_be_answered(store: &Fixture) {
    let ann = person(store, 1);
    [7, 8].iter().for_each(|family| make(&ann, *family));
    invite(&ann, 7, 11, &mobile(2));
    invite(&ann, 7, 12, &mobile(3));
    let open = |family, number, now| {
        let (right, mobile) = (manage(&ann, family), mobile(number));
        let found = store.read(move |read| read.open_invitation(&right, &mobile, Millis(now)));
        found.map(InvitationId::number)
    };
    let count = |family, now| {
        let right = manage(&ann, family);
        store.read(move |read| read.open_invitations(&right, Millis(now)))
    };
    assert_eq!([open(7, 2, 20), open(7, 3, 20), open(7, 4, 20), open(8, 2, 20)], [Some(11), Some(12), None, None]);
    assert_eq!([count(7, 20), count(7, 21), count(7, 22), count(8, 20)], [2, 1, 0, 0]);
    assert_eq!(open(7, 2, 21), None);
    let right = invited(&ann, 7, 12, id(3));
    store.write(move |write| write.answer_invitation(&right, Answer::Accepted));
    assert_eq!((open(7, 3, 20), count(7, 20)), (None, 1));
}

fn an_answer_is_kept(store: &Fixture) {
    let ann = person(store, 1);
    person(store, 2);
    make(&ann, 7);
    invite(&ann, 7, 11, &mobile(2));
    invite(&ann, 7, 12, &mobile(2));
    for answer in [Answer::Accepted, Answer::Refused] {
        let right = invited(&ann, 7, 11, id(2));
        store.write(move |write| write.answer_invitation(&right, answer));
        assert_eq!(invitation(store, 11, 1).unwrap().answer, answer);
        assert_eq!(invitation(store, 12, 1).unwrap().answer, Answer::Pending);
    }
}
