//! Prompts for the value of a field: with a list of options, a search for persons and
//! organizations, or a line of text. The draft parses the answer.

use crate::api::endpoints::{GET_ORGANIZATION, GET_PERSON};
use crate::api::request::Request;
use crate::app::App;
use crate::draft::{self, Pairs};
use crate::error::Error;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{self, Lookup, NamedEntity, Names};
use crate::model::value;
use crate::ops::contact_search;
use crate::text;
use crate::ui::prompt::{Item, Question};
use jiff::Zoned;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The answer to the prompt for a field.
#[derive(Debug, PartialEq)]
pub enum Answer {
    Kept,
    Changed(Pairs),
    Cleared,
    /// The prompt was left with Esc.
    Back,
}

/// Prompts for fields, with the names of the company.
pub struct FieldPrompter<'a> {
    pub app: &'a App,
    pub names: Names,
    pub now: Zoned,
    /// Pipelines and stages in the company's order, without the deleted ones.
    pub pipelines: Vec<NamedEntity>,
    pub stages: Vec<NamedEntity>,
    /// The names of organizations (`true`) and persons (`false`), by ID.
    contacts: HashMap<(bool, u64), String>,
}

/// The state of a field before the prompt.
pub struct FieldState<'s> {
    pub value: Option<&'s Value>,
    /// Whether the value is set, and not a default of Pipedrive.
    pub is_given: bool,
    /// The value as text to edit.
    pub text: &'s str,
    /// The pipeline of the deal.
    pub pipeline: Option<u64>,
    /// The error for clearing the field, if it is required.
    pub required: Option<Error>,
}

impl<'a> FieldPrompter<'a> {
    pub async fn new(app: &'a App) -> Result<FieldPrompter<'a>, Error> {
        let lists = [Lookup::Fields, Lookup::Pipelines, Lookup::Stages, Lookup::Users];
        // Looked up first, because the names take the account's time zone.
        let now = app.now().await?;
        let names = app.names(&lists).await?;
        let (pipelines, stages) = (
            active_entries(app, Lookup::Pipelines).await?,
            active_entries(app, Lookup::Stages).await?,
        );
        Ok(FieldPrompter { app, names, now, pipelines, stages, contacts: HashMap::new() })
    }

    /// A value for display; `currency` is that of an amount.
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

    /// A value as text to edit, with all digits.
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
        let shown = text::clean(&value::show(field, &raw, &self.names)).into_owned();
        match (field.kind, currency) {
            (FieldKind::Money(_), Some(currency)) if !shown.is_empty() => {
                format!("{shown} {}", text::clean(currency))
            }
            _ => shown,
        }
    }

    /// The name of a person or an organization; `None` for other fields.
    async fn contact_name(&mut self, field: &Field, value: &Value) -> Option<String> {
        let is_org = field.kind == FieldKind::Org;
        if let (FieldKind::Person | FieldKind::Org, Some(id)) = (field.kind, value.as_u64()) {
            if !self.contacts.contains_key(&(is_org, id)) {
                let name = fetch_name(self.app, is_org, id).await;
                self.contacts.insert((is_org, id), name);
            }
            return Some(self.contacts[&(is_org, id)].clone());
        }
        None
    }

    /// Prompts for a field.
    pub async fn ask(
        &mut self,
        field: &Field,
        state: &FieldState<'_>,
        above: &[String],
    ) -> Result<Answer, Error> {
        match field.kind {
            FieldKind::Person | FieldKind::Org => self.ask_contact(field, state, above).await,
            FieldKind::Choices => self.ask_choices(field, state, above),
            // A text field with suggestions, such as the lost reason.
            FieldKind::Text if !field.options.is_empty() => {
                let label =
                    |choice: &Choice| (json!(choice.label), Item::new(text::clean(&choice.label)));
                let mut list: Vec<(Value, Item)> = field.options.iter().map(label).collect();
                list.push((Value::Null, Item::new("Another text…")));
                match self.ask_choice(field, list, state, above)? {
                    Answer::Changed(pairs) if pairs.iter().all(|(_, value)| value.is_null()) => {
                        self.ask_text(field, state, above)
                    }
                    answer => Ok(answer),
                }
            }
            _ => match self.choices(field, state) {
                Some(list) => self.ask_choice(field, list, state, above),
                None => self.ask_text(field, state, above),
            },
        }
    }

    /// The items to choose from, with their values.
    fn choices(&self, field: &Field, state: &FieldState) -> Option<Vec<(Value, Item)>> {
        let named = |named: &NamedEntity| (json!(named.id), Item::new(&named.name).id(named.id));
        let status = |status: DealStatus| (json!(status), Item::new(status.as_str()));
        Some(match field.kind {
            FieldKind::Stage => {
                let stages = list_stage_items(&self.stages, &self.pipelines, state.pipeline);
                stages.into_iter().map(|(id, item)| (json!(id), item)).collect()
            }
            FieldKind::Pipeline => self.pipelines.iter().map(named).collect(),
            FieldKind::User => {
                let active = self.names.users.iter().filter(|user| !user.is_inactive);
                active.map(|user| (json!(user.id), user_item(user))).collect()
            }
            FieldKind::Choice => field.options.iter().map(option_item).collect(),
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
        state: &FieldState,
        above: &[String],
    ) -> Result<Answer, Error> {
        let is_current = |(value, _): &(Value, Item)| Some(value) == state.value;
        let current = list.iter().position(is_current);
        let (mut values, mut items): (Vec<Option<Value>>, Vec<Item>) =
            list.into_iter().map(|(value, item)| (Some(value), item)).unzip();
        // Last, so that it is not chosen by accident.
        if state.required.is_none() && state.is_given {
            values.push(None);
            items.push(Item::new("(empty)"));
        }
        let is_unset = state.value.is_none();
        if is_unset {
            values.push(None);
            items.push(Item::new("(leave it empty)"));
        }
        let current = current.or_else(|| is_unset.then(|| items.len() - 1));
        let question = field_question(field, above);
        let Some(place) = self.app.ask.pick(question, &items, current)? else {
            return Ok(Answer::Back);
        };
        Ok(match values.swap_remove(place) {
            Some(value) => compare(vec![(field.code.to_string(), value)], state),
            None if is_unset => Answer::Kept,
            None => Answer::Cleared,
        })
    }

    fn ask_choices(
        &self,
        field: &Field,
        state: &FieldState,
        above: &[String],
    ) -> Result<Answer, Error> {
        let list: Vec<(Value, Item)> = field.options.iter().map(option_item).collect();
        let (values, items): (Vec<Value>, Vec<Item>) = list.into_iter().unzip();
        if items.is_empty() {
            return Err(Error::not_found(format!("{} has no options", text::clean(&field.name))));
        }
        let current = state.value.and_then(Value::as_array).cloned().unwrap_or_default();
        let marked: Vec<usize> =
            (0..values.len()).filter(|at| current.contains(&values[*at])).collect();
        let question = field_question(field, above);
        Ok(match self.app.ask.pick_some(question, &items, &marked)? {
            None => Answer::Back,
            Some(chosen) if chosen == marked => Answer::Kept,
            Some(chosen) if chosen.is_empty() => Answer::Cleared,
            Some(chosen) => {
                let chosen: Vec<Value> = chosen.iter().map(|at| values[*at].clone()).collect();
                Answer::Changed(vec![(field.code.to_string(), Value::Array(chosen))])
            }
        })
    }

    fn ask_text(
        &self,
        field: &Field,
        state: &FieldState,
        above: &[String],
    ) -> Result<Answer, Error> {
        let check = |text: &str| {
            if text == state.text {
                return Ok(());
            }
            match (text.is_empty(), &state.required) {
                (true, Some(why)) => Err(explain(why)),
                (true, None) => Ok(()),
                (false, _) => self.parse(field, text).map(drop).map_err(|why| explain(&why)),
            }
        };
        let is_clearable = state.required.is_none() && state.is_given;
        let help = match (find_example(field), is_clearable) {
            ("", false) => String::new(),
            ("", true) => "an empty line clears it".to_owned(),
            (example, false) => format!("for example {example}"),
            (example, true) => format!("for example {example}; an empty line clears it"),
        };
        let question = Question::new(&field.name, "--set").above(above).help(&help);
        let text = self.app.ask.text(question.initial(state.text).vanishes(), check)?;
        match text.as_str() {
            text if text == state.text => Ok(Answer::Kept),
            "" => Ok(Answer::Cleared),
            text => self.parse(field, text).map(|pairs| compare(pairs, state)),
        }
    }

    /// Prompts for a person or an organization: the current one can be kept, replaced or cleared.
    async fn ask_contact(
        &mut self,
        field: &Field,
        state: &FieldState<'_>,
        above: &[String],
    ) -> Result<Answer, Error> {
        let is_org = field.kind == FieldKind::Org;
        let help = "part of the name, or an ID; an empty line goes back";
        loop {
            if state.value.is_some() {
                let mut items = vec![Item::new(state.text), Item::new("Search…")];
                if state.required.is_none() {
                    items.push(Item::new("(empty)"));
                }
                match self.app.ask.pick(field_question(field, above), &items, Some(0))? {
                    None => return Ok(Answer::Back),
                    Some(0) => return Ok(Answer::Kept),
                    Some(1) => {}
                    Some(_) => return Ok(Answer::Cleared),
                }
            }
            match ask_contact(self.app, &field.name, "--set", is_org, Some(help)).await? {
                Some((id, name)) => {
                    name.map(|name| self.contacts.insert((is_org, id), name));
                    return Ok(compare(vec![(field.code.to_string(), json!(id))], state));
                }
                None if state.value.is_some() => {}
                None => return Ok(Answer::Back),
            }
        }
    }

    fn parse(&self, field: &Field, text: &str) -> Result<Pairs, Error> {
        draft::parse_value(field, text, &self.names, &self.now)
    }
}

/// The list prompt for a field of a form.
fn field_question<'q>(field: &'q Field, above: &'q [String]) -> Question<'q> {
    Question::new(&field.name, "--set").above(above).goes_back().vanishes()
}

/// Prompts for a person or an organization: for a part of the name, then for a match. `None`
/// for an empty line, which is accepted only if there is a `help`.
pub async fn ask_contact(
    app: &App,
    question: &str,
    flag: &str,
    is_org: bool,
    help: Option<&str>,
) -> Result<Option<(u64, Option<String>)>, Error> {
    let noun = if is_org { "organization" } else { "person" };
    let check = |part: &str| match part {
        "" if help.is_some() => Ok(()),
        "" => Err("type part of the name, or an ID".to_owned()),
        part if names::as_id(part).is_some() => Ok(()),
        part => contact_search::check_term(part).map_err(|why| explain(&why)),
    };
    let mut wrong = String::new();
    loop {
        let help = help.unwrap_or("part of the name, or an ID");
        let asked = Question::new(question, flag).help(help).wrong(&wrong).vanishes();
        let part = app.ask.text(asked, check)?;
        if part.is_empty() {
            return Ok(None);
        }
        if let Some(id) = names::as_id(&part) {
            return Ok(Some((id, None)));
        }
        let hits = if is_org {
            contact_search::search_organizations(app, &part).await?
        } else {
            contact_search::search_persons(app, &part).await?
        };
        if hits.is_empty() {
            wrong = format!("no {noun} has `{part}` in its name");
            continue;
        }
        let items: Vec<Item> = hits.iter().map(contact_search::Hit::item).collect();
        let asked = Question::new(question, flag).searches_again().vanishes();
        match app.ask.pick(asked, &items, None)? {
            Some(place) => return Ok(Some((hits[place].id, Some(hits[place].name.clone())))),
            None => wrong.clear(),
        }
    }
}

/// The stages to choose from, with their IDs; those of the pipeline `first` come first.
pub async fn list_stages(app: &App, first: Option<u64>) -> Result<Vec<(u64, Item)>, Error> {
    let pipelines = active_entries(app, Lookup::Pipelines).await?;
    Ok(list_stage_items(&active_entries(app, Lookup::Stages).await?, &pipelines, first))
}

/// Adds the pipeline to each stage if there are several pipelines.
fn list_stage_items(
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
        (stage.id, Item::new(&stage.name).note(note).id(stage.id))
    };
    stages.into_iter().map(item).collect()
}

/// The list item for a user.
pub fn user_item(user: &NamedEntity) -> Item {
    let you = if user.is_you { "you, " } else { "" };
    let also = user.also.as_deref().unwrap_or_default();
    Item::new(&user.name).note(format!("{you}{also}")).id(user.id)
}

/// The active entries of a lookup, in the company's order.
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

/// The name of a person or an organization; its ID where the name cannot be fetched.
async fn fetch_name(app: &App, is_org: bool, id: u64) -> String {
    let (endpoint, what) =
        if is_org { (&GET_ORGANIZATION, "organization") } else { (&GET_PERSON, "person") };
    let number = format!("{what} {id}");
    let found = app.one(&Request::to(endpoint).with("id", id)).await.ok();
    let name = found.and_then(|found| Some(text::clean(&found.read().text("name")?).into_owned()));
    name.unwrap_or(number)
}

/// Formats an error for a prompt.
pub fn explain(why: &Error) -> String {
    match &why.hint {
        Some(hint) => format!("{why} ({hint})"),
        None => why.message.clone(),
    }
}

/// Compares the answer with the current value of the field.
fn compare(pairs: Pairs, state: &FieldState) -> Answer {
    match &pairs[..] {
        [(_, value)] if Some(value) == state.value => Answer::Kept,
        _ => Answer::Changed(pairs),
    }
}

fn option_item(option: &Choice) -> (Value, Item) {
    (value::option_value(option), Item::new(text::clean(&option.label)))
}

/// An example answer.
fn find_example(field: &Field) -> &'static str {
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
