//! Sessions and personal access tokens are their user's alone, and the operator sees and decides what is theirs to.

use leporello_model::{
    Add, BlobId, Caller, Door, Grant, Manage, Millis, ServerFacts, SpaceId, TokenId, UploadId, UserId,
};
use leporello_store::{AccountRow, Store, Token, TokenKind, TokenRow, Totals, Upload, User, migrate};

use crate::fixture::{Fixture, Place};
use crate::people::{CAPACITY, Person, file_id, user};

promises!(
    a_session_is_no_token_and_a_token_no_session,
    a_list_has_what_is_ones_own_and_lasts,
    what_is_ended_is_gone_and_is_ones_own,
    signing_out_leaves_personal_tokens_and_the_one_that_is_kept,
    a_use_is_noted_when_the_end_moves,
    an_account_is_changed_where_something_is_given,
    a_password_is_set,
    the_first_user_operates,
    the_operator_sees_how_much_there_is,
    the_operator_sees_accounts_in_pages,
    the_operator_decides_over_accounts,
);

const LATER: Millis = Millis(1_000);

fn token(number: i64, expires_at: Option<i64>) -> Token {
    let (user, id) = (UserId::new(number / 100), Some(TokenId::new(number)));
    Token { user, id, hash: number.to_string(), ttl: None, expires_at: expires_at.map(Millis) }
}

/// Keeps tokens of some kind; of the number of each the hundreds are its user, and it is when it was made.
fn add(store: &Fixture, kind: TokenKind, tokens: impl IntoIterator<Item = (i64, Option<i64>)>) {
    for (number, expires_at) in tokens {
        let name = format!("name of {number}");
        store.write(move |write| write.add_token(&token(number, expires_at), kind, Some(&name), Millis(number)));
    }
}

fn listed(store: &Fixture, user: i64, kind: TokenKind, now: i64) -> Vec<TokenRow> {
    store.read(move |read| read.tokens_of(UserId::new(user), kind, Millis(now)))
}

fn ids(store: &Fixture, user: i64, kind: TokenKind) -> Vec<i64> {
    listed(store, user, kind, 500).iter().map(|row| row.id.number()).collect()
}

fn own(somebody: &Person<'_>) -> Grant<Manage, UserId> {
    somebody.caller().may(Manage, somebody.user, "id").unwrap()
}

fn a_session_is_no_token_and_a_token_no_session(store: &Fixture) {
    store.person(1);
    add(store, TokenKind::Session, [(101, Some(900))]);
    add(store, TokenKind::Personal, [(102, None)]);
    add(store, TokenKind::Bearer, [(103, Some(900))]);
    let kinds = |hash: &'static str| {
        let user = UserId::new(1);
        store.read(move |read| Ok((read.any_token(user, hash)?.is_some(), read.any_session(user, hash)?.is_some())))
    };
    assert_eq!(["101", "102", "103", "104"].map(kinds), [(false, true), (true, false), (true, false), (false, false)]);
    let (session, standing) = store.read(|read| read.any_session(UserId::new(1), "101")).unwrap();
    assert_eq!((session, standing.space), (token(101, Some(900)), SpaceId::new(1)));
    assert_eq!(store.read(|read| read.any_session(UserId::new(2), "101")), None, "somebody else's");
}

fn a_list_has_what_is_ones_own_and_lasts(store: &Fixture) {
    store.person(1);
    store.person(2);
    add(store, TokenKind::Session, [(101, Some(900)), (102, Some(500)), (201, Some(900))]);
    add(store, TokenKind::Personal, [(103, None), (104, Some(501))]);
    add(store, TokenKind::Bearer, [(105, Some(900))]);
    assert_eq!(ids(store, 1, TokenKind::Session), [101], "one has just ended, and one is another's");
    assert_eq!(ids(store, 1, TokenKind::Personal), [104, 103], "the newest first");
    assert_eq!(ids(store, 2, TokenKind::Session), [201]);
    let expected = TokenRow {
        id: TokenId::new(104),
        name: "name of 104".to_owned(),
        created_at: Millis(104),
        used_at: None,
        expires_at: Some(Millis(501)),
    };
    assert_eq!(listed(store, 1, TokenKind::Personal, 500)[0], expected);
}

fn what_is_ended_is_gone_and_is_ones_own(store: &Fixture) {
    let (one, two) = (store.person(1), store.person(2));
    add(store, TokenKind::Session, [(101, Some(900)), (201, Some(900))]);
    add(store, TokenKind::Personal, [(102, None)]);
    let end = |who: &Person<'_>, kind, id| {
        let own = own(who);
        store.write(move |write| write.end_token(&own, kind, TokenId::new(id)))
    };
    assert!(!end(&two, TokenKind::Session, 101), "another's");
    assert!(!end(&one, TokenKind::Personal, 101), "of another kind");
    assert!(!end(&one, TokenKind::Session, 999));
    assert_eq!((ids(store, 1, TokenKind::Session), ids(store, 1, TokenKind::Personal)), (vec![101], vec![102]));
    assert!(end(&one, TokenKind::Session, 101) && end(&one, TokenKind::Personal, 102));
    assert!(!end(&one, TokenKind::Session, 101), "it is gone");
    assert_eq!(store.read(|read| read.any_session(UserId::new(1), "101")), None);
    assert_eq!(store.read(|read| read.any_token(UserId::new(1), "102")), None);
    assert_eq!(ids(store, 2, TokenKind::Session), [201]);
}

fn signing_out_leaves_personal_tokens_and_the_one_that_is_kept(store: &Fixture) {
    let one = store.person(1);
    store.person(2);
    let fill = || {
        add(store, TokenKind::Session, [(101, Some(900)), (102, Some(900))]);
        add(store, TokenKind::Bearer, [(103, Some(900))]);
    };
    fill();
    add(store, TokenKind::Personal, [(104, None)]);
    add(store, TokenKind::Session, [(201, Some(900))]);
    let hashes = || {
        let rows = store.place.rows("SELECT hash FROM token ORDER BY hash");
        rows.into_iter().map(|mut row| row.remove(0)).collect::<Vec<_>>()
    };
    let grant = own(&one);
    store.write(move |write| write.sign_out(&grant, Some("102")));
    assert_eq!(hashes(), ["102", "104", "201"]);
    store.write(move |write| write.sign_out(&grant, None));
    assert_eq!(hashes(), ["104", "201"]);
    fill();
    assert_eq!(hashes().len(), 5);
}

fn a_use_is_noted_when_the_end_moves(store: &Fixture) {
    store.person(1);
    add(store, TokenKind::Session, [(101, Some(600))]);
    let used = |now, until| {
        store.write(move |write| write.slide_token(UserId::new(1), "101", Millis(until), Millis(now)));
        let row = listed(store, 1, TokenKind::Session, 500).remove(0);
        (row.used_at.map(|at| at.0), row.expires_at.map(|at| at.0))
    };
    assert_eq!(used(200, 600), (None, Some(600)), "the end does not move");
    assert_eq!(used(300, 700), (Some(300), Some(700)));
}

fn an_account_is_changed_where_something_is_given(store: &Fixture) {
    let one = store.person(1);
    store.person(2);
    let change = |name: Option<&'static str>, language: Option<&'static str>, zone: Option<&'static str>| {
        let own = own(&one);
        store.write(move |write| write.change_account(&own, name, language, zone));
        store.read(|read| read.any_user(UserId::new(1))).unwrap()
    };
    assert_eq!(change(None, None, None), user(1));
    let named = User { name: "名前".to_owned(), ..user(1) };
    assert_eq!(change(Some("名前"), None, None), named);
    let expected = User { language: String::new(), zone: "Asia/Shanghai".to_owned(), ..named };
    assert_eq!(change(None, Some(""), Some("Asia/Shanghai")), expected);
    assert_eq!(store.read(|read| read.any_user(UserId::new(2))), Some(user(2)));
}

fn a_password_is_set(store: &Fixture) {
    let one = store.person(1);
    store.person(2);
    let grant = own(&one);
    store.write(move |write| write.set_own_password(&grant, "$argon2id$1"));
    let hash = |number| store.read(move |read| read.any_password_hash(UserId::new(number)));
    assert_eq!([1, 2].map(hash), [Some("$argon2id$1".to_owned()), None]);
}

/// The right of somebody to operate the server, if they have it.
fn operating(store: &Fixture, number: i64) -> Option<Grant<Manage, ServerFacts>> {
    let caller = Caller { user: UserId::new(number), space: SpaceId::new(number), door: Door::Token };
    caller.operates(store.read(|read| read.any_server())).ok()
}

fn the_first_user_operates(store: &Fixture) {
    assert_eq!(store.read(|read| read.any_server()), ServerFacts { operator: None });
    for number in [7, 3, 9] {
        store.person(number);
    }
    assert_eq!(store.read(|read| read.any_server()), ServerFacts { operator: Some(UserId::new(3)) });
    assert!(operating(store, 3).is_some() && operating(store, 7).is_none());
}

fn the_operator_sees_how_much_there_is(store: &Fixture) {
    let (one, two) = (store.person(1), store.person(2));
    let grant = operating(store, 1).unwrap();
    let totals = || store.read(move |read| read.totals(&grant));
    assert_eq!(totals(), Totals { users: 2, capacity: 2 * CAPACITY, ..Totals::default() });
    one.put([one.folder(10)]);
    one.put_images([1, 2]);
    two.put_images([3]);
    let (space, upload) = (one.may(Add), upload(&one));
    store.write(move |write| {
        write.add_upload(&space, &upload)?;
        write.leave_blob(two.space, BlobId::new(99))?;
        write.want_rendition(one.space, BlobId::new(1))?;
        write.want_rendition(two.space, BlobId::new(3))?;
        write.take_rendition(two.space, BlobId::new(3), Millis(1), Millis(2), BlobId::new(90))?;
        write.rendition_failed(two.space, BlobId::new(3), BlobId::new(90), "broken", None)
    });
    let expected = Totals {
        users: 2,
        used: 30,
        capacity: 2 * CAPACITY,
        files: 3,
        pictures_waiting: 1,
        pictures_given_up: 1,
        uploads: 1,
        unclaimed: 1,
    };
    assert_eq!(totals(), expected);
}

fn upload(somebody: &Person<'_>) -> Upload {
    let file = somebody.image(50);
    Upload {
        space: file.space,
        file: file_id(50),
        upload: UploadId::from_bits([1; 16]),
        blob: BlobId::new(50),
        owner: file.owner,
        parent: somebody.root(),
        name: file.name,
        rename_mode: 2,
        file_type: file.file_type,
        mime_type: None,
        description: None,
        length: 1,
        sha256: None,
        parts: vec![1],
        created_at: Millis(1),
        expires_at: Millis(9),
        multipart: None,
    }
}

fn the_operator_sees_accounts_in_pages(store: &Fixture) {
    for number in [2, 1, 3] {
        store.person(number);
    }
    store.write(|write| {
        write.use_space(UserId::new(2), SpaceId::new(2), 7)?;
        write.freeze_user(UserId::new(2), true)?;
        // Not the personal space.
        write.add_space(&leporello_store::Space { id: SpaceId::new(20), used: 0, ..crate::people::space(2) })
    });
    let grant = operating(store, 1).unwrap();
    let page = |offset, limit| {
        let (rows, total) = store.read(move |read| read.accounts(&grant, offset, limit));
        (rows.iter().map(|row| row.id.number()).collect::<Vec<_>>(), total)
    };
    assert_eq!((page(0, 10), page(1, 1), page(3, 1)), ((vec![1, 2, 3], 3), (vec![2], 3), (vec![], 3)));
    let (rows, _) = store.read(move |read| read.accounts(&grant, 1, 1));
    let expected = AccountRow {
        id: UserId::new(2),
        name: "user 2".to_owned(),
        mobile: user(2).mobile,
        frozen: true,
        created_at: Millis(5),
        used: 7,
        capacity: CAPACITY,
    };
    assert_eq!(rows, [expected]);
}

fn the_operator_decides_over_accounts(store: &Fixture) {
    let two = (store.person(1), store.person(2)).1;
    let (grant, user) = (operating(store, 1).unwrap(), two.user);
    add(store, TokenKind::Session, [(201, Some(900)), (101, Some(900))]);
    add(store, TokenKind::Personal, [(202, None)]);
    assert!(store.write(move |write| write.freeze_account(&grant, user, true)));
    assert!(store.read(move |read| read.any_standing(user)).unwrap().frozen);
    assert!(store.write(move |write| write.set_capacity(&grant, user, 5)));
    assert_eq!(store.read(move |read| read.space_of(user)).unwrap().capacity, 5);
    assert!(store.write(move |write| write.reset_password(&grant, user, "$argon2id$2", None)));
    assert_eq!(store.read(move |read| read.any_password_hash(user)).as_deref(), Some("$argon2id$2"));
    assert_eq!(ids(store, 2, TokenKind::Session), [] as [i64; 0], "they have to sign in anew");
    assert_eq!((ids(store, 2, TokenKind::Personal), ids(store, 1, TokenKind::Session)), (vec![202], vec![101]));
    let nobody = UserId::new(9);
    assert!(!store.write(move |write| write.freeze_account(&grant, nobody, true)));
    assert!(!store.write(move |write| write.set_capacity(&grant, nobody, 5)));
    assert!(!store.write(move |write| write.reset_password(&grant, nobody, "$argon2id$2", None)));
}

/// A token without an end was for a program: its user finds it from then on, and can end it.
#[test]
fn tokens_of_an_older_database_go_on() {
    let steps = ["0001_albums", "0002_collections", "0003_families", "0004_pictures", "0005_servers"];
    for (engine, place) in [("sqlite", Place::sqlite()), ("postgres", Place::postgres())] {
        for step in steps {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/migrations").join(engine);
            place.batch(&std::fs::read_to_string(folder.join(format!("{step}.sql"))).unwrap());
        }
        place.batch(
            "INSERT INTO schema_version (version, oldest) VALUES (5, 4);
             INSERT INTO account VALUES (1, 'Ann', NULL, 'UTC', 0, NULL, 5);
             INSERT INTO space VALUES (1, 1, 0, 1000, 0, 5);
             INSERT INTO token VALUES (1, 'aa', NULL, NULL, 5), (1, 'bb', 1200, 2000, 5), (1, 'cc', NULL, NULL, 6)",
        );
        assert_eq!(migrate(&place.address).unwrap(), 5, "{engine}");
        let store = Fixture { store: Store::open(&place.address).unwrap(), place };
        for hash in ["aa", "bb", "cc"] {
            assert!(store.read(move |read| read.any_token(UserId::new(1), hash)).is_some(), "{engine}");
        }
        let found = store.read(|read| read.tokens_of(UserId::new(1), TokenKind::Personal, LATER));
        let found: Vec<_> = found.iter().map(|row| (row.id.number(), row.name.as_str())).collect();
        assert_eq!(found, [(3, "leporello token issue"), (1, "leporello token issue")], "{engine}");
        assert_eq!(store.read(|read| read.any_user(UserId::new(1))).unwrap().language, "", "{engine}");
    }
}
