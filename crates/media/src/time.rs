//! Times as cameras write them, and which of them to believe.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use leporello_model::Millis;

/// Years in which a picture may have been taken: photography begins in 1826.
const YEARS: std::ops::RangeInclusive<i16> = 1826..=2200;
/// No place on Earth is further than this from UTC.
const WIDEST_OFFSET: i32 = 14 * 3600;
/// From the epoch of QuickTime, 1904-01-01, to that of Unix.
const QUICKTIME_EPOCH: i64 = -2_082_844_800;
const DAY: i64 = 86_400;

/// When something was shot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shot {
    /// In UTC.
    pub(crate) at: Millis,
    /// How many minutes the clock that told so was ahead of UTC; none where the file does not say, and the time was read
    /// in the user's zone.
    pub(crate) zone: Option<i32>,
}

impl Shot {
    /// A moment that was counted in UTC.
    const fn utc(at: Millis) -> Self {
        Self { at, zone: Some(0) }
    }
}

/// A date and time as somebody's clock showed it, and that clock's distance from UTC where known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    civil: DateTime,
    offset: Option<Offset>,
}

impl Moment {
    /// Reads `2008:05:30 15:56:01`, as EXIF has it, and the ISO 8601 forms of XMP and QuickTime: any separators in the
    /// date, seconds, their fraction and the zone optional, a date alone meaning midnight. Dates that do not exist,
    /// and years without photography, are none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim_matches(blank);
        let date = (number(text, 0, 4)?, small(text, 5)?, small(text, 8)?);
        if text.as_bytes().get(4)?.is_ascii_digit() || text.as_bytes().get(7)?.is_ascii_digit() {
            return None;
        }
        // One separator only: an hour may begin with a blank.
        let clock = text.get(10..)?;
        let clock = clock.strip_prefix(['T', 't', ' ']).unwrap_or(clock);
        let (hour, minute, rest) =
            if clock.is_empty() { (0, 0, "") } else { (small(clock, 0)?, small(clock, 3)?, clock.get(5..)?) };
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => (small(rest, 0)?, rest.get(2..)?),
            None => (0, rest),
        };
        let (fraction, zone) = match rest.strip_prefix(['.', ',']) {
            Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())),
            None => ("", rest),
        };
        let civil = DateTime::new(date.0, date.1, date.2, hour, minute, second, 0).ok()?;
        let moment = Self { civil, offset: offset(zone) }.with_fraction(fraction);
        YEARS.contains(&civil.year()).then_some(moment)
    }

    /// The same moment with the milliseconds that `digits` begin with, as in SubSecTime: `5` is half a second.
    pub(crate) fn with_fraction(self, digits: &str) -> Self {
        let digits = digits.trim_matches(blank).bytes().take_while(u8::is_ascii_digit).chain([b'0'; 3]);
        let millis = digits.take(3).fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
        match self.civil.with().subsec_nanosecond(millis * 1_000_000).build() {
            Ok(civil) if millis > 0 => Self { civil, ..self },
            _ => self,
        }
    }

    /// The same moment on a clock of the zone that `text` names, such as `+02:00`; unchanged if it names none.
    pub(crate) fn with_offset(self, text: &str) -> Self {
        Self { offset: offset(text).or(self.offset), ..self }
    }

    /// The moment in UTC; a clock of unknown offset is taken to be one of `zone`.
    pub(crate) fn resolve(self, zone: &TimeZone) -> Option<Shot> {
        let timestamp = match self.offset {
            Some(offset) => offset.to_timestamp(self.civil).ok()?,
            None => self.civil.to_zoned(zone.clone()).ok()?.timestamp(),
        };
        let zone = self.offset.map(|offset| offset.seconds() / 60);
        Some(Shot { at: Millis(timestamp.as_millisecond()), zone })
    }
}

/// The moment that a satellite receiver noted: its date, as EXIF writes dates, and hours, minutes and seconds of UTC.
pub(crate) fn satellite(date: &str, clock: &[Option<f64>]) -> Option<Shot> {
    let [Some(hours), Some(minutes), Some(seconds)] = *clock else { return None };
    let on_a_clock = (0.0..24.0).contains(&hours) && (0.0..60.0).contains(&minutes) && (0.0..61.0).contains(&seconds);
    if !on_a_clock {
        return None;
    }
    let midnight = Moment::read(date.get(..10)?)?.resolve(&TimeZone::UTC)?.at;
    let millis = ((hours * 60.0 + minutes) * 60.0 + seconds) * 1000.0;
    #[expect(clippy::cast_possible_truncation, reason = "less than two days in milliseconds")]
    Some(Shot::utc(midnight.plus(millis.round() as i64)))
}

/// The moment that is `seconds` after 1904-01-01T00:00:00Z, as QuickTime counts.
pub(crate) fn quicktime(seconds: u64) -> Option<Shot> {
    let unix = i64::try_from(seconds).ok()?.checked_add(QUICKTIME_EPOCH)?;
    header(Millis(unix.checked_mul(1000)?))
}

/// The moment that a video's header states in UTC.
pub(crate) fn header(at: Millis) -> Option<Shot> {
    believable_in_video(Shot::utc(at))
}

/// A video's time, unless it is one that a camera without a clock writes: a zero of either epoch.
pub(crate) fn believable_in_video(shot: Shot) -> Option<Shot> {
    let timestamp = Timestamp::from_millisecond(shot.at.0).ok()?;
    let second = timestamp.as_second();
    let zero = second == 0 || (QUICKTIME_EPOCH..QUICKTIME_EPOCH + DAY).contains(&second);
    (!zero && YEARS.contains(&Offset::UTC.to_datetime(timestamp).year())).then_some(shot)
}

/// Reads `Z`, `+02:00`, `+0200` or `+02`; offsets that no place has are none.
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim_matches(blank);
    if matches!(text, "Z" | "z") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let minutes = match digits.get(2..)? {
        "" => 0,
        rest => small(rest.trim_start_matches(':'), 0)?,
    };
    let seconds = i32::from(small(digits, 0)?) * 3600 + i32::from(minutes) * 60;
    let real = minutes < 60 && seconds <= WIDEST_OFFSET;
    if real { Offset::from_seconds(sign * seconds).ok() } else { None }
}

/// Two characters that are a number, the first of which some cameras leave blank.
fn small(text: &str, at: usize) -> Option<i8> {
    i8::try_from(number(text, at, 2)?).ok()
}

fn number(text: &str, at: usize, digits: usize) -> Option<i16> {
    let text = text.get(at..at + digits)?.trim_start_matches(' ');
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

const fn blank(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\0'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        Some(Moment::read(text)?.resolve(&TimeZone::UTC)?.at.to_string())
    }

    #[test]
    fn every_written_form_is_read() {
        for (text, expected) in [
            ("2008:05:30 15:56:01", "2008-05-30T15:56:01.000Z"),
            ("2008-05-30T15:56:01.25+02:00", "2008-05-30T13:56:01.250Z"),
            ("2008/05/30 15:56:01Z\0", "2008-05-30T15:56:01.000Z"),
            ("2019-02-12T15:27:12+0800", "2019-02-12T07:27:12.000Z"),
            ("2019-02-12T15:27-03", "2019-02-12T18:27:00.000Z"),
            ("2003: 8:31  9:05:01", "2003-08-31T09:05:01.000Z"),
            ("2003-08-31", "2003-08-31T00:00:00.000Z"),
            ("1826:01:01 00:00:00", "1826-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(utc(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "    :  :     :  :  ",
            "0000:00:00 00:00:00",
            "0001:01:01 00:00:00",
            "1825:12:31 23:59:59",
            "2201:01:01 00:00:00",
            "2025:02:31 10:00:00",
            "2025:01:01 24:00:00",
            "2025:01:01 10:61:00",
            "2025:01:01 10:00:60",
            "20250:1:01 10:00:00",
            "2025:01:01 1é:00:00",
            "-025:01:01 10:00:00",
            "yesterday, at lunch",
        ] {
            assert_eq!(utc(text), None, "{text}");
        }
    }

    #[test]
    fn a_clock_without_a_zone_is_one_of_the_users() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let local = Moment::read("2025:09:01 10:34:57").unwrap().with_fraction("815 ");
        assert_eq!(local.resolve(&zone).unwrap().at.to_string(), "2025-09-01T02:34:57.815Z");
        assert_eq!(local.with_offset("-05:00").resolve(&zone).unwrap().at.to_string(), "2025-09-01T15:34:57.815Z");
        for absurd in ["+99:00", "+14:01", "-15:00", "+00:60", "   :  ", "", "+", "é"] {
            assert_eq!(local.with_offset(absurd), local, "{absurd}");
        }
        assert_ne!(local.with_offset("+14:00"), local);
    }

    #[test]
    fn a_zone_is_what_the_file_says_or_nothing() {
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        let local = Moment::read("2025:09:01 10:34:57").unwrap();
        for (text, minutes) in [
            ("", None),
            ("+99:00", None),
            ("Z", Some(0)),
            ("-00:00", Some(0)),
            ("+0545", Some(345)),
            ("-09:30", Some(-570)),
            ("+14:00", Some(840)),
        ] {
            assert_eq!(local.with_offset(text).resolve(&shanghai).unwrap().zone, minutes, "{text}");
        }
    }

    #[test]
    fn fractions_are_decimal() {
        let whole = Moment::read("2025:09:01 10:34:57").unwrap();
        for (digits, millis) in [("5", 500), ("05", 50), ("054", 54), ("0549", 54), ("", 0), ("x", 0), ("00", 0)] {
            let time = whole.with_fraction(digits).resolve(&TimeZone::UTC).unwrap().at;
            assert_eq!(time.0 - whole.resolve(&TimeZone::UTC).unwrap().at.0, millis, "{digits}");
        }
    }

    #[test]
    fn satellites_and_videos_count_in_utc() {
        let time = satellite("2015:04:10", &[Some(18.0), Some(12.0), Some(23.06)]).unwrap();
        assert_eq!((time.at.to_string().as_str(), time.zone), ("2015-04-10T18:12:23.060Z", Some(0)));
        assert_eq!(satellite("2015:04:10", &[Some(18.0), None, Some(23.06)]), None);
        assert_eq!(satellite("2015:04:10", &[Some(f64::NAN), Some(0.0), Some(0.0)]), None);
        assert_eq!(satellite("2015:04:31", &[Some(1.0), Some(0.0), Some(0.0)]), None);

        let time = quicktime(3_789_706_197).unwrap();
        assert_eq!((time.at.to_string().as_str(), time.zone), ("2024-02-02T08:09:57.000Z", Some(0)));
        for nonsense in [0, 86_399, 2_082_844_800, u64::MAX, 9_999_999_999_999] {
            assert_eq!(quicktime(nonsense), None, "{nonsense}");
        }
    }
}
