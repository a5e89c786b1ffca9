//! Resolves unknown words: refreshes the cached lists of the company, then prompts once for each word.

use super::columns::Role;
use super::facts::Facts;
use super::reading::Reading;
use super::values::CellContext;
use crate::app::App;
use crate::error::Error;
use crate::model::field::FieldKind;
use crate::model::names::{self, Lookup, NamedEntity};
use crate::text;
use crate::ui::prompt::{Item, Question};

/// Maximum number of words to prompt for.
const MAX_PROMPTS: usize = 30;

/// Prompts for words that are not a stage, pipeline or status.
pub fn ask(app: &App, reading: &mut Reading, facts: &Facts) -> Result<(), Error> {
    let mut asked = 0;
    for (at, facts) in facts.columns.iter().enumerate() {
        let column = reading.columns[at].clone();
        let Role::Field { field, .. } = &column.role else { continue };
        let [place] = column.places[..] else { continue };
        let names = &reading.values.names;
        let answers: Vec<(Item, String)> = match field.kind {
            FieldKind::Stage => stages(names),
            FieldKind::Pipeline => {
                let active = names.pipelines.iter().filter(|one| !one.is_inactive);
                active.map(|one| (Item::new(one.label()).id(one.id), one.id.to_string())).collect()
            }
            FieldKind::Status => {
                ["open", "won", "lost"].map(|word| (Item::new(word), word.to_owned())).to_vec()
            }
            _ => continue,
        };
        let mut words: Vec<&String> = facts.words.keys().collect();
        words.sort_by_key(|word| facts.words[*word]);
        let is_unknown = |word: &&String| {
            let found =
                reading.values.parse(field, word, &reading.formats[at], &CellContext::default());
            // A stage name that several pipelines have depends on the row.
            let is_stage = || {
                let is_in = |word: &str| {
                    !names::find_exact(word, &names.stages, NamedEntity::words).is_empty()
                };
                is_in(word)
                    || super::values::split_bracket(word).is_some_and(|(word, _)| is_in(word))
            };
            found.is_err() && !(field.kind == FieldKind::Stage && is_stage())
        };
        let unknown: Vec<String> = words.into_iter().filter(is_unknown).cloned().collect();
        for word in unknown {
            if asked == MAX_PROMPTS {
                return Ok(());
            }
            asked += 1;
            let question =
                format!("What is `{}` in `{}`?", text::clean(&word), text::clean(&column.heading));
            let mut items: Vec<Item> = answers.iter().map(|(item, _)| item.clone()).collect();
            items.push(Item::new("Leave its rows as mistakes"));
            let place_of = app.ask.pick(Question::new(&question, "--map-value"), &items, None)?;
            let answer = place_of.ok_or_else(Error::canceled)?;
            if let Some((_, value)) = answers.get(answer) {
                reading.cells.values.insert((place, word.to_lowercase()), value.clone());
            }
        }
    }
    Ok(())
}

/// Refreshes the cached lists if a word is not in them.
pub async fn refresh(app: &App, reading: &mut Reading, facts: &Facts) -> Result<(), Error> {
    let mut old = Vec::new();
    for (at, (column, facts)) in reading.columns.iter().zip(&facts.columns).enumerate() {
        let Role::Field { field, .. } = &column.role else { continue };
        let lookups: &[Lookup] = match field.kind {
            FieldKind::Stage => &[Lookup::Stages, Lookup::Pipelines],
            FieldKind::Pipeline => &[Lookup::Pipelines],
            FieldKind::User => &[Lookup::Users],
            FieldKind::Choice | FieldKind::Choices => &[Lookup::Fields],
            _ => continue,
        };
        let is_unknown = |word: &String| {
            let context = CellContext::default();
            reading.values.parse(field, word, &reading.formats[at], &context).is_err()
        };
        if facts.words.keys().any(is_unknown) {
            old.extend(lookups);
        }
    }
    if old.is_empty() || !app.refresh(&old).await? {
        return Ok(());
    }
    let names = app.names(&reading.lookups).await?;
    for column in &mut reading.columns {
        if let Role::Field { field, .. } = &mut column.role {
            *field = names.field_for_code(&field.code);
        }
    }
    reading.values.names = names;
    reading.known.borrow_mut().clear();
    Ok(())
}

/// The stages, and the statuses that other systems use as stages.
fn stages(names: &names::Names) -> Vec<(Item, String)> {
    let active = names.stages.iter().filter(|stage| !stage.is_inactive);
    let stages = active.map(|stage| {
        let pipeline = stage.parent_id.and_then(|id| names.pipeline(id)).unwrap_or_default();
        let item = Item::new(stage.label()).note(format!("in {pipeline}")).id(stage.id);
        (item, stage.id.to_string())
    });
    let statuses = ["status won", "status lost"].map(|word| (Item::new(word), word.to_owned()));
    stages.chain(statuses).collect()
}
