//! Local time stamps, as the two logs write them.

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

impl LocalTime {
    /// A time stamp of these parts; none where a part is out of its range.
    #[must_use]
    pub fn new(date: (u32, u32, u32), time: (u32, u32, u32)) -> Option<Self> {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        let fits = (1980..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        fits.then_some(Self {
            year: u16::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
            second_of_day: hour * 3600 + minute * 60 + second,
        })
    }

    /// Reads `2024-11-19 11:53:40` (also with `/`, `.` or `T`, and with a fraction) at the start of `text`.
    /// Gives what follows it.
    #[must_use]
    pub fn year_first(text: &str) -> Option<(Self, &str)> {
        let (year, rest) = number(text, 4, 4)?;
        let rest = rest.strip_prefix(['-', '/', '.'])?;
        let (month, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['-', '/', '.'])?;
        let (day, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['T', ' ', '\t'])?;
        let (time, rest) = clock(rest.trim_start())?;
        Some((Self::new((year, month, day), time)?, rest))
    }

    /// Reads `08-22-2016 04:15:01.917+420`, month first, as the SMS format has it.
    #[must_use]
    pub fn month_first(text: &str) -> Option<(Self, &str)> {
        let (month, rest) = number(text, 1, 2)?;
        let rest = rest.strip_prefix(['-', '/'])?;
        let (day, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['-', '/'])?;
        let (year, rest) = number(rest, 4, 4)?;
        let (time, rest) = clock(rest.trim_start())?;
        Some((Self::new((year, month, day), time)?, rest))
    }

    /// Reads the date and time column of `CMTrace`, which is written as the culture of the PC has it.
    ///
    /// `8/2/2016 2:20:24 PM` is month first and `2016/08/02 14:20:24` year first. Without a half of the day and with
    /// the year last, month and day cannot be told apart unless one is over 12: no time is better than a wrong one.
    #[must_use]
    pub fn column(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((time, rest)) = Self::year_first(text) {
            return time.half_of_day(rest);
        }
        let (first, rest) = number(text, 1, 2)?;
        let rest = rest.strip_prefix(['/', '.', '-'])?;
        let (second, rest) = number(rest, 1, 2)?;
        let rest = rest.strip_prefix(['/', '.', '-'])?;
        let (year, rest) = number(rest, 4, 4)?;
        let (time, rest) = clock(rest.trim_start())?;
        let half = rest.trim();
        let (month, day) = match (first, second) {
            (m, d) if !half.is_empty() || d > 12 => (m, d),
            (d, m) if d > 12 => (m, d),
            (m, d) if m == d => (m, d),
            _ => return None,
        };
        Self::new((year, month, day), time)?.half_of_day(half)
    }

    fn half_of_day(mut self, half: &str) -> Option<Self> {
        const NOON: u32 = 12 * 3600;
        match half.trim() {
            "" => {}
            "AM" | "am" if self.second_of_day >= NOON => self.second_of_day -= NOON,
            "AM" | "am" => {}
            "PM" | "pm" if self.second_of_day < NOON => self.second_of_day += NOON,
            "PM" | "pm" => {}
            _ => return None,
        }
        Some(self)
    }
}

/// Reads `11:53:40` and a fraction after it; the fraction is dropped.
pub(super) fn clock(text: &str) -> Option<((u32, u32, u32), &str)> {
    let (hour, rest) = number(text, 1, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    Some(((hour, minute, second), rest))
}

/// Reads a number of `least` to `most` digits that no further digit follows.
fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits < least || digits > most {
        return None;
    }
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.second_of_day;
        let (year, month, day) = (self.year, self.month, self.day);
        write!(f, "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::LocalTime;

    #[test]
    fn the_stamp_of_each_log_is_read() {
        let (time, rest) = LocalTime::year_first("2024-11-19 11:53:40 INFO:x").unwrap();
        assert_eq!((time.to_string().as_str(), rest), ("2024-11-19 11:53:40", " INFO:x"));
        let (time, rest) = LocalTime::month_first("08-22-2016 04:15:01.917+420><thread").unwrap();
        assert_eq!((time.to_string().as_str(), rest), ("2016-08-22 04:15:01", "+420><thread"));
    }

    #[test]
    fn columns_follow_the_culture_where_it_shows() {
        let read = |text| LocalTime::column(text).map(|t| t.to_string());
        assert_eq!(read("8/2/2016 2:20:24 PM").as_deref(), Some("2016-08-02 14:20:24"));
        assert_eq!(read("8/2/2016 12:20:24 AM").as_deref(), Some("2016-08-02 00:20:24"));
        assert_eq!(read("2016/08/02 14:20:24").as_deref(), Some("2016-08-02 14:20:24"));
        assert_eq!(read("25.08.2016 14:20:24").as_deref(), Some("2016-08-25 14:20:24"));
        assert_eq!(read("08/02/2016 14:20:24"), None, "month or day first? Nobody can tell");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "2024-13-01 00:00:00", "2024-11-19", "2024-11-19 24:00:00", "20241-1-1 1:00:00", "a"] {
            assert_eq!(LocalTime::year_first(text), None, "{text}");
        }
    }
}
