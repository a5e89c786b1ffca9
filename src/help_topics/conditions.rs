//! Conditions on deals: `--where`.

use super::{Part, prose, terms};

pub fn conditions() -> Vec<Part> {
    vec![
        prose(
            "--where CONDITION selects deals by a field, an operator and a value, in quotes. Fields are \
             built in or custom, by name or code. Several conditions must all hold, together with the \
             other filters. `--where help` lists the fields with their operators.",
        ),
        terms(&[
            ("FIELD=VALUE", "Equal; or, for fields with several values, one of them is."),
            ("FIELD!=VALUE", "Not equal, or empty."),
            ("< <= > >=", "Less or greater. Empty fields are neither."),
            ("FIELD~TEXT", "The text, or the name of the stage, user or option, contains TEXT."),
            ("FIELD= FIELD!=", "Empty, and not empty."),
        ]),
        Part::Heading("Values".into()),
        terms(&[
            (
                "status=open,won",
                "A comma means any of. If a whole name contains the comma, it is that name.",
            ),
            ("title~roof", "Texts and names are compared without case and accents."),
            (
                "owner=me",
                "Users, stages, pipelines, options, persons and organizations by name or ID.",
            ),
            ("value>=10000", "Amounts in any currency; \"value>=10000 EUR\" is for one currency."),
            (
                "add_time=-7d",
                "A date on a time field is the whole day in the time zone of the account.",
            ),
            (
                "expected_close_date<today",
                "Dates as in other flags, or a range: 2026-01-01..2026-01-31. A range is less than \
                 a value if it ends before it.",
            ),
            ("archived=yes", "Archived deals, for 20 tokens per 500."),
            ("status=deleted", "Deals that were deleted in the last 30 days."),
        ]),
        prose(
            "Pipedrive filters by one owner, stage, pipeline, person or organization, and by status, \
             ID and update time. Other conditions are evaluated on the deals that it returns, and each \
             500 of these cost 10 tokens, also if none of them meets the conditions. With --filter, \
             Pipedrive ignores all but the update time. --dry-run and -v print what is filtered where.",
        ),
        prose(
            "With --limit N, pages are fetched until N deals meet the conditions. --sort-by takes any \
             field: Pipedrive sorts by id, add_time and update_time, and for other fields the whole \
             list is read before the first deal is printed. Deals without a value come last.",
        ),
        Part::Example("deals list --where \"value>=10000 EUR\" --where owner=me --dry-run"),
        Part::Example("deals list --where \"Contract term~month\" --sort-by value"),
    ]
}
