//! `deals import` of realistic files. Each file in `tests/fixtures/import` has an `.expect.json`
//! with the expected result of each row.

use super::support::{Company, Output};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A file, and the flags with which its rows match the expectations.
struct Case {
    file: &'static str,
    flags: &'static [&'static str],
    /// The flags with which the file is rejected, and parts of the message.
    refused: Option<(&'static [&'static str], &'static [&'static str])>,
    /// The rows that create deals with these flags, although the expectations say otherwise.
    created: &'static [usize],
}

const CASES: &[Case] = &[
    Case { file: "amounts-european.csv", flags: &[], refused: None, created: &[] },
    Case {
        file: "attio-deals.csv",
        flags: &["--from", "attio", "--set", "Currency=EUR"],
        refused: Some((&["--from", "attio"], &["currency of amounts", "--set Currency="])),
        created: &[],
    },
    Case {
        file: "close-opportunities.csv",
        flags: &[],
        refused: Some((&["--from", "close"], &["title of new deals", "--map 'HEADING=Title'"])),
        created: &[],
    },
    Case { file: "dates-decided-by-column.csv", flags: &[], refused: None, created: &[] },
    Case {
        file: "deals-mixed.ndjson",
        flags: &["--set", "Currency=EUR"],
        refused: None,
        created: &[],
    },
    Case {
        file: "excel-sep-line-cp1252.csv",
        flags: &["--encoding", "windows-1252"],
        refused: Some((&[], &["not UTF-8 (line 11)", "`Tür`, `außen`", "--encoding windows-1252"])),
        created: &[],
    },
    Case {
        file: "headers-duplicate-unknown-empty.csv",
        flags: &["--ignore", "#3", "--map", "Stagge=Stage"],
        refused: Some((
            &[],
            &["`Value` is the heading of columns 2 and 3", "--ignore '#3'", "--map 'Stagge=Stage'"],
        )),
        created: &[],
    },
    Case { file: "hubspot-deals.csv", flags: &["--from", "hubspot"], refused: None, created: &[] },
    Case { file: "ids-through-excel.csv", flags: &["--update-only"], refused: None, created: &[] },
    Case { file: "kinds-of-fields.csv", flags: &[], refused: None, created: &[] },
    Case {
        file: "pipedrive-listview-en.csv",
        flags: &["--from", "pipedrive", "--ignore", "#18", "--ignore", "#19"],
        refused: Some((
            &["--from", "pipedrive"],
            &["columns 18 and 19", "e1b430", "--ignore '#18'"],
        )),
        created: &[],
    },
    Case {
        file: "pipedrive-listview-fr-semicolon.csv",
        flags: &["--from", "pipedrive", "--set", "Currency=EUR"],
        refused: Some((&["--from", "pipedrive"], &["currency of amounts", "--set Currency=EUR"])),
        created: &[],
    },
    Case {
        file: "pipedrive-listview-pt.csv",
        flags: &["--from", "pipedrive"],
        refused: None,
        created: &[],
    },
    Case {
        file: "pipedrive-template-en.csv",
        flags: &[
            "--from",
            "pipedrive",
            "--ignore",
            "Person - Email (Work)",
            "--ignore",
            "Person - Phone (Work)",
            "--ignore",
            "Activity - Subject",
            "--ignore",
            "Note - Content",
        ],
        refused: Some((
            &["--from", "pipedrive"],
            &["would be lost", "--ignore 'Person - Email (Work)'"],
        )),
        created: &[],
    },
    Case { file: "placeholders-and-cell-quirks.csv", flags: &[], refused: None, created: &[] },
    Case {
        file: "salesforce-dataloader.csv",
        flags: &[
            "--from",
            "salesforce",
            "--ignore",
            "ACCOUNTID",
            "--ignore",
            "OWNERID",
            "--ignore",
            "DESCRIPTION",
        ],
        refused: Some((
            &["--from", "salesforce"],
            &["`ACCOUNTID` has IDs", "`OWNERID`", "--values FILE"],
        )),
        created: &[],
    },
    Case {
        file: "trade-fair-leads.csv",
        flags: &[
            "--header-row",
            "4",
            "--map",
            "Company Name=Organization",
            "--map",
            "Captured by=Owner",
            "--map",
            "Phone=Site phone",
            "--set",
            "Title=Expo 2027: {Company Name}",
        ],
        refused: Some((&[], &["row 1", "row 4 does", "--header-row 4"])),
        created: &[1, 3, 4, 9, 10],
    },
    // Rejected as a whole.
    Case {
        file: "amounts-undecidable.csv",
        flags: &[],
        refused: Some((&[], &["decimal mark in `Value`", "1,200", "--decimal"])),
        created: &[],
    },
    Case {
        file: "broken-quote-and-ragged.csv",
        flags: &[],
        refused: Some((&[], &["the quote that opens in line 8 closes in line 10"])),
        created: &[],
    },
    Case {
        file: "dates-ambiguous.csv",
        flags: &[],
        refused: Some((
            &[],
            &["`Expected close date`", "03/04/2027", "row 1", "--dates dmy or --dates mdy"],
        )),
        created: &[],
    },
    Case {
        file: "salesforce-report-html.xls",
        flags: &[],
        refused: Some((&[], &["HTML", "save it as"])),
        created: &[],
    },
    Case {
        file: "deals-1234567-8.xlsx",
        flags: &[],
        refused: None,
        // The expectations are for a build without workbooks.
        created: &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    },
];

/// Expectations that contradict the file: its cell is `28000.0`.
const CONTRADICTED: &[(&str, usize, &str)] = &[("salesforce-dataloader.csv", 4, "Value")];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import")
}

/// The expectations for a file.
fn expectations(file: &str) -> Value {
    let path = fixtures().join(file).with_extension("expect.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Copies a file to the home of a company, so that the result file is written there.
fn copy(company: &Company, file: &str) -> String {
    let path = company.path(file);
    let mut bytes = std::fs::read(fixtures().join(file)).unwrap();
    if file == "ids-through-excel.csv" {
        // A URL of the company of the sandbox.
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("https://harbour.pipedrive.example/"));
        let own = "https://harbour-and-sons.pipedrive.com/";
        bytes = text.replace("https://harbour.pipedrive.example/", own).into_bytes();
    }
    std::fs::write(&path, bytes).unwrap();
    path
}

fn import(company: &Company, file: &str, flags: &[&str]) -> Output {
    let path = copy(company, file);
    company.run(&[&["import", &path, "--skip-wrong", "--yes"], flags].concat())
}

/// The rows of the result file: the result, the deal, and the error.
fn results(company: &Company, file: &str) -> Vec<(String, Option<u64>, String)> {
    let path = format!("{}.result.csv", company.path(file));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headings = reader.headers().unwrap().clone();
    let place = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let places = ["deals_result", "deals_id", "deals_error"].map(place);
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let [word, deal, error] = places.map(|place| record[place].to_owned());
            (word, deal.parse().ok(), error)
        })
        .collect()
}

const CUSTOM: &[(&str, &str)] = &[
    ("Tier", "056df6b90dbc08086de6d809bff5aab89bc2c1a9"),
    ("Budget", "104b80162ec1be40b9329413a0c872a1acb13570"),
    ("Source", "f9fbb62a855220acdc8a975b53d39f6f1230af6e"),
    ("Scope", "265b35f332fca2e3e71410f5b5df937184ffbdc8"),
    ("Site phone", "2c671f01da7cac28a29212097663e4ce37ca941a"),
    ("Survey date", "7fe301cbc1af53d80b3e9648ed8e559acf2fcc13"),
    ("Works period", "7c37f6e8a1f001ec09c4e9f9d233bcf035e12093"),
    ("Delivery time", "7ba81300c77b96cea06ee5d51a2f9b27772d7d33"),
    ("Site hours", "655e89db6f7ca0e9c76cda5c2f4e12e36e325c15"),
    ("Site address", "d46131d337b18a3d210da21db0c9549a82f96232"),
];

const WORDS: &[(&str, u64)] = &[
    ("Sales", 1),
    ("Partners", 2),
    ("Refits", 3),
    ("Hot", 1),
    ("Warm", 2),
    ("Cold", 3),
    ("Gold", 101),
    ("Website", 111),
    ("Referral", 112),
];

/// The value of a field of a deal, in the form of the expectations.
fn value(deal: &Value, field: &str) -> Value {
    let custom = |key: &str| deal["custom_fields"][key].clone();
    if let Some((_, key)) = CUSTOM.iter().find(|(name, _)| *name == field) {
        let value = custom(key);
        let clock =
            |key: &str| value[key].as_str().map(|text| text.trim_end_matches(":00").to_owned());
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        return match field {
            "Budget" => json!({"value": value["value"], "currency": value["currency"]}),
            "Works period" => json!(format!("{}..{}", text("value"), text("until"))),
            "Delivery time" => json!(clock("value")),
            "Site hours" => {
                json!(format!("{}..{}", clock("value").unwrap() + ":00", clock("until").unwrap()))
            }
            "Site address" => value["value"].clone(),
            _ => value,
        };
    }
    let code = match field {
        "Title" => "title",
        "Value" => "value",
        "Currency" => "currency",
        "Organization" => "org_id",
        "Contact person" => "person_id",
        "Pipeline" => "pipeline_id",
        "Stage" => "stage_id",
        "Owner" => "owner_id",
        "Expected close date" => "expected_close_date",
        "Label" => "label_ids",
        "Status" => "status",
        "Lost reason" => "lost_reason",
        "Probability" => "probability",
        "Visible to" => "visible_to",
        code => code,
    };
    deal[code].clone()
}

/// Replaces options and pipelines with their IDs.
fn with_ids(expected: &Value) -> Value {
    match expected {
        Value::String(word) => WORDS
            .iter()
            .find(|(name, _)| name == word)
            .map_or_else(|| expected.clone(), |(_, id)| json!(id)),
        Value::Array(words) => words.iter().map(with_ids).collect(),
        other => other.clone(),
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn differences(company: &Company, case: &Case) -> Vec<String> {
    let expected = expectations(case.file);
    let mut wrong = Vec::new();
    let rows = expected["rows"].as_array().unwrap();
    let results = results(company, case.file);
    let deals = company.deals();
    for row in rows {
        let number = row["row"].as_u64().unwrap() as usize;
        let Some((word, deal, error)) = results.get(number - 1) else {
            wrong.push(format!("{} row {number}: no result", case.file));
            continue;
        };
        let mut say = |what: String| wrong.push(format!("{} row {number}: {what}", case.file));
        let words: &[&str] = match row["action"].as_str().unwrap() {
            _ if case.created.contains(&number) => &["done"],
            "create" | "update" => &["done"],
            "unchanged" => &["unchanged"],
            "skip" => &["skipped"],
            "error" => &["wrong", "refused"],
            other => panic!("{other}"),
        };
        if !words.contains(&word.as_str()) {
            say(format!("{word} ({error}), expected {row}"));
            continue;
        }
        if let Some(id) = row["deal"].as_u64()
            && *deal != Some(id)
        {
            say(format!("deal {deal:?}"));
        }
        if let Some(fields) = row["fields"].as_object() {
            let record = deals.iter().find(|record| record["id"].as_u64() == *deal).unwrap();
            for (field, expected) in fields {
                let expected = with_ids(expected);
                let got = match (field.as_str(), &expected) {
                    ("custom_fields", Value::Object(custom)) => {
                        let of = &record["custom_fields"];
                        custom.keys().map(|key| (key.clone(), json!({"value": of[key]["value"], "currency": of[key]["currency"]}))).collect::<serde_json::Map<_, _>>().into()
                    }
                    _ => value(record, field),
                };
                let is_contradicted = CONTRADICTED.contains(&(case.file, number, field.as_str()));
                if is_same(&got, &expected) == is_contradicted {
                    say(format!("{field} is {got}, expected {expected}"));
                }
            }
        }
        for expected in row["errors"].as_array().into_iter().flatten() {
            if let Some(column) = expected.as_str()
                && word == "wrong"
                && !error.contains(&format!("{column}: "))
            {
                say(format!("`{error}` does not name {column}"));
            }
        }
    }
    wrong
}

#[test]
fn realistic_files_are_imported_as_expected() {
    let mut wrong = Vec::new();
    // A build without support for Excel workbooks rejects them.
    let can_read = |case: &&Case| cfg!(feature = "xlsx") || !case.file.ends_with(".xlsx");
    for case in CASES.iter().filter(can_read) {
        let company = Company::new();
        if let Some((flags, words)) = case.refused {
            let output = import(&company, case.file, flags);
            for word in words {
                if output.code != Some(2) || !output.err.contains(word) {
                    wrong.push(format!(
                        "{}: no `{word}` in {:?} {}",
                        case.file, output.code, output.err
                    ));
                }
            }
            assert_eq!(company.changes(), 0, "{}", case.file);
        }
        let is_whole = case.flags.is_empty() && case.refused.is_some();
        if !is_whole {
            let output = import(&company, case.file, case.flags);
            let path = format!("{}.result.csv", company.path(case.file));
            if !Path::new(&path).exists() {
                wrong.push(format!("{}: {:?} {}", case.file, output.code, output.err));
                continue;
            }
            wrong.extend(differences(&company, case));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
