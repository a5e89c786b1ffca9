//! Decides what an export to a file reads, by the content of the file.

use super::Options;
use super::scope::Scope;
use crate::error::Error;
use crate::store::database::{Database, Run, StoredConditions};
use crate::text;
use jiff::Timestamp;

/// The decision, with a note if it differs from the request.
pub struct Choice {
    pub plan: Plan,
    pub scope: Scope,
    pub note: Option<String>,
}

/// What to read.
pub enum Plan {
    Full,
    Resume(Run),
    Changes(Timestamp),
}

/// Decides what to read. A file that has deleted and archived deals keeps them; conditions are those of this
/// run.
pub fn choose_plan(database: &Database, options: &Options, account: &str) -> Result<Choice, Error> {
    let (last, unfinished) = (database.last_run()?, database.unfinished_run()?);
    let name = database.file().display();
    if let Some(other) = last.iter().chain(&unfinished).find(|run| run.account != account) {
        let (this, other) = (account, &other.account);
        return Err(Error::usage(format!(
            "{name} is an export of another account ({other}; this is {this})"
        ))
        .hint("choose another file, or the account with --profile"));
    }
    let has_all = |run: &Option<Run>| run.as_ref().is_some_and(|run| run.everything);
    let everything = options.scope.everything || has_all(&last) || has_all(&unfinished);
    let scope = Scope { everything, ..options.scope.clone() };
    let conditions = scope.stored_conditions();
    let choose = |plan, note| Ok(Choice { plan, scope: scope.clone(), note });
    if options.full {
        return choose(Plan::Full, None);
    }
    let key =
        |conditions: &Option<StoredConditions>| conditions.as_ref().map(|one| one.key.clone());
    let is_same = |run: &Run| {
        run.everything == everything
            && key(&run.conditions) == key(&conditions)
            && run.mark.is_some()
    };
    let (resumed, mixed) = match unfinished.filter(|run| run.since.is_none()) {
        Some(run) if is_same(&run) => (Some(run), false),
        run => (None, run.is_some_and(|run| run.mark.is_some())),
    };
    if let Some(run) = resumed {
        return choose(Plan::Resume(run), Some("continuing an interrupted export".to_owned()));
    }
    if !options.since_last {
        return choose(Plan::Full, None);
    }
    check_conditions(database, last.as_ref(), conditions.as_ref())?;
    // An interrupted run has deals left to read.
    match last.filter(|run| is_same(run) && !mixed).and_then(|run| run.mark) {
        Some(mark) => choose(Plan::Changes(mark), None),
        None => {
            let note = format!("no earlier export of the same kind in {name}: reading all deals");
            choose(Plan::Full, Some(note))
        }
    }
}

/// Refuses to add changes to deals that were selected by other conditions. If only dates differ, all deals
/// are read again.
fn check_conditions(
    database: &Database,
    last: Option<&Run>,
    conditions: Option<&StoredConditions>,
) -> Result<(), Error> {
    let texts = |conditions: Option<&StoredConditions>| {
        let mut texts = conditions.map(|one| one.texts.clone()).unwrap_or_default();
        texts.sort_unstable();
        texts.dedup();
        texts
    };
    let Some(last) = last else { return Ok(()) };
    let is_same_key =
        last.conditions.as_ref().map(|one| &one.key) == conditions.map(|one| &one.key);
    if is_same_key || texts(last.conditions.as_ref()) == texts(conditions) {
        return Ok(());
    }
    let name = database.file().display();
    let needed = match &last.conditions {
        Some(StoredConditions { texts, .. }) => {
            let flags: Vec<String> =
                texts.iter().map(|text| format!("--where \"{text}\"")).collect();
            flags.join(" ")
        }
        None => "no --where".to_owned(),
    };
    Err(Error::usage(format!(
        "--since-last needs the conditions of the last export to {name}: {}",
        text::clean(&needed)
    ))
    .hint("export to another file, or leave out --since-last to read all deals that meet these"))
}
