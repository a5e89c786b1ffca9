//! Values where there is little room: `M. Lindqvist`, `2 Dec`, a time without its seconds.

use crate::model::names::INACTIVE_SUFFIX;
use jiff::civil::Date;

/// In days.
const HALF_A_YEAR: i32 = 180;

/// A user's name with an initial, whether or not the user is active; `None` for a name of one word.
pub fn initial(name: &str) -> Option<String> {
    let name = name.strip_suffix(INACTIVE_SUFFIX).unwrap_or(name).trim();
    let (first, rest) = name.split_once(' ')?;
    let letter = first.chars().next().filter(|c| c.is_alphabetic())?;
    Some(format!("{letter}. {}", rest.trim_start()))
}

/// A date without its year where that is clear, half a year around today, and else without its day;
/// `None` for what is no date.
pub fn day(text: &str, today: Date) -> Option<String> {
    let date: Date = text.parse().ok()?;
    let days = date.since(today).ok()?.get_days().abs();
    let format = if days < HALF_A_YEAR { "%-d %b" } else { "%b %Y" };
    Some(date.strftime(format).to_string())
}

/// `2026-01-31 10:20` of `2026-01-31 10:20:30`; `None` for anything else.
pub fn minute(text: &str) -> Option<String> {
    const LENGTH: usize = "2026-01-31 10:20:30".len();
    let (minute, seconds) = text.split_at_checked(LENGTH - 3)?;
    let is_time = seconds.len() == 3 && seconds.starts_with(':') && minute.is_ascii();
    is_time.then(|| minute.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_an_initial_and_their_other_words() {
        for (name, short) in [
            ("Mara Lindqvist", Some("M. Lindqvist")),
            ("Ana de Souza", Some("A. de Souza")),
            ("Élodie  Roux (inactive)", Some("É. Roux")),
            ("Mara", None),
            ("Mara (inactive)", None),
            ("17 people", None),
            ("", None),
        ] {
            assert_eq!(initial(name).as_deref(), short, "{name}");
        }
    }

    #[test]
    fn dates_lose_their_year_and_times_their_seconds() {
        let today = jiff::civil::date(2026, 11, 28);
        for (text, short) in [
            ("2027-01-20", Some("20 Jan")),
            ("2027-12-02", Some("Dec 2027")),
            ("2026-01-02", Some("Jan 2026")),
            ("soon", None),
        ] {
            assert_eq!(day(text, today).as_deref(), short, "{text}");
        }
        for (text, short) in [
            ("2026-01-31 10:20:30", Some("2026-01-31 10:20")),
            ("2026-01-31 10:20", None),
            ("2026-01-31T10:20:30Z", None),
            ("2026-10-25 02:30:00+02:00", None),
        ] {
            assert_eq!(minute(text).as_deref(), short, "{text}");
        }
    }
}
