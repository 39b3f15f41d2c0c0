//! Until when a cookie lives, in the ways in which servers write it.

use jiff::{Timestamp, fmt::rfc2822};

/// The moment that `Expires` names.
///
/// Browsers read whatever resembles a date (RFC 6265 §5.1.1). The cookie crate knows the three formats of HTTP; what has
/// another zone, a weekday that is wrong or a day of one digit is read as in mail.
pub(super) fn cookie_date(value: &str) -> Option<Timestamp> {
    of_http(value).or_else(|| of_mail(value))
}

fn of_http(value: &str) -> Option<Timestamp> {
    let cookie = cookie::Cookie::parse(format!("a=b; Expires={value}")).ok()?;
    Timestamp::from_second(cookie.expires_datetime()?.unix_timestamp()).ok()
}

fn of_mail(value: &str) -> Option<Timestamp> {
    // `Wed, 1-Oct-2037 …` is as common as the form with spaces.
    let date = value.replace('-', " ");
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(&date).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_way_to_write_it_is_read() {
        let moment: Timestamp = "2037-10-01T07:28:00Z".parse().unwrap();
        for date in [
            "Thu, 01 Oct 2037 07:28:00 GMT",
            "Thu, 01-Oct-2037 07:28:00 GMT",
            "Thursday, 01-Oct-37 07:28:00 GMT",
            "Thu Oct  1 07:28:00 2037",
            "Wed, 01-Oct-2037 07:28:00 GMT",
            "Thu, 1 Oct 2037 07:28:00 GMT",
            "Thu, 1-Oct-2037 07:28:00 UT",
            "Thu, 01 Oct 2037 09:28:00 +0200",
        ] {
            assert_eq!(cookie_date(date), Some(moment), "{date}");
        }
        assert_eq!(cookie_date("binnenkort"), None);
    }
}
