//! Rows that clash: the error names the same constraint on both engines.

use leporello_model::{Add, AppId, Arrange, Millis};
use leporello_store::{StoreError, Token, TokenKind, Write};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, inside, space, user};

promises!(
    a_taken_name_is_named,
    a_name_is_free_when_its_file_is_in_the_bin,
    names_differ_by_their_bytes,
    a_taken_key_is_named,
);

/// The constraint that refuses `work`.
fn refused(store: &Fixture, work: impl Fn(&Write<'_>) -> Result<(), StoreError> + Send + 'static) -> String {
    match store.store.write(work).wait() {
        Err(StoreError::Constraint(name)) => name,
        other => panic!("{other:?}"),
    }
}

/// Two images and a folder with an image called as the first.
fn files(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    let namesake = leporello_store::FileRow { name: "1.jpg".to_owned(), ..inside(3, somebody.image(4)) };
    somebody.put([somebody.image(1), somebody.image(2), somebody.folder(3), namesake]);
    somebody
}

fn a_taken_name_is_named(store: &Fixture) {
    let somebody = files(store);
    let (adds, space, root) = (somebody.may(Add), somebody.may(Arrange), somebody.root());
    let clash = leporello_store::FileRow { name: "1.jpg".to_owned(), ..somebody.image(5) };
    assert_eq!(refused(store, move |write| write.add_file(&adds, &clash)), "file_name");
    let rename = move |write: &Write<'_>| write.rename_file(&space, &file_id(2), "1.jpg", Millis(9));
    assert_eq!(refused(store, rename), "file_name");
    let into = root.clone();
    assert_eq!(refused(store, move |write| write.move_file(&space, &file_id(4), &into, "1.jpg")), "file_name");
    somebody.trash([4], 1000);
    assert_eq!(refused(store, move |write| write.restore(&space, &file_id(4), &root, "1.jpg")), "file_name");
    let root = somebody.root();
    somebody.put([leporello_store::FileRow { name: "1.jpg".to_owned(), ..inside(3, somebody.image(7)) }]);
    let move_both = move |write: &Write<'_>| write.move_files(&space, &[file_id(2), file_id(7)], &root);
    assert_eq!(refused(store, move_both), "file_name");
    somebody.trash([1], 2000);
    somebody.put([leporello_store::FileRow { name: "1.jpg".to_owned(), ..somebody.image(6) }]);
    assert_eq!(refused(store, move |write| write.restore_files(&space, &[file_id(1)])), "file_name");
    assert!(somebody.file(4).unwrap().in_bin);
    assert_eq!(somebody.file(2).unwrap().name, "2.jpg");
}

fn a_name_is_free_when_its_file_is_in_the_bin(store: &Fixture) {
    let somebody = files(store);
    somebody.trash([1], 1000);
    let again = leporello_store::FileRow { name: "1.jpg".to_owned(), ..somebody.image(5) };
    somebody.put([again]);
    somebody.trash([5], 2000);
    let (space, root) = (somebody.space, somebody.root());
    assert_eq!(store.read(move |read| read.named(space, &root, "1.jpg")), None);
    somebody.restore([5]);
    assert_eq!(somebody.file(5).unwrap().name, "1.jpg");
}

fn names_differ_by_their_bytes(store: &Fixture) {
    let somebody = store.person(1);
    let names = ["a.jpg", "A.jpg", "ä.jpg", "a\u{308}.jpg", "a.jpg ", "图.jpg", "圖.jpg"];
    somebody.put(
        names
            .iter()
            .zip(1..)
            .map(|(name, number)| leporello_store::FileRow { name: (*name).to_owned(), ..somebody.image(number) }),
    );
    let (space, root) = (somebody.space, somebody.root());
    let found = store.read(move |read| read.named(space, &root, "A.jpg")).unwrap();
    assert_eq!(found.id, file_id(2));
}

fn a_taken_key_is_named(store: &Fixture) {
    let somebody = files(store);
    somebody.make_album(1);
    let grant = somebody.may(Add);
    let same_id = leporello_store::FileRow { name: "other.jpg".to_owned(), ..somebody.image(1) };
    assert_eq!(refused(store, move |write| write.add_file(&grant, &same_id)), "file_pkey");
    assert_eq!(refused(store, |write| write.add_user(&user(1), None)), "account_pkey");
    assert_eq!(refused(store, |write| write.add_space(&space(1))), "space_pkey");
    let app = AppId::from_bits([1; 32]);
    let add_app = move |write: &Write<'_>| write.add_app(&app, "an app", Millis(1));
    store.write(add_app.clone());
    assert_eq!(refused(store, add_app), "app_pkey");
    let token = Token { user: somebody.user, id: None, hash: "aa".to_owned(), ttl: None, expires_at: None };
    let add_token = move |write: &Write<'_>| write.add_token(&token, TokenKind::Bearer, None, Millis(1));
    store.write(add_token.clone());
    assert_eq!(refused(store, add_token), "token_pkey");
}
