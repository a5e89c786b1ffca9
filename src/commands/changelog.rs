//! `deals changelog`

use super::Coverage;
use crate::api::endpoints::DEAL_CHANGELOG;
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::field::{FieldKind, column, derived_column};
use crate::model::record::Record;
use crate::ops::history::{EventFormatter, Needs, fold_changes};
use crate::ops::listing::{self, CursorArgs, ListSpec};
use crate::output::Format;

const CHANGES: ListSpec = ListSpec {
    noun: "change",
    columns: &[
        column("time", "When", FieldKind::Time),
        column("actor_user_id", "Who", FieldKind::User),
        derived_column("field", "Field", "field_key"),
        derived_column("old", "From", "old_value"),
        derived_column("new", "To", "new_value"),
        column("change_source", "Through", FieldKind::Text),
    ],
    more: &["change_source_user_agent", "is_bulk_update_flag"],
};

/// List the field changes of a deal
///
/// Newest first, with the old and the new value. A table omits the times that Pipedrive sets along with
/// another change, so that a won deal is one row instead of three; --limit counts all changes.
/// `deals flow` also shows notes, mail, files and activities.
///
/// Cost: 20 tokens per 500 changes; a table or CSV also fetches the names of linked persons and
/// organizations, for 10 tokens per 100
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&DEAL_CHANGELOG))]
#[command(after_long_help = "\
Examples:
  $ deals changelog 7 --limit 5
  $ deals changelog 3 -o ndjson")]
pub struct ChangelogArgs {
    #[command(flatten)]
    deal: DealArg,
    #[command(flatten)]
    range: CursorArgs,
}

/// The columns that `--fields` accepts.
pub fn sheet() -> &'static ListSpec {
    &CHANGES
}

pub async fn run(app: &App, args: ChangelogArgs) -> anyhow::Result<()> {
    let request =
        Request::to(&DEAL_CHANGELOG).with("id", args.deal.resolve(app, Purpose::Read).await?);
    let printed = CHANGES.columns(app)?;
    let pages = args.range.apply(app.pages(request));
    listing::list_history(app, &CHANGES, pages, "time", async |page| {
        format_cells(app, &printed, page).await
    })
    .await
}

/// Resolves the field and the values of each change to names. A table omits the times that Pipedrive
/// sets along with another change.
async fn format_cells(
    app: &App,
    printed: &Columns,
    page: Vec<Record>,
) -> Result<Vec<Record>, Error> {
    if !app.resolves_ids() {
        return Ok(page);
    }
    let is_printed = |code: &str| printed.fields.iter().any(|field| field.code == code);
    let changes = match app.format {
        Format::Table | Format::Markdown => fold_changes(&page),
        _ => page.iter().collect(),
    };
    let mut needs = Needs::default();
    for change in &changes {
        let change = change.read();
        let key = change.text("field_key").unwrap_or_default();
        if is_printed("field") {
            needs.field(&key);
        }
        let value = |column: &str, side: &str| change.get(side).filter(|_| is_printed(column));
        needs.values(&key, [value("old", "old_value"), value("new", "new_value")]);
    }
    let names = needs.fetch(app).await?;
    let teller = EventFormatter { names: &names, grouped: app.shows_times() };
    let rows = changes.into_iter().map(|record| {
        let change = record.read();
        let key = change.text("field_key").unwrap_or_default();
        record.with_members(&[
            ("field", teller.field(&key)),
            ("old", teller.value(&key, change.get("old_value"))),
            ("new", teller.value(&key, change.get("new_value"))),
        ])
    });
    Ok(rows.collect())
}
