//! `deals followers`: the users who follow a deal.

use super::Coverage;
use crate::api::endpoints::{ADD_FOLLOWER, FOLLOWERS_CHANGELOG, LIST_FOLLOWERS, REMOVE_FOLLOWER};
use crate::api::request::Request;
use crate::app::App;
use crate::app::write::{Body, Write};
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::interactive::deal_picker;
use crate::model::arg::ArgKind;
use crate::model::field::{FieldKind, column};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::ops::listing::{self, CursorArgs, ListSpec};
use crate::ops::membership::{Member, Membership};
use crate::ops::resolve;
use crate::ui::prompt::Item;

const FOLLOWERS: ListSpec = ListSpec {
    noun: "follower",
    columns: &[
        column("user_id", "Follower", FieldKind::User),
        column("add_time", "Since", FieldKind::Time),
    ],
    more: &[],
};

/// The response to a removal.
const REMOVED: ListSpec = ListSpec {
    noun: "follower",
    columns: &[column("user_id", "Follower", FieldKind::User)],
    more: &[],
};

const MEMBERSHIP: Membership = Membership {
    list: &LIST_FOLLOWERS,
    key: "user_id",
    added: &FOLLOWERS,
    removed: &REMOVED,
    nouns: ("user", "user"),
    verb: "follows",
    name: |_| None,
    row: Record::clone,
    missing: |name, deal| format!("{name} does not follow deal {deal}"),
};

const CHANGES: ListSpec = ListSpec {
    noun: "change",
    columns: &[
        column("time", "When", FieldKind::Time),
        column("actor_user_id", "Who", FieldKind::User),
        column("action", "Did", FieldKind::Text),
        column("follower_user_id", "Follower", FieldKind::User),
    ],
    more: &[],
};

/// Manage the followers of a deal
#[derive(clap::Args, Debug)]
pub struct FollowersArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    List(ListArgs),
    Add(AddArgs),
    Remove(RemoveArgs),
    Changelog(ChangelogArgs),
}

/// List the followers of a deal
///
/// Cost: 10 tokens per 500 followers
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_FOLLOWERS))]
#[command(after_long_help = "\
Examples:
  $ deals followers list 1
  $ deals followers list 1 -o json")]
struct ListArgs {
    #[command(flatten)]
    deal: DealArg,
    #[command(flatten)]
    range: CursorArgs,
}

/// Add followers to a deal
///
/// It is an error if a user already follows the deal, unless --if-missing is given.
///
/// Cost: 5 tokens per user; plus 10 to list the followers if the reason for a refusal is unclear
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&ADD_FOLLOWER))]
#[command(after_long_help = "\
Examples:
  $ deals followers add 3 \"Tom Okafor\" yuki@harbour.example
  $ deals followers add 1 1 --if-missing")]
struct AddArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Users: name, email or ID
    #[arg(value_name = "USER", add = ArgKind::User)]
    users: Vec<String>,
    /// Ignore users who already follow the deal
    #[arg(long)]
    if_missing: bool,
}

/// Remove followers from a deal
///
/// Asks for confirmation.
///
/// Cost: 3 tokens per user
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&REMOVE_FOLLOWER))]
#[command(after_long_help = "\
Examples:
  $ deals followers remove 1 mara@harbour.example --yes
  $ deals followers remove 1 1 --dry-run")]
struct RemoveArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Users: name, email or ID
    #[arg(value_name = "USER", add = ArgKind::User)]
    users: Vec<String>,
}

/// List when followers were added and removed
///
/// Newest first.
///
/// Cost: 10 tokens per 500 changes
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&FOLLOWERS_CHANGELOG))]
#[command(after_long_help = "\
Examples:
  $ deals followers changelog 1
  $ deals followers changelog 1 --limit 1 -o json")]
struct ChangelogArgs {
    #[command(flatten)]
    deal: DealArg,
    #[command(flatten)]
    range: CursorArgs,
}

impl FollowersArgs {
    /// The columns that `--fields` accepts.
    pub fn sheet(&self) -> &'static ListSpec {
        match self.action {
            Action::List(_) | Action::Add(_) => &FOLLOWERS,
            Action::Remove(_) => &REMOVED,
            Action::Changelog(_) => &CHANGES,
        }
    }
}

pub async fn run(app: &App, args: FollowersArgs) -> anyhow::Result<()> {
    match args.action {
        Action::List(args) => {
            let deal = args.deal.resolve(app, Purpose::Read).await?;
            let request = MEMBERSHIP.list_request(deal);
            listing::list(app, &FOLLOWERS, args.range.apply(app.pages(request)), listing::as_is)
                .await
        }
        Action::Add(args) => add(app, args).await,
        Action::Remove(args) => remove(app, args).await,
        Action::Changelog(args) => {
            let deal = args.deal.resolve(app, Purpose::Read).await?;
            let request = Request::to(&FOLLOWERS_CHANGELOG).with("id", deal);
            listing::list(app, &CHANGES, args.range.apply(app.pages(request)), listing::as_is).await
        }
    }
}

async fn add(app: &App, args: AddArgs) -> anyhow::Result<()> {
    deal_picker::require(
        app,
        &[("DEAL", args.deal.is_given()), ("USER", !args.users.is_empty())],
        "usage: deals followers add 42 \"Tom Okafor\"",
    )?;
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    let users = match &args.users[..] {
        [] => vec![new_member(app, None, deal_picker::pick_user(app).await?)],
        words => resolve_members(app, words).await?,
    };
    let write = |user| Write::AddFollower { deal, user };
    MEMBERSHIP.add(app, deal, &users, write, args.if_missing).await
}

async fn remove(app: &App, args: RemoveArgs) -> anyhow::Result<()> {
    deal_picker::require(
        app,
        &[("DEAL", args.deal.is_given()), ("USER", !args.users.is_empty())],
        "usage: deals followers remove 42 \"Tom Okafor\"",
    )?;
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    let users = match &args.users[..] {
        [] => vec![new_member(app, None, pick_follower(app, deal).await?)],
        words => resolve_members(app, words).await?,
    };
    MEMBERSHIP.remove(app, deal, &users, |user| Write::RemoveFollower { deal, user }).await
}

/// Prompts for a follower of the deal.
async fn pick_follower(app: &App, deal: u64) -> Result<u64, Error> {
    let names = app.names(&[Lookup::Users]).await?;
    let followers = app.all(MEMBERSHIP.list_request(deal)).await?;
    let ids = followers.iter().filter_map(|follower| follower.read().reference("user_id"));
    let ids: Vec<u64> = ids.collect();
    let item =
        |id: &u64| Item::new(names.user(*id).unwrap_or_else(|| format!("user {id}"))).id(*id);
    let items: Vec<Item> = ids.iter().map(item).collect();
    let none = format!("deal {deal} has no followers");
    Ok(ids[deal_picker::pick_item(app, "Follower", &items, none)?])
}

/// Resolves names to users, without duplicates.
async fn resolve_members(app: &App, words: &[String]) -> Result<Vec<Member>, Error> {
    let mut users: Vec<Member> = Vec::new();
    for word in words {
        let id = resolve::user(app, word).await?;
        if !users.iter().any(|known| known.id == id) {
            users.push(new_member(app, Some(word), id));
        }
    }
    Ok(users)
}

/// The member for a user ID; `word` is the name on the command line.
fn new_member(app: &App, word: Option<&str>, id: u64) -> Member {
    let word = word.map_or_else(|| id.to_string(), str::to_owned);
    Member { word, name: app.user_display_name(id), id, before: Body::new() }
}
