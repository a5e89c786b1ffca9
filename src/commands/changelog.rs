//! `deals changelog`

use super::Coverage;
use crate::api::endpoints::DEAL_CHANGELOG;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_picker::DealArg;
use crate::model::field::{FieldKind, column, derived_column};
use crate::model::record::Record;
use crate::ops::contacts::People;
use crate::ops::history::{EventFormatter, Needs};
use crate::ops::listing::{self, CursorArgs, ListSpec};

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

/// List what was changed in a deal, field by field
///
/// The newest change first, with the old and the new value. `deals flow` also has notes, mail,
/// files and activities. Costs 20 tokens for each 500 changes; a table or CSV asks for the names of
/// persons and organizations that came or went, 10 tokens for each 100 of them.
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

/// What `--fields` chooses from.
pub fn sheet() -> &'static ListSpec {
    &CHANGES
}

pub async fn run(app: &App, args: ChangelogArgs) -> anyhow::Result<()> {
    let request = Request::to(&DEAL_CHANGELOG).with("id", args.deal.resolve(app).await?);
    let mut people = People::default();
    let pages = args.range.apply(app.pages(request));
    listing::list(app, &CHANGES, pages, async |page| in_cells(app, &mut people, page).await).await
}

/// The changes with their field and its values by name.
async fn in_cells(app: &App, people: &mut People, page: Vec<Record>) -> Result<Vec<Record>, Error> {
    if !app.resolves_ids() {
        return Ok(page);
    }
    let mut needs = Needs::default();
    for change in &page {
        let change = change.read();
        let key = change.text("field_key").unwrap_or_default();
        needs.change(&key, [change.get("old_value"), change.get("new_value")]);
    }
    if !app.shows_times() {
        needs.forget_zone();
    }
    people.learn_persons(app, needs.persons).await?;
    people.learn_orgs(app, needs.orgs).await?;
    let names = app.names(&needs.lookups).await?;
    let teller = EventFormatter { names: &names, people, grouped: app.shows_times() };
    let rows = page.iter().map(|record| {
        let change = record.read();
        let key = change.text("field_key").unwrap_or_default();
        record.with_own(&[
            ("field", teller.field(&key)),
            ("old", teller.value(&key, change.get("old_value"))),
            ("new", teller.value(&key, change.get("new_value"))),
        ])
    });
    Ok(rows.collect())
}
