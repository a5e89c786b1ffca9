//! The flags for the fields of a draft: one for each writable key of the API reference.

use super::body_file;
use super::{Draft, Pairs, check_title, parse_percent};
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::deal_status::DealStatus;
use crate::model::field::is_custom_key;
use crate::model::time;
use crate::model::value;
use crate::text;
use jiff::Zoned;
use serde_json::{Map, Value, json};

/// Flags for all writable keys of the reference except the title.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Deal fields")]
pub struct DraftArgs {
    /// Amount, with or without a currency: 1200, "1,200.50 EUR"
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub value: Option<String>,
    /// Currency: a three-letter code
    #[arg(long, value_name = "CODE", add = ArgKind::Currency)]
    pub currency: Option<String>,
    /// Stage: name or ID; also sets the pipeline
    #[arg(long, value_name = "STAGE", add = ArgKind::Stage)]
    pub stage: Option<String>,
    /// Pipeline: name or ID
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pub pipeline: Option<String>,
    /// Owner: name, email or ID of a user
    #[arg(long, value_name = "USER", add = ArgKind::User)]
    pub owner: Option<String>,
    /// Linked person: name or ID
    #[arg(long, value_name = "PERSON", add = ArgKind::Person)]
    pub person: Option<String>,
    /// Linked organization: name or ID
    #[arg(long, value_name = "ORGANIZATION", add = ArgKind::Organization)]
    pub org: Option<String>,
    /// Status: open, won or lost
    #[arg(long, value_name = "STATUS", value_parser = DealStatus::parser(&DealStatus::SETTABLE), hide_possible_values = true)]
    pub status: Option<DealStatus>,
    /// Probability of success in percent, 0 to 100
    #[arg(long, value_name = "PERCENT")]
    pub probability: Option<String>,
    /// Expected close date: 2026-01-31, today, +1mo
    #[arg(long, value_name = "DATE", add = ArgKind::Date, allow_hyphen_values = true)]
    pub expected_close_date: Option<String>,
    /// Labels, separated by commas (repeatable); replaces all labels
    ///
    /// A label named `a,b` takes precedence over labels `a` and `b`.
    #[arg(long, value_name = "LABEL", add = ArgKind::Labels)]
    pub label: Vec<String>,
    /// Lost reason; only with status lost
    #[arg(long, value_name = "REASON", add = ArgKind::LostReason)]
    pub lost_reason: Option<String>,
    /// Visibility: 1, 3, 5 or 7; see `deals fields visible_to`
    #[arg(long, value_name = "LEVEL")]
    pub visible_to: Option<String>,
    /// Time the deal was won; only with status won
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    pub won_time: Option<String>,
    /// Time the deal was lost; only with status lost
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    pub lost_time: Option<String>,
    /// Time the deal was closed; only with status won or lost
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    pub close_time: Option<String>,
    /// Archive the deal; `--archived=false` unarchives it
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub archived: Option<bool>,
    /// Time the deal was archived; only with --archived
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    pub archive_time: Option<String>,
    /// `--deleted=false` restores a deleted deal
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub deleted: Option<bool>,
    /// Custom fields as JSON, by 40-character key; null clears one
    #[arg(long, value_name = "JSON")]
    pub custom_fields: Option<String>,
    /// Set any field by name, code or key: "Contract term=12 months" (repeatable)
    ///
    /// If there are several `=`, the last one that follows the full name of a field counts.
    #[arg(long, value_name = "FIELD=VALUE", add = ArgKind::Assignment)]
    pub set: Vec<String>,
    /// Clear a field: name, code or key (repeatable)
    #[arg(long, value_name = "FIELD", add = ArgKind::ClearableField)]
    pub clear: Vec<String>,
    /// Read a JSON object from a file, or `-` for stdin; flags override it
    #[arg(long, value_name = "FILE", add = ArgKind::File)]
    pub body: Option<String>,
}

/// Labels to add and to remove.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Deal fields")]
pub struct LabelArgs {
    /// Add labels, separated by commas (repeatable)
    #[arg(long, value_name = "LABEL", add = ArgKind::Labels, conflicts_with = "label")]
    pub add_label: Vec<String>,
    /// Remove labels, separated by commas (repeatable)
    #[arg(long, value_name = "LABEL", add = ArgKind::Labels, conflicts_with = "label")]
    pub remove_label: Vec<String>,
}

/// The IDs that the names in flags resolve to, or the errors.
#[derive(Default)]
pub struct Ids {
    pub owner: Option<Result<u64, Error>>,
    pub person: Option<Result<u64, Error>>,
    pub org: Option<Result<u64, Error>>,
    pub pipeline: Option<Result<u64, Error>>,
    pub stage: Option<Result<u64, Error>>,
    pub labels: Vec<Result<u64, Error>>,
    pub add_labels: Vec<Result<u64, Error>>,
    pub remove_labels: Vec<Result<u64, Error>>,
    /// The values of `--set` and `--clear`, with the word given for each field.
    pub fields: Vec<(String, Result<Pairs, Error>)>,
}

impl DraftArgs {
    /// Whether a flag has a date or a time.
    pub fn has_times(&self) -> bool {
        let times = [
            &self.expected_close_date,
            &self.won_time,
            &self.lost_time,
            &self.close_time,
            &self.archive_time,
        ];
        times.into_iter().any(Option::is_some)
    }
}

impl Draft {
    /// A draft from flags, or one error that lists all mistakes.
    pub fn from_flags(
        args: &DraftArgs,
        title: Option<&str>,
        ids: Ids,
        now: &Zoned,
    ) -> Result<Draft, Error> {
        let body = args.body.as_deref().map(body_file::read).transpose()?.unwrap_or_default();
        let mut draft = Draft { body, ..Draft::default() };
        let mut given = Vec::new();
        let mut wrong = Vec::new();
        let mut put = |code: &str, read: Option<Result<Value, Error>>| match read {
            Some(Ok(value)) => {
                given.push(code.to_owned());
                draft.set(code, value);
            }
            Some(Err(failure)) => wrong.push((code.to_owned(), failure)),
            None => {}
        };
        put("title", title.map(|title| check_title(title).map(Value::from)));
        put("owner_id", ids.owner.map(to_value));
        put("person_id", ids.person.map(to_value));
        put("org_id", ids.org.map(to_value));
        put("pipeline_id", ids.pipeline.map(to_value));
        put("stage_id", ids.stage.map(to_value));
        let (amount, currency) = match args.value.as_deref().map(value::money) {
            Some(Ok((amount, currency))) => (Some(Ok(Value::Number(amount))), currency),
            Some(Err(failure)) => (Some(Err(failure)), None),
            None => (None, None),
        };
        put("value", amount);
        put("currency", resolve_currency(currency, args.currency.as_deref()));
        put("status", args.status.map(|status| Ok(json!(status))));
        put("probability", args.probability.as_deref().map(parse_percent));
        put("lost_reason", args.lost_reason.as_ref().map(|reason| Ok(json!(reason))));
        put("visible_to", args.visible_to.as_deref().map(parse_level));
        let moment = |text: &Option<String>, write: fn(jiff::Timestamp) -> String| {
            text.as_ref().map(|text| time::moment(text, now).map(|at| json!(write(at))))
        };
        put("close_time", moment(&args.close_time, time::v2));
        put("won_time", moment(&args.won_time, time::v2));
        put("lost_time", moment(&args.lost_time, time::v2));
        put("is_archived", args.archived.map(|yes| Ok(json!(yes))));
        put("archive_time", moment(&args.archive_time, time::v1));
        put("is_deleted", args.deleted.map(|yes| Ok(json!(yes))));
        let day = args.expected_close_date.as_ref();
        put(
            "expected_close_date",
            day.map(|text| time::day(text, now).map(|day| json!(day.to_string()))),
        );
        put("custom_fields", args.custom_fields.as_deref().map(parse_custom_fields));
        let labels = collect_ids("label_ids", ids.labels, &mut wrong);
        if !labels.is_empty() {
            given.push("label_ids".to_owned());
            draft.set("label_ids", labels);
        }
        let add = collect_ids("--add-label", ids.add_labels, &mut wrong);
        let remove = collect_ids("--remove-label", ids.remove_labels, &mut wrong);
        if let Some(both) = add.iter().find(|id| remove.contains(id)) {
            let twice = Error::usage(format!("label {both} is both added and removed"));
            wrong.push(("--add-label".to_owned(), twice));
        }
        draft.labels = super::Labels { add, remove };
        for (word, read) in ids.fields {
            match read {
                Ok(pairs) => {
                    for (code, value) in pairs {
                        if !draft.set_by_flag(&mut given, &code, &value) {
                            wrong.push((word.clone(), new_conflict_error(&word)));
                        } else if is_bare_amount(&value) {
                            draft.bare_amounts.push(code);
                        }
                    }
                }
                Err(failure) => wrong.push((word, failure)),
            }
        }
        // The write sets the currency of the deal, which applies to amounts without one.
        if let Some(Value::String(currency)) = draft.body.get("currency").cloned() {
            let keys = std::mem::take(&mut draft.bare_amounts);
            draft.set_currency(&keys, &currency);
        }
        match draft.find_mistake() {
            Some(mistake) if wrong.is_empty() => Err(mistake),
            _ if wrong.is_empty() => Ok(draft),
            _ => Err(combine_mistakes(wrong)),
        }
    }
}

fn new_conflict_error(word: &str) -> Error {
    Error::usage(format!("`{word}` was given two different values"))
}

/// Whether the value is an amount without a currency; the `value` of an address or a time is a string.
fn is_bare_amount(value: &Value) -> bool {
    value.as_object().is_some_and(|object| {
        object.len() == 1 && object.get("value").is_some_and(Value::is_number)
    })
}

fn to_value<T: Into<Value>>(found: Result<T, Error>) -> Result<Value, Error> {
    found.map(T::into)
}

/// Collects the resolved IDs, each once; errors are appended to `wrong`.
fn collect_ids(
    flag: &str,
    found: Vec<Result<u64, Error>>,
    wrong: &mut Vec<(String, Error)>,
) -> Vec<u64> {
    let mut ids = Vec::new();
    for found in found {
        match found {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(failure) => wrong.push((flag.to_owned(), failure)),
        }
    }
    ids
}

/// Combines several mistakes into one error with a line each; any other error, such as a rejected token,
/// is returned alone.
fn combine_mistakes(mut wrong: Vec<(String, Error)>) -> Error {
    if let Some(at) = wrong.iter().position(|(_, failure)| !failure.is_mistake()) {
        return wrong.swap_remove(at).1;
    }
    if wrong.len() == 1 {
        return wrong.swap_remove(0).1;
    }
    let line = |(code, failure): &(String, Error)| match &failure.hint {
        Some(hint) => format!("\n  {code}: {failure} ({hint})"),
        None => format!("\n  {code}: {failure}"),
    };
    let lines: String = wrong.iter().map(line).collect();
    Error::usage(format!("{}:{lines}", text::count(wrong.len(), "mistake")))
}

fn resolve_currency(
    amount_currency: Option<String>,
    flag: Option<&str>,
) -> Option<Result<Value, Error>> {
    let flag = match flag.map(value::currency) {
        Some(Err(failure)) => return Some(Err(failure)),
        Some(Ok(code)) => Some(code),
        None => None,
    };
    match (amount_currency, flag) {
        (Some(one), Some(other)) if one != other => {
            Some(Err(Error::usage(format!("the value is in {one}, but --currency is {other}"))))
        }
        (one, other) => one.or(other).map(|code| Ok(json!(code))),
    }
}

/// Parses a visibility level (pipedrive.md P138).
fn parse_level(text: &str) -> Result<Value, Error> {
    match text.parse::<u8>() {
        Ok(level @ (1 | 3 | 5 | 7)) => Ok(json!(level)),
        _ => Err(Error::usage(format!("`{text}` is not a visibility level"))
            .hint("levels, depending on the plan: 1 owner and followers, 3 all users or the owner's group, 5 the group and its subgroups, 7 all users")),
    }
}

fn parse_custom_fields(text: &str) -> Result<Value, Error> {
    let wrong = |why: String| Error::usage(format!("--custom-fields {why}"));
    let fields: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| wrong(format!("is not a JSON object: {error}")))?;
    if let Some(key) = fields.keys().find(|key| !is_custom_key(key)) {
        return Err(wrong(format!("has the key `{key}`, which is not a 40-character field key")));
    }
    if let Some((key, _)) =
        fields.iter().find(|(_, value)| value.as_array().is_some_and(Vec::is_empty))
    {
        // pipedrive.md P185.
        return Err(wrong(format!("clears {key} with []: use null")));
    }
    Ok(Value::Object(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(args: DraftArgs) -> Result<Value, String> {
        let now = "2026-03-31T15:00:00Z[UTC]".parse().unwrap();
        let ids = Ids {
            owner: args.owner.as_deref().map(|word| Ok(word.parse().unwrap())),
            stage: args
                .stage
                .as_deref()
                .map(|word| Err(Error::not_found(format!("no stage `{word}`")))),
            labels: args.label.iter().map(|word| Ok(word.parse().unwrap())).collect(),
            ..Ids::default()
        };
        Draft::from_flags(&args, Some("Roof"), ids, &now)
            .map(|draft| draft.into_body().into())
            .map_err(|failure| failure.message)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.into())
    }

    #[test]
    fn converts_flags_to_a_v2_body() {
        let body = draft(DraftArgs {
            value: some("1200.50 eur"),
            owner: some("7"),
            probability: some("50%"),
            label: vec!["1".into(), "2".into(), "1".into()],
            archived: Some(true),
            archive_time: some("2026-01-31T10:20:30Z"),
            status: Some(DealStatus::Won),
            won_time: some("today"),
            expected_close_date: some("+1mo"),
            ..DraftArgs::default()
        });
        let expected = json!({
            "title": "Roof", "owner_id": 7, "value": 1200.5, "currency": "EUR", "status": "won", "probability": 50,
            "won_time": "2026-03-31T00:00:00Z", "is_archived": true, "archive_time": "2026-01-31 10:20:30",
            "expected_close_date": "2026-04-30", "label_ids": [1, 2],
        });
        assert_eq!(body, Ok(expected));
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let message = draft(DraftArgs {
            value: some("much"),
            stage: some("Nowhere"),
            probability: some("101"),
            ..DraftArgs::default()
        });
        let message = message.unwrap_err();
        assert!(message.starts_with("3 mistakes:\n  stage_id: no stage `Nowhere`"), "{message}");
        assert_eq!(message.lines().count(), 4);
    }

    #[test]
    fn rejects_invalid_values_before_the_request() {
        let args = |status, reason: &str| DraftArgs {
            status,
            lost_reason: some(reason),
            ..DraftArgs::default()
        };
        assert!(
            draft(args(Some(DealStatus::Won), "price"))
                .unwrap_err()
                .contains("lost_reason is valid only with status lost")
        );
        assert!(draft(args(Some(DealStatus::Lost), "price")).is_ok());
        assert!(draft(DraftArgs { custom_fields: some("{}"), ..DraftArgs::default() }).is_err());
        assert!(
            draft(DraftArgs {
                value: some("1 EUR"),
                currency: some("USD"),
                ..DraftArgs::default()
            })
            .is_err()
        );
        let fresh = Draft::default().with("lost_reason", "price");
        assert!(fresh.check_new().is_err());
    }
}
