//! Short forms of values for narrow tables: `M. Lindqvist`, `2 Dec`, a time without its seconds.

use crate::model::names::INACTIVE_SUFFIX;
use crate::model::time;
use jiff::civil::Date;

/// Shortens the first name of a user to its initial, and removes the suffix of inactive users; `None` for
/// a name of one word.
pub fn shorten_name(name: &str) -> Option<String> {
    let name = name.strip_suffix(INACTIVE_SUFFIX).unwrap_or(name).trim();
    let (first, rest) = name.split_once(' ')?;
    let letter = first.chars().next().filter(|c| c.is_alphabetic())?;
    Some(format!("{letter}. {}", rest.trim_start()))
}

/// Formats a date without its year; `None` if it is too far from today ([`time::is_year_clear`]).
pub fn shorten_date(text: &str, today: Date) -> Option<String> {
    let date: Date = text.parse().ok()?;
    time::is_year_clear(date, today).then(|| date.strftime("%-d %b").to_string())
}

/// Removes the seconds from `2026-01-31 10:20:30`; `None` for any other text.
pub fn shorten_time(text: &str) -> Option<String> {
    const LENGTH: usize = "2026-01-31 10:20:30".len();
    let (minute, seconds) = text.split_at_checked(LENGTH - 3)?;
    let is_time = seconds.len() == 3 && seconds.starts_with(':') && minute.is_ascii();
    is_time.then(|| minute.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    #[test]
    fn shortens_the_first_name_to_an_initial() {
        for (name, short) in [
            ("Mara Lindqvist", Some("M. Lindqvist")),
            ("Ana de Souza", Some("A. de Souza")),
            ("Élodie  Roux (inactive)", Some("É. Roux")),
            ("Mara", None),
            ("Mara (inactive)", None),
            ("17 people", None),
            ("", None),
        ] {
            assert_eq!(shorten_name(name).as_deref(), short, "{name}");
        }
    }

    #[test]
    fn omits_years_and_seconds() {
        let today = jiff::civil::date(2026, 11, 28);
        for (text, short) in [
            ("2027-01-20", Some("20 Jan")),
            ("2027-12-02", None),
            ("2026-01-02", None),
            ("soon", None),
        ] {
            assert_eq!(shorten_date(text, today).as_deref(), short, "{text}");
        }
        for (text, short) in [
            ("2026-01-31 10:20:30", Some("2026-01-31 10:20")),
            ("2026-01-31 10:20", None),
            ("2026-01-31T10:20:30Z", None),
            ("2026-10-25 02:30:00+02:00", None),
        ] {
            assert_eq!(shorten_time(text).as_deref(), short, "{text}");
        }
    }

    proptest! {
        #[test]
        fn short_value_parses_as_the_same_value(
            today in 0i32..40_000, away in prop_oneof![-400i32..400, -20_000i32..20_000], second in 0i64..86_400,
        ) {
            let today = jiff::civil::date(1990, 1, 1) + today.days();
            let now = today.to_zoned(TimeZone::UTC).unwrap();
            let date = (today + away.days()).to_string();
            let shown = shorten_date(&date, today).unwrap_or_else(|| date.clone());
            prop_assert_eq!(time::day(&shown, &now).unwrap().to_string(), date, "{} on {}", shown, today);

            let at = now.timestamp() + second.seconds();
            let full = time::display(at, &TimeZone::UTC);
            let shown = shorten_time(&full).unwrap_or(full);
            let minutes = at.as_second().div_euclid(60);
            prop_assert_eq!(time::moment(&shown, &now).unwrap().as_second().div_euclid(60), minutes, "{}", shown);
        }
    }
}
