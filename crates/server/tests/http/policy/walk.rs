//! The walk over every cell.

use super::family::Prepared;
use super::people::{EVERYBODY, Who};
use super::requests::{Asking, Effect, Manner, Names, manners};
use super::rules::Cell;
use super::stage::Stage;
use super::table::{Row, State};
use super::words::Word;

/// The states that a thing can be in.
pub(super) const STATES: [State; 4] = [State::There, State::Bin, State::Deleted, State::Never];

/// What a walk came to.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// How many cells it saw.
    pub(super) cells: usize,
    /// How often something had changed.
    pub(super) copies: usize,
    /// What was not as the table says.
    pub(super) wrong: Vec<String>,
}

/// The manners in which a row is walked.
pub(super) fn manners_of(prepared: &Prepared, row: &Row) -> &'static [Manner] {
    let lies = Asking::new(prepared, row, Who::Owner, Manner::Plain, Names::Real).lies();
    manners(row.operation, lies, row.on)
}

/// Walks all cells of these rows in one state. `prepared` is in it.
pub(super) async fn walk(prepared: &Prepared, state: State, rows: &[Row]) -> Walked {
    let (mut stage, mut walked) = (Stage::new(prepared), Walked::default());
    for row in rows.iter().filter(|row| row.turn(state).is_some()) {
        for manner in manners_of(prepared, row) {
            for who in EVERYBODY {
                let names = if state == State::Never { Names::NoSubject } else { Names::Real };
                let asking = Asking::new(prepared, row, who, *manner, names);
                let cell = Cell { row, who, state, manner: *manner, lies: asking.lies() };
                let wrong = played(&mut stage, &asking, cell).await;
                let place = format!("{} on {}, {who:?}, {state:?}, {manner:?}", row.operation, row.on);
                walked.wrong.extend(wrong.into_iter().map(|wrong| format!("{place}: {wrong}")));
                walked.cells += 1;
            }
        }
    }
    walked.copies = stage.copies;
    walked
}

/// Plays one cell, and leaves the stage as it was; gives all that is wrong.
async fn played(stage: &mut Stage<'_>, asking: &Asking<'_>, cell: Cell<'_>) -> Vec<String> {
    let (word, mut wrong) = (cell.word(), Vec::new());
    let heard = stage.ask(asking.who, &asking.sent()).await;
    if !word.holds(&heard, asking.shows().as_deref()) {
        wrong.push(format!("not {word:?} but {} {}", heard.status, heard.body));
    }
    if word.is_unknown() && cell.state != State::Never {
        for names in [Names::NoSubject, Names::None] {
            if names == Names::None && !cell.knows_nothing() {
                continue;
            }
            let other = Asking::new(asking.prepared(), cell.row, cell.who, cell.manner, names);
            let unknown = stage.ask(cell.who, &other.sent()).await;
            let (told, of_none) = (heard.told(&[]), unknown.told(&asking.unknowns()));
            if told != of_none {
                wrong.push(format!("{told:?}, and of what never was ({names:?}) {of_none:?}"));
            }
        }
    }
    let changed = stage.has_changed();
    match (word.is_refusal(), asking.effect()) {
        (true, _) | (_, Effect::Reads) if changed => wrong.push("it changed something".to_owned()),
        (false, Effect::Writes) if !changed => wrong.push("it changed nothing".to_owned()),
        _ => {}
    }
    if word == Word::Theirs && stage.has_changed_for_others(cell.who) {
        wrong.push("it changed what is another's".to_owned());
    }
    if changed {
        stage.renew();
    }
    wrong
}
