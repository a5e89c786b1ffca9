//! `deals participants`: the persons who participate in a deal. A participant is a row with an ID of
//! its own, which is not the ID of the person (pipedrive.md P290).

use super::Coverage;
use crate::api::endpoints::{
    ADD_PARTICIPANT, LIST_PARTICIPANTS, PARTICIPANTS_CHANGELOG, REMOVE_PARTICIPANT,
};
use crate::api::request::Request;
use crate::app::App;
use crate::app::write::{Body, Write};
use crate::error::{Error, ErrorKind};
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::interactive::deal_picker;
use crate::model::arg::{self, ArgKind};
use crate::model::field::{FieldKind, column, derived_column};
use crate::model::names::{self, ContactKind};
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::ops::contacts;
use crate::ops::listing::{self, CursorArgs, ListSpec, StartArgs};
use crate::ops::membership::{Member, Membership};
use crate::ops::resolve;
use crate::text;
use crate::ui::prompt::Item;
use serde_json::value::RawValue;

const PARTICIPANTS: ListSpec = ListSpec {
    noun: "participant",
    columns: &[
        column("id", "Row", FieldKind::Id),
        column("person_id", "Person", FieldKind::Person),
        derived_column("email", "Email", "person_id.email"),
        column("person.org_name", "Organization", FieldKind::Text),
        column("add_time", "Since", FieldKind::Time),
        column("added_by_user_id", "Added by", FieldKind::User),
    ],
    more: &[
        "person_id.value",
        "person_id.name",
        "person_id.phone",
        "person",
        "active_flag",
        "marketing_status",
        "related_item_id",
        "related_item_type",
        "related_item_data",
    ],
};

/// The response to a removal.
const REMOVED: ListSpec =
    ListSpec { noun: "participant", columns: &[column("id", "Row", FieldKind::Id)], more: &[] };

const MEMBERSHIP: Membership = Membership {
    list: &LIST_PARTICIPANTS,
    key: "person_id",
    added: &PARTICIPANTS,
    removed: &REMOVED,
    nouns: ("person", "participant"),
    verb: "takes part in",
    name: |row| Some(read_name(row)),
    row: with_email,
    missing: |name, deal| format!("no {name} of deal {deal}"),
};

const CHANGES: ListSpec = ListSpec {
    noun: "change",
    columns: &[
        column("time", "When", FieldKind::Time),
        column("actor_user_id", "Who", FieldKind::User),
        column("action", "Did", FieldKind::Text),
        derived_column("person", "Person", "person_id"),
    ],
    more: &[],
};

/// Manage the participants of a deal
#[derive(clap::Args, Debug)]
pub struct ParticipantsArgs {
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

/// List the participants of a deal
///
/// Cost: 10 tokens per 500 participants
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_PARTICIPANTS))]
#[command(after_long_help = "\
Examples:
  $ deals participants list 1
  $ deals participants list 7 --fields person,email --limit 5")]
struct ListArgs {
    #[command(flatten)]
    deal: DealArg,
    #[command(flatten)]
    range: StartArgs,
}

/// Add participants to a deal
///
/// It is an error if a person already participates, unless --if-missing is given.
///
/// Cost: 10 tokens per person; plus 20 to 40 to search for a name, and 10 to list the participants if
/// the reason for a refusal is unclear
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&ADD_PARTICIPANT))]
#[command(after_long_help = "\
Examples:
  $ deals participants add 3 \"Bruno Becker\"
  $ deals participants add 3 2 5")]
struct AddArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Persons: name or ID
    #[arg(value_name = "PERSON", add = ArgKind::Person)]
    persons: Vec<String>,
    /// Ignore persons who already participate
    #[arg(long)]
    if_missing: bool,
}

/// Remove participants from a deal
///
/// Asks for confirmation. A number can be the ID of a person or of a participant row; it is an error if
/// it matches one of each.
///
/// Cost: 6 tokens per participant, plus 10 per 500 participants to find them
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&REMOVE_PARTICIPANT))]
#[command(after_long_help = "\
Examples:
  $ deals participants remove 1 \"Ada Abara\" --yes
  $ deals participants remove 1 --participant 1001 --dry-run")]
struct RemoveArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Persons: name, email, ID, or ID of the participant row
    #[arg(value_name = "PERSON", add = ArgKind::Person)]
    persons: Vec<String>,
    /// ID of a participant row; not looked up first (repeatable)
    #[arg(long = "participant", value_name = "ROW", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    rows: Vec<u64>,
}

/// List when participants were added and removed
///
/// Newest first.
///
/// Cost: 10 tokens per 500 changes; a table or CSV also fetches the names of persons for 10 tokens per
/// 100
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&PARTICIPANTS_CHANGELOG))]
#[command(after_long_help = "\
Examples:
  $ deals participants changelog 1
  $ deals participants changelog 7 --limit 3 -o json")]
struct ChangelogArgs {
    #[command(flatten)]
    deal: DealArg,
    #[command(flatten)]
    range: CursorArgs,
}

impl ParticipantsArgs {
    /// The columns that `--fields` accepts.
    pub fn sheet(&self) -> &'static ListSpec {
        match self.action {
            Action::List(_) | Action::Add(_) => &PARTICIPANTS,
            Action::Remove(_) => &REMOVED,
            Action::Changelog(_) => &CHANGES,
        }
    }
}

pub async fn run(app: &App, args: ParticipantsArgs) -> anyhow::Result<()> {
    match args.action {
        Action::List(args) => {
            let deal = args.deal.resolve(app, Purpose::Read).await?;
            let pages = args.range.apply(app.pages(MEMBERSHIP.list_request(deal)));
            listing::list(app, &PARTICIPANTS, pages, async |page| {
                Ok(page.iter().map(with_email).collect())
            })
            .await
        }
        Action::Add(args) => add(app, args).await,
        Action::Remove(args) => remove(app, args).await,
        Action::Changelog(args) => changelog(app, args).await,
    }
}

/// Adds the primary email address to a participant.
fn with_email(record: &Record) -> Record {
    record.with_members(&[("email", read_email(&record.read()))])
}

/// The primary email address, or else the first.
fn read_email(participant: &RecordView) -> String {
    let raw = participant.get("person_id.email").or_else(|| participant.get("person.email"));
    let all: Vec<Box<RawValue>> =
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let all: Vec<Record> = all.into_iter().filter_map(Record::new).collect();
    let is_primary = |one: &&Record| one.read().is_true("primary");
    let best = all.iter().find(is_primary).or_else(|| all.first());
    best.and_then(|one| Some(one.read().text("value")?.into_owned())).unwrap_or_default()
}

/// The name of the person, or else the ID of the person or of the row.
fn read_name(participant: &RecordView) -> String {
    let sent = ["person_id.name", "person.name"].into_iter().find_map(|key| participant.text(key));
    match (sent, participant.reference("person_id")) {
        (Some(name), _) => text::clean(&name).into_owned(),
        (None, Some(id)) => format!("person {id}"),
        (None, None) => participant.get("id").map(value::plain).unwrap_or_default().into_owned(),
    }
}

async fn add(app: &App, args: AddArgs) -> anyhow::Result<()> {
    let is_given = !args.persons.is_empty();
    deal_picker::require(
        app,
        &[("DEAL", args.deal.is_given()), ("PERSON", is_given)],
        "usage: deals participants add 42 \"Bruno Becker\"",
    )?;
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    let mut persons: Vec<Member> = Vec::new();
    if !is_given {
        let (name, id) = deal_picker::pick_person(app).await?;
        persons.push(Member { word: id.to_string(), name, id, before: Body::new() });
    }
    for word in &args.persons {
        let id = resolve::person(app, word).await?;
        if !persons.iter().any(|known| known.id == id) {
            let number = names::as_id(word).map(|id| format!("person {id}"));
            let name = number.unwrap_or_else(|| text::clean(word).into_owned());
            persons.push(Member { word: word.clone(), name, id, before: Body::new() });
        }
    }
    let write = |person| Write::AddParticipant { deal, person };
    MEMBERSHIP.add(app, deal, &persons, write, args.if_missing).await
}

async fn remove(app: &App, args: RemoveArgs) -> anyhow::Result<()> {
    let is_given = !args.persons.is_empty() || !args.rows.is_empty();
    deal_picker::require(
        app,
        &[("DEAL", args.deal.is_given()), ("PERSON", is_given)],
        "usage: deals participants remove 42 \"Bruno Becker\", or --participant ROW",
    )?;
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    let members = if is_given {
        find_members(app, deal, &args).await?
    } else {
        vec![pick_participant(app, deal).await?]
    };
    let write = |participant| Write::RemoveParticipant { deal, participant };
    MEMBERSHIP.remove(app, deal, &members, write).await
}

/// Resolves the words to participants, without duplicates. The list has the person IDs, which undo needs
/// after a removal; without a journal, `--participant` needs no lookup.
async fn find_members(app: &App, deal: u64, args: &RemoveArgs) -> Result<Vec<Member>, Error> {
    let is_read = !args.persons.is_empty() || app.settings.keeps_journal && !app.is_dry();
    let records = if is_read { app.all(MEMBERSHIP.list_request(deal)).await? } else { Vec::new() };
    let rows: Vec<Row> = records.iter().filter_map(Row::from_record).collect();
    let by_id = |id: &u64| match rows.iter().find(|row| row.id == *id) {
        Some(row) => row.member(format!("participant {id}")),
        None => Member {
            word: id.to_string(),
            name: format!("participant {id}"),
            id: *id,
            before: Body::new(),
        },
    };
    let mut members: Vec<Member> = args.rows.iter().map(by_id).collect();
    for word in &args.persons {
        let row = find(deal, word, &rows)?;
        members.push(row.member(row.name.clone()));
    }
    let mut seen = std::collections::HashSet::new();
    members.retain(|member| seen.insert(member.id));
    Ok(members)
}

/// Prompts for a participant of the deal.
async fn pick_participant(app: &App, deal: u64) -> Result<Member, Error> {
    let rows: Vec<Row> =
        app.all(MEMBERSHIP.list_request(deal)).await?.iter().filter_map(Row::from_record).collect();
    let item = |row: &Row| Item::new(&row.name).note(&row.email).id(row.id);
    let items: Vec<Item> = rows.iter().map(item).collect();
    let none = format!("deal {deal} has no participants");
    let row = &rows[deal_picker::pick_item(app, "Participant", &items, none)?];
    Ok(row.member(row.name.clone()))
}

/// The values by which a participant can be found.
#[derive(Debug)]
struct Row {
    id: u64,
    person: Option<u64>,
    name: String,
    email: String,
}

impl Row {
    fn from_record(record: &Record) -> Option<Row> {
        let row = record.read();
        let person = row.reference("person_id");
        Some(Row { id: row.id()?, person, name: read_name(&row), email: read_email(&row) })
    }

    /// The participant under this name.
    fn member(&self, name: String) -> Member {
        let before = self.person.map(|person| ("person_id".to_owned(), person.into()));
        Member { word: name.clone(), name, id: self.id, before: before.into_iter().collect() }
    }

    fn display_name(&self) -> String {
        match self.person {
            Some(person) => format!("{} (person {person}, row {})", self.name, self.id),
            None => format!("{} (row {})", self.name, self.id),
        }
    }
}

/// Finds the row for `word`. A number is the ID of a person or of a row; if it matches both, it is rejected.
fn find<'r>(deal: u64, word: &str, rows: &'r [Row]) -> Result<&'r Row, Error> {
    let list = format!("deals participants list {deal}");
    let Some(id) = names::as_id(word) else {
        let words = |row: &Row| {
            let mut words = vec![row.name.clone(), row.email.clone()];
            words.retain(|word| !word.is_empty());
            words
        };
        let rows: Vec<(Vec<String>, &Row)> = rows.iter().map(|row| (words(row), row)).collect();
        let found = names::pick_by("participant", word, &rows, |row| row.display_name(), &list);
        return found.copied().map_err(|failure| match failure.kind {
            ErrorKind::Ambiguous => failure.hint("use the row: --participant ROW"),
            _ => failure,
        });
    };
    let fits: Vec<&Row> =
        rows.iter().filter(|row| row.person == Some(id) || row.id == id).collect();
    match fits[..] {
        [row] => Ok(row),
        [] => Err(Error::not_found(format!("no participant `{word}` of deal {deal}")).hint(list)),
        _ => {
            let names: Vec<String> = fits.iter().map(|row| row.display_name()).collect();
            let count = text::count(names.len(), "participant");
            let message = format!("`{word}` matches {count}: {}", names.join(", "));
            Err(Error::new(ErrorKind::Ambiguous, message)
                .hint("use the name of the person, or the row: --participant ROW"))
        }
    }
}

async fn changelog(app: &App, args: ChangelogArgs) -> anyhow::Result<()> {
    let request = Request::to(&PARTICIPANTS_CHANGELOG)
        .with("id", args.deal.resolve(app, Purpose::Read).await?);
    listing::list(app, &CHANGES, args.range.apply(app.pages(request)), async |page| {
        if !app.resolves_ids() {
            return Ok(page);
        }
        let person = |change: &Record| change.read().reference("person_id");
        contacts::load_names(app, ContactKind::Person, page.iter().filter_map(person)).await?;
        let row = |change: &Record| {
            let name = person(change)
                .map(|id| app.contacts().label(ContactKind::Person, id))
                .unwrap_or_default();
            change.with_members(&[("person", name)])
        };
        Ok(page.iter().map(row).collect())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u64, person: u64, name: &str) -> Row {
        let email = format!("person{person}@mail.example");
        Row { id, person: Some(person), name: name.into(), email }
    }

    #[test]
    fn a_number_that_is_a_person_and_a_row_is_refused() {
        let rows = [row(17, 3, "Ada"), row(3, 40, "Ben"), row(18, 18, "Cleo"), row(19, 5, "Ada")];
        let found = |word| find(7, word, &rows).map(|row| row.id).map_err(|f| (f.kind, f.message));
        assert_eq!(found("40"), Ok(3));
        assert_eq!(found("17"), Ok(17));
        assert_eq!(found("18"), Ok(18));
        assert_eq!(found("ben"), Ok(3));
        assert_eq!(found("person5@mail.example"), Ok(19));
        let message = "`3` matches 2 participants: Ada (person 3, row 17), Ben (person 40, row 3)";
        assert_eq!(found("3"), Err((ErrorKind::Ambiguous, message.into())));
        assert_eq!(found("Ada").unwrap_err().0, ErrorKind::Ambiguous);
        assert_eq!(found("99").unwrap_err().0, ErrorKind::NotFound);
        assert_eq!(found("Zoe").unwrap_err().0, ErrorKind::NotFound);
    }

    #[test]
    fn a_row_is_read_whatever_it_lacks() {
        let read = |text: &str| {
            let record = Record::new(RawValue::from_string(text.into()).unwrap()).unwrap();
            Row::from_record(&record).map(|row| (row.person, row.name, row.email))
        };
        let whole = r#"{"id":1,"person_id":{"value":4,"name":"Ada","email":[{"value":"x","primary":false},{"value":"y","primary":true}]}}"#;
        assert_eq!(read(whole), Some((Some(4), "Ada".into(), "y".into())));
        assert_eq!(
            read(r#"{"id":1,"person_id":4}"#),
            Some((Some(4), "person 4".into(), "".into()))
        );
        assert_eq!(read(r#"{"id":1,"person_id":null}"#), Some((None, "1".into(), "".into())));
        assert_eq!(read("{}"), None);
    }
}
