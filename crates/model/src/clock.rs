//! Time as an argument. Nothing else in the product may ask what time it is.

use std::fmt;

use jiff::Timestamp;

/// Milliseconds since 1970-01-01T00:00:00Z; negative before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub i64);

/// Where the time comes from: the system for `serve`, a settable value for `emulate` and tests.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Millis;
}

impl Millis {
    /// One second.
    pub const SECOND: i64 = 1_000;
    /// One minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// One hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;

    /// One day.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// This moment plus `millis`, never past what 64 bits can hold.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Reads the `X-Date` form `yyyyMMddTHHmmssZ` (contract/albums.md §2), strictly: sixteen ASCII
    /// characters, upper-case letters, a date and time that exist.
    #[must_use]
    pub fn parse_basic(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<i16> {
            bytes[from..to]
                .iter()
                .try_fold(0i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
        };
        let small = |from, to| number(from, to).and_then(|n| i8::try_from(n).ok());
        let civil = jiff::civil::DateTime::new(
            number(0, 4)?,
            small(4, 6)?,
            small(6, 8)?,
            small(9, 11)?,
            small(11, 13)?,
            small(13, 15)?,
            0,
        )
        .ok()?;
        let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    /// Reads the forms clients send in bodies: `2025-09-01T02:34:57.815Z`, the same without
    /// milliseconds or with another offset, and `2025-09-01 02:34:57`, which is taken as UTC.
    #[must_use]
    pub fn parse_body(text: &str) -> Option<Self> {
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Some(Self(timestamp.as_millisecond()));
        }
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    /// The form `yyyyMMddTHHmmssZ` that `X-Date` uses; what no calendar holds becomes the epoch.
    #[must_use]
    pub fn basic(self) -> String {
        self.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    /// The suffix of a forced rename: `20240104_105403`.
    #[must_use]
    pub fn file_suffix(self) -> String {
        self.timestamp().strftime("%Y%m%d_%H%M%S").to_string()
    }

    /// The form of an HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`.
    #[must_use]
    pub fn http_date(self) -> String {
        self.timestamp().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The form that the times of invitations have: `Tue Sep 02 02:25:46 UTC 2025` (contract/drive.md §5.4).
    #[must_use]
    pub fn long_date(self) -> String {
        self.timestamp().strftime("%a %b %d %H:%M:%S UTC %Y").to_string()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The form of times in bodies: UTC with milliseconds, `2025-09-01T02:34:57.815Z`.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp().strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_date_is_read_and_written_in_one_form() {
        let moment = Millis::parse_basic("20251103T070140Z").unwrap();
        assert_eq!(moment, Millis(1_762_153_300_000));
        assert_eq!(moment.basic(), "20251103T070140Z");
        assert_eq!(moment.to_string(), "2025-11-03T07:01:40.000Z");
        assert_eq!(moment.http_date(), "Mon, 03 Nov 2025 07:01:40 GMT");
        assert_eq!(moment.long_date(), "Mon Nov 03 07:01:40 UTC 2025");
    }

    #[test]
    fn what_is_not_an_x_date_is_refused() {
        for bad in [
            "",
            "20250231T000000Z",
            "20251103T240000Z",
            "20251103t070140z",
            "20251103T070140z",
            "2025-11-03T07:01:40Z",
            "20251103T0701400Z",
            "20251103T07014Z",
            "２0251103T07014Z",
            "+0251103T070140Z",
            "20251103T070160Z",
        ] {
            assert_eq!(Millis::parse_basic(bad), None, "{bad}");
        }
    }

    #[test]
    fn body_times_are_read_in_every_printed_form() {
        let moment = Some(Millis(1_756_694_097_000));
        for form in
            ["2025-09-01T02:34:57Z", "2025-09-01T02:34:57.000Z", "2025-09-01 02:34:57", "2025-09-01T04:34:57+02:00"]
        {
            assert_eq!(Millis::parse_body(form), moment, "{form}");
        }
        assert_eq!(Millis::parse_body("yesterday"), None);
    }
}
