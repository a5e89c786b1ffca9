//! Lost reasons: predefined ones or free text, and whether a lost deal requires one.

use crate::app::App;
use crate::draft::Draft;
use crate::error::Error;
use crate::model::field::Choice;
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use crate::text;
use crate::ui::prompt::{Item, Question};
use serde_json::{Value, json};

const CODE: &str = "lost_reason";

/// Returns the predefined reason that matches, in its spelling, or else the text.
pub async fn resolve(app: &App, reason: &str) -> Result<String, Error> {
    let reasons = load_reasons(app).await?;
    let folded = text::fold(reason.trim());
    let mut labels = reasons.iter().map(|choice| &choice.label);
    if let Some(label) = labels.find(|label| text::fold(label.trim()) == folded) {
        return Ok(label.clone());
    }
    if !reasons.is_empty() && !reason.trim().is_empty() {
        app.note(format_args!(
            "`{}` is not one of the company's lost reasons: {}",
            text::clean(reason),
            list(&reasons)
        ));
    }
    Ok(reason.to_owned())
}

/// Resolves the reason in a draft.
pub async fn resolve_in(app: &App, draft: &mut Draft) -> Result<(), Error> {
    let reason = draft.get(CODE).and_then(Value::as_str).map(str::to_owned);
    if let Some(reason) = reason {
        draft.set(CODE, resolve(app, &reason).await?);
    }
    Ok(())
}

/// Prompts for a reason, at a terminal and without `--yes`.
pub async fn ask(app: &App) -> Result<Option<String>, Error> {
    if !app.ask.can_ask() || app.settings.flags.yes {
        return Ok(None);
    }
    let (reasons, rule) = (load_reasons(app).await?, load_rule(app).await?);
    let is_optional = rule == Rule::default();
    let question = || Question::new("Reason", "--reason");
    if !reasons.is_empty() {
        let items = reasons.iter().map(|reason| Item::new(text::clean(&reason.label)));
        let more = [Some("Another reason…"), is_optional.then_some("No reason")];
        let items: Vec<Item> = items.chain(more.into_iter().flatten().map(Item::new)).collect();
        let place = app.ask.pick(question(), &items, None)?.ok_or_else(Error::canceled)?;
        if let Some(reason) = reasons.get(place) {
            return Ok(Some(reason.label.clone()));
        }
        if place > reasons.len() {
            return Ok(None);
        }
    }
    let help = if is_optional { "an empty line gives no reason" } else { "" };
    let check = |reason: &str| match reason.trim() {
        "" if !is_optional => Err("a lost deal needs a reason".to_owned()),
        _ => Ok(()),
    };
    let reason = app.ask.text(question().help(help), check)?;
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// Refuses a draft that loses a deal without a reason where the company requires one, as Pipedrive's
/// web app does (pipedrive.md P193, P194).
pub async fn check(app: &App, draft: &Draft, before: Option<&Record>) -> Result<(), Error> {
    if draft.get("status") != Some(&json!("lost")) {
        return Ok(());
    }
    let read = |code: &str| before.and_then(|deal| deal.read().reference(code));
    let pipeline = draft.get("pipeline_id").and_then(Value::as_u64).or(read("pipeline_id"));
    let given = match draft.get(CODE) {
        Some(reason) => reason.as_str().is_some_and(|reason| !reason.trim().is_empty()),
        None => before.is_some_and(|deal| deal.read().text(CODE).is_some_and(|r| !r.is_empty())),
    };
    if given || !load_rule(app).await?.applies(pipeline) {
        return Ok(());
    }
    let reasons = load_reasons(app).await?;
    let hint = match &reasons[..] {
        [] => "pass --reason".to_owned(),
        reasons => format!("pass --reason; the reasons of the company: {}", list(reasons)),
    };
    Err(Error::usage("a lost deal needs a reason").hint(hint))
}

fn list(reasons: &[Choice]) -> String {
    let labels = reasons.iter().map(|reason| text::clean(&reason.label).into_owned());
    labels.collect::<Vec<_>>().join(", ")
}

/// The predefined reasons; empty if a dry run cannot look them up.
async fn load_reasons(app: &App) -> Result<Vec<Choice>, Error> {
    let fields = load_fields(app).await?;
    let mut names = Names::default();
    names.learn(Lookup::Fields, &fields);
    Ok(names.field_for_code(CODE).options)
}

async fn load_rule(app: &App) -> Result<Rule, Error> {
    let fields = load_fields(app).await?;
    let field =
        fields.iter().find(|field| field.read().text("field_code").as_deref() == Some(CODE));
    Ok(field.map(Rule::from_field).unwrap_or_default())
}

async fn load_fields(app: &App) -> Result<std::rc::Rc<Vec<Record>>, Error> {
    match app.lookup(Lookup::Fields).await {
        Err(_) if app.is_offline() => Ok(std::rc::Rc::default()),
        fields => fields,
    }
}

/// Where a lost deal requires a reason.
#[derive(Debug, Default, PartialEq)]
struct Rule {
    everywhere: bool,
    /// The IDs of the pipelines that require a reason.
    pipelines: Vec<u64>,
}

impl Rule {
    /// Parses the settings of the field: in v1 a flag that is true or has the status, in v2 an object with
    /// the statuses of each pipeline.
    fn from_field(field: &Record) -> Rule {
        let reading = field.read();
        let read = |key: &str| -> Value {
            let raw = reading.get(key).map_or("null", |raw| raw.get());
            serde_json::from_str(raw).unwrap_or_default()
        };
        let everywhere = match read("mandatory_flag") {
            Value::Object(flag) => flag.get("status") == Some(&json!("=lost")),
            flag => flag == json!(true),
        };
        let required = read("required_fields");
        let statuses = required["statuses"].as_object().cloned().unwrap_or_default();
        let is_lost = |statuses: &Value| {
            statuses.as_array().is_some_and(|statuses| statuses.contains(&json!("lost")))
        };
        let pipelines = statuses.iter().filter(|(_, statuses)| is_lost(statuses));
        let pipelines = pipelines.filter(|_| required["enabled"] == json!(true));
        Rule { everywhere, pipelines: pipelines.filter_map(|(id, _)| id.parse().ok()).collect() }
    }

    fn applies(&self, pipeline: Option<u64>) -> bool {
        self.everywhere || pipeline.is_some_and(|pipeline| self.pipelines.contains(&pipeline))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_parsed_in_v1_and_v2_form() {
        let rule = |field: Value| {
            let raw = serde_json::value::to_raw_value(&field).unwrap();
            let rule = Rule::from_field(&Record::new(raw).unwrap());
            (rule.applies(None), rule.applies(Some(1)), rule.applies(Some(2)))
        };
        for field in
            [json!({"mandatory_flag": true}), json!({"mandatory_flag": {"status": "=lost"}})]
        {
            assert_eq!(rule(field), (true, true, true));
        }
        let statuses = json!({"1": ["won", "lost"], "2": ["won"]});
        let v2 = |enabled: bool| json!({"required_fields": {"enabled": enabled, "stage_ids": [], "statuses": statuses}});
        assert_eq!(rule(v2(true)), (false, true, false));
        for field in [
            v2(false),
            json!({}),
            json!({"mandatory_flag": {"status": "=won"}}),
            json!({"mandatory_flag": false, "required_fields": null}),
        ] {
            assert_eq!(rule(field), (false, false, false));
        }
    }
}
