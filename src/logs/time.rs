//! Time stamps, as the two logs write them.

use std::fmt;

/// A local date and time, to the second. Both programs write the clock of the PC that they run on, so stamps of the
/// two logs of one PC can be compared as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime {
    year: u16,
    month: u8,
    day: u8,
    second_of_day: u32,
}

/// A stamp with all that a line may state beyond the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The clock of the PC that wrote the line.
    pub local: LocalTime,
    /// The thousandths of the second, where the line has a fraction.
    pub millisecond: Option<u16>,
    /// Minutes to add to the local time to get UTC, where the line states them: 420 for UTC-7.
    pub bias: Option<i16>,
}

/// What stands after the seconds of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clock {
    time: (u32, u32, u32),
    millisecond: Option<u16>,
}

/// The largest bias that a time zone has, in minutes, and some.
const MOST_BIAS: i16 = 16 * 60;

impl Stamp {
    /// The same moment in UTC; none where the line does not state its bias.
    #[must_use]
    pub fn utc(&self) -> Option<Self> {
        let local = self.local.plus_minutes(i64::from(self.bias?))?;
        Some(Self { local, bias: Some(0), ..*self })
    }

    /// How long the tool's stamp is, in bytes.
    pub(super) const LENGTH: usize = 19;

    /// Reads the tool's stamp as it is always written, `2024-11-19 11:53:40`, at the start of `text`.
    #[inline]
    pub(super) fn of_tool(text: &str) -> Option<Self> {
        Some(Self { local: LocalTime::tool(text.as_bytes())?, millisecond: None, bias: None })
    }

    /// Reads `2024-11-19 11:53:40` (also with `/`, `.` or `T`, with a fraction, with `Z` or `+09:00`) at the start of
    /// `text`. Gives what follows it.
    #[must_use]
    #[inline]
    pub fn year_first(text: &str) -> Option<(Self, &str)> {
        if let Some(stamp) = Self::of_tool(text) {
            let rest = &text[Self::LENGTH..];
            let next = rest.as_bytes().first();
            if !next.is_some_and(|b| matches!(b, b'.' | b',' | b'Z' | b'+' | b'-' | b'0'..=b'9')) {
                return Some((stamp, rest));
            }
        }
        let (year, rest) = number(text, 4, 4)?;
        let rest = rest.strip_prefix(['-', '/', '.'])?;
        let (month, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['-', '/', '.'])?;
        let (day, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['T', ' ', '\t'])?;
        let (clock, rest) = Clock::read(rest.trim_start())?;
        let (bias, rest) = zone(rest);
        Some((Self::of((year, month, day), clock, bias)?, rest))
    }

    /// Reads `08-22-2016 04:15:01.917+420`, month first, as the SMS format has it.
    #[must_use]
    #[inline]
    pub fn month_first(text: &str) -> Option<(Self, &str)> {
        if let Some((local, millisecond)) = LocalTime::sms(text.as_bytes()) {
            let (bias, rest) = bias(&text[23..]);
            if !rest.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                return Some((Self { local, millisecond: Some(millisecond), bias }, rest));
            }
        }
        let (month, rest) = number(text, 1, 2)?;
        let rest = rest.strip_prefix(['-', '/'])?;
        let (day, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['-', '/'])?;
        let (year, rest) = number(rest, 4, 4)?;
        Self::clock_and_bias((year, month, day), rest.trim_start())
    }

    /// Reads the two attributes of a CMTrace record: `04:15:01.917+420` and `08-22-2016`.
    #[must_use]
    pub fn attributes(date: &str, time: &str) -> Option<Self> {
        // As they are always written, they are the two halves of the SMS format's stamp.
        if let (10, Some((clock, rest))) = (date.len(), time.split_at_checked(12)) {
            let mut stamp = [b' '; 23];
            stamp[..10].copy_from_slice(date.as_bytes());
            stamp[11..].copy_from_slice(clock.as_bytes());
            if let (Some((local, millisecond)), (bias, "")) = (LocalTime::sms(&stamp), bias(rest)) {
                return Some(Self { local, millisecond: Some(millisecond), bias });
            }
        }
        let (month, rest) = number(date, 1, 2)?;
        let (day, rest) = number(rest.strip_prefix('-')?, 1, 2)?;
        let (year, _) = number(rest.strip_prefix('-')?, 4, 4)?;
        Some(Self::clock_and_bias((year, month, day), time)?.0)
    }

    /// Reads the date and time column of `CMTrace`, which is written as the culture of the PC has it.
    ///
    /// `8/2/2016 2:20:24 PM` is month first and `2016/08/02 14:20:24` year first. Without a half of the day and with
    /// the year last, month and day cannot be told apart unless one is over 12: no time is better than a wrong one.
    #[must_use]
    pub fn column(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((stamp, rest)) = Self::year_first(text) {
            return stamp.half_of_day(rest);
        }
        let (first, rest) = number(text, 1, 2)?;
        let rest = rest.strip_prefix(['/', '.', '-'])?;
        let (second, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['/', '.', '-'])?;
        let (year, rest) = number(rest, 4, 4)?;
        let (clock, rest) = Clock::read(rest.trim_ascii_start())?;
        let half = rest.trim_ascii();
        let (month, day) = match (first, second) {
            (m, d) if !half.is_empty() || d > 12 => (m, d),
            (d, m) if d > 12 => (m, d),
            (m, d) if m == d => (m, d),
            _ => return None,
        };
        Self::of((year, month, day), clock, None)?.half_of_day(half)
    }

    fn of(date: (u32, u32, u32), clock: Clock, bias: Option<i16>) -> Option<Self> {
        Some(Self { local: LocalTime::new(date, clock.time)?, millisecond: clock.millisecond, bias })
    }

    fn clock_and_bias(date: (u32, u32, u32), text: &str) -> Option<(Self, &str)> {
        let (clock, rest) = Clock::read(text)?;
        let (bias, rest) = bias(rest);
        Some((Self::of(date, clock, bias)?, rest))
    }

    fn half_of_day(mut self, half: &str) -> Option<Self> {
        const NOON: u32 = 12 * 3600;
        let seconds = &mut self.local.second_of_day;
        match if half.is_empty() { half } else { half.trim() } {
            "" => {}
            "AM" | "am" if *seconds >= NOON => *seconds -= NOON,
            "AM" | "am" => {}
            "PM" | "pm" if *seconds < NOON => *seconds += NOON,
            "PM" | "pm" => {}
            _ => return None,
        }
        Some(self)
    }
}

impl LocalTime {
    /// A time stamp of these parts; none where a part is out of its range.
    #[must_use]
    #[inline]
    #[allow(clippy::cast_possible_truncation, clippy::needless_bitwise_bool)]
    pub fn new(date: (u32, u32, u32), time: (u32, u32, u32)) -> Option<Self> {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        // Without a way out between them: one jump instead of nine. The length of a month matters on few days.
        let fits = (1980..=9999).contains(&year)
            & (1..=12).contains(&month)
            & (1..=31).contains(&day)
            & (hour < 24)
            & (minute < 60)
            & (second < 60);
        if !fits || day > 28 && day > days_of(year, month) {
            return None;
        }
        // All of them fit into what holds them.
        let (year, month, day) = (year as u16, month as u8, day as u8);
        Some(Self { year, month, day, second_of_day: hour * 3600 + minute * 60 + second })
    }

    /// The tool's stamp as it is always written, `2024-11-19 11:53:40`: most lines of a log have just this.
    #[inline]
    fn tool(text: &[u8]) -> Option<Self> {
        let text: &[u8; 19] = text.first_chunk()?;
        let date = eight(text, 0, *b"0000-00-")?;
        let minute = eight(text, 8, *b"00 00:00")?;
        let second = eight(text, 11, *b"00:00:00")?;
        let year = pair(date, 0) * 100 + pair(date, 2);
        Self::new((year, pair(date, 5), pair(minute, 0)), (pair(minute, 3), pair(minute, 6), pair(second, 6)))
    }

    /// The stamp of the SMS format as it is always written, `08-22-2016 04:15:01.917`.
    #[inline]
    fn sms(text: &[u8]) -> Option<(Self, u16)> {
        let text: &[u8; 23] = text.first_chunk()?;
        let date = eight(text, 0, *b"00-00-00")?;
        let minute = eight(text, 8, *b"00 00:00")?;
        let second = eight(text, 15, *b"0:00.000")?;
        let year = pair(date, 6) * 100 + pair(minute, 0);
        let time = (pair(minute, 3), pair(minute, 6), pair(second, 2));
        let [.., hundreds, tens, ones] = second.to_le_bytes();
        let millisecond = u16::from(hundreds) * 100 + u16::from(tens) * 10 + u16::from(ones);
        Some((Self::new((year, pair(date, 0), pair(date, 3)), time)?, millisecond))
    }

    /// So many minutes later; none outside the years that a stamp can have.
    fn plus_minutes(self, minutes: i64) -> Option<Self> {
        const DAY: i64 = 24 * 3600;
        let seconds = i64::from(self.second_of_day) + minutes * 60;
        let (mut year, mut month) = (u32::from(self.year), u32::from(self.month));
        let mut day = i64::from(self.day) + seconds.div_euclid(DAY);
        if day < 1 {
            (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
            day += i64::from(days_of(year, month));
        } else if day > i64::from(days_of(year, month)) {
            day -= i64::from(days_of(year, month));
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        let second = u32::try_from(seconds.rem_euclid(DAY)).ok()?;
        Self::new((year, month, u32::try_from(day).ok()?), (second / 3600, second / 60 % 60, second % 60))
    }
}

/// How many days a month has.
const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Eight bytes at `at`, held against a pattern all at once: a digit where the pattern has `0`, the same byte elsewhere.
/// Gives the values of the digits, the first in the lowest byte, and 0 for the others.
#[inline]
fn eight<const N: usize>(text: &[u8; N], at: usize, pattern: [u8; 8]) -> Option<u64> {
    // Added to a byte, these reach the highest bit where a digit is over 9, or where another byte is not the pattern's.
    let limits = u64::from_le_bytes(pattern.map(|byte| if byte == b'0' { 0x80 - 10 } else { 0x80 - 1 }));
    let bytes: [u8; 8] = *text.get(at..)?.first_chunk()?;
    let found = u64::from_le_bytes(bytes) ^ u64::from_le_bytes(pattern);
    // A byte with that bit itself is none of them; without one, no sum runs over into the next byte.
    ((found | found.wrapping_add(limits)) & 0x8080_8080_8080_8080 == 0).then_some(found)
}

/// Two digits of [`eight`] as a number.
#[inline]
const fn pair(digits: u64, at: usize) -> u32 {
    let digits = digits.to_le_bytes();
    digits[at] as u32 * 10 + digits[at + 1] as u32
}

impl Clock {
    /// Reads `11:53:40` and a fraction after it.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (hour, rest) = number(text, 1, 2)?;
        let (minute, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
        let (second, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
        let (millisecond, rest) = match rest.strip_prefix(['.', ',']) {
            Some(fraction) => {
                let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
                let thousandths = fraction.bytes().take(digits).chain(std::iter::repeat(b'0')).take(3);
                let value = thousandths.fold(0, |value, digit| value * 10 + u16::from(digit - b'0'));
                ((digits > 0).then_some(value), &fraction[digits..])
            }
            None => (None, rest),
        };
        Some((Self { time: (hour, minute, second), millisecond }, rest))
    }
}

/// The bias at the start of `text`, `+420` or `-540`, and what follows it.
#[inline]
fn bias(text: &str) -> (Option<i16>, &str) {
    let bytes = text.as_bytes();
    let sign = match bytes.first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return (None, text),
    };
    let mut minutes: i16 = 0;
    let mut end = 1;
    while let Some(digit) = bytes.get(end).filter(|b| b.is_ascii_digit() && end < 5) {
        minutes = minutes * 10 + i16::from(*digit - b'0');
        end += 1;
    }
    let is_bias = end > 1 && minutes <= MOST_BIAS && !bytes.get(end).is_some_and(u8::is_ascii_digit);
    if is_bias { (Some(sign * minutes), &text[end..]) } else { (None, text) }
}

/// A zone as ISO 8601 writes it, `Z` or `+09:00`, as a bias; and what follows it.
fn zone(text: &str) -> (Option<i16>, &str) {
    if let Some(rest) = text.strip_prefix('Z') {
        return (Some(0), rest);
    }
    let read = || {
        let sign = if text.starts_with('+') { -1 } else { 1 };
        let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 2, 2)?;
        let (minutes, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
        let minutes = i16::try_from(hours * 60 + minutes).ok().filter(|minutes| *minutes <= MOST_BIAS)?;
        Some((Some(sign * minutes), rest))
    };
    read().unwrap_or((None, text))
}

/// Reads a number of `least` to `most` digits that no further digit follows.
#[inline]
fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let (mut value, mut digits) = (0u32, 0);
    while let Some(digit) = text.as_bytes().get(digits).filter(|b| b.is_ascii_digit()) {
        if digits == most {
            return None;
        }
        value = value * 10 + u32::from(digit - b'0');
        digits += 1;
    }
    (digits >= least).then(|| (value, &text[digits..]))
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.second_of_day;
        let (year, month, day) = (self.year, self.month, self.day);
        write!(f, "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    }
}

impl fmt::Display for Stamp {
    /// `2016-08-22 04:15:01.917`, without a fraction where the line has none. A blank and no `T` between date and time:
    /// neither edition of PowerShell takes it for a point in time when it reads it from JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.local.fmt(f)?;
        self.millisecond.map_or(Ok(()), |millisecond| write!(f, ".{millisecond:03}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{LocalTime, Stamp};

    #[test]
    fn the_stamp_of_each_log_is_read() {
        let (time, rest) = Stamp::year_first("2024-11-19 11:53:40 INFO:x").unwrap();
        assert_eq!((time.to_string().as_str(), time.bias, rest), ("2024-11-19 11:53:40", None, " INFO:x"));
        let (time, rest) = Stamp::month_first("08-22-2016 04:15:01.917+420><thread").unwrap();
        assert_eq!((time.to_string().as_str(), time.bias, rest), ("2016-08-22 04:15:01.917", Some(420), "><thread"));
    }

    /// What the fast reading of the usual form gives, the slow one of all forms gives too.
    #[test]
    fn unusual_forms_of_a_stamp_are_read_as_well() {
        let year_first = |text| Stamp::year_first(text).map(|(t, rest)| (t.to_string(), t.bias, rest));
        let time = |text: &str| text.to_owned();
        assert_eq!(year_first("2024-1-9 1:05:07 x"), Some((time("2024-01-09 01:05:07"), None, " x")));
        assert_eq!(year_first("2024/11/19\t11:53:40"), Some((time("2024-11-19 11:53:40"), None, "")));
        assert_eq!(year_first("2024-11-19T11:53:40.5Z x"), Some((time("2024-11-19 11:53:40.500"), Some(0), " x")));
        assert_eq!(year_first("2024-11-19 11:53:40,1234 x"), Some((time("2024-11-19 11:53:40.123"), None, " x")));
        assert_eq!(year_first("2024-11-19T11:53:40+09:00 x"), Some((time("2024-11-19 11:53:40"), Some(-540), " x")));
        assert_eq!(year_first("2024-11-19 11:53:40-03:30"), Some((time("2024-11-19 11:53:40"), Some(210), "")));
        assert_eq!(year_first("2024-11-19 11:53:40 - x"), Some((time("2024-11-19 11:53:40"), None, " - x")));
        let month_first = |text| Stamp::month_first(text).map(|(t, rest)| (t.to_string(), t.bias, rest));
        assert_eq!(month_first("8-2-2016 4:15:01"), Some((time("2016-08-02 04:15:01"), None, "")));
        assert_eq!(
            month_first("08-22-2016 04:15:01.917-540>"),
            Some((time("2016-08-22 04:15:01.917"), Some(-540), ">"))
        );
        assert_eq!(month_first("08-22-2016 04:15:01.9174+60>"), Some((time("2016-08-22 04:15:01.917"), Some(60), ">")));
        assert_eq!(month_first("08-22-2016 04:15:01.917+9999>").unwrap().1, None, "no zone has such a bias");
    }

    #[test]
    fn utc_is_the_local_time_and_its_bias() {
        let rows = [
            ("08-22-2016 04:15:01.917+420", Some("2016-08-22 11:15:01.917")),
            ("08-22-2016 04:15:01.917-540", Some("2016-08-21 19:15:01.917")),
            ("01-01-2024 00:00:00.000-540", Some("2023-12-31 15:00:00.000")),
            ("12-31-2023 23:30:00.000+60", Some("2024-01-01 00:30:00.000")),
            ("02-28-2024 23:30:00.000+60", Some("2024-02-29 00:30:00.000")),
            ("03-01-2023 00:30:00.000-60", Some("2023-02-28 23:30:00.000")),
            ("08-22-2016 04:15:01.917", None),
        ];
        for (text, utc) in rows {
            let stamp = Stamp::month_first(text).unwrap().0;
            assert_eq!(stamp.utc().map(|utc| utc.to_string()).as_deref(), utc, "{text}");
        }
    }

    #[test]
    fn columns_follow_the_culture_where_it_shows() {
        let read = |text| Stamp::column(text).map(|t| t.to_string());
        assert_eq!(read("8/2/2016 2:20:24 PM").as_deref(), Some("2016-08-02 14:20:24"));
        assert_eq!(read("8/2/2016 12:20:24 AM").as_deref(), Some("2016-08-02 00:20:24"));
        assert_eq!(read("2016/08/02 14:20:24").as_deref(), Some("2016-08-02 14:20:24"));
        assert_eq!(read("25.08.2016 14:20:24").as_deref(), Some("2016-08-25 14:20:24"));
        assert_eq!(read("08/02/2016 14:20:24"), None, "month or day first? Nobody can tell");
    }

    #[test]
    fn what_is_no_time_is_none() {
        let texts = [
            "",
            "2024-13-01 00:00:00",
            "2024-02-30 00:00:00",
            "2024-11-19",
            "2024-11-19 24:00:00",
            "2024-11-19 11:53:401",
            "20241-1-1 1:00:00",
            "a",
            "2024-11-19 11:5é:40",
        ];
        for text in texts {
            assert_eq!(Stamp::year_first(text), None, "{text}");
        }
        assert!(LocalTime::new((2023, 2, 29), (0, 0, 0)).is_none());
    }
}
