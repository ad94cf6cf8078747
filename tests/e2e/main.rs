//! The built binary from outside, and the rules of the house.

mod layering;
