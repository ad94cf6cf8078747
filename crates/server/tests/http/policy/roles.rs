//! The table of roles and rights in docs/SECURITY.md, against the one function that decides.

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumType, Arrange, Caller, Door, Download, FamilyFacts, FamilyId, GroupId, Manage,
    Membership, Remove, SpaceFacts, SpaceId, Subject, UserId, View, Way,
};

use super::table::DOCUMENT;

const ME: UserId = UserId::new(1);
const SPACE: SpaceId = SpaceId::new(3);

const fn family(membership: Membership) -> FamilyFacts {
    FamilyFacts { id: FamilyId::new(4), group: GroupId::new(5), owner: UserId::new(2), space: SPACE, membership }
}

const fn files(way: Way) -> SpaceFacts {
    SpaceFacts { space: SPACE, owner: UserId::new(2), way }
}

/// Which of the rights somebody has, in the order of the columns.
fn rights<S: Subject>(subject: S) -> Vec<bool> {
    let me = Caller { user: ME, space: SpaceId::new(1), door: Door::Token };
    vec![
        me.may(View, subject, "test").is_ok(),
        me.may(Download, subject, "test").is_ok(),
        me.may(Add, subject, "test").is_ok(),
        me.may(Remove, subject, "test").is_ok(),
        me.may(Arrange, subject, "test").is_ok(),
        me.may(Manage, subject, "test").is_ok(),
    ]
}

/// The rights of somebody in this role.
fn of_role(role: &str) -> Vec<bool> {
    match role {
        "Owner" => rights(ME),
        "FamilyOwner" => rights(family(Membership::Owner)),
        "Creator" => rights(AlbumFacts {
            id: AlbumId::new(6),
            owner: UserId::new(2),
            creator: ME,
            album_type: AlbumType::Manual,
            family: Some(family(Membership::Member)),
        }),
        "Contributor" => rights(files(Way::Family { membership: Membership::Member, theirs: true })),
        "Member" => rights(family(Membership::Member)),
        "Viewer" => rights(files(Way::Album(AlbumId::new(6)))),
        "Stranger" => rights(family(Membership::Nobody)),
        _ => panic!("what is {role}?"),
    }
}

#[test]
fn roles_have_the_rights_of_the_table() {
    let lines = DOCUMENT.lines().skip_while(|line| !line.starts_with("| role"));
    let rows = lines.take_while(|line| line.starts_with('|'));
    let mut rows = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    assert_eq!(rows.next().unwrap()[2..], ["View", "Download", "Add", "Remove", "Arrange", "Manage"]);
    let rows: Vec<_> = rows.skip(1).collect();
    assert_eq!(rows.len(), 7);
    for row in rows {
        let written: Vec<bool> = row[2..].iter().map(|cell| *cell == "yes").collect();
        assert!(row[2..].iter().all(|cell| ["yes", "no"].contains(cell)), "{row:?}");
        assert_eq!(of_role(row[0]), written, "{}", row[0]);
    }
}
