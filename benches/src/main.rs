//! Measurements; nothing yet.

fn main() {}
