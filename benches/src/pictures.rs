//! Pictures: making thumbnails, serving them, and what making them costs others. Three parts, each with its own baseline.
//!
//! Every baseline is a program of Debian's, which `scripts/bench` installs.

pub(crate) mod busy;
pub(crate) mod camera;
pub(crate) mod serving;
pub(crate) mod thumbnails;

use std::path::Path;
use std::time::Duration;

use crate::Failed;
use crate::http::Connection;
use crate::program::Program;

/// Makes the data folder ready, adds a user and brings a folder of photos into their space; gives the user.
fn library(program: &Program, data: &Path, photos: &Path) -> Result<leporello_model::UserId, Failed> {
    program.migrate(data)?;
    let user = program.json(data, &["user", "add", "--name", "Ada"])?;
    let user = user["userId"].as_str().ok_or("no user was added")?.to_owned();
    import(program, data, &user, photos)?;
    Ok(user.parse()?)
}

fn import(program: &Program, data: &Path, user: &str, photos: &Path) -> Result<(), Failed> {
    let photos = photos.to_str().ok_or("the folder's name is not Unicode")?;
    let report = program.json(data, &["import", "--user", user, photos])?;
    let skipped = report["skipped"].as_array().map_or(0, Vec::len);
    if skipped > 0 { Err(format!("{skipped} photos were not taken").into()) } else { Ok(()) }
}

/// Of how many files pictures are still wanted.
fn wanted(connection: &mut Connection) -> Result<u64, Failed> {
    let metrics = connection.send(b"GET /metrics HTTP/1.1\r\nHost: bench\r\n\r\n")?;
    let line = metrics.lines().find_map(|line| line.strip_prefix("leporello_pictures_wanted "));
    Ok(line.ok_or("no leporello_pictures_wanted in the metrics")?.trim().parse()?)
}

/// Waits until no pictures are wanted any more.
fn all_made(connection: &mut Connection) -> Result<(), Failed> {
    while wanted(connection)? > 0 {
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
