//! What the tests share: the program, a server of it, a client, and small pictures.

mod client;
mod dice;
mod home;
mod lines;
mod pictures;
mod server;
mod signature;

pub(crate) use client::{Answer, Client, Gone, Person, now, sha256, text};
pub(crate) use dice::Dice;
pub(crate) use home::{Done, Home, finish, program};
pub(crate) use pictures::{gif, write_gifs};
pub(crate) use server::{Server, signal};
pub(crate) use signature::sign;
