//! `--where`: conditions on any field, held against an evaluation of their own on the JSON of the sandbox's
//! deals; what is sent to the server and what is evaluated here; all mistakes at once.

use super::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use std::cmp::Ordering;

const TERM: &str = "48f49808ade3e1bc48258fca7e2c121cec3bebbf";

/// A company to ask, and its deals and names as JSON.
struct Company {
    home: Home,
    sandbox: Sandbox,
    deals: Vec<Value>,
    fields: Vec<Value>,
    stages: Vec<Value>,
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
        let counts = "files_count,next_activity_id,notes_count";
        let deals = list(&["list", "--include-fields", counts]);
        let (fields, stages, users) = (list(&["fields"]), list(&["stages"]), list(&["users"]));
        Company { home, sandbox, deals, fields, stages, users }
    }

    fn list(&self, conditions: &[String]) -> Output {
        let mut line = vec!["list", "-o", "ndjson", "--jq", ".id"];
        for condition in conditions {
            line.extend(["--where", condition]);
        }
        self.home.at(&self.sandbox, &line)
    }

    fn ids(&self, conditions: &[String]) -> Vec<u64> {
        let ran = self.list(conditions);
        assert_eq!(ran.code, Some(0), "{conditions:?}: {}", ran.err);
        ran.out.lines().map(|line| line.parse().unwrap()).collect()
    }

    fn name(&self, list: &[Value], id: &Value) -> String {
        let found = list.iter().find(|one| one["id"] == *id).unwrap();
        found["name"].as_str().unwrap().to_owned()
    }

    /// The labels of option IDs, by the code of the field.
    fn label(&self, code: &str, id: &Value) -> String {
        let field = self.fields.iter().find(|field| field["field_code"] == *code).unwrap();
        let options = field["options"].as_array().unwrap();
        let option = options.iter().find(|option| option["id"] == *id).unwrap();
        option["label"].as_str().unwrap().to_owned()
    }
}

/// A field of the sandbox, how its values compare, and where they stand.
#[derive(Debug, Clone, Copy)]
struct Subject {
    /// As it is written in a condition.
    name: &'static str,
    code: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Money,
    Monetary,
    Date,
    Moment,
    Stage,
    User,
    Option,
    Options,
    Status,
    Contact,
}

const SUBJECTS: &[Subject] = &[
    Subject { name: "title", code: "title", kind: Kind::Text },
    Subject { name: "Contract term", code: TERM, kind: Kind::Text },
    Subject { name: "id", code: "id", kind: Kind::Number },
    Subject { name: "probability", code: "probability", kind: Kind::Number },
    Subject { name: "Files", code: "files_count", kind: Kind::Number },
    Subject { name: "next_activity_id", code: "next_activity_id", kind: Kind::Number },
    Subject { name: "value", code: "value", kind: Kind::Money },
    Subject {
        name: "Budget",
        code: "104b80162ec1be40b9329413a0c872a1acb13570",
        kind: Kind::Monetary,
    },
    Subject { name: "expected_close_date", code: "expected_close_date", kind: Kind::Date },
    Subject { name: "Added", code: "add_time", kind: Kind::Moment },
    Subject { name: "update_time", code: "update_time", kind: Kind::Moment },
    Subject { name: "stage", code: "stage_id", kind: Kind::Stage },
    Subject { name: "owner", code: "owner_id", kind: Kind::User },
    Subject { name: "Tier", code: "056df6b90dbc08086de6d809bff5aab89bc2c1a9", kind: Kind::Option },
    Subject { name: "label", code: "label_ids", kind: Kind::Options },
    Subject {
        name: "Source",
        code: "f9fbb62a855220acdc8a975b53d39f6f1230af6e",
        kind: Kind::Options,
    },
    Subject { name: "status", code: "status", kind: Kind::Status },
    Subject { name: "person_id", code: "person_id", kind: Kind::Contact },
    Subject { name: "org", code: "org_id", kind: Kind::Contact },
];

impl Kind {
    fn operators(self) -> &'static [&'static str] {
        match self {
            Kind::Text => &["=", "!=", "<", "<=", ">", ">=", "~"],
            Kind::Number | Kind::Money | Kind::Monetary | Kind::Date | Kind::Moment => {
                &["=", "!=", "<", "<=", ">", ">="]
            }
            Kind::Stage | Kind::User | Kind::Option | Kind::Options => &["=", "!=", "~"],
            Kind::Status | Kind::Contact => &["=", "!="],
        }
    }
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

impl Company {
    /// What to write for the value of a deal.
    fn operand(&self, subject: &Subject, deal: &Value, with_currency: bool) -> Option<String> {
        let value = held(deal, subject.code);
        Some(match subject.kind {
            _ if value.is_null() => String::new(),
            Kind::Text | Kind::Status => value.as_str()?.to_owned(),
            Kind::Number | Kind::Contact => value.to_string(),
            Kind::Money if with_currency => format!("{value} {}", deal["currency"].as_str()?),
            Kind::Money => value.to_string(),
            Kind::Monetary if with_currency => {
                format!("{} {}", value["value"], value["currency"].as_str()?)
            }
            Kind::Monetary => value["value"].to_string(),
            Kind::Date => value.as_str()?.to_owned(),
            Kind::Moment => value.as_str()?[..if with_currency { 20 } else { 10 }].to_owned(),
            // A name of two pipelines is no name of one stage.
            Kind::Stage => value.to_string(),
            Kind::User => self.name(&self.users, value),
            Kind::Option => self.label(subject.code, value),
            Kind::Options => self.label(subject.code, value.get(0)?),
        })
    }

    /// Whether a deal meets a condition, by the words of the documentation.
    fn meets(&self, subject: &Subject, op: &str, operand: &str, deal: &Value) -> bool {
        let value = held(deal, subject.code);
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if operand.is_empty() {
            return is_empty == (op == "=");
        }
        if is_empty {
            return op == "!=";
        }
        let lower = |text: &str| text.to_lowercase();
        let named = |name: &str| match op {
            "~" => lower(name).contains(&lower(operand)),
            _ => name == operand,
        };
        let is_equal = |is_equal: bool| if op == "!=" { !is_equal } else { is_equal };
        let number = |text: &str| text.split(' ').next().unwrap().parse::<f64>().unwrap();
        match subject.kind {
            Kind::Text => {
                let (text, operand) = (lower(value.as_str().unwrap()), lower(operand));
                if op == "~" {
                    text.contains(&operand)
                } else {
                    is_in_order(op, text.cmp(&operand))
                }
            }
            Kind::Number => {
                is_in_order(op, value.as_f64().unwrap().partial_cmp(&number(operand)).unwrap())
            }
            Kind::Money | Kind::Monetary => {
                let (amount, currency) = match subject.kind {
                    Kind::Money => (value, &deal["currency"]),
                    _ => (&value["value"], &value["currency"]),
                };
                let is_other = operand.split_once(' ').is_some_and(|(_, code)| code != *currency);
                let order = amount.as_f64().unwrap().partial_cmp(&number(operand)).unwrap();
                if is_other { op == "!=" } else { is_in_order(op, order) }
            }
            // The sandbox's clock is UTC, and so these texts are in the order of the times.
            Kind::Date => is_in_order(op, value.as_str().unwrap().cmp(operand)),
            Kind::Moment => is_in_order(op, value.as_str().unwrap()[..operand.len()].cmp(operand)),
            Kind::Stage if op == "~" => {
                let stage = self.stages.iter().find(|stage| stage["id"] == *value).unwrap();
                named(stage["name"].as_str().unwrap())
            }
            Kind::Stage | Kind::Contact => {
                let id = value.to_string();
                is_equal(id == operand)
            }
            Kind::User => is_equal(named(&self.name(&self.users, value))),
            Kind::Option => is_equal(named(&self.label(subject.code, value))),
            Kind::Options => {
                let ids = value.as_array().unwrap();
                is_equal(ids.iter().any(|id| named(&self.label(subject.code, id))))
            }
            Kind::Status => is_equal(value == operand),
        }
    }
}

#[test]
fn conditions_agree_with_an_independent_evaluation() {
    let company = Company::new(80);
    let (count, subjects) = (company.deals.len(), SUBJECTS.len());
    let case = (0..subjects, any::<prop::sample::Index>(), 0..count, any::<bool>());
    let mut met = 0;
    let mut runner =
        TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let met_in = std::cell::Cell::new(0);
    runner
        .run(&prop::collection::vec(case, 1..3), |cases| {
            let (mut texts, mut wanted) = (Vec::new(), company.deals.iter().collect::<Vec<_>>());
            for (subject, op, deal, with_currency) in cases {
                let subject = &SUBJECTS[subject];
                let op = *op.get(subject.kind.operators());
                let Some(mut operand) =
                    company.operand(subject, &company.deals[deal], with_currency)
                else {
                    continue;
                };
                if subject.kind == Kind::Stage && op == "~" {
                    operand = "al".to_owned();
                }
                // A comma means any of several values, and an empty one has no order.
                if operand.contains(',') || operand.is_empty() && !matches!(op, "=" | "!=") {
                    continue;
                }
                texts.push(format!("{}{op}{operand}", subject.name));
                wanted.retain(|deal| company.meets(subject, op, &operand, deal));
            }
            let wanted: Vec<u64> = wanted.iter().map(|deal| deal["id"].as_u64().unwrap()).collect();
            met_in.set(met_in.get() + wanted.len());
            prop_assert_eq!(company.ids(&texts), wanted, "{:?}", texts);
            Ok(())
        })
        .unwrap();
    met += met_in.get();
    assert!(met > 500, "the conditions select hardly anything: {met}");
}
