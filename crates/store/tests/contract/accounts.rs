//! Accounts, spaces, tokens and apps come back as they went in.

use leporello_model::{AppId, Millis, SpaceId, UserId};
use leporello_store::{Space, Standing, Token, TokenKind, User};

use crate::fixture::Fixture;
use crate::people::{CAPACITY, space, user};

promises!(
    users_come_back,
    a_user_is_found_by_a_mobile_number_of_their_own,
    passwords_are_kept_as_hashes,
    a_sound_database_answers,
    a_frozen_user_is_frozen_until_enabled,
    the_first_space_is_the_personal_one,
    a_space_takes_what_fits,
    tokens_come_back_with_how_the_user_stands,
    a_token_slides_only_forward,
    a_new_token_clears_away_expired_ones,
    apps_are_known,
);

const ONE: UserId = UserId::new(1);

fn users_come_back(store: &Fixture) {
    let plain = User { mobile: None, name: "名前 🏖".to_owned(), ..user(2) };
    let kept = plain.clone();
    store.write(move |write| {
        write.add_user(&user(1), Some("$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA"))?;
        write.add_user(&kept, None)
    });
    assert_eq!(store.read(|read| read.any_user(ONE)), Some(user(1)));
    assert_eq!(store.read(|read| read.any_user(UserId::new(2))), Some(plain));
    assert_eq!(store.read(|read| read.any_user(UserId::new(3))), None);
    assert_eq!(store.read(|read| read.any_user_count()), 2);
}

fn a_frozen_user_is_frozen_until_enabled(store: &Fixture) {
    store.person(1);
    let standing = |frozen| Some(Standing { frozen, space: SpaceId::new(1) });
    for frozen in [true, true, false] {
        assert!(store.write(move |write| write.freeze_user(ONE, frozen)));
        assert_eq!(store.read(|read| read.any_user(ONE)), Some(User { frozen, ..user(1) }));
        assert_eq!(store.read(|read| read.any_standing(ONE)), standing(frozen));
    }
    assert!(!store.write(|write| write.freeze_user(UserId::new(2), true)));
    assert_eq!(store.read(|read| read.any_standing(UserId::new(2))), None);
}

fn the_first_space_is_the_personal_one(store: &Fixture) {
    let personal = space(1);
    let second = Space { id: SpaceId::new(9), disabled: true, used: 3, ..personal };
    store.write(move |write| {
        write.add_user(&user(1), None)?;
        write.add_space(&second)?;
        assert_eq!(write.space_of(ONE)?, Some(second));
        write.add_space(&personal)
    });
    assert_eq!(store.read(|read| read.space_of(ONE)), Some(personal));
    assert_eq!(store.read(|read| read.any_standing(ONE)).unwrap().space, personal.id);
    assert_eq!(store.read(|read| read.space_of(UserId::new(2))), None);
}

fn a_space_takes_what_fits(store: &Fixture) {
    let somebody = store.person(1);
    let take = |bytes| store.write(move |write| write.use_space(ONE, SpaceId::new(1), bytes));
    assert!(take(CAPACITY - 1));
    assert!(!take(2));
    assert_eq!(somebody.used(), CAPACITY - 1);
    assert!(take(1));
    assert!(!take(1));
    assert!(take(0));
    assert!(take(-CAPACITY));
    assert_eq!(somebody.used(), 0);
    assert!(!store.write(|write| write.use_space(ONE, SpaceId::new(2), 1)));
    // What has no room any more, because the capacity was lowered, can still become less.
    store.place.batch("UPDATE space SET used = 50, capacity = 10");
    assert!(take(-5));
    assert_eq!(somebody.used(), 45);
}

fn token(hash: &str, expires_at: Option<i64>) -> Token {
    let ttl = expires_at.map(|_| 1200);
    Token { user: ONE, id: None, hash: hash.to_owned(), ttl, expires_at: expires_at.map(Millis) }
}

fn add_token(store: &Fixture, token: &Token, now: i64) {
    let token = token.clone();
    store.write(move |write| write.add_token(&token, TokenKind::Bearer, None, Millis(now)));
}

fn find(store: &Fixture, user: UserId, hash: &'static str) -> Option<(Token, Standing)> {
    store.read(move |read| read.any_token(user, hash))
}

fn tokens_come_back_with_how_the_user_stands(store: &Fixture) {
    store.person(1);
    store.person(2);
    let standing = Standing { frozen: false, space: SpaceId::new(1) };
    for token in [token("aa", Some(100)), token("bb", None)] {
        add_token(store, &token, 50);
        let hash = if token.hash == "aa" { "aa" } else { "bb" };
        assert_eq!(find(store, ONE, hash), Some((token, standing)));
    }
    assert_eq!(find(store, ONE, "cc"), None);
    assert_eq!(find(store, UserId::new(2), "aa"), None, "somebody else's");
    store.write(|write| write.freeze_user(ONE, true));
    assert!(find(store, ONE, "aa").unwrap().1.frozen);
}

fn a_token_slides_only_forward(store: &Fixture) {
    store.person(1);
    add_token(store, &token("aa", Some(100)), 50);
    add_token(store, &token("bb", None), 50);
    let slide = |hash: &'static str, to| {
        store.write(move |write| write.slide_token(ONE, hash, Millis(to), Millis(to - 1)));
        find(store, ONE, hash).unwrap().0.expires_at
    };
    assert_eq!(slide("aa", 300), Some(Millis(300)));
    assert_eq!(slide("aa", 200), Some(Millis(300)));
    assert_eq!(slide("bb", 200), None, "it does not expire");
}

fn a_new_token_clears_away_expired_ones(store: &Fixture) {
    store.person(1);
    add_token(store, &token("old", Some(100)), 50);
    add_token(store, &token("for ever", None), 50);
    add_token(store, &token("just", Some(200)), 50);
    add_token(store, &token("new", Some(900)), 200);
    assert_eq!(find(store, ONE, "old"), None);
    for kept in ["for ever", "just", "new"] {
        assert!(find(store, ONE, kept).is_some(), "{kept}");
    }
}

fn apps_are_known(store: &Fixture) {
    let app = AppId::from_bits([7; 32]);
    let known = app.clone();
    store.write(move |write| write.add_app(&known, "a frame on the wall", Millis(1)));
    assert!(store.read(move |read| read.any_app(&app)));
    assert!(!store.read(|read| read.any_app(&AppId::from_bits([8; 32]))));
}

fn a_user_is_found_by_a_mobile_number_of_their_own(store: &Fixture) {
    let with = |number, mobile: Option<&str>| User { mobile: mobile.map(str::to_owned), ..user(number) };
    let users = [with(1, Some("0086111")), with(2, Some("0086222")), with(3, Some("0086222")), with(4, None)];
    store.write(move |write| users.iter().try_for_each(|user| write.add_user(user, None)));
    let found = |mobile: &'static str| store.read(move |read| read.any_user_with_mobile(mobile));
    assert_eq!(found("0086111"), Some(ONE));
    assert_eq!(found("0086222"), None, "two share it");
    assert_eq!(found("0086"), None);
    let had = |mobile: &'static str| store.read(move |read| read.any_user_has_mobile(mobile));
    assert_eq!(["0086111", "0086222", "0086"].map(had), [true, true, false]);
}

fn passwords_are_kept_as_hashes(store: &Fixture) {
    store.write(|write| {
        write.add_user(&user(1), Some("$argon2id$v=19$x"))?;
        write.add_user(&user(2), None)
    });
    let hash = |number| store.read(move |read| read.any_password_hash(UserId::new(number)));
    assert_eq!([1, 2, 3].map(hash), [Some("$argon2id$v=19$x".to_owned()), None, None]);
}

fn a_sound_database_answers(store: &Fixture) {
    store.person(1);
    store.read(|read| read.any_answer());
    assert_eq!(store.read(|read| read.any_damage()), None);
}
