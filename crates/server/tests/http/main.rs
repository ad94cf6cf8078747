//! The service from outside: the real router in process, over real files, with a clock and chance of its own.
#![cfg(test)]

mod album_files;
mod albums;
mod bad_input;
mod collections;
mod collections_differential;
mod downloads;
mod drive_lists;
mod drive_tree;
mod emulator;
mod errors;
mod examples;
mod families;
mod families_differential;
mod family_files;
mod first_user;
mod import;
mod jobs;
mod metrics;
mod moments;
mod oauth;
mod object_store;
mod openapi;
mod operator;
mod people;
mod pictures;
mod policy;
mod revocation;
mod sessions;
mod shared_albums;
mod shared_at_once;
mod sign_in;
#[path = "../../../../tests/support/sql.rs"]
mod sql;
mod support;
mod sweep;
mod uploads;
