//! `deals discounts`: lists and changes the discounts of a deal.

use super::Coverage;
use crate::api::endpoints::{ADD_DISCOUNT, LIST_DISCOUNTS, REMOVE_DISCOUNT, UPDATE_DISCOUNT};
use crate::api::request::{Request, is_uuid};
use crate::app::App;
use crate::app::write::{Body, Change, DISCOUNT_KEYS, Write};
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::interactive::deal_picker;
use crate::model::arg::{self, ArgKind};
use crate::model::field::{FieldKind, column};
use crate::model::names;
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::ops::listing::{self, ListSpec};
use crate::text;
use crate::ui::prompt::{Item, Question};
use clap::ValueEnum;
use serde_json::{Map, Number, Value, json};

const DISCOUNTS: ListSpec = ListSpec {
    noun: "discount",
    columns: &[
        column("id", "ID", FieldKind::Text),
        column("description", "Description", FieldKind::Text),
        column("amount", "Amount", FieldKind::Number),
        column("type", "Type", FieldKind::Text),
        column("created_at", "Added", FieldKind::Time),
        column("created_by", "By", FieldKind::User),
    ],
    more: &["deal_id", "updated_at", "updated_by"],
};

/// The response to a removal.
const REMOVED: ListSpec =
    ListSpec { noun: "discount", columns: &[column("id", "ID", FieldKind::Text)], more: &[] };

/// Manage the discounts of a deal
#[derive(clap::Args, Debug)]
pub struct DiscountsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    List(ListArgs),
    Add(AddArgs),
    Update(UpdateArgs),
    Remove(RemoveArgs),
}

/// List the discounts of a deal
///
/// Cost: 10 tokens
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_DISCOUNTS))]
#[command(after_long_help = "\
Examples:
  $ deals discounts list 3
  $ deals discounts list 42 -o json")]
struct ListArgs {
    #[command(flatten)]
    deal: DealArg,
}

/// The flags of a discount's terms.
#[derive(clap::Args, Debug)]
struct Terms {
    /// Description of the discount
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Discount as a percentage of the deal's value
    #[arg(long, value_name = "N", value_parser = arg::new_parser(parse_positive), allow_negative_numbers = true, conflicts_with_all = ["amount", "kind"])]
    percent: Option<Number>,
    /// Discount in the deal's currency, or in percent with --type percentage
    #[arg(long, value_name = "N", value_parser = arg::new_parser(parse_positive), allow_negative_numbers = true)]
    amount: Option<Number>,
    /// Unit of --amount: `percentage` or `amount` [default: amount]
    #[arg(long = "type", value_name = "TYPE", hide_possible_values = true)]
    kind: Option<Type>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Type {
    Percentage,
    Amount,
}

/// Add a discount to a deal
///
/// The deal's value changes if the deal has products with a one-time price.
///
/// Cost: 5 tokens
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&ADD_DISCOUNT))]
#[command(after_long_help = "\
Examples:
  $ deals discounts add 1 --percent 10
  $ deals discounts add 1 --amount 50 --description \"For the late delivery\"")]
struct AddArgs {
    #[command(flatten)]
    deal: DealArg,
    #[command(flatten)]
    terms: Terms,
}

/// Change a discount of a deal
///
/// Changes only the fields given as flags.
///
/// Cost: 5 tokens, plus 10 to find the discount unless its full ID is given
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DISCOUNT))]
#[command(after_long_help = "\
Examples:
  $ deals discounts update 1 Loyalty --percent 15
  $ deals discounts update 1 30195b0e-7577-4f52-a5cf-f3ee39b9d1e0 --amount 7 -n")]
struct UpdateArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Discount ID or description, or the start of either
    #[arg(value_name = "DISCOUNT", add = ArgKind::Discount)]
    discount: Option<String>,
    #[command(flatten)]
    terms: Terms,
}

/// Remove a discount from a deal
///
/// Asks for confirmation.
///
/// Cost: 3 tokens, plus 10 to find the discount unless its full ID is given
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&REMOVE_DISCOUNT))]
#[command(after_long_help = "\
Examples:
  $ deals discounts remove 1 Loyalty --yes
  $ deals discounts remove 1 30195b0e-7577-4f52-a5cf-f3ee39b9d1e0 --dry-run")]
struct RemoveArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Discount ID or description, or the start of either
    #[arg(value_name = "DISCOUNT", add = ArgKind::Discount)]
    discount: Option<String>,
}

impl DiscountsArgs {
    /// The columns that `--fields` accepts.
    pub fn sheet(&self) -> &'static ListSpec {
        match self.action {
            Action::List(_) | Action::Add(_) | Action::Update(_) => &DISCOUNTS,
            Action::Remove(_) => &REMOVED,
        }
    }
}

pub async fn run(app: &App, args: DiscountsArgs) -> anyhow::Result<()> {
    match args.action {
        Action::List(args) => {
            let deal = args.deal.resolve(app, Purpose::Read).await?;
            let pages = app.pages(new_list_request(deal));
            listing::list(app, &DISCOUNTS, pages, listing::as_is).await
        }
        Action::Add(args) => add(app, args).await,
        Action::Update(args) => update(app, args).await,
        Action::Remove(args) => remove(app, args).await,
    }
}

fn new_list_request(deal: u64) -> Request {
    Request::to(&LIST_DISCOUNTS).with("id", deal)
}

async fn add(app: &App, args: AddArgs) -> anyhow::Result<()> {
    let mut body = args.terms.body();
    let has_amount = body.contains_key("amount");
    deal_picker::require(
        app,
        &[("DEAL", args.deal.is_given()), ("--percent or --amount", has_amount)],
        "usage: deals discounts add 42 --percent 10",
    )?;
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    if !has_amount {
        ask_for_terms(app, &mut body)?;
    }
    let default = format_amount(&body["amount"].to_string(), body["type"] == "percentage");
    body.entry("description").or_insert(json!(default));
    let write = Write::AddDiscount { deal, body };
    if app.is_dry() {
        return app.plan(&[write.request()?]);
    }
    DISCOUNTS.prepare(app).await?;
    let discount = app.write(write, None).await?;
    app.note(format_args!("deal {deal}: added {}", display_name(&discount.read())));
    listing::show(app, &DISCOUNTS, 1, &[discount]).await
}

/// Asks for the amount or percentage, and for the description unless it is given.
fn ask_for_terms(app: &App, body: &mut Map<String, Value>) -> Result<(), Error> {
    let kind = |text: &str| if text.ends_with('%') { "percentage" } else { "amount" };
    let check =
        |text: &str| parse_positive(text).map(drop).map_err(|why| format!("it {why}, or 10%"));
    let question = Question::new("Discount", "--percent or --amount")
        .help("10% of the value, or an amount such as 50 in the currency of the deal");
    let text = app.ask.text(question, check)?;
    let amount = parse_positive(&text).map_err(Error::usage)?;
    body.insert("amount".to_owned(), json!(amount));
    if body.get("type") != Some(&json!("percentage")) {
        body.insert("type".to_owned(), json!(kind(&text)));
    }
    if !body.contains_key("description") {
        let default = format_amount(&amount.to_string(), body["type"] == "percentage");
        let help = format!("an empty line calls it `{default}`");
        let question = Question::new("Description", "--description").help(&help);
        let description = app.ask.text(question, |_| Ok(()))?;
        if !description.is_empty() {
            body.insert("description".to_owned(), json!(description));
        }
    }
    Ok(())
}

async fn update(app: &App, args: UpdateArgs) -> anyhow::Result<()> {
    let body = args.terms.body();
    let (has_deal, has_discount) = (args.deal.is_given(), args.discount.is_some());
    deal_picker::require(app, &[("DEAL", has_deal), ("DISCOUNT", has_discount)], USAGE)?;
    if body.is_empty() {
        return Err(Error::usage("nothing to change")
            .hint("pass --description, --percent or --amount")
            .into());
    }
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    let Found { id, before, .. } = find_discount(app, deal, args.discount.as_deref()).await?;
    let write = Write::UpdateDiscount { deal, discount: id, body };
    if app.is_dry() {
        return app.plan(&[write.request()?]);
    }
    DISCOUNTS.prepare(app).await?;
    let discount = app.write_change(Change::with_before(write, before)).await?;
    let short = describe(&discount.read());
    app.note(format_args!("deal {deal}: changed the discount to {short}"));
    listing::show(app, &DISCOUNTS, 1, &[discount]).await
}

async fn remove(app: &App, args: RemoveArgs) -> anyhow::Result<()> {
    let (has_deal, has_discount) = (args.deal.is_given(), args.discount.is_some());
    deal_picker::require(app, &[("DEAL", has_deal), ("DISCOUNT", has_discount)], USAGE)?;
    let deal = args.deal.resolve(app, Purpose::Change).await?;
    let Found { id, name, before } = find_discount(app, deal, args.discount.as_deref()).await?;
    let write = Write::RemoveDiscount { deal, discount: id };
    let request = write.request()?;
    if app.is_dry() {
        return app.plan(&[request]);
    }
    app.confirm(&format!("Remove {name} from deal {deal} in {}?", app.account()))?;
    let removed = app.write_change(Change::with_before(write, before)).await?;
    app.note(format_args!("deal {deal}: removed {name}"));
    listing::show(app, &REMOVED, 1, &[removed]).await
}

impl Terms {
    /// The body of the request. An amount always has its type: 50 must not become 50 % because the
    /// discount was a percentage before.
    fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        let kind = match (&self.percent, &self.amount, self.kind) {
            (Some(_), ..) => Some("percentage"),
            (_, _, Some(Type::Percentage)) => Some("percentage"),
            (_, _, Some(Type::Amount)) | (_, Some(_), None) => Some("amount"),
            (None, None, None) => None,
        };
        let amount = self.percent.as_ref().or(self.amount.as_ref());
        body.extend(self.description.iter().map(|text| ("description".to_owned(), json!(text))));
        body.extend(amount.map(|amount| ("amount".to_owned(), json!(amount))));
        body.extend(kind.map(|kind| ("type".to_owned(), json!(kind))));
        body
    }
}

/// Parses a number greater than 0; Pipedrive accepts no other (pipedrive.md P300).
fn parse_positive(text: &str) -> Result<Number, String> {
    if text.contains(',') {
        return Err(
            "must be written like 10 or 12.5: a comma may mean thousands or decimals".into()
        );
    }
    let number: Option<Number> = text.trim().trim_end_matches('%').trim_end().parse().ok();
    let number = number.filter(|number| number.as_f64().is_some_and(|number| number > 0.0));
    number.ok_or_else(|| "must be a number greater than 0, like 10 or 12.5".into())
}

/// `10 %`, or `50 off`.
fn format_amount(amount: &str, is_percentage: bool) -> String {
    let amount = text::group_digits(amount);
    if is_percentage { format!("{amount} %") } else { format!("{amount} off") }
}

/// Formats the description and the amount of a discount.
fn describe_parts(discount: &RecordView) -> (String, String) {
    let description = discount.text("description").unwrap_or_default();
    let amount = discount.get("amount").map(value::plain).unwrap_or_default();
    let is_percentage = discount.text("type").is_some_and(|kind| kind == "percentage");
    (text::clean(&description).into_owned(), format_amount(&amount, is_percentage))
}

/// The name of a discount within a sentence.
fn display_name(discount: &RecordView) -> String {
    let (description, much) = describe_parts(discount);
    if description.is_empty() {
        format!("the discount of {much}")
    } else {
        format!("the discount {}", describe(discount))
    }
}

/// The description, and the amount unless the description is the amount.
fn describe(discount: &RecordView) -> String {
    let (description, much) = describe_parts(discount);
    if description.is_empty() || description == much {
        much
    } else {
        format!("{description} ({much})")
    }
}

/// The hint about how to name a discount.
const USAGE: &str = "use the description or the ID of a discount: deals discounts list 42";

/// Resolves the discount; without a word, prompts for one.
async fn find_discount(app: &App, deal: u64, word: Option<&str>) -> Result<Found, Error> {
    // The list has the old values, which are needed to undo the write.
    if let Some(id) =
        word.filter(|word| is_uuid(word) && (app.is_dry() || !app.settings.keeps_journal))
    {
        return Ok(Found {
            id: id.to_owned(),
            name: format!("the discount {id}"),
            before: Body::new(),
        });
    }
    let discounts = app.all(new_list_request(deal)).await?;
    let Some(word) = word else {
        let items: Vec<Item> =
            discounts.iter().map(|discount| Item::new(describe(&discount.read()))).collect();
        let none = format!("deal {deal} has no discount");
        let at = deal_picker::pick_item(app, "Discount", &items, none)?;
        return Ok(Found::from_record(&discounts[at]));
    };
    if is_uuid(word) {
        let found = discounts.iter().map(Found::from_record).find(|found| found.id == word);
        let name = || format!("the discount {word}");
        // The list may be out of date: Pipedrive rejects an ID that does not exist.
        return Ok(found.unwrap_or_else(|| Found {
            id: word.to_owned(),
            name: name(),
            before: Body::new(),
        }));
    }
    let known: Vec<(Vec<String>, &Record)> =
        discounts.iter().map(|discount| (read_words(&discount.read()), discount)).collect();
    let long = |discount: &&Record| {
        let discount = discount.read();
        format!("{}, {}", describe(&discount), discount.text("id").unwrap_or_default())
    };
    let list = format!("deals discounts list {deal}");
    Ok(Found::from_record(names::pick_by("discount", word, &known, long, &list)?))
}

/// The discount to change or remove.
struct Found {
    id: String,
    /// Its name in messages.
    name: String,
    /// Its old terms, for undo.
    before: Body,
}

impl Found {
    fn from_record(discount: &Record) -> Found {
        let reading = discount.read();
        let term = |key: &str| {
            let value = serde_json::from_str(reading.get(key)?.get()).ok()?;
            Some((key.to_owned(), value))
        };
        Found {
            id: reading.text("id").unwrap_or_default().into_owned(),
            name: display_name(&reading),
            before: DISCOUNT_KEYS.into_iter().filter_map(term).collect(),
        }
    }
}

/// The words that a discount can be named by.
fn read_words(discount: &RecordView) -> Vec<String> {
    let words = ["id", "description"].into_iter().filter_map(|key| discount.text(key));
    words.map(|word| word.into_owned()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(percent: Option<&str>, amount: Option<&str>, kind: Option<Type>) -> Value {
        let number = |text: Option<&str>| text.map(|text| parse_positive(text).unwrap());
        let (percent, amount) = (number(percent), number(amount));
        Value::Object(Terms { description: None, percent, amount, kind }.body())
    }

    #[test]
    fn an_amount_has_its_type() {
        assert_eq!(body(Some("10"), None, None), json!({"amount": 10, "type": "percentage"}));
        assert_eq!(body(Some("12.5%"), None, None), json!({"amount": 12.5, "type": "percentage"}));
        assert_eq!(body(None, Some("50"), None), json!({"amount": 50, "type": "amount"}));
        let percentage = Some(Type::Percentage);
        assert_eq!(body(None, Some("9"), percentage), json!({"amount": 9, "type": "percentage"}));
        assert_eq!(body(None, None, percentage), json!({"type": "percentage"}));
        assert_eq!(body(None, None, None), json!({}));
    }

    #[test]
    fn a_discount_is_greater_than_0() {
        for wrong in ["0", "-5", "0.0", "", "%", "ten", "1,5", "1e999", "nan"] {
            assert!(parse_positive(wrong).is_err(), "{wrong}");
        }
    }
}
