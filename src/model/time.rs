//! Dates and times: as Pipedrive writes them (v1 and v2), and as people write them.

use super::local_time::local_time;
use crate::error::Error;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, Zoned};
use std::borrow::Cow;

/// Parses a moment as Pipedrive writes it in v1 or v2; `None` if it is invalid, empty or `0000-00-00`
/// (pipedrive.md P133).
pub fn read(text: &str) -> Option<Timestamp> {
    if is_none(text) {
        return None;
    }
    // v1 writes `2026-01-31 10:20:30`, in UTC without an offset (pipedrive.md P132).
    text.parse()
        .or_else(|_| {
            text.parse::<DateTime>()
                .and_then(|at| at.to_zoned(TimeZone::UTC))
                .map(|at| at.timestamp())
        })
        .ok()
}

/// Whether this is how Pipedrive writes an empty date or time (pipedrive.md P133).
pub fn is_none(text: &str) -> bool {
    text.is_empty() || text.starts_with("0000-00-00")
}

/// Formats a moment for people, so that [`moment`] parses it in the same zone: `2026-01-31 10:20`, with
/// seconds if there are any, and with the offset if that local time occurs twice.
pub fn display(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let civil = zoned.datetime();
    let is_whole = civil.second() == 0 && civil.subsec_nanosecond() == 0;
    let clock = if is_whole { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S%.f" };
    let is_twice = zone.to_ambiguous_zoned(civil).is_ambiguous();
    zoned.strftime(&format!("{clock}{}", if is_twice { "%:z" } else { "" })).to_string()
}

/// Formats a moment from Pipedrive for people in `zone`, or in UTC with a `Z` if the zone is unknown. Text
/// that is not a moment is returned unchanged.
pub fn display_text<'a>(text: &'a str, zone: Option<&TimeZone>) -> Cow<'a, str> {
    if is_none(text) {
        return Cow::Borrowed("");
    }
    // A date without a time has no zone.
    match read(text).filter(|_| text.contains(':')) {
        Some(at) => zone.map_or_else(|| v2(at), |zone| display(at, zone)).into(),
        None => Cow::Borrowed(text),
    }
}

/// Formats a moment for v2: whole seconds, UTC (`2026-01-31T10:20:30Z`); v2 refuses fractions
/// (pipedrive.md P126).
pub fn v2(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Formats a moment for v1, and for `archive_time` in v2 (pipedrive.md P239): `2026-01-31 10:20:30`, UTC.
pub fn v1(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Words for times in the past, with their descriptions in shell completion.
pub const PAST: [(&str, &str); 6] = [
    ("today", "from midnight"),
    ("yesterday", "from midnight"),
    ("-7d", "7 days ago"),
    ("-2w", "2 weeks ago"),
    ("-3mo", "3 months ago"),
    ("-1y", "1 year ago"),
];

/// Words for dates in the future, with their descriptions in shell completion.
pub const FUTURE: [(&str, &str); 5] = [
    ("today", ""),
    ("tomorrow", ""),
    ("+7d", "in 7 days"),
    ("+2w", "in 2 weeks"),
    ("+1mo", "in 1 month"),
];

const DATES: &str = "valid dates: 2026-01-31, \"31 Jan\", \"Jan 31\", \"31 Jan 2026\", today, yesterday, tomorrow, \
    -7d, +2w, -3mo, +1y";
const TIMES: &str = "valid times: 2026-01-31T10:20:00Z, \"2026-01-31 10:20\", 2026-01-31, \"31 Jan\", \
    \"31 Jan 2026\", now, today, yesterday, tomorrow, -90m, -12h, -7d, +2w, -3mo, -1y";

/// The names of the months; tables show the first three letters.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Parses a moment as people write it: RFC 3339, possibly with a zone name in brackets, a date (its
/// midnight in the zone of `now`), `now`, `today`, `yesterday`, or an offset: `-90m`, `-7d`, `-3mo`.
pub fn moment(text: &str, now: &Zoned) -> Result<Timestamp, Error> {
    let word = text.trim();
    if word.eq_ignore_ascii_case("now") {
        return Ok(now.timestamp());
    }
    if let Some(span) = parse_span(word) {
        return now.checked_add(span).map(|at| at.timestamp()).map_err(|_| too_far(text));
    }
    if word.ends_with(']') {
        let local = word.split_once('[').and_then(|(at, zone)| {
            let civil = at.parse::<DateTime>().ok().filter(|_| !has_offset(at))?;
            Some((civil, TimeZone::get(zone.strip_suffix(']')?).ok()?))
        });
        if let Some((civil, zone)) = local {
            return local_time(civil, &zone);
        }
        return word.parse::<Zoned>().map(|at| at.timestamp()).map_err(|_| {
            Error::usage(format!("`{text}` is not a time in a known zone"))
                .hint("write it like 2026-01-31T10:00[Europe/Berlin]")
        });
    }
    if let Ok(at) = word.parse::<Timestamp>() {
        return Ok(at);
    }
    let zone = now.time_zone();
    if let Ok(at) = word.parse::<DateTime>()
        && word.contains(['T', 't', ' '])
    {
        // An offset may carry a time out of range.
        return if has_offset(word) { Err(too_far(text)) } else { local_time(at, zone) };
    }
    let day = find_day(word, now)?
        .ok_or_else(|| Error::usage(format!("`{text}` is not a date or time")).hint(TIMES))?;
    // The day begins later where the clocks skip midnight.
    day.to_zoned(zone.clone()).map(|at| at.timestamp()).map_err(|_| too_far(text))
}

/// Whether a time ends in an offset from UTC: `+02:00`, `-14:00`, `Z`.
fn has_offset(word: &str) -> bool {
    word.split_once(['T', 't', ' ']).is_some_and(|(_, clock)| clock.contains(['+', '-', 'Z', 'z']))
}

pub(super) fn too_far(text: &str) -> Error {
    Error::usage(format!("`{text}` is too far in the past or the future"))
}

/// Parses a day as people write it: `2026-01-31`, `31 Jan`, `today`, `tomorrow`, `yesterday`, `-7d`, `+2w`.
pub fn day(text: &str, now: &Zoned) -> Result<Date, Error> {
    let wrong = || Error::usage(format!("`{text}` is not a date")).hint(DATES);
    find_day(text.trim(), now)?.ok_or_else(wrong)
}

/// Parses a day; `None` if the word has none of its forms, an error if the day is out of range.
fn find_day(word: &str, now: &Zoned) -> Result<Option<Date>, Error> {
    let today = now.date();
    let days = match word.to_ascii_lowercase().as_str() {
        "today" => Some(0.days()),
        "yesterday" => Some((-1).days()),
        "tomorrow" => Some(1.days()),
        _ => parse_span(word),
    };
    if let Some(days) = days {
        return today.checked_add(days).map(Some).map_err(|_| too_far(word));
    }
    // Only the full form: jiff would also take `20260131` and the date of a full timestamp.
    let full = word.parse::<Date>().ok().filter(|date| date.to_string() == word);
    Ok(full.or_else(|| find_day_of_month(word, today)))
}

/// Parses `2 Dec`, `Dec 2`, `2 December 2025`, `Dec 2, 2025`. Without a year it is the nearest such day,
/// so that a date that a table shows without its year ([`is_year_clear`]) parses as the same day.
fn find_day_of_month(text: &str, today: Date) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, second, year) = match words[..] {
        [first, second] => (first, second, None),
        [first, second, year] if year.len() == 4 => (first, second, Some(year.parse().ok()?)),
        _ => return None,
    };
    let second = if year.is_some() { second.trim_end_matches(',') } else { second };
    let (month, day) = match find_month(first) {
        Some(month) => (month, second),
        None => (find_month(second)?, first),
    };
    let day: i8 = day.parse().ok().filter(|_| !day.starts_with('+'))?;
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let distance = |date: &Date| days_between(*date, today);
    let near =
        [1, 0, -1].into_iter().filter_map(|years| Date::new(today.year() + years, month, day).ok());
    // 29 February may be years away.
    near.filter(|date| distance(date).is_some_and(|days| days <= HALF_A_YEAR)).min_by_key(distance)
}

/// The number of a month, by its name or a prefix of it.
fn find_month(word: &str) -> Option<i8> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

/// In days, half of a leap year: at most one of two dates that differ in the year only is nearer.
const HALF_A_YEAR: i32 = 183;

/// Whether a date can be shown without its year. A margin of some days allows for a machine whose date
/// differs from that of the account.
pub fn is_year_clear(date: Date, today: Date) -> bool {
    days_between(date, today).is_some_and(|days| days < HALF_A_YEAR - 3)
}

fn days_between(date: Date, today: Date) -> Option<i32> {
    Some(date.since(today).ok()?.get_days().abs())
}

/// Whether a word is an offset in hours, minutes or seconds (`-12h`), and so a moment and not a day.
pub fn is_part_of_day(word: &str) -> bool {
    let counts =
        |span: Span| span.get_hours() != 0 || span.get_minutes() != 0 || span.get_seconds() != 0;
    parse_span(word.trim()).is_some_and(counts)
}

/// Parses `-7d`, `+2w`, `-3mo`, `-1y`, `-12h`, `-90m`, and any other span that jiff accepts: `-1y6mo`,
/// `-2 weeks`, `-P1M`. The sign is required, as a plain number is ambiguous.
fn parse_span(word: &str) -> Option<Span> {
    if word.starts_with(['-', '+']) { word.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn now() -> Zoned {
        "2026-03-31T15:00:00+02:00[Europe/Berlin]".parse().unwrap()
    }

    #[test]
    fn times_from_pipedrive_are_parsed() {
        let at = |text| read(text).map(v2);
        assert_eq!(at("2026-01-31T10:20:30Z").as_deref(), Some("2026-01-31T10:20:30Z"));
        assert_eq!(at("2026-01-31T10:20:30.123Z").as_deref(), Some("2026-01-31T10:20:30Z"));
        assert_eq!(at("2026-01-31 10:20:30").as_deref(), Some("2026-01-31T10:20:30Z"));
        for nothing in ["", "0000-00-00", "0000-00-00 00:00:00", "soon"] {
            assert_eq!(at(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn written_times_become_whole_seconds_in_utc() {
        let at = |text| moment(text, &now()).map(v2).map_err(|why| why.message);
        assert_eq!(at("2026-01-31T10:20:30.9Z").as_deref(), Ok("2026-01-31T10:20:30Z"));
        assert_eq!(at("2026-01-31").as_deref(), Ok("2026-01-30T23:00:00Z"));
        assert_eq!(at("2026-01-31 08:00").as_deref(), Ok("2026-01-31T07:00:00Z"));
        assert_eq!(at("2026-01-31T08:00[America/New_York]").as_deref(), Ok("2026-01-31T13:00:00Z"));
        assert_eq!(
            at("2026-01-31 08:00-05:00[America/New_York]").as_deref(),
            Ok("2026-01-31T13:00:00Z")
        );
        assert!(at("2026-01-31T08:00[Nowhere/Town]").unwrap_err().contains("known zone"));
        assert!(at("2026-01-31T08:00+01:00[America/New_York]").is_err());
        assert_eq!(at("today").as_deref(), Ok("2026-03-30T22:00:00Z"));
        assert_eq!(at("-1mo").as_deref(), Ok("2026-02-28T14:00:00Z"));
        assert_eq!(at("-90m").as_deref(), Ok("2026-03-31T11:30:00Z"));
        for far in ["9999-12-31T23:59:59-14:00", "-19000y", "+9999y", "9999-12-31T23:59:59"] {
            let found = at(far).unwrap_err();
            assert_eq!(found, format!("`{far}` is too far in the past or the future"));
        }
        for wrong in ["", "7d", "-7x", "-7", "--7d", "tuesday", "2026-02-30", "-99999999999d"] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_span_is_relative_to_now() {
        for (text, expected) in [
            ("-7d", "2026-03-24T14:00:00Z"),
            ("+2w", "2026-04-14T13:00:00Z"),
            ("-3mo", "2025-12-31T14:00:00Z"),
            ("-1y", "2025-03-31T13:00:00Z"),
            ("-12h", "2026-03-31T01:00:00Z"),
            ("-90m", "2026-03-31T11:30:00Z"),
            ("-90min", "2026-03-31T11:30:00Z"),
            ("-1y6mo", "2024-09-30T13:00:00Z"),
            ("-2 weeks", "2026-03-17T14:00:00Z"),
            ("-1h30m", "2026-03-31T11:30:00Z"),
            ("-P1M", "2026-02-28T14:00:00Z"),
        ] {
            assert_eq!(v2(moment(text, &now()).unwrap()), expected, "{text}");
        }
        for (text, expected) in [
            ("-7d", "2026-03-24"),
            ("+2w", "2026-04-14"),
            ("+1mo", "2026-04-30"),
            ("tomorrow", "2026-04-01"),
        ] {
            assert_eq!(day(text, &now()).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_day_of_a_month_without_a_year_is_the_nearest() {
        let day = |text| day(text, &now()).ok().map(|date| date.to_string());
        for (text, expected) in [
            ("2 Dec", Some("2025-12-02")),
            ("Dec 2", Some("2025-12-02")),
            (" 2  december ", Some("2025-12-02")),
            ("02 SEPT", Some("2026-09-02")),
            ("1 Oct", Some("2025-10-01")),
            ("30 Sep", Some("2025-09-30")),
            ("29 Sep", Some("2026-09-29")),
            ("2 Dec 2026", Some("2026-12-02")),
            ("Dec 2, 2026", Some("2026-12-02")),
            ("29 Feb 2028", Some("2028-02-29")),
            ("29 Feb", None),
            ("31 Jun", None),
            ("2 De", None),
            ("2 Decem2", None),
            ("+2 Dec", None),
            ("2 Dec 26", None),
            ("Dec 2026", None),
            ("Dec", None),
            ("2 3", None),
            ("2 Dec 2026 10:20", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
        let at = moment("2 Dec", &now()).map(v2);
        assert_eq!(at.unwrap(), "2025-12-01T23:00:00Z", "midnight in the zone of `now`");
    }

    #[test]
    fn an_error_lists_forms_that_are_all_accepted() {
        for (hint, parses) in [
            (
                day("someday", &now()).unwrap_err().hint,
                (|text| day(text, &now()).is_ok()) as fn(&str) -> bool,
            ),
            (moment("someday", &now()).unwrap_err().hint, |text| moment(text, &now()).is_ok()),
        ] {
            let hint = hint.unwrap();
            let forms: Vec<&str> = hint.split_once(": ").unwrap().1.split(", ").collect();
            assert!(forms.len() >= 8, "{hint}");
            for form in forms {
                assert!(parses(form.trim_matches('"')), "{form}");
            }
        }
        for (word, _) in PAST.iter().chain(&FUTURE) {
            assert!(moment(word, &now()).is_ok() && day(word, &now()).is_ok(), "{word}");
        }
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn times_are_displayed_in_a_zone() {
        let berlin = zone("Europe/Berlin");
        for (text, expected) in [
            ("2026-01-31T09:20:00Z", "2026-01-31 10:20"),
            ("2026-01-31T09:20:30.000Z", "2026-01-31 10:20:30"),
            ("2026-07-31 08:20:00", "2026-07-31 10:20"),
            ("2025-01-01T10:00:00+02:00", "2025-01-01 09:00"),
            ("2026-01-31T09:20:00.5Z", "2026-01-31 10:20:00.5"),
            ("2026-10-25T00:30:00Z", "2026-10-25 02:30+02:00"),
            ("2026-10-25T01:30:00Z", "2026-10-25 02:30+01:00"),
            ("2026-10-25T02:30:00Z", "2026-10-25 03:30"),
            ("2026-01-31", "2026-01-31"),
            ("10:20", "10:20"),
            ("soon", "soon"),
            ("0000-00-00 00:00:00", ""),
            ("", ""),
        ] {
            assert_eq!(display_text(text, Some(&berlin)), expected, "{text}");
        }
        assert_eq!(display_text("2026-07-31 08:20:00", None), "2026-07-31T08:20:00Z");
        let folded = moment("2026-10-25 02:30+01:00", &now()).map(v2);
        assert_eq!(folded.unwrap(), "2026-10-25T01:30:00Z");
    }

    /// A moment within two hours of a clock change, or any moment.
    fn moments(zone: &TimeZone) -> BoxedStrategy<Timestamp> {
        let any = || 0_i64..253_000_000_000;
        let changes: Vec<i64> = zone
            .following(Timestamp::UNIX_EPOCH)
            .take(200)
            .map(|change| change.timestamp().as_second())
            .collect();
        let second = if changes.is_empty() {
            any().boxed()
        } else {
            let near = (prop::sample::select(changes), -7200_i64..7200);
            prop_oneof![any(), near.prop_map(|(change, by)| change + by)].boxed()
        };
        let whole = prop_oneof![Just(60), Just(1)];
        (second, whole, prop_oneof![Just(0), 0_i32..1_000_000_000])
            .prop_map(|(second, step, nanos)| Timestamp::new(second / step * step, nanos).unwrap())
            .boxed()
    }

    const ZONES: [&str; 9] = [
        "UTC",
        "Europe/Berlin",
        "Europe/Lisbon",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Monrovia",
    ];

    proptest! {
        #[test]
        fn a_displayed_time_parses_as_the_same_moment(
            (name, at) in prop::sample::select(ZONES.to_vec())
                .prop_flat_map(|name| (Just(name), moments(&zone(name))))
        ) {
            let zone = zone(name);
            let text = display(at, &zone);
            let now = now().with_time_zone(zone);
            prop_assert_eq!(moment(&text, &now).ok(), Some(at), "{} in {}", text, name);
        }
    }
}
