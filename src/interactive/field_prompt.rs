//! The question that fits a field: a list for what has a list, a search for people and
//! organizations, a line that explains itself for the rest. What an answer means is the draft's to
//! say.

use crate::api::endpoints::{GET_ORGANIZATION, GET_PERSON};
use crate::api::request::Request;
use crate::app::App;
use crate::draft::{self, Pairs};
use crate::error::Error;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{self, Lookup, NamedEntity, Names};
use crate::model::value;
use crate::ops::resolve;
use crate::text;
use crate::ui::prompt::{Item, Question};
use jiff::Zoned;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What became of a field.
#[derive(Debug, PartialEq)]
pub enum Answer {
    Kept,
    Written(Pairs),
    Emptied,
}

/// Asks, with the company's words.
pub struct FieldPrompter<'a> {
    pub app: &'a App,
    pub names: Names,
    pub now: Zoned,
    /// Pipelines and stages in their own order, without the deleted ones.
    pub pipelines: Vec<NamedEntity>,
    pub stages: Vec<NamedEntity>,
    /// People and organizations that were met, by kind and id.
    met: HashMap<(bool, u64), String>,
}

/// A field as it stands when it is asked for.
pub struct Standing<'s> {
    pub value: Option<&'s Value>,
    /// Whether it is more than what Pipedrive would fill in itself.
    pub is_said: bool,
    pub face: &'s str,
    /// The pipeline that the deal is in.
    pub pipeline: Option<u64>,
    /// Why it cannot be made empty, where it cannot.
    pub firm: Option<Error>,
}

impl<'a> FieldPrompter<'a> {
    pub async fn new(app: &'a App) -> Result<FieldPrompter<'a>, Error> {
        let lists = [Lookup::Fields, Lookup::Pipelines, Lookup::Stages, Lookup::Users];
        // It looks up the time zone, which the names then have.
        let now = app.now().await?;
        let names = app.names(&lists).await?;
        let (pipelines, stages) = (
            active_entries(app, Lookup::Pipelines).await?,
            active_entries(app, Lookup::Stages).await?,
        );
        Ok(FieldPrompter { app, names, now, pipelines, stages, met: HashMap::new() })
    }

    /// A value in words, for a person; what stands beside an amount is its `currency`.
    pub async fn display_value(
        &mut self,
        field: &Field,
        value: &Value,
        currency: Option<&str>,
    ) -> String {
        if let Some(name) = self.contact_name(field, value).await {
            return name;
        }
        let Ok(raw) = serde_json::value::to_raw_value(value) else { return String::new() };
        text::clean(&value::cell_text(field, &raw, currency, &self.names)).into_owned()
    }

    /// A value as it is typed, every digit of it.
    pub async fn exact_value(
        &mut self,
        field: &Field,
        value: &Value,
        currency: Option<&str>,
    ) -> String {
        if let Some(name) = self.contact_name(field, value).await {
            return name;
        }
        let Ok(raw) = serde_json::value::to_raw_value(value) else { return String::new() };
        let face = text::clean(&value::show(field, &raw, &self.names)).into_owned();
        match (field.kind, currency) {
            (FieldKind::Money(_), Some(currency)) if !face.is_empty() => {
                format!("{face} {}", text::clean(currency))
            }
            _ => face,
        }
    }

    /// The name of a person or an organization; `None` where the value is of neither.
    async fn contact_name(&mut self, field: &Field, value: &Value) -> Option<String> {
        let is_org = field.kind == FieldKind::Org;
        if let (FieldKind::Person | FieldKind::Org, Some(id)) = (field.kind, value.as_u64()) {
            if !self.met.contains_key(&(is_org, id)) {
                let name = fetch_name(self.app, is_org, id).await;
                self.met.insert((is_org, id), name);
            }
            return Some(self.met[&(is_org, id)].clone());
        }
        None
    }

    /// Asks for the field.
    pub async fn field(
        &mut self,
        field: &Field,
        standing: &Standing<'_>,
        above: &[String],
    ) -> Result<Answer, Error> {
        match field.kind {
            FieldKind::Person | FieldKind::Org => self.ask_somebody(field, standing, above).await,
            FieldKind::Choices => self.ask_choices(field, standing, above),
            // A text that may be one of some, as the reason of a lost deal is.
            FieldKind::Text if !field.options.is_empty() => {
                let label =
                    |choice: &Choice| (json!(choice.label), Item::new(text::clean(&choice.label)));
                let mut list: Vec<(Value, Item)> = field.options.iter().map(label).collect();
                list.push((Value::Null, Item::new("Another text…")));
                match self.ask_choice(field, list, standing, above)? {
                    Answer::Written(pairs) if pairs.iter().all(|(_, value)| value.is_null()) => {
                        self.line(field, standing, above)
                    }
                    answer => Ok(answer),
                }
            }
            _ => match self.list(field, standing) {
                Some(list) => self.ask_choice(field, list, standing, above),
                None => self.line(field, standing, above),
            },
        }
    }

    /// What there is to choose from, each with the value that is written for it.
    fn list(&self, field: &Field, standing: &Standing) -> Option<Vec<(Value, Item)>> {
        let named = |named: &NamedEntity| (json!(named.id), Item::new(&named.name));
        let status = |status: DealStatus| (json!(status), Item::new(status.as_str()));
        Some(match field.kind {
            FieldKind::Stage => {
                let stages = stage_items(&self.stages, &self.pipelines, standing.pipeline);
                stages.into_iter().map(|(id, item)| (json!(id), item)).collect()
            }
            FieldKind::Pipeline => self.pipelines.iter().map(named).collect(),
            FieldKind::User => {
                let here = self.names.users.iter().filter(|user| !user.is_inactive);
                let user = |user: &NamedEntity| {
                    let you = if user.is_you { "you, " } else { "" };
                    let also = user.also.as_deref().unwrap_or_default();
                    (json!(user.id), Item::new(&user.name).note(format!("{you}{also}")))
                };
                here.map(user).collect()
            }
            FieldKind::Choice => field.options.iter().map(option).collect(),
            FieldKind::Status => DealStatus::SETTABLE.map(status).to_vec(),
            FieldKind::Flag => {
                vec![(json!(true), Item::new("yes")), (json!(false), Item::new("no"))]
            }
            _ => return None,
        })
    }

    fn ask_choice(
        &self,
        field: &Field,
        list: Vec<(Value, Item)>,
        standing: &Standing,
        above: &[String],
    ) -> Result<Answer, Error> {
        let is_now = |(value, _): &(Value, Item)| Some(value) == standing.value;
        let first = list.iter().position(is_now);
        let (mut values, mut items): (Vec<Option<Value>>, Vec<Item>) =
            list.into_iter().map(|(value, item)| (Some(value), item)).unzip();
        // The way to make a field empty stands last, where it is not chosen by accident.
        if standing.firm.is_none() && standing.is_said {
            values.push(None);
            items.push(Item::new("(empty)"));
        }
        // What is not set is not set by pressing Enter twice.
        let unset = standing.value.is_none();
        if unset {
            values.insert(0, None);
            items.insert(0, Item::new("(leave it empty)"));
        }
        let question = Question::new(&field.name, "--set").above(above).vanishes();
        let at = self.app.ask.pick(question, &items, first.unwrap_or(0))?;
        Ok(match values.swap_remove(at) {
            Some(value) => answer(vec![(field.code.to_string(), value)], standing),
            None if unset => Answer::Kept,
            None => Answer::Emptied,
        })
    }

    fn ask_choices(
        &self,
        field: &Field,
        standing: &Standing,
        above: &[String],
    ) -> Result<Answer, Error> {
        let list: Vec<(Value, Item)> = field.options.iter().map(option).collect();
        let (values, items): (Vec<Value>, Vec<Item>) = list.into_iter().unzip();
        let has = standing.value.and_then(Value::as_array).cloned().unwrap_or_default();
        let marked: Vec<usize> =
            (0..values.len()).filter(|at| has.contains(&values[*at])).collect();
        let question = Question::new(&field.name, "--set").above(above).vanishes();
        let chosen = self.app.ask.pick_some(question, &items, &marked)?;
        if chosen == marked {
            return Ok(Answer::Kept);
        }
        if chosen.is_empty() {
            return Ok(Answer::Emptied);
        }
        let chosen: Vec<Value> = chosen.iter().map(|at| values[*at].clone()).collect();
        Ok(Answer::Written(vec![(field.code.to_string(), Value::Array(chosen))]))
    }

    fn line(&self, field: &Field, standing: &Standing, above: &[String]) -> Result<Answer, Error> {
        let check = |text: &str| {
            if text == standing.face {
                return Ok(());
            }
            match (text.is_empty(), &standing.firm) {
                (true, Some(why)) => Err(explain(why)),
                (true, None) => Ok(()),
                (false, _) => self.means(field, text).map(drop).map_err(|why| explain(&why)),
            }
        };
        let help = match (like(field), standing.firm.is_none() && standing.is_said) {
            ("", false) => String::new(),
            ("", true) => "an empty line clears it".to_owned(),
            (like, false) => format!("like {like}"),
            (like, true) => format!("like {like}; an empty line clears it"),
        };
        let question = Question::new(&field.name, "--set").above(above).help(&help);
        let text = self.app.ask.text(question.first(standing.face).vanishes(), check)?;
        match text.as_str() {
            text if text == standing.face => Ok(Answer::Kept),
            "" => Ok(Answer::Emptied),
            text => self.means(field, text).map(|pairs| answer(pairs, standing)),
        }
    }

    /// A person or an organization: some letters, then one of those that have them.
    async fn ask_somebody(
        &mut self,
        field: &Field,
        standing: &Standing<'_>,
        above: &[String],
    ) -> Result<Answer, Error> {
        let is_org = field.kind == FieldKind::Org;
        let firm = standing.value.is_none() || standing.firm.is_some();
        let help = match (standing.value.is_some(), firm) {
            (true, false) => format!("now {}; an empty line clears it", standing.face),
            (true, true) => format!("now {}; an empty line keeps it", standing.face),
            (false, _) => "a few letters of the name, or an id; an empty line skips it".to_owned(),
        };
        match ask_somebody(self.app, &field.name, "--set", is_org, Some(&help), above).await? {
            Some((id, name)) => {
                name.map(|name| self.met.insert((is_org, id), name));
                Ok(answer(vec![(field.code.to_string(), json!(id))], standing))
            }
            None if firm => Ok(Answer::Kept),
            None => Ok(Answer::Emptied),
        }
    }

    fn means(&self, field: &Field, text: &str) -> Result<Pairs, Error> {
        draft::written(field, text, &self.names, &self.now)
    }
}

/// Asks who: some letters, then one of those whose names have them. `None` for no answer, which
/// only a question with `help` of its own may have.
pub async fn ask_somebody(
    app: &App,
    question: &str,
    flag: &str,
    is_org: bool,
    help: Option<&str>,
    above: &[String],
) -> Result<Option<(u64, Option<String>)>, Error> {
    let what = if is_org { "organization" } else { "person" };
    let mut wrong = String::new();
    loop {
        let check = |letters: &str| match letters {
            "" if help.is_some() => Ok(()),
            "" => Err("some letters of the name, or an id".to_owned()),
            letters if names::as_id(letters).is_some() => Ok(()),
            letters => resolve::check_term(letters).map_err(|why| explain(&why)),
        };
        let help = help.unwrap_or("a few letters of the name, or an id");
        let asked = Question::new(question, flag).above(above).help(help).wrong(&wrong).vanishes();
        let letters = app.ask.text(asked, check)?;
        if letters.is_empty() {
            return Ok(None);
        }
        if let Some(id) = names::as_id(&letters) {
            return Ok(Some((id, None)));
        }
        let hits = if is_org {
            resolve::organizations_like(app, &letters).await?
        } else {
            resolve::persons_like(app, &letters).await?
        };
        if hits.is_empty() {
            wrong = format!("no {what} has `{letters}` in its name; try other letters");
            continue;
        }
        let mut items: Vec<Item> =
            hits.iter().map(|hit| Item::new(&hit.name).note(&hit.of)).collect();
        items.push(Item::new("(other letters)"));
        let asked = Question::new(question, flag).above(above).vanishes();
        let at = app.ask.pick(asked, &items, 0)?;
        match hits.into_iter().nth(at) {
            Some(hit) => return Ok(Some((hit.id, Some(hit.name)))),
            None => wrong.clear(),
        }
    }
}

/// The stages to choose from, by their ids; those of the pipeline first.
pub async fn stages(app: &App, first: Option<u64>) -> Result<Vec<(u64, Item)>, Error> {
    let pipelines = active_entries(app, Lookup::Pipelines).await?;
    Ok(stage_items(&active_entries(app, Lookup::Stages).await?, &pipelines, first))
}

/// Each says its pipeline where there are several.
fn stage_items(
    stages: &[NamedEntity],
    pipelines: &[NamedEntity],
    first: Option<u64>,
) -> Vec<(u64, Item)> {
    let place =
        |stage: &NamedEntity| pipelines.iter().position(|one| Some(one.id) == stage.parent_id);
    let mut stages: Vec<&NamedEntity> = stages.iter().collect();
    stages.sort_by_key(|stage| (stage.parent_id != first, place(stage)));
    let item = |stage: &NamedEntity| {
        let within = place(stage).filter(|_| pipelines.len() > 1);
        let note = within.map(|at| format!("in {}", pipelines[at].name)).unwrap_or_default();
        (stage.id, Item::new(&stage.name).note(note))
    };
    stages.into_iter().map(item).collect()
}

/// Those of a list that are not deleted, in the company's order.
async fn active_entries(app: &App, lookup: Lookup) -> Result<Vec<NamedEntity>, Error> {
    let records = app.lookup(lookup).await?;
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by_key(|record| record.read().reference("order_nr"));
    Ok(records
        .into_iter()
        .filter_map(NamedEntity::from_record)
        .filter(|one| !one.is_inactive)
        .collect())
}

/// A person or an organization by name; by number where the name is not to be had.
async fn fetch_name(app: &App, is_org: bool, id: u64) -> String {
    let (endpoint, what) =
        if is_org { (&GET_ORGANIZATION, "organization") } else { (&GET_PERSON, "person") };
    let number = format!("{what} {id}");
    let found = app.one(&Request::to(endpoint).with("id", id)).await.ok();
    let name = found.and_then(|found| Some(text::clean(&found.read().text("name")?).into_owned()));
    name.unwrap_or(number)
}

/// A failure as it is told below a line.
pub fn explain(why: &Error) -> String {
    match &why.hint {
        Some(hint) => format!("{why} ({hint})"),
        None => why.message.clone(),
    }
}

fn answer(pairs: Pairs, standing: &Standing) -> Answer {
    match &pairs[..] {
        [(_, value)] if Some(value) == standing.value => Answer::Kept,
        _ => Answer::Written(pairs),
    }
}

fn option(option: &Choice) -> (Value, Item) {
    (value::option_value(option), Item::new(text::clean(&option.label)))
}

/// What an answer looks like.
fn like(field: &Field) -> &'static str {
    match field.kind {
        _ if field.code == "probability" => "60, in percent",
        _ if field.code == "currency" => "EUR",
        FieldKind::Money(_) => "1200 or 1200 EUR",
        FieldKind::Monetary => "1200 EUR",
        FieldKind::Number => "12.5",
        FieldKind::Date => "2026-01-31, today, +2w or +1mo",
        FieldKind::DateRange => "2026-01-01..2026-02-01",
        FieldKind::Time => "2026-01-31 10:00, now or -2d",
        FieldKind::Clock => "09:00 or 09:00 Europe/London",
        FieldKind::ClockRange => "09:00..17:00",
        _ => "",
    }
}
