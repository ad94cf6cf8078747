//! What the blob room promises, on a disk and in an object store: one function per promise.
//!
//! A promise is a function that takes a [`Fixture`](fixture::Fixture), a new and empty store; `promises!` makes two
//! tests of it, one per kind of store. No promise may be skipped: without an object store its tests fail. What only one
//! kind does is elsewhere: for the disk beside its code, for the object store in `s3/`.
#![cfg(test)]

/// Makes of each promise a test on a disk and one in an object store.
macro_rules! promises {
    ($($promise:ident),+ $(,)?) => {
        mod disk {
            $(#[tokio::test] async fn $promise() { super::$promise(&crate::fixture::Fixture::disk()).await; })+
        }
        mod s3 {
            $(#[tokio::test] async fn $promise() { super::$promise(&crate::fixture::Fixture::s3()).await; })+
        }
    };
}

mod files;
mod fixture;
mod objects;
mod packs;
mod s3;
mod uploads;
