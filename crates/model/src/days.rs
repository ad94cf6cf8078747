//! Days of the calendar, and which moments are part of them in a time zone.
//!
//! A day is what the calendar on the wall says, so it may have 23 or 25 hours, and where clocks are put back just after
//! midnight it is not even in one piece. Nothing here guesses: a zone is walked from one change of its offset to the
//! next.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::Millis;

/// A day of the calendar, as the number of days since 1970-01-01; negative before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

/// Where days are counted from.
const EPOCH: Date = date(1970, 1, 1);

impl Day {
    /// Reads `yyyy-MM-dd`, strictly: ten ASCII characters, a day that exists.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape =
            |(place, byte): (usize, &u8)| if matches!(place, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() };
        if bytes.len() != 10 || !bytes.iter().enumerate().all(shape) {
            return None;
        }
        let date: Date = text.parse().ok()?;
        Some(Self(date.duration_since(EPOCH).as_hours() / 24))
    }

    /// The day of a moment where clocks are ahead of UTC by `offset` milliseconds.
    #[must_use]
    pub const fn at(moment: Millis, offset: i64) -> Self {
        Self(moment.0.saturating_add(offset).div_euclid(Millis::DAY))
    }

    /// Milliseconds from 1970-01-01 to its beginning, both by the same calendar.
    const fn start(self) -> i64 {
        self.0.saturating_mul(Millis::DAY)
    }
}

/// The form `yyyy-MM-dd`; what no calendar holds becomes its last or first day.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.0 < 0 { Date::MIN } else { Date::MAX };
        let days = jiff::Span::new().try_days(self.0);
        let date = days.and_then(|days| EPOCH.checked_add(days)).unwrap_or(end);
        write!(f, "{}", date.strftime("%Y-%m-%d"))
    }
}

/// A part of time: from a moment on, and until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first moment of it; the lowest number there is if it has no beginning.
    pub from: Millis,
    /// The first moment after it; the highest number there is if it has no end.
    pub until: Millis,
}

impl Span {
    /// All of time.
    pub const ALL: Self = Self { from: Millis(i64::MIN), until: Millis(i64::MAX) };
}

/// A part of time in which the clocks of a zone are ahead of UTC, or behind it, by the same all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From when until when.
    pub span: Span,
    /// By how many milliseconds its clocks are ahead of UTC.
    pub offset: i64,
}

/// A time zone with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// More than any clock is ahead of UTC, or behind it.
const MARGIN: i64 = 26 * Millis::HOUR;

impl Zone {
    /// UTC.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone with this IANA name, such as `Europe/Berlin`; letter case does not matter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The last stretch before a moment, as far as it lies before it.
    #[must_use]
    pub fn stretch(&self, until: Millis) -> Stretch {
        let at = clamped(until.0.saturating_sub(1));
        // What is asked for is the last change at or before that, and zones tell of those before a moment.
        let after = at.checked_add(jiff::Span::new().nanoseconds(1)).unwrap_or(at);
        let mut change = self.0.preceding(after).next().map(|change| change.timestamp());
        // Where a zone goes over from changes that are listed to those by a rule, the last of a list may have been left out.
        while let Some(later) =
            change.and_then(|change| self.0.following(change).next()).filter(|next| next.timestamp() <= at)
        {
            change = Some(later.timestamp());
        }
        let from = change.map_or(Span::ALL.from, |change| Millis(change.as_millisecond()));
        let offset = i64::from(self.0.to_offset(at).seconds()) * Millis::SECOND;
        Stretch { span: Span { from, until }, offset }
    }

    /// The moments that are part of the days `from` to `to`, both included; without one of them there is no such end.
    /// Newest first; no two of them touch.
    #[must_use]
    pub fn spans(&self, from: Option<Day>, to: Option<Day>) -> Vec<Span> {
        let low = |margin| from.map_or(i64::MIN, |day| day.start().saturating_add(margin));
        let high = |margin| to.map_or(i64::MAX, |day| Day(day.0 + 1).start().saturating_add(margin));
        // What lies between these two is part of the days wherever the clocks stand.
        let (sure_from, sure_until) = (low(MARGIN), high(-MARGIN));
        let (mut spans, mut until) = (Vec::new(), high(MARGIN));
        while until > low(-MARGIN) {
            if sure_from < until && until <= sure_until {
                add(&mut spans, sure_from, until);
                until = sure_from;
                continue;
            }
            let Stretch { span, offset } = self.stretch(Millis(until));
            let end = if until > sure_until { sure_until } else { i64::MIN };
            let end = end.max(span.from.0).max(low(-MARGIN));
            add(&mut spans, end.max(low(-offset)), until.min(high(-offset)));
            until = end;
        }
        spans
    }
}

/// Adds what lies before all the spans there are, and may touch the last of them.
fn add(spans: &mut Vec<Span>, from: i64, until: i64) {
    if from >= until {
        return;
    }
    match spans.last_mut() {
        Some(last) if last.from.0 == until => last.from = Millis(from),
        _ => spans.push(Span { from: Millis(from), until: Millis(until) }),
    }
}

/// The moment, or the first or last one that a calendar has.
fn clamped(millis: i64) -> Timestamp {
    let end = if millis < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(millis).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Zones with daylight saving, with changes just after midnight, with a day left out, with odd seconds, and with none.
    const ZONES: [&str; 8] = [
        "Europe/Berlin",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Monrovia",
        "America/Juneau",
        "Australia/Lord_Howe",
        "UTC",
    ];

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// The day of a moment by the calendar itself.
    fn by_calendar(zone: &Zone, at: i64) -> Day {
        day(&Timestamp::from_millisecond(at).unwrap().to_zoned(zone.0.clone()).date().to_string())
    }

    proptest! {
        #[test]
        fn a_moment_is_in_the_spans_of_its_days_and_of_no_other(
            zone in 0usize..8, at in -3_000_000_000_000i64..3_000_000_000_000, near in 0i64..3, back in 0i64..3, open in 0u8..4
        ) {
            let zone = Zone::named(ZONES[zone]).unwrap();
            // Moments at which something changes are the ones that matter.
            let changed = zone.stretch(Millis(at)).span.from.0.max(-3_000_000_000_000);
            let at = if near == 0 { at } else { changed + near - 2 };
            let today = by_calendar(&zone, at);
            let stretch = zone.stretch(Millis(at + 1));
            prop_assert!(stretch.span.from.0 <= at);
            prop_assert_eq!(Day::at(Millis(at), stretch.offset), today);
            for first in -2..=2 {
                let (from, to) = (Day(today.0 + first), Day(today.0 + first + back));
                let ends = ((open != 1).then_some(from), (open != 2).then_some(to));
                let spans = zone.spans(ends.0, ends.1);
                let inside = spans.iter().any(|span| span.from.0 <= at && at < span.until.0);
                let within = ends.0.is_none_or(|from| from <= today) && ends.1.is_none_or(|to| today <= to);
                prop_assert_eq!(inside, within, "{:?} {:?} {:?}", today, ends, spans);
                prop_assert!(spans.windows(2).all(|two| two[1].until < two[0].from));
            }
        }
    }

    #[test]
    fn days_are_read_strictly_and_written_alike() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2025-09-01", 20_332),
            ("0001-01-01", -719_162),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(day(text), Day(number), "{text}");
            assert_eq!(Day(number).to_string(), text);
        }
        for wrong in
            ["", "2025-9-1", "2025-02-29", "20250901", "2025-09-01T", "２025-09-1", "2025-09-01 ", "-025-09-01"]
        {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_may_have_25_hours_and_be_in_two_pieces() {
        let hours = |zone: &str, day: Day| -> Vec<i64> {
            let spans = Zone::named(zone).unwrap().spans(Some(day), Some(day));
            spans.iter().map(|span| (span.until.0 - span.from.0) / Millis::MINUTE).collect()
        };
        assert_eq!(hours("Europe/Berlin", day("2025-10-26")), [25 * 60]);
        assert_eq!(hours("Europe/Berlin", day("2025-03-30")), [23 * 60]);
        // At one minute past midnight the clocks went back to one minute past eleven.
        assert_eq!(hours("America/St_Johns", day("2006-10-29")), [24 * 60, 1]);
        assert_eq!(hours("America/St_Johns", day("2006-10-28")), [59, 24 * 60]);
        // That Friday was left out.
        assert_eq!(hours("Pacific/Apia", day("2011-12-30")), [] as [i64; 0]);
    }

    #[test]
    fn stretches_of_all_zones_follow_each_other_and_have_one_offset() {
        let end = Millis(2_300_000_000_000);
        for name in jiff::tz::db().available() {
            let zone = Zone::named(name.as_str()).unwrap();
            let changes = zone.0.following(Timestamp::MIN).map(|change| change.timestamp().as_millisecond());
            let changes: Vec<i64> = changes.take_while(|change| *change < end.0).collect();
            let (mut until, mut stretches) = (end, Vec::new());
            while until > Span::ALL.from {
                let stretch = zone.stretch(until);
                assert!(stretch.span.from < until, "{name}");
                stretches.push(stretch);
                until = stretch.span.from;
            }
            let offset = |at: i64| i64::from(zone.0.to_offset(clamped(at)).seconds()) * 1_000;
            let weeks = (-4_000_000_000_000..end.0).step_by(7 * 86_400_000);
            for at in changes.iter().flat_map(|change| [change - 1, *change]).chain(weeks) {
                let place = stretches.partition_point(|stretch| stretch.span.from.0 > at);
                assert_eq!(stretches[place].offset, offset(at), "{name} at {}", Millis(at));
            }
        }
    }

    #[test]
    fn zones_are_found_by_their_names() {
        assert_eq!(Zone::named("europe/berlin").unwrap().name(), "Europe/Berlin");
        assert_eq!(Zone::UTC.name(), "UTC");
        assert_eq!(Zone::named("Europe/Nowhere"), None);
        assert_eq!(Zone::UTC.stretch(Span::ALL.until), Stretch { span: Span::ALL, offset: 0 });
    }
}
