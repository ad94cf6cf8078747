//! `family`: 100 entries of a shared album of 100,000 in a family of 20, as a member sees them, against the same page
//! of a personal album of equal size: what the rights cost. And what a member's leaving takes.

use std::ops::Range;

use leporello_model::AlbumId;

use crate::http::{Connection, Visitor};
use crate::library::{Owner, Shape, Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

/// How many files each of the albums has.
const FILES: u64 = 100_000;
/// How many people the family has beside its owner.
const MEMBERS: usize = 19;
/// How many files of their own each of them shares.
const SHARED: u64 = 1_000;
const PAGE: usize = 100;

/// How often each page is asked for in a round.
const REPEATS: usize = 200;

/// `sortType` and `sortDirection`.
const ORDERS: [(u8, u8, &str); 2] = [(2, 2, "by creation, newest first"), (1, 2, "by shooting, newest first")];

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let data = bench.program.scratch()?;
    let mut writer = Writer::new(data.path())?;
    let owner = writer.owner(FILES, Times::Scattered, Shape::PLAIN)?;
    let members: Vec<Owner> =
        (0..MEMBERS).map(|_| writer.owner(SHARED, Times::Scattered, Shape::PLAIN)).collect::<Result<_, _>>()?;
    writer.family(owner, &members)?;
    let owners = 0..FILES - SHARED * MEMBERS as u64;
    let files: Vec<(Owner, Range<u64>)> =
        std::iter::once((owner, owners)).chain(members.iter().map(|member| (*member, 0..SHARED))).collect();
    let shared = writer.shared_album(owner, &files)?;
    let personal = writer.album(owner, 0, FILES)?;
    writer.end()?;
    let server = bench.program.serve(data.path())?;
    let [owner_asks, member_asks] = [owner, members[0]].map(|who| bench.program.visitor(data.path(), who.user));
    let mut asking = (server.connect()?, [(owner_asks?, personal), (member_asks?, shared)]);
    for (sort, direction, order) in ORDERS {
        let query = format!("pageSize={PAGE}&sortType={sort}&sortDirection={direction}");
        let [personal, shared] = compare(bench.rounds, &mut asking, &query)?;
        report.add(Line::compared(
            format!("first page of the shared album against a personal one, {order}, p50"),
            "ms",
            (Series::new(shared), Series::new(personal)),
            Wanted::RatioAtMost(1.3),
        ));
    }
    let leaving = leave(bench, data.path(), &members[1..], owner, &mut asking.0)?;
    report.add(Line::alone(
        format!("a member leaves, and {SHARED} files of theirs with them"),
        "ms",
        Series::new(leaving),
        Wanted::Nothing,
    ));
    server.stop()
}

/// The median of each round for either album.
fn compare(
    rounds: usize,
    (connection, albums): &mut (Connection, [(Visitor, AlbumId); 2]),
    query: &str,
) -> Result<[Vec<f64>; 2], Failed> {
    let mut medians: [Vec<f64>; 2] = Default::default();
    for round in 0..rounds {
        let mut times: [Vec<f64>; 2] = Default::default();
        for turn in 0..REPEATS * 2 {
            let which = (turn + round) % 2;
            let (visitor, album) = &albums[which];
            let request = visitor.get(&format!("/album/{album}/list?{query}"));
            let (answer, spent) = machine::timed(|| connection.send(&request))?;
            let entries = answer.matches("\"id\":").count();
            if entries != PAGE {
                return Err(format!("a page has {entries} entries").into());
            }
            times[which].push(machine::milliseconds(spent));
        }
        for (median, times) in medians.iter_mut().zip(times) {
            median.push(Series::new(times).median());
        }
    }
    Ok(medians)
}

/// Milliseconds that it takes each of a few members to leave.
fn leave(
    bench: &Bench,
    data: &std::path::Path,
    members: &[Owner],
    owner: Owner,
    connection: &mut Connection,
) -> Result<Vec<f64>, Failed> {
    let mut times = Vec::new();
    for member in members.iter().take(bench.rounds.min(members.len())) {
        let visitor = bench.program.visitor(data, member.user)?;
        let (user, group) = (member.user, owner.user);
        let path = format!("/usergroupsInvite/deleteMember?groupId={group}&deleteUserId={user}");
        let request = visitor.post(&path, "{}");
        let (_, spent) = machine::timed(|| connection.send(&request).map(drop))?;
        times.push(machine::milliseconds(spent));
    }
    Ok(times)
}
