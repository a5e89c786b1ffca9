//! Resolves ambiguous names: prompts for one of the matches at a terminal; without a terminal the error lists
//! them.

use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::field::Choice;
use crate::model::names::{self, NamedEntity, Names};
use crate::ops::bulk;
use crate::text;
use crate::ui::prompt::{Item, Question};

/// Returns the ID that was found, or prompts for one of the candidates if the name is ambiguous.
pub fn choose(
    app: &App,
    noun: &str,
    word: &str,
    found: Result<u64, Error>,
    candidates: impl FnOnce() -> Vec<(u64, Item)>,
) -> Result<u64, Error> {
    let failure = match found {
        Err(failure) if failure.kind == ErrorKind::Ambiguous => failure,
        found => return found,
    };
    let candidates = candidates();
    if !app.ask.can_ask() || candidates.is_empty() {
        return Err(failure);
    }
    let question = format!("Which {noun} is `{}`?", text::clean(word));
    let items: Vec<Item> = candidates.iter().map(|(_, item)| item.clone()).collect();
    let place = app.ask.pick(Question::new(&question, noun), &items, None)?;
    Ok(candidates[place.ok_or_else(Error::canceled)?].0)
}

/// The entities that a word matches, such as users.
pub fn list_entities(word: &str, all: &[NamedEntity]) -> Vec<(u64, Item)> {
    let item = |one: &NamedEntity| {
        let also = one.also.clone().unwrap_or_default();
        (one.id, Item::new(one.label()).note(also).id(one.id))
    };
    names::matches(word, all, NamedEntity::words).into_iter().map(item).collect()
}

/// The stages that a word matches, in one pipeline or in all.
pub fn list_stages(word: &str, names: &Names, pipeline: Option<u64>) -> Vec<(u64, Item)> {
    let is_there = |stage: &&NamedEntity| pipeline.is_none() || stage.parent_id == pipeline;
    let stages: Vec<NamedEntity> = names.stages.iter().filter(is_there).cloned().collect();
    let item = |stage: &NamedEntity| {
        let within = stage.parent_id.and_then(|id| names.pipeline(id));
        let note = within.map(|name| format!("in {name}")).unwrap_or_default();
        (stage.id, Item::new(stage.label()).note(note).id(stage.id))
    };
    names::matches(word, &stages, NamedEntity::words).into_iter().map(item).collect()
}

/// The labels that a word matches, as items of a prompt.
pub fn list_labels(options: &[&Choice]) -> Vec<(u64, Item)> {
    let item = |option: &&Choice| {
        let id = option.id.parse().ok()?;
        Some((id, Item::new(text::clean(&option.label)).note(&option.id).id(id)))
    };
    options.iter().filter_map(item).collect()
}

/// The pipeline of all these deals, if it is the same.
pub async fn find_common_pipeline(app: &App, deals: &[u64]) -> Result<Option<u64>, Error> {
    if deals.is_empty() || app.is_offline() {
        return Ok(None);
    }
    let (deals, missing) = bulk::fetch(app, deals, &|request| request).await?;
    bulk::check_missing(missing)?;
    let mut pipelines: Vec<Option<u64>> =
        deals.iter().map(|deal| deal.read().reference("pipeline_id")).collect();
    pipelines.dedup();
    Ok(match pipelines[..] {
        [pipeline] => pipeline,
        _ => None,
    })
}
