//! The one time that is in the output.

use crate::Result;
use std::env;

/// Seconds since 1970, from `SOURCE_DATE_EPOCH`: the time of the last commit. A zip knows no time before 1980.
pub fn epoch() -> Result<u64> {
    let text = env::var("SOURCE_DATE_EPOCH").map_err(|_| "SOURCE_DATE_EPOCH is not set")?;
    let seconds: u64 = text.parse().map_err(|e| format!("SOURCE_DATE_EPOCH {text}: {e}"))?;
    Ok(seconds.max(315_532_800))
}

/// Year, month, day, hour, minute, second in UTC.
pub fn civil(epoch: u64) -> (u64, u64, u64, u64, u64, u64) {
    let leap = |year: u64| (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let (mut days, second) = (epoch / 86400, epoch % 86400);
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1, second / 3600, second / 60 % 60, second % 60)
}

/// As SBOMs write it.
pub fn iso(epoch: u64) -> String {
    let (year, month, day, hour, minute, second) = civil(epoch);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_told_in_utc() {
        for (epoch, iso) in [
            (315_532_800, "1980-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(super::iso(epoch), iso);
        }
    }
}
