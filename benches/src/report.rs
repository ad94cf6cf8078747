//! What was measured, and how it is shown. It measures nothing.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the results are what this program is for")]

use serde_json::{Value, json};

use crate::machine::{self, Machine};

/// Prints one line of results.
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Prints a remark for whoever waits.
pub(crate) fn note(text: &str) {
    eprintln!("{text}");
}

/// One value per round.
pub(crate) struct Series(Vec<f64>);

impl Series {
    /// Takes the values in the order of the rounds.
    pub(crate) const fn new(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// The value in the middle; not a number when there are none.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        match (sorted.get(sorted.len() / 2), sorted.len() % 2) {
            (Some(upper), 0) => f64::midpoint(*upper, sorted[sorted.len() / 2 - 1]),
            (Some(middle), _) => *middle,
            (None, _) => f64::NAN,
        }
    }

    /// One after the other.
    pub(crate) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().copied()
    }

    fn text(&self) -> String {
        let (low, high) = self.spread();
        if self.0.len() == 1 {
            return number(low);
        }
        format!("{} [{}–{}]", number(self.median()), number(low), number(high))
    }

    fn spread(&self) -> (f64, f64) {
        let fold = |by: fn(f64, f64) -> f64| self.0.iter().copied().reduce(by).unwrap_or(f64::NAN);
        (fold(f64::min), fold(f64::max))
    }

    fn json(&self) -> Value {
        let (low, high) = self.spread();
        json!({ "median": self.median(), "min": low, "max": high, "rounds": self.0 })
    }
}

/// A whole number in groups of three digits.
pub(crate) fn grouped(whole: u64) -> String {
    number(whole as f64).split('.').next().unwrap_or_default().to_owned()
}

/// Three digits, or as many as stand before the point, in groups of three.
fn number(value: f64) -> String {
    let digits = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    let whole = text.split('.').next().map_or(0, str::len);
    text.chars()
        .enumerate()
        .flat_map(|(place, digit)| {
            let group = place > 0 && place < whole && (whole - place).is_multiple_of(3);
            group.then_some(',').into_iter().chain([digit])
        })
        .collect()
}

/// What a measure has to be.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// The median of the ratios is at least this.
    RatioAtLeast(f64),
    /// The median of the ratios is at most this.
    RatioAtMost(f64),
    /// The median itself is at most this.
    AtMost(f64),
    /// Nothing: it is shown for orientation.
    Nothing,
}

/// One measure.
pub(crate) struct Line {
    part: String,
    measure: String,
    unit: &'static str,
    ours: Series,
    baseline: Option<Series>,
    ratio: Option<Series>,
    wanted: Wanted,
}

impl Line {
    /// A measure and the baseline of the same rounds.
    pub(crate) fn compared(
        measure: impl Into<String>,
        unit: &'static str,
        (ours, baseline): (Series, Series),
        wanted: Wanted,
    ) -> Self {
        let ratio = Series(ours.0.iter().zip(&baseline.0).map(|(ours, baseline)| ours / baseline).collect());
        let (baseline, ratio) = (Some(baseline), Some(ratio));
        Self { part: String::new(), measure: measure.into(), unit, ours, baseline, ratio, wanted }
    }

    /// A measure without a baseline.
    pub(crate) fn alone(measure: impl Into<String>, unit: &'static str, ours: Series, wanted: Wanted) -> Self {
        Self { part: String::new(), measure: measure.into(), unit, ours, baseline: None, ratio: None, wanted }
    }

    fn reached(&self) -> Option<bool> {
        let ratio = self.ratio.as_ref().map_or(f64::NAN, Series::median);
        match self.wanted {
            Wanted::RatioAtLeast(bound) => Some(ratio >= bound),
            Wanted::RatioAtMost(bound) => Some(ratio <= bound),
            Wanted::AtMost(bound) => Some(self.ours.median() <= bound),
            Wanted::Nothing => None,
        }
    }

    fn cells(&self) -> [String; 6] {
        let wanted = match self.wanted {
            Wanted::RatioAtLeast(bound) => format!("≥ {bound} ×"),
            Wanted::RatioAtMost(bound) => format!("≤ {bound} ×"),
            Wanted::AtMost(bound) => format!("≤ {bound} {}", self.unit),
            Wanted::Nothing => String::new(),
        };
        let reached = match self.reached() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        let shown = |series: &Option<Series>| series.as_ref().map(Series::text).unwrap_or_default();
        [
            format!("{}: {}, {}", self.part, self.measure, self.unit),
            self.ours.text(),
            shown(&self.baseline),
            shown(&self.ratio),
            wanted,
            reached.to_owned(),
        ]
    }

    fn json(&self) -> Value {
        let (relation, bound) = match self.wanted {
            Wanted::RatioAtLeast(bound) => ("ratio at least", Some(bound)),
            Wanted::RatioAtMost(bound) => ("ratio at most", Some(bound)),
            Wanted::AtMost(bound) => ("at most", Some(bound)),
            Wanted::Nothing => ("nothing", None),
        };
        json!({
            "part": self.part, "measure": self.measure, "unit": self.unit, "ours": self.ours.json(),
            "baseline": self.baseline.as_ref().map(Series::json), "ratio": self.ratio.as_ref().map(Series::json),
            "wanted": { "relation": relation, "bound": bound }, "reached": self.reached(),
        })
    }
}

/// All measures of a run, and how busy the machine was.
pub(crate) struct Report {
    rounds: usize,
    machine: Machine,
    lines: Vec<Line>,
    loads: Vec<(String, [String; 2])>,
}

impl Report {
    /// An empty report.
    pub(crate) fn new(rounds: usize) -> Self {
        Self { rounds, machine: Machine::read(), lines: Vec::new(), loads: Vec::new() }
    }

    /// A part begins: what is added from here on belongs to it.
    pub(crate) fn begin(&mut self, part: &str) {
        self.loads.push((part.to_owned(), [machine::load(), String::new()]));
    }

    /// The part ends.
    pub(crate) fn end(&mut self) {
        if let Some((_, [_, after])) = self.loads.last_mut() {
            *after = machine::load();
        }
    }

    /// Adds a measure of the present part.
    pub(crate) fn add(&mut self, mut line: Line) {
        line.part = self.loads.last().map(|(part, _)| part.clone()).unwrap_or_default();
        note(&format!("  {}", line.cells().join(" | ")));
        self.lines.push(line);
    }

    /// Prints a Markdown table.
    pub(crate) fn print_table(&self) {
        let Machine { processor, cores, memory, system } = &self.machine;
        say(&format!("{processor}, {cores} cores, {memory}, {system}"));
        for (part, [before, after]) in &self.loads {
            say(&format!("load average (1, 5, 15 minutes) of {part}: before {before}, after {after}"));
        }
        say(&format!("median [lowest–highest] of {} rounds, of import fewer\n", self.rounds));
        let head = ["measure", "ours", "baseline", "ratio", "wanted", "reached"].map(ToOwned::to_owned);
        let rows: Vec<_> = std::iter::once(head).chain(self.lines.iter().map(Line::cells)).collect();
        let widths: [usize; 6] =
            std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            say(&format!("| {} |", cells.join(" | ")));
            if index == 0 {
                say(&format!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|")));
            }
        }
    }

    /// Prints one JSON object.
    pub(crate) fn print_json(&self) {
        let loads: Vec<_> = self
            .loads
            .iter()
            .map(|(part, [before, after])| json!({ "part": part, "before": before, "after": after }))
            .collect();
        let lines: Vec<_> = self.lines.iter().map(Line::json).collect();
        say(&json!({ "machine": self.machine.json(), "loadAverage": loads, "measures": lines }).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert!((Series::new(vec![4.0, 1.0, 2.0]).median() - 2.0).abs() < 1e-9);
        assert!((Series::new(vec![4.0, 1.0, 2.0, 3.0]).median() - 2.5).abs() < 1e-9);
        assert!(Series::new(Vec::new()).median().is_nan());
    }

    #[test]
    fn numbers_are_short_and_grouped() {
        assert_eq!([1_234_567.8, 123.4, 12.34, 0.126].map(number), ["1,234,568", "123", "12.3", "0.13"]);
    }

    #[test]
    fn the_ratio_is_taken_round_by_round() {
        let both = || (Series::new(vec![1.0, 10.0, 4.0]), Series::new(vec![2.0, 10.0, 1.0]));
        let reached = |wanted| Line::compared("x", "ms", both(), wanted).reached();
        assert_eq!(reached(Wanted::RatioAtMost(1.0)), Some(true));
        assert_eq!(reached(Wanted::RatioAtMost(0.9)), Some(false));
        assert_eq!(reached(Wanted::RatioAtLeast(1.0)), Some(true));
        assert_eq!(reached(Wanted::AtMost(3.9)), Some(false));
        assert_eq!(reached(Wanted::Nothing), None);
    }
}
