//! `collections`: pages of collections over libraries of a million files, against the same pages of manual
//! albums of equal size, and against libraries of a hundred thousand.
//!
//! Two libraries are nested, 10,000 folders in two levels: one where every folder has pictures of all ten years,
//! one where every folder is an event. The third has all its files in one folder.

mod crowd;
pub(crate) mod made;
mod moving;
pub(crate) mod pages;

use made::{Library, Pair};
use pages::{PAGE, Page, REPEATS, USUAL, in_turns, walk};

use crate::http::{Connection, Visitor};
use crate::library::{Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const LARGE: u64 = 1_000_000;
const SMALL: u64 = 100_000;

/// The orders that are not the usual one.
const ORDERS: [(u8, u8, &str); 5] = [
    (1, 1, "by shooting, oldest first"),
    (2, 2, "by creation, newest first"),
    (2, 1, "by creation, oldest first"),
    (3, 2, "by change, newest first"),
    (3, 1, "by change, oldest first"),
];

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let data = bench.program.scratch()?;
    let (libraries, spent) = machine::timed(|| {
        let mut writer = Writer::new(data.path())?;
        let mut libraries = Vec::new();
        for files in [LARGE / bench.scale, SMALL / bench.scale] {
            libraries.push(made::nested(&mut writer, files, Times::Scattered)?);
            libraries.push(made::nested(&mut writer, files, Times::Rising)?);
            libraries.push(made::flat(&mut writer, files)?);
        }
        writer.end()?;
        Ok(libraries)
    })?;
    crate::report::note(&format!("  made the libraries in {:.0} s", spent.as_secs_f64()));
    let server = bench.program.serve(data.path())?;
    let visitors = libraries.iter().map(|library| bench.program.visitor(data.path(), library.owner.user));
    let visitors = visitors.collect::<Result<Vec<_>, _>>()?;
    let (large, small) = libraries.split_at(libraries.len() / 2);
    let (large_visitors, small_visitors) = visitors.split_at(large.len());
    let mut connection = server.connect()?;
    for (place, library) in large.iter().enumerate() {
        let (visitor, other) = (&large_visitors[place], &small_visitors[place]);
        let mut run = Run { rounds: bench.rounds, connection: &mut connection, library, visitor };
        let cursors = run.pages(report)?;
        run.sizes((&small[place], other), report)?;
        if let Some(moves) = &library.moves {
            run.orders(report)?;
            moving::run(run.connection, visitor, moves, library.name, report)?;
            let all = (visitor, library.pairs[0].collection, cursors.as_slice());
            crowd::run(&server, all, library.name, bench.rounds.div_ceil(2), report)?;
        }
    }
    server.stop()
}

/// What the lines of one library need.
struct Run<'r> {
    rounds: usize,
    connection: &'r mut Connection,
    library: &'r Library,
    visitor: &'r Visitor,
}

impl Run<'_> {
    /// First pages against manual albums, deep pages and pages of one entry against first pages. Gives the cursors
    /// of the first collection.
    fn pages(&mut self, report: &mut Report) -> Result<Vec<String>, Failed> {
        let mut of_first = None;
        for Pair { name, collection, manual, wanted } in &self.library.pairs {
            let cursors = walk(self.connection, self.visitor, *collection)?;
            let middle = cursors.iter().skip(cursors.len() / 2).take(REPEATS);
            let deep: Vec<_> = middle.map(|cursor| Page::new(self.visitor, *collection, USUAL, PAGE, cursor)).collect();
            let first = [*collection, *manual].map(|album| Page::first(self.visitor, album, USUAL));
            let one = Page::new(self.visitor, *collection, USUAL, 1, "");
            let [first, manual, deep, one] =
                in_turns(self.connection, self.rounds, [&first[..1], &first[1..], &deep, &[one]])?;
            self.line(format!("{name}: first page against a manual album"), &first, &manual, *wanted, report);
            if cursors.len() > 1 {
                let measure = format!("{name}: page behind half against the first");
                self.line(measure, &deep, &first, Wanted::RatioAtMost(2.0), report);
            }
            let measure = format!("{name}: page of 1 against page of 100");
            self.line(measure, &one, &first, Wanted::RatioAtMost(1.0), report);
            of_first.get_or_insert(cursors);
        }
        Ok(of_first.unwrap_or_default())
    }

    /// First pages against those of the same collections in a smaller library.
    fn sizes(&mut self, (small, other): (&Library, &Visitor), report: &mut Report) -> Result<(), Failed> {
        for (large, small) in self.library.pairs.iter().zip(&small.pairs) {
            let ours = Page::first(self.visitor, large.collection, USUAL);
            let baseline = Page::first(other, small.collection, USUAL);
            let [ours, baseline] = in_turns(self.connection, self.rounds, [&[ours], &[baseline]])?;
            let measure = format!("{}: first page against {} in a library of a tenth", large.name, small.name);
            self.line(measure, &ours, &baseline, Wanted::RatioAtMost(1.5), report);
        }
        Ok(())
    }

    /// The orders that are not the usual one, of the two largest collections.
    fn orders(&mut self, report: &mut Report) -> Result<(), Failed> {
        for Pair { name, collection, manual, .. } in self.library.pairs.iter().take(2) {
            for (sort, direction, order) in ORDERS {
                let [ours, baseline] =
                    [*collection, *manual].map(|album| Page::first(self.visitor, album, (sort, direction)));
                let [ours, baseline] = in_turns(self.connection, self.rounds, [&[ours], &[baseline]])?;
                let measure = format!("{name}: first page {order} against a manual album");
                self.line(measure, &ours, &baseline, Wanted::Nothing, report);
            }
        }
        Ok(())
    }

    fn line(&self, measure: String, ours: &[f64], baseline: &[f64], wanted: Wanted, report: &mut Report) {
        let both = (Series::new(ours.to_vec()), Series::new(baseline.to_vec()));
        report.add(Line::compared(format!("{}, {measure}, p50", self.library.name), "ms", both, wanted));
    }
}
