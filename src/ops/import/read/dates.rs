//! Parses dates as spreadsheets write them. Whether `03/04/2027` is in March or in April is decided for a
//! whole column, by a cell with a day above 12.

use super::amounts::Seen;
use crate::text;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The order of day and month in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// What the cells of a column show about the order of day and month.
#[derive(Debug, Default, Clone)]
pub struct DateFacts {
    day_first: Option<Seen>,
    month_first: Option<Seen>,
    /// The first ambiguous cell.
    open: Option<Seen>,
}

/// The order of a column, or why it is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderDecision {
    /// No cell depends on the order.
    NoOrder,
    Proved(DateOrder, Seen),
    Open(Seen),
    Both(Seen, Seen),
}

/// A date, or a date with a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    Day(Date),
    /// Without a zone.
    Local(DateTime),
    At(Timestamp),
}

impl DateOrder {
    pub fn parse(word: &str) -> Option<DateOrder> {
        match word.trim().to_ascii_lowercase().as_str() {
            "dmy" => Some(DateOrder::DayFirst),
            "mdy" => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            DateOrder::DayFirst => "day/month/year",
            DateOrder::MonthFirst => "month/day/year",
        }
    }
}

impl DateFacts {
    pub fn see(&mut self, row: usize, cell: &str) {
        let Some((first, second, _)) = find_numbers(cell.trim()).filter(|(.., year)| *year > 99)
        else {
            return;
        };
        let seen = || Seen { row, text: text::clean(cell).into_owned() };
        match (first, second) {
            (13.., 1..=12) => drop(self.day_first.get_or_insert_with(seen)),
            (1..=12, 13..) => drop(self.month_first.get_or_insert_with(seen)),
            (1..=12, 1..=12) if first != second => drop(self.open.get_or_insert_with(seen)),
            _ => {}
        }
    }

    pub fn decide(&self) -> OrderDecision {
        match (&self.day_first, &self.month_first, &self.open) {
            (Some(one), Some(other), _) => OrderDecision::Both(one.clone(), other.clone()),
            (Some(one), None, _) => OrderDecision::Proved(DateOrder::DayFirst, one.clone()),
            (None, Some(one), _) => OrderDecision::Proved(DateOrder::MonthFirst, one.clone()),
            (None, None, Some(open)) => OrderDecision::Open(open.clone()),
            (None, None, None) => OrderDecision::NoOrder,
        }
    }
}

/// Parses a date with or without a time.
pub fn read(cell: &str, order: Option<DateOrder>) -> Result<Moment, String> {
    let cell = cell.trim();
    let wrong = |why: &str| format!("`{}` is not a date: {why}", text::clean(cell));
    if let Ok(at) = cell.parse::<Timestamp>() {
        return Ok(Moment::At(at));
    }
    let is_number = cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if is_number && cell.parse::<f64>().is_ok() && !cell.contains("..") {
        let day = cell.parse::<f64>().ok().and_then(excel_day);
        return Err(match day {
            Some(day) => wrong(&format!(
                "a number, which Excel shows as {day} if the cell has the format of a date"
            )),
            None => wrong("it is a number"),
        });
    }
    let (day, clock) = match cell.find([' ', 'T', ',']) {
        // `4 March 2027` has spaces.
        Some(at) if cell[..at].len() > 2 && cell[at + 1..].contains(':') => {
            (&cell[..at], cell[at + 1..].trim())
        }
        _ => (cell, ""),
    };
    let day = read_day(day, order).map_err(|why| wrong(&why))?;
    if clock.is_empty() {
        return Ok(Moment::Day(day));
    }
    match read_clock(clock) {
        Some(clock) => Ok(Moment::Local(day.to_datetime(clock))),
        None => Err(wrong(&format!("`{}` is not a time", text::clean(clock)))),
    }
}

/// Parses a date for a field without a time.
pub fn read_as_day(cell: &str, order: Option<DateOrder>) -> Result<Date, String> {
    let cell = cell.trim();
    match read(cell, order)? {
        Moment::Day(day) => Ok(day),
        Moment::Local(at) => Ok(at.date()),
        Moment::At(_) => {
            // At midnight it is a date that a program wrote as a time. Any other time may be another day in
            // another time zone.
            let own = Pieces::parse(cell).ok();
            let own = own.filter(|own| own.time() == Some(Time::midnight()));
            own.map(|own| own.date()).ok_or_else(|| {
                format!(
                    "`{}` is a time, which is another day in another time zone: write a date",
                    text::clean(cell)
                )
            })
        }
    }
}

fn read_day(day: &str, order: Option<DateOrder>) -> Result<Date, String> {
    let new = |year: i32, month: i32, day: i32| {
        let part = |n: i32| i8::try_from(n).ok();
        let date = i16::try_from(year).ok().zip(part(month)).zip(part(day));
        let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        date.ok_or_else(|| format!("there is no day {year}-{month:02}-{day:02}"))
    };
    let parts = split_numbers(day);
    if let Some([year, month, day]) = parts
        && year > 99
    {
        return new(year, month, day);
    }
    if let Some([first, second, year]) = parts {
        if year < 100 {
            return Err("its year has two digits".to_owned());
        }
        let order = match order {
            Some(order) => order,
            None if first == second || first > 12 => DateOrder::DayFirst,
            None if second > 12 => DateOrder::MonthFirst,
            None => return Err("the order of day and month is not clear".to_owned()),
        };
        return match order {
            DateOrder::DayFirst => new(year, second, first),
            DateOrder::MonthFirst => new(year, first, second),
        };
    }
    // A month name. Without a year, or as `today`, the date would depend on the day of the import.
    let has_year = day
        .split([' ', ','])
        .any(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
    let now = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    match crate::model::time::day(day, &now) {
        Ok(date) if has_year => Ok(date),
        _ => Err("write it like 2026-01-31".to_owned()),
    }
}

/// Splits three numbers separated by `/`, `.` or `-`.
fn split_numbers(day: &str) -> Option<[i32; 3]> {
    let sign = day.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = day.trim_end_matches('.').split(sign).map(str::trim).collect();
    let is_digits =
        |part: &&str| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(is_digits) {
        return None;
    }
    let number = |at: usize| parts[at].parse::<i32>().ok();
    // `0027` is neither a two-digit nor a four-digit year.
    Some([number(0)?, number(1)?, number(2)?])
}

/// Parses a date that ends with the year: the meaning of the first two numbers depends on the order.
fn find_numbers(cell: &str) -> Option<(i32, i32, i32)> {
    let day = cell.split([' ', 'T']).next()?;
    let [first, second, year] = split_numbers(day)?;
    (first <= 99).then_some((first, second, year))
}

/// `9:30`, `09:30:00`, `9:30 PM`
fn read_clock(clock: &str) -> Option<Time> {
    let lower = clock.to_ascii_lowercase();
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        _ => (lower.as_str(), None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    if !matches!(parts.len(), 2 | 3) {
        return None;
    }
    let number = |at: usize| parts.get(at).map_or(Some(0), |part| part.parse::<i8>().ok());
    let (hour, minute, second) = (number(0)?, number(1)?, number(2)?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// Converts an Excel serial number to a date.
fn excel_day(number: f64) -> Option<Date> {
    // From 1970 to 2100: other numbers are unlikely to be dates.
    let is_likely = (25_569.0..73_051.0).contains(&number);
    is_likely.then(|| Date::constant(1899, 12, 30).saturating_add((number as i64).days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decide(cells: &[&str]) -> OrderDecision {
        let mut facts = DateFacts::default();
        cells.iter().enumerate().for_each(|(at, cell)| facts.see(at + 1, cell));
        facts.decide()
    }

    fn day(cell: &str, order: Option<DateOrder>) -> Result<String, String> {
        read_as_day(cell, order).map(|day| day.to_string())
    }

    #[test]
    fn a_day_above_12_decides_the_order_of_a_column() {
        let seen = |row, text: &str| Seen { row, text: text.into() };
        assert_eq!(decide(&["10/10/2027", "2027-04-26", "", "26/04/27"]), OrderDecision::NoOrder);
        assert_eq!(
            decide(&["03/04/2027", "10/10/2027"]),
            OrderDecision::Open(seen(1, "03/04/2027"))
        );
        assert_eq!(
            decide(&["03/04/2027", "26.04.2027"]),
            OrderDecision::Proved(DateOrder::DayFirst, seen(2, "26.04.2027"))
        );
        assert_eq!(
            decide(&["3/4/2027", "4/26/2027 10:00 AM"]),
            OrderDecision::Proved(DateOrder::MonthFirst, seen(2, "4/26/2027 10:00 AM"))
        );
        assert_eq!(
            decide(&["26/4/2027", "4/26/2027"]),
            OrderDecision::Both(seen(1, "26/4/2027"), seen(2, "4/26/2027"))
        );
    }

    #[test]
    fn dates_are_parsed() {
        let dmy = Some(DateOrder::DayFirst);
        for (cell, order, expected) in [
            ("2027-03-04", None, "2027-03-04"),
            ("2027/3/4", None, "2027-03-04"),
            ("03/04/2027", dmy, "2027-04-03"),
            ("3.4.2027", dmy, "2027-04-03"),
            ("03-04-2027", Some(DateOrder::MonthFirst), "2027-03-04"),
            ("2027-03-04 00:00", None, "2027-03-04"),
            ("2027-08-19T00:00:00.000Z", None, "2027-08-19"),
            ("2027-08-19T00:00:00+02:00", None, "2027-08-19"),
            ("12/03/2027 10:14", dmy, "2027-03-12"),
            ("4 March 2027", None, "2027-03-04"),
            ("Mar 4, 2027", None, "2027-03-04"),
            ("10/10/2027", None, "2027-10-10"),
        ] {
            assert_eq!(day(cell, order).as_deref(), Ok(expected), "{cell}");
        }
        for (cell, why) in [
            ("07/08/27", "two digits"),
            ("31/04/2027", "no day 2027-04-31"),
            ("2027-02-30", "no day 2027-02-30"),
            ("46085", "Excel shows as 2026-03-04"),
            ("today", "write it like"),
            ("4 March", "write it like"),
            ("2027-01-14T23:00:00.000Z", "another day"),
            ("2027-03-04 25:00", "`25:00` is not a time"),
        ] {
            let refused = day(cell, dmy).unwrap_err();
            assert!(refused.contains(why), "{cell}: {refused}");
        }
        assert!(day("03/04/2027", None).unwrap_err().contains("is not clear"));
    }

    #[test]
    fn times_of_day_may_have_am_or_pm() {
        let read = |clock: &str| read_clock(clock).map(|time| time.to_string());
        assert_eq!(read("9:30 PM").as_deref(), Some("21:30:00"));
        assert_eq!(read("12:05 am").as_deref(), Some("00:05:00"));
        assert_eq!(read("09:30:15").as_deref(), Some("09:30:15"));
        assert_eq!((read("13:00 PM"), read("9"), read("24:00")), (None, None, None));
    }

    proptest! {
        #[test]
        fn formatted_dates_are_parsed_back(year in 1970i16..2100, month in 1i8..13, of_month in 1i8..29) {
            let date = jiff::civil::date(year, month, of_month);
            for (cell, order) in [
                (date.to_string(), None),
                (format!("{of_month}/{month:02}/{year}"), Some(DateOrder::DayFirst)),
                (format!("{month}.{of_month:02}.{year}"), Some(DateOrder::MonthFirst)),
            ] {
                prop_assert_eq!(read(&cell, order), Ok(Moment::Day(date)), "{}", cell);
            }
        }
    }
}
