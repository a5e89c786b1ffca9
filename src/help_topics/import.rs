//! How `deals import` reads a file.

use super::{Part, prose, terms};

pub fn import() -> Vec<Part> {
    vec![
        Part::Heading("Files".into()),
        prose(
            "FILE is CSV or TSV, JSON (an array, or an object per line), or an Excel workbook (.xlsx), of which \
             the first sheet is read. The content decides, not the name. Nothing is guessed: on a terminal \
             `deals` asks about anything ambiguous, elsewhere it fails and names the flag to use.",
        ),
        terms(&[
            (
                "encoding",
                "A byte order mark, else UTF-8, else --encoding; windows-1252 is proposed.",
            ),
            (
                "delimiter",
                "A comma, semicolon, tab or bar: the one that fits most rows; or a line such as sep=;.",
            ),
            (
                "headings",
                "The first row. If another one looks like headings, --header-row N is proposed.",
            ),
            (
                "end",
                "Blank rows are skipped. A row with a total is an error; --skip-last N leaves it out.",
            ),
        ]),
        Part::Heading("Columns".into()),
        prose(
            "A heading is the name or the code of a field, or the name that one of these systems gives to it: \
             Pipedrive (also in German, French, Portuguese and Spanish), HubSpot, Salesforce, Zoho, Close, Copper, \
             Attio, Trello. The system is detected from the headings, or set with --from.",
        ),
        terms(&[
            ("ID", "The ID or the URL of a deal. IDs of another system are not used."),
            (
                "ignored",
                "Fields that Pipedrive sets, and fields of persons and organizations; they are listed.",
            ),
            (
                "refused",
                "Notes, activities and emails, which would be lost; --ignore leaves them out.",
            ),
            (
                "equal headings",
                "An error, unless they are ignored; --map and --ignore take '#3' for column 3.",
            ),
            ("several cells", "--map 'First Name+Last Name=Person' joins them."),
            ("currency of X", "The column `Currency of X` has the currency of the amounts in X."),
            ("end date of X", "The column `End date of X` has the end of the range in X."),
            ("no title", "--set 'Title=Lead: {Company}' puts cells of the row into the title."),
        ]),
        Part::Heading("Cells".into()),
        prose(
            "A cell is parsed as --set of `deals create` parses it. Spaces around it are removed, and the apostrophe \
             that CSV has in front of a formula. An empty cell does not change the field; with --clear-empty it clears it. \
             Words such as NULL or n/a are texts, unless --empty names them. #N/A and #REF! are errors.",
        ),
        terms(&[
            (
                "dates",
                "2026-01-31, or day and month in one order per column. A day above 12 shows which; else --dates.",
            ),
            (
                "amounts",
                "One decimal mark per column. 1.200,50 or 1,5 shows which; 1,200 alone does not; else --decimal.",
            ),
            (
                "exports of deals",
                "CSV of `deals list` or `deals export` has decimal points, unless a spreadsheet rewrote it.",
            ),
            (
                "currencies",
                "A code; in an amount also a sign that only one currency of the account has. A new deal with an amount needs one.",
            ),
            (
                "names",
                "Whole names of persons, organizations, users, stages and options. Similar names are only suggested.",
            ),
            (
                "stages",
                "`Quote (Refits)` names the pipeline, too. So do a column of pipelines, and --set Pipeline=Refits.",
            ),
            (
                "other words",
                "--map-value 'Stage:Closed won=status won', or a CSV file of column, word and value: --values.",
            ),
            (
                "several options",
                "Between commas, semicolons, bars or line breaks, if each part is an option.",
            ),
            (
                "times of update",
                "A deal that was changed later is skipped; without a zone or --zone, also one that may have been.",
            ),
        ]),
        Part::Heading("Examples".into()),
        Part::Example("deals import sales.csv --from salesforce --ignore Description --dry-run"),
        Part::Example("deals import fair.csv --header-row 4 --set 'Title={Company}' --skip-last 1"),
    ]
}
