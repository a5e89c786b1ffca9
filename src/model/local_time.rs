//! Local times, which may not exist or exist twice where the clocks change.

use super::time::too_far;
use crate::error::Error;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// Converts a local time; one that the clocks skip or repeat is an error.
pub fn local_time(civil: DateTime, zone: &TimeZone) -> Result<Timestamp, Error> {
    let name = zone.iana_name().unwrap_or("the time zone");
    let shown = civil.strftime("%Y-%m-%d %H:%M");
    let with = |offset: Offset| {
        let at = offset.to_timestamp(civil).map(|at| at.to_zoned(TimeZone::fixed(offset)));
        at.map_or_else(|_| offset.to_string(), |at| at.strftime("%Y-%m-%d %H:%M%:z").to_string())
    };
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => {
            offset.to_timestamp(civil).map_err(|_| too_far(&civil.to_string()))
        }
        AmbiguousOffset::Gap { .. } => {
            Err(Error::usage(format!("`{shown}` does not exist in {name}: the clocks skip it"))
                .hint("write another time, or add an offset from UTC"))
        }
        AmbiguousOffset::Fold { before, after } => {
            Err(Error::usage(format!("`{shown}` exists twice in {name}: the clocks go back"))
                .hint(format!("write {} or {}", with(before), with(after))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::{moment, v2};
    use super::*;
    use jiff::Zoned;

    fn now() -> Zoned {
        "2026-06-01T12:00[Europe/Berlin]".parse().unwrap()
    }

    #[test]
    fn a_time_that_the_clocks_skip_or_repeat_is_refused() {
        for text in ["2026-03-29 02:30", "2026-03-29T02:00:00", "2026-03-29T02:30[Europe/Berlin]"] {
            let error = moment(text, &now()).unwrap_err();
            assert!(error.message.contains("does not exist in Europe/Berlin"), "{error}");
        }
        for text in ["2026-10-25 02:30", "2026-10-25T02:30[Europe/Berlin]"] {
            let error = moment(text, &now()).unwrap_err();
            assert_eq!(
                error.message,
                "`2026-10-25 02:30` exists twice in Europe/Berlin: the clocks go back"
            );
            let hint = error.hint.unwrap();
            assert_eq!(hint, "write 2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00");
            for form in hint.strip_prefix("write ").unwrap().split(" or ") {
                assert!(moment(form, &now()).is_ok(), "{form}");
            }
        }
        for (text, expected) in [
            ("2026-03-29 01:59", "2026-03-29T00:59:00Z"),
            ("2026-03-29 03:00", "2026-03-29T01:00:00Z"),
            ("2026-10-25 02:30+01:00[Europe/Berlin]", "2026-10-25T01:30:00Z"),
        ] {
            assert_eq!(moment(text, &now()).map(v2).unwrap(), expected, "{text}");
        }
        // In Cairo the clocks went from 00:00 to 01:00 on this day.
        let cairo = now().with_time_zone(TimeZone::get("Africa/Cairo").unwrap());
        assert_eq!(moment("2026-04-24", &cairo).map(v2).unwrap(), "2026-04-23T22:00:00Z");
        assert!(moment("2026-04-24 00:30", &cairo).is_err());
    }
}
