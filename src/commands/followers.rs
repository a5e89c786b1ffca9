//! `deals followers`: the users who follow a deal.

use crate::api::endpoints::{FOLLOWERS_CHANGELOG, LIST_FOLLOWERS};
use crate::api::request::Request;
use crate::app::App;
use crate::app::write::{Change, Write};
use crate::error::{Error, ErrorKind};
use crate::interactive::deal_picker;
use crate::model::arg::ArgKind;
use crate::model::field::FieldKind;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::listing::{self, CursorArgs, ListSpec, column};
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

/// What a removal answers.
const REMOVED: ListSpec = ListSpec {
    noun: "follower",
    columns: &[column("user_id", "Follower", FieldKind::User)],
    more: &[],
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

/// See and change who follows a deal
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

/// List the users who follow a deal
///
/// Costs 10 tokens for each 500 followers.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals followers list 1
  $ deals followers list 1 -o json")]
struct ListArgs {
    /// The deal, by id or by the address of its page
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
    #[command(flatten)]
    range: CursorArgs,
}

/// Make users follow a deal
///
/// Who follows already is refused, unless --if-missing says that this is fine. Costs 5 tokens for
/// each user; after a refusal that does not say why, 10 to see who follows.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals followers add 3 \"Tom Okafor\" yuki@harbour.example
  $ deals followers add 1 1 --if-missing")]
struct AddArgs {
    /// The deal, by id or by the address of its page
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
    /// The users, by name, e-mail or id
    #[arg(value_name = "USER", add = ArgKind::User)]
    users: Vec<String>,
    /// It is no failure that somebody follows already
    #[arg(long)]
    if_missing: bool,
}

/// Let users no longer follow a deal
///
/// Asks first. Costs 3 tokens for each user.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals followers remove 1 mara@harbour.example --yes
  $ deals followers remove 1 1 --dry-run")]
struct RemoveArgs {
    /// The deal, by id or by the address of its page
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
    /// The users, by name, e-mail or id
    #[arg(value_name = "USER", add = ArgKind::User)]
    users: Vec<String>,
}

/// List who came and went among the followers
///
/// The newest first. Costs 10 tokens for each 500 changes.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals followers changelog 1
  $ deals followers changelog 1 --limit 1 -o json")]
struct ChangelogArgs {
    /// The deal, by id or by the address of its page
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
    #[command(flatten)]
    range: CursorArgs,
}

impl FollowersArgs {
    /// What `--fields` chooses from.
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
            let deal = deal_picker::deal(app, args.deal.as_deref()).await?;
            let request = Request::to(&LIST_FOLLOWERS).with("id", deal);
            listing::list(app, &FOLLOWERS, args.range.of(app.pages(request)), listing::as_is).await
        }
        Action::Add(args) => add(app, args).await,
        Action::Remove(args) => remove(app, args).await,
        Action::Changelog(args) => {
            let deal = deal_picker::deal(app, args.deal.as_deref()).await?;
            let request = Request::to(&FOLLOWERS_CHANGELOG).with("id", deal);
            listing::list(app, &CHANGES, args.range.of(app.pages(request)), listing::as_is).await
        }
    }
}

async fn add(app: &App, args: AddArgs) -> anyhow::Result<()> {
    deal_picker::complete(
        app,
        &[("DEAL", args.deal.is_some()), ("USER", !args.users.is_empty())],
        "say both: deals followers add 42 \"Tom Okafor\"",
    )?;
    let deal = deal_picker::deal(app, args.deal.as_deref()).await?;
    let users = match &args.users[..] {
        [] => vec![display_user(app, deal_picker::user(app).await?)],
        words => users(app, words).await?,
    };
    let add = |user: u64| Write::AddFollower { deal, user };
    if app.is_dry() {
        let plan: Result<Vec<_>, _> =
            users.iter().map(|(_, user)| add(user.id).request()).collect();
        return app.plan(&plan?);
    }
    let changes = users.iter().map(|(word, user)| (word.clone(), Change::new(add(user.id), None)));
    let mut outcome = BulkOutcome::default();
    let report = async |n: usize, sent: Result<Record, Error>| {
        let User { id, name } = &users[n].1;
        let failure = match sent {
            Ok(follower) => {
                app.note(format_args!("{name} follows deal {deal} now"));
                return Ok(Some(follower));
            }
            Err(failure) => failure,
        };
        if !follows_already(app, deal, *id, &failure).await? {
            return Err(failure);
        }
        let already = format!("{name} follows deal {deal} already");
        if args.if_missing {
            app.note(format_args!("{already}"));
            return Ok(None);
        }
        Err(Error { message: already, ..failure }.hint("--if-missing makes that no failure"))
    };
    outcome.send(app, changes.collect(), report).await?;
    listing::show(app, &FOLLOWERS, users.len(), &outcome.records).await?;
    Ok(outcome.check("user")?)
}

/// Whether a user was refused for following already (pipedrive.md P281). The words of that refusal
/// are not documented, so where they do not say it the list does.
async fn follows_already(app: &App, deal: u64, user: u64, failure: &Error) -> Result<bool, Error> {
    if failure.kind != ErrorKind::Refused {
        return Ok(false);
    }
    if failure.message.contains("already") {
        return Ok(true);
    }
    let followers = app.all(Request::to(&LIST_FOLLOWERS).with("id", deal)).await?;
    Ok(followers.iter().any(|follower| follower.read().reference("user_id") == Some(user)))
}

async fn remove(app: &App, args: RemoveArgs) -> anyhow::Result<()> {
    deal_picker::complete(
        app,
        &[("DEAL", args.deal.is_some()), ("USER", !args.users.is_empty())],
        "say both: deals followers remove 42 \"Tom Okafor\"",
    )?;
    let deal = deal_picker::deal(app, args.deal.as_deref()).await?;
    let users = match &args.users[..] {
        [] => vec![display_user(app, pick_follower(app, deal).await?)],
        words => users(app, words).await?,
    };
    let remove = |user: u64| Write::RemoveFollower { deal, user };
    if app.is_dry() {
        let plan: Result<Vec<_>, _> =
            users.iter().map(|(_, user)| remove(user.id).request()).collect();
        return app.plan(&plan?);
    }
    let who: Vec<&str> = users.iter().map(|(_, user)| user.name.as_str()).collect();
    app.confirm(&format!(
        "Remove {} from the followers of deal {deal} in {}?",
        who.join(", "),
        app.account()
    ))?;
    let changes =
        users.iter().map(|(word, user)| (word.clone(), Change::new(remove(user.id), None)));
    let mut outcome = BulkOutcome::default();
    let report = async |n: usize, sent: Result<Record, Error>| {
        let User { name, .. } = &users[n].1;
        match sent {
            Ok(answer) => {
                app.note(format_args!("{name} no longer follows deal {deal}"));
                Ok(Some(answer))
            }
            Err(failure) if failure.kind == ErrorKind::NotFound => {
                let message = format!("{name} does not follow deal {deal} ({failure})");
                Err(Error { message, ..failure }.hint(format!("deals followers list {deal}")))
            }
            Err(failure) => Err(failure),
        }
    };
    outcome.send(app, changes.collect(), report).await?;
    listing::show(app, &REMOVED, users.len(), &outcome.records).await?;
    Ok(outcome.check("user")?)
}

/// The follower that is picked.
async fn pick_follower(app: &App, deal: u64) -> Result<u64, Error> {
    if app.is_dry() {
        return Err(Error::usage("a dry run sends nothing, so no follower can be picked")
            .hint("say the user"));
    }
    let names = app.names(&[Lookup::Users]).await?;
    let followers = app.all(Request::to(&LIST_FOLLOWERS).with("id", deal)).await?;
    let ids = followers.iter().filter_map(|follower| follower.read().reference("user_id"));
    let ids: Vec<u64> = ids.collect();
    let item = |id: &u64| Item::new(names.user(*id).unwrap_or_else(|| format!("user {id}")));
    let items: Vec<Item> = ids.iter().map(item).collect();
    let at = deal_picker::among(app, "Follower", &items, format!("nobody follows deal {deal}"))?;
    Ok(ids[at])
}

/// A user, and what to call them.
struct User {
    id: u64,
    name: String,
}

/// The users meant, each once, by the words that said so.
async fn users(app: &App, words: &[String]) -> Result<Vec<(String, User)>, Error> {
    let mut users: Vec<(String, User)> = Vec::new();
    for word in words {
        let id = resolve::user(app, word).await?;
        if !users.iter().any(|(_, known)| known.id == id) {
            users.push((word.clone(), display_user(app, id).1));
        }
    }
    Ok(users)
}

/// The user with this ID.
fn display_user(app: &App, id: u64) -> (String, User) {
    (id.to_string(), User { id, name: app.user_display_name(id) })
}
