//! `deals permitted-users`

use super::Coverage;
use crate::api::endpoints::PERMITTED_USERS;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::field::{FieldKind, column};
use crate::model::names::{self, Lookup};
use crate::model::record::Record;
use crate::ops::listing::{self, ListSpec};

const USERS: ListSpec = ListSpec {
    noun: "user",
    columns: &[
        column("id", "ID", FieldKind::Id),
        column("name", "Name", FieldKind::Text),
        column("email", "Email", FieldKind::Text),
    ],
    more: &[],
};

/// The columns with `--raw`.
const IDS: ListSpec = ListSpec { columns: &[column("id", "ID", FieldKind::Id)], ..USERS };

/// List the users who can see a deal
///
/// JSON has the user IDs only, as Pipedrive sends them.
///
/// Cost: 10 tokens
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&PERMITTED_USERS))]
#[command(after_long_help = "\
Examples:
  $ deals permitted-users 3
  $ deals permitted-users 3 -o json")]
pub struct PermittedUsersArgs {
    #[command(flatten)]
    deal: DealArg,
}

/// The columns that `--fields` accepts.
pub fn sheet() -> &'static ListSpec {
    &USERS
}

pub async fn run(app: &App, args: PermittedUsersArgs) -> anyhow::Result<()> {
    if !app.is_tabular() && app.settings.flags.fields.is_some() {
        return Err(Error::usage("--fields does not apply: the JSON is a list of IDs")
            .hint("leave it out, or use -o csv")
            .into());
    }
    let request =
        Request::to(&PERMITTED_USERS).with("id", args.deal.resolve(app, Purpose::Read).await?);
    let sheet = if app.resolves_ids() { &USERS } else { &IDS };
    listing::list(app, sheet, app.pages(request).bare(), async |page| format_cells(app, page).await)
        .await
}

/// Replaces user IDs with the cached users.
async fn format_cells(app: &App, page: Vec<Record>) -> Result<Vec<Record>, Error> {
    let needs: &[Lookup] = if app.resolves_ids() { &[Lookup::Users] } else { &[] };
    let users = app.names(needs).await?.users;
    let row = |item: &Record| {
        let id = item.text();
        let user = users.iter().find(|user| user.id.to_string() == id);
        item.with_members(&[
            ("id", id.to_owned()),
            ("name", user.map(names::NamedEntity::label).unwrap_or_default()),
            ("email", user.and_then(|user| user.also.clone()).unwrap_or_default()),
        ])
    };
    Ok(page.iter().map(row).collect())
}
