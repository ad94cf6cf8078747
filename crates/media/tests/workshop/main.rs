//! The workshop from outside: real workers, the real tools, real pictures and videos, and files that mean harm.
#![cfg(test)]

mod attempts;
mod ends;
mod fence;
mod hostile;
mod pictures;
mod support;
mod videos;
