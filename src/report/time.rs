//! Moments and lengths of time as a Dutch reader writes them.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// Dutch time as a rule, not looked up: the same evidence gives the same report on a machine without a time zone database.
const DUTCH_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// `21 november 2026, 20:56:35`, in Dutch time.
pub(super) fn moment(at: Timestamp) -> String {
    format!("{}, {}", date(at), clock(at))
}

/// `20:56:35`, in Dutch time.
pub(super) fn clock(at: Timestamp) -> String {
    let at = dutch(at);
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// `21 november 2026`, in Dutch time.
pub(super) fn date(at: Timestamp) -> String {
    day(dutch(at).date())
}

fn dutch(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::posix(DUTCH_TIME).unwrap_or(TimeZone::UTC))
}

/// `21 november 2026`.
pub(super) fn day(day: Date) -> String {
    let month = MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1) % 12];
    format!("{} {month} {}", day.day(), day.year())
}

/// `15 minuten en 20 seconden`, from milliseconds.
pub(super) fn length(milliseconds: u64) -> String {
    let count = |number: u64, one: &str, more: &str| format!("{number} {}", if number == 1 { one } else { more });
    let seconds = milliseconds / 1000;
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (minutes, rest) {
        (0, 0) => count(milliseconds, "milliseconde", "milliseconden"),
        (0, rest) => count(rest, "seconde", "seconden"),
        (minutes, 0) => count(minutes, "minuut", "minuten"),
        (minutes, rest) => {
            format!("{} en {}", count(minutes, "minuut", "minuten"), count(rest, "seconde", "seconden"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_time_are_dutch() {
        assert_eq!(moment("2026-07-01T10:00:00Z".parse().unwrap()), "1 juli 2026, 12:00:00");
        assert_eq!(moment("2026-12-31T23:30:05Z".parse().unwrap()), "1 januari 2027, 00:30:05");
    }

    #[test]
    fn lengths_are_words() {
        assert_eq!(length(920_000), "15 minuten en 20 seconden");
        assert_eq!(length(61_000), "1 minuut en 1 seconde");
        assert_eq!(length(250), "250 milliseconden");
    }
}
