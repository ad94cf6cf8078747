//! If it answered success, it is on disk: traced system calls, kills, and a disk without room.

mod coverage;
mod full_disk;
mod kill;
mod load;
mod strace;
mod trace;
