//! `--where`: compares conditions on every kind of field with an independent evaluation on the JSON of the
//! sandbox's deals, both for conditions that are sent to the server and for those evaluated locally.

use super::support::{Home, Output, at_once};
use deals::sandbox::{Sandbox, World};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A company, and its deals and names as JSON.
struct Company {
    home: Home,
    sandbox: Sandbox,
    deals: Vec<Value>,
    archived: Vec<Value>,
    fields: Vec<Value>,
    /// Stages, pipelines and users.
    stages: Vec<Value>,
    pipelines: Vec<Value>,
    users: Vec<Value>,
}

impl Company {
    fn new(deals: usize) -> Company {
        let sandbox = Sandbox::start(World::with_deals(deals)).unwrap();
        let home = Home::new();
        let list = |line: &[&str]| {
            let ran = home.at(&sandbox, &[line, &["-o", "json", "-q"]].concat());
            ran.json().as_array().unwrap().clone()
        };
        let optional = "files_count,next_activity_id,notes_count";
        Company {
            deals: list(&["list", "--include-fields", optional]),
            archived: list(&["list", "--archived", "--include-fields", optional]),
            fields: list(&["fields"]),
            stages: list(&["stages"]),
            pipelines: list(&["pipelines"]),
            users: list(&["users"]),
            home,
            sandbox,
        }
    }

    fn run(&self, conditions: &[String], more: &[&str]) -> Output {
        let mut line = vec!["list", "-o", "ndjson", "--jq", ".id"];
        for condition in conditions {
            line.extend(["--where", condition]);
        }
        self.home.at(&self.sandbox, &[&line, more].concat())
    }

    fn ids(&self, conditions: &[String], more: &[&str]) -> Vec<u64> {
        let ran = self.run(conditions, more);
        assert_eq!(ran.code, Some(0), "{conditions:?}: {}", ran.err);
        ran.out.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// The name for an ID in the list, if it still exists.
    fn name(&self, list: &[Value], id: &Value) -> Option<String> {
        let found = list.iter().find(|one| one["id"] == *id)?;
        Some(found["name"].as_str()?.to_owned())
    }

    /// The label of an option, if it still exists.
    fn label(&self, code: &str, id: &Value) -> Option<String> {
        let field = self.fields.iter().find(|field| field["field_code"] == *code)?;
        let option = field["options"].as_array()?.iter().find(|option| option["id"] == *id)?;
        Some(option["label"].as_str()?.to_owned())
    }
}

/// A field of the sandbox: its name in a condition, its code and its kind.
type Subject = (&'static str, &'static str, Kind);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Text,
    /// A text under `value`.
    Address,
    Number,
    Money,
    Monetary,
    Date,
    Moment,
    DateRange,
    Clock,
    Stage,
    Pipeline,
    User,
    Option,
    Options,
    Status,
    Contact,
    Flag,
}

const SUBJECTS: &[Subject] = &[
    ("title", "title", Kind::Text),
    ("Contract term", "48f49808ade3e1bc48258fca7e2c121cec3bebbf", Kind::Text),
    ("Scope", "265b35f332fca2e3e71410f5b5df937184ffbdc8", Kind::Text),
    ("Site phone", "2c671f01da7cac28a29212097663e4ce37ca941a", Kind::Text),
    ("lost_reason", "lost_reason", Kind::Text),
    ("currency", "currency", Kind::Text),
    ("Site address", "d46131d337b18a3d210da21db0c9549a82f96232", Kind::Address),
    ("id", "id", Kind::Number),
    ("probability", "probability", Kind::Number),
    ("files_count", "files_count", Kind::Number),
    ("next_activity_id", "next_activity_id", Kind::Number),
    ("Floor area", "dd74eb9bad4ea4e20a16a60a790db782ffcf5523", Kind::Number),
    ("value", "value", Kind::Money),
    ("Budget", "104b80162ec1be40b9329413a0c872a1acb13570", Kind::Monetary),
    ("expected_close_date", "expected_close_date", Kind::Date),
    ("Survey date", "7fe301cbc1af53d80b3e9648ed8e559acf2fcc13", Kind::Date),
    ("Works period", "7c37f6e8a1f001ec09c4e9f9d233bcf035e12093", Kind::DateRange),
    ("Delivery time", "7ba81300c77b96cea06ee5d51a2f9b27772d7d33", Kind::Clock),
    ("Site hours", "655e89db6f7ca0e9c76cda5c2f4e12e36e325c15", Kind::Clock),
    ("add_time", "add_time", Kind::Moment),
    ("Update time", "update_time", Kind::Moment),
    ("stage", "stage_id", Kind::Stage),
    ("pipeline_id", "pipeline_id", Kind::Pipeline),
    ("owner", "owner_id", Kind::User),
    ("Site manager", "825b18a578b35079425387071250c1afd1734a5b", Kind::User),
    ("tier", "056df6b90dbc08086de6d809bff5aab89bc2c1a9", Kind::Option),
    ("label", "label_ids", Kind::Options),
    ("Source", "f9fbb62a855220acdc8a975b53d39f6f1230af6e", Kind::Options),
    ("status", "status", Kind::Status),
    ("person_id", "person_id", Kind::Contact),
    ("org", "org_id", Kind::Contact),
    ("Main contractor", "098f3000bedfb39758180d9fa7e3e76ee6c83ee2", Kind::Contact),
    ("is_archived", "is_archived", Kind::Flag),
];

impl Kind {
    fn operators(self) -> &'static [&'static str] {
        match self {
            Kind::Text | Kind::Address => &["=", "!=", "<", "<=", ">", ">=", "~"],
            Kind::Number
            | Kind::Money
            | Kind::Monetary
            | Kind::Date
            | Kind::Moment
            | Kind::DateRange
            | Kind::Clock => &["=", "!=", "<", "<=", ">", ">="],
            Kind::Stage | Kind::Pipeline | Kind::User | Kind::Option | Kind::Options => {
                &["=", "!=", "~"]
            }
            Kind::Status | Kind::Contact | Kind::Flag => &["=", "!="],
        }
    }
}

/// How the value of a deal is written in a condition.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Money without a currency, a time as a day, a part of a text.
    Short,
    Whole,
    Empty,
}

fn held<'d>(deal: &'d Value, code: &str) -> &'d Value {
    match &deal[code] {
        Value::Null => &deal["custom_fields"][code],
        value => value,
    }
}

fn is_in_order(op: &str, order: Ordering) -> bool {
    match op {
        "=" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// The visible characters without case and accents. The sandbox has titles with terminal colors and with
/// characters that hide or reorder text.
fn fold(text: &str) -> String {
    let mut seen = String::new();
    let mut rest = text.replace(['\n', '\t'], " ");
    while let Some((before, color)) = rest.split_once("\u{1b}[") {
        seen.push_str(before);
        rest = color.split_once('m').map_or("", |(_, after)| after).to_owned();
    }
    seen.push_str(&rest);
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    let plain = seen.trim().nfd().filter(|c| !is_combining_mark(*c) && !is_hidden(*c));
    plain.flat_map(char::to_lowercase).collect()
}

impl Company {
    /// The operand for the value of a deal; `None` if it contains a comma, which would separate two values.
    fn operand(&self, subject: &Subject, deal: &Value, form: Form) -> Option<String> {
        let (_, code, kind) = *subject;
        let value = held(deal, code);
        let is_short = matches!(form, Form::Short);
        if matches!(form, Form::Empty) || value.is_null() {
            return Some(String::new());
        }
        let text = match kind {
            Kind::Text if is_short => value.as_str()?.split(' ').next_back()?.to_owned(),
            Kind::Text | Kind::Status | Kind::Date => value.as_str()?.to_owned(),
            Kind::Address => value["value"].as_str()?.split(',').next()?.to_owned(),
            Kind::Number | Kind::Contact => value.to_string(),
            Kind::Money if is_short => value.to_string(),
            Kind::Money => format!("{value} {}", deal["currency"].as_str()?),
            Kind::Monetary if is_short => value["value"].to_string(),
            Kind::Monetary => format!("{} {}", value["value"], value["currency"].as_str()?),
            Kind::Moment => value.as_str()?[..if is_short { 10 } else { 20 }].to_owned(),
            Kind::DateRange | Kind::Clock => match value["until"].as_str() {
                Some(until) if !is_short => format!("{}..{until}", value["value"].as_str()?),
                _ => value["value"].as_str()?.to_owned(),
            },
            // The name of stages in two pipelines is ambiguous.
            Kind::Stage => value.to_string(),
            Kind::Pipeline => self.name(&self.pipelines, value)?,
            Kind::User => self.name(&self.users, value)?,
            Kind::Option => self.label(code, value)?,
            Kind::Options => self.label(code, value.get(0)?)?,
            Kind::Flag => if value.as_bool()? { "yes" } else { "no" }.to_owned(),
        };
        (!text.contains(',')).then_some(text)
    }

    /// Whether a deal meets a condition as documented by `deals help where`.
    fn meets(&self, subject: &Subject, op: &str, operand: &str, deal: &Value) -> bool {
        let (_, code, kind) = *subject;
        let value = held(deal, code);
        let is_empty =
            value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value == "";
        if operand.is_empty() {
            return is_empty == (op == "=");
        }
        if is_empty {
            return op == "!=";
        }
        let is_not = op == "!=";
        let named = |name: Option<String>| {
            name.is_some_and(|name| match op {
                "~" => fold(&name).contains(&fold(operand)),
                _ => name == operand,
            })
        };
        let number = |text: &str| text.split(' ').next().unwrap().parse::<f64>().unwrap();
        let by_text = |text: &str| match op {
            "~" => fold(text).contains(&fold(operand)),
            _ => is_in_order(op, fold(text).cmp(&fold(operand))),
        };
        match kind {
            Kind::Text => by_text(value.as_str().unwrap()),
            Kind::Address => by_text(value["value"].as_str().unwrap()),
            Kind::Number => {
                is_in_order(op, value.as_f64().unwrap().partial_cmp(&number(operand)).unwrap())
            }
            Kind::Money | Kind::Monetary => {
                let (amount, currency) = match kind {
                    Kind::Money => (value, &deal["currency"]),
                    _ => (&value["value"], &value["currency"]),
                };
                let is_other = operand.split_once(' ').is_some_and(|(_, code)| code != *currency);
                let order = amount.as_f64().unwrap().partial_cmp(&number(operand)).unwrap();
                if is_other { is_not } else { is_in_order(op, order) }
            }
            // The account of the sandbox is in UTC, so the order of the texts is that of the times.
            Kind::Date => is_in_order(op, value.as_str().unwrap().cmp(operand)),
            Kind::Moment => is_in_order(op, value.as_str().unwrap()[..operand.len()].cmp(operand)),
            Kind::DateRange | Kind::Clock => {
                let from = value["value"].as_str().unwrap();
                let until = value["until"].as_str().unwrap_or(from);
                let (first, last) = operand.split_once("..").unwrap_or((operand, operand));
                let contains = from <= first && last <= until || first <= from && until <= last;
                match op {
                    "=" => contains,
                    "!=" => !contains,
                    "<" => until < first,
                    "<=" => from <= last,
                    ">" => from > last,
                    _ => until >= first,
                }
            }
            Kind::Stage if op == "~" => named(self.name(&self.stages, value)),
            Kind::Stage | Kind::Contact => is_not != (value.as_u64() == operand.parse().ok()),
            Kind::Pipeline => is_not != named(self.name(&self.pipelines, value)),
            Kind::User if op == "~" => {
                let user = self.users.iter().find(|user| user["id"] == *value);
                let is_in =
                    |key: &str| named(user.and_then(|user| user[key].as_str()).map(str::to_owned));
                is_in("name") || is_in("email")
            }
            Kind::User => is_not != named(self.name(&self.users, value)),
            Kind::Option => is_not != named(self.label(code, value)),
            Kind::Options => {
                let ids = value.as_array().unwrap();
                is_not != ids.iter().any(|id| named(self.label(code, id)))
            }
            Kind::Status => is_not != (value == operand),
            Kind::Flag => is_not != (value.as_bool().unwrap() == (operand == "yes")),
        }
    }

    /// A condition on a subject with the value of this deal, or of the next deal that has one.
    fn condition(&self, subject: &Subject, op: &str, deal: usize, form: Form) -> Option<String> {
        let deals = self.deals.iter().cycle().skip(deal).take(self.deals.len());
        let mut operands = deals.filter_map(|deal| self.operand(subject, deal, form));
        match (op, form) {
            ("=" | "!=", Form::Empty) => operands.next(),
            (_, Form::Empty) => None,
            // Matches two stages.
            ("~", _) if subject.2 == Kind::Stage => Some("al".to_owned()),
            _ => operands.find(|operand| !operand.is_empty()),
        }
    }
}

/// For each kind of field and each operator, with the values of random deals.
#[test]
fn conditions_agree_with_an_independent_evaluation() {
    let company = Company::new(60);
    let pairs: Vec<(&Subject, &str)> = SUBJECTS
        .iter()
        .flat_map(|subject| subject.2.operators().iter().map(move |op| (subject, *op)))
        .collect();
    let chance = prop::collection::vec((0..company.deals.len(), 0..4_u8), pairs.len());
    let chance = chance.new_tree(&mut TestRunner::default()).unwrap().current();
    let cases: Vec<_> = pairs.iter().zip(chance).collect();
    let (met, missed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    at_once(4, 0..cases.len(), |n| {
        let mut conditions = Vec::new();
        // Some with a second condition.
        let both = [n, (7 * n + 3) % cases.len()];
        for n in &both[..if n % 8 == 0 { 2 } else { 1 }] {
            let ((subject, op), (deal, form)) = &cases[*n];
            let form = match form {
                0 if matches!(*op, "=" | "!=") => Form::Empty,
                0 | 1 => Form::Short,
                _ => Form::Whole,
            };
            let Some(operand) = company.condition(subject, op, *deal, form) else { continue };
            conditions.push((*subject, *op, operand));
        }
        let texts: Vec<String> = conditions
            .iter()
            .map(|(subject, op, operand)| format!("{}{op}{operand}", subject.0))
            .collect();
        // Archived deals are listed only on request.
        let is_archived = texts.iter().any(|text| text == "is_archived!=no");
        let mut wanted: Vec<&Value> =
            if is_archived { &company.archived } else { &company.deals }.iter().collect();
        for (subject, op, operand) in &conditions {
            wanted.retain(|deal| company.meets(subject, op, operand, deal));
        }
        let wanted: Vec<u64> = wanted.iter().map(|deal| deal["id"].as_u64().unwrap()).collect();
        met.fetch_add(wanted.len(), Relaxed);
        missed.fetch_add(company.deals.len().saturating_sub(wanted.len()), Relaxed);
        assert_eq!(company.ids(&texts, &[]), wanted, "{texts:?}");
    });
    let (met, missed) = (met.into_inner(), missed.into_inner());
    assert!(met > 1_000 && missed > 1_000, "the conditions hardly choose: {met}, {missed}");
}

/// With a saved filter the server ignores other parameters, so all conditions are evaluated locally.
#[test]
fn the_server_and_the_program_evaluate_conditions_alike() {
    let company = Company::new(60);
    let updated = company.deals[7]["update_time"].as_str().unwrap();
    let linked = company.deals.iter().rfind(|deal| {
        deal["value"].as_f64() > Some(10_000.0)
            && deal["person_id"].is_u64()
            && deal["org_id"].is_u64()
    });
    let (person, org) = (&linked.unwrap()["person_id"], &linked.unwrap()["org_id"]);
    let conditions = [
        "owner=me".to_owned(),
        "stage=Negotiation".to_owned(),
        "pipeline=Sales".to_owned(),
        "status=open".to_owned(),
        "status!=open,lost".to_owned(),
        format!("person={person}"),
        format!("org={org}"),
        "id=1,5,7,9,300".to_owned(),
        format!("update_time={updated}"),
        format!("update_time>{updated}"),
        format!("update_time>={updated}"),
        format!("update_time<{updated}"),
        format!("update_time<={updated}"),
        format!("update_time={}", &updated[..10]),
        "archived=no".to_owned(),
    ];
    let filter = ["--filter", "Open deals over 10k"];
    let filtered: BTreeSet<u64> = company.ids(&[], &filter).into_iter().collect();
    assert!(filtered.len() > 5);
    at_once(4, conditions, |condition| {
        let all = std::slice::from_ref(&condition);
        let plan = company.run(all, &["--dry-run"]);
        assert!(plan.err.contains("filtered by Pipedrive"), "{}", plan.err);
        assert!(!plan.err.contains("filtered here"), "{}", plan.err);
        let by_server = company.ids(all, &[]).into_iter();
        let both: Vec<u64> = by_server.filter(|id| filtered.contains(id)).collect();
        assert_eq!(company.ids(all, &filter), both, "{condition}");
    });
}

#[test]
fn a_currency_of_no_account_is_refused() {
    let company = super::support::Company::with_deals(20);
    company.run(&["currencies", "-q"]).ok();
    let ran = company.run(&["list", "--where", "value>=10000 XXX"]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("`XXX` is not a currency of the account"), "{}", ran.err);
    company.run(&["list", "--where", "value>=10000 eur", "-q"]).ok();
}
