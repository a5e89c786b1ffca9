use super::amounts::{DecimalMark, MarkDecision};
use super::cells::CellRules;
use super::columns::{FileColumn, FileColumns, HeadingReader, Role};
use super::encoding::Encoding;
use super::facts::first_pass;
use super::own_export;
use super::people::People;
use super::reading::Reading;
use super::rows::{Bounds, FileRows};
use super::source::{FileKind, Source};
use super::table::{FileCell, FileTable, RawRow};
use super::values::{CellContext, CellFormat, Values};
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{NamedEntity, Names};
use crate::model::value::tests::{KINDS, field, names, values};
use crate::model::value::{is_same, show};
use crate::ops::import::ReadOptions;
use crate::output::escape_formula;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

fn new_values(names: Names) -> Values {
    Values {
        names,
        now: "2026-03-31T15:00:00Z[UTC]".parse().unwrap(),
        zone: TimeZone::UTC,
        currencies: Vec::new(),
        people: People::default(),
    }
}

/// Parses a cell.
fn read(field: &Field, cell: FileCell, is_typed: bool) -> Result<Value, String> {
    let values = new_values(names());
    let row = RawRow { line: 1, cells: vec![cell], twice: Vec::new() };
    let text = CellRules::default().text(&row, &[0], Some(field), &values.names);
    let format = CellFormat { decimal: Some(DecimalMark::Point), ..CellFormat::default() };
    let context = CellContext { is_typed, ..CellContext::default() };
    let pairs = values.parse(field, &text, &format, &context).map_err(|error| error.message)?;
    let value = pairs.into_iter().find(|(code, _)| *code == field.code);
    value.map(|(_, value)| value).ok_or_else(|| "no value".to_owned())
}

/// Valid values that an import refuses: inactive entities, numbers in scientific notation, and decimals in
/// currencies without any. A deal with such a value is unchanged, since it shows the same text.
fn is_refused(kind: FieldKind, value: &Value, text: &str) -> bool {
    match kind {
        FieldKind::Stage | FieldKind::Pipeline | FieldKind::User => {
            *value == json!(99) || *value == json!(6)
        }
        FieldKind::Number | FieldKind::Money(_) => text.contains(['e', 'E']),
        FieldKind::Monetary => {
            let code = value["currency"].as_str().unwrap_or_default();
            text.split(' ').next().is_some_and(|number| number.contains(['e', 'E']))
                || crate::model::currency::iso_decimals(code) == 0
        }
        FieldKind::Phone => super::values::is_scientific(text),
        _ => false,
    }
}

proptest! {
    #[test]
    fn values_in_csv_are_parsed_back(
        (kind, value) in prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), values(kind)))
    ) {
        let field = field(kind);
        let raw = to_raw_value(&value).unwrap();
        let text = show(&field, &raw, &names()).into_owned();
        let cell = escape_formula(text.as_str().into()).into_owned();
        match read(&field, FileCell::Text(cell.clone()), false) {
            Ok(back) => prop_assert!(is_same(&back, &value), "{kind:?} {cell} {back}"),
            Err(why) => prop_assert!(is_refused(kind, &value, &text), "{kind:?} {cell}: {why}"),
        }
    }

    #[test]
    fn values_in_json_are_parsed_back(
        (kind, value) in prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), values(kind)))
    ) {
        let field = field(kind);
        let cell = match &value {
            Value::String(text) => FileCell::String(text.clone()),
            value => FileCell::Json(to_raw_value(value).unwrap()),
        };
        // Text in JSON has no guard; a text that looks guarded is not meant for a spreadsheet.
        let is_guarded = value.as_str().is_some_and(|text| text.starts_with('\''));
        match read(&field, cell, true) {
            Ok(back) => prop_assert!(is_guarded || is_same(&back, &value), "{kind:?} {value} {back}"),
            Err(why) => {
                let text = show(&field, &to_raw_value(&value).unwrap(), &names()).into_owned();
                prop_assert!(is_refused(kind, &value, &text), "{kind:?} {value}: {why}");
            }
        }
    }

    /// Amounts with three decimals look like thousands, and each is the only one in its column.
    #[test]
    fn amounts_of_an_export_have_a_decimal_point(
        kind in prop::sample::select(vec![FieldKind::Money("currency"), FieldKind::Number, FieldKind::Monetary]),
        thousandths in 1_000i64..1_000_000,
        are_codes: bool,
    ) {
        let amount = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        let back = import_alone(kind, &amount, are_codes, ",");
        prop_assert_eq!(back, Some(amount.parse::<f64>().unwrap()));
        // A spreadsheet program with another locale has saved it.
        prop_assert_eq!(import_alone(kind, &amount, are_codes, ";"), None);
        let comma = amount.replace('.', ",");
        prop_assert_eq!(import_alone(kind, &format!("\"{comma}\""), are_codes, ","), None);
    }

    #[test]
    fn no_cell_causes_a_panic(kind in prop::sample::select(KINDS.to_vec()), text in any::<String>()) {
        if !text.trim().is_empty() {
            let _ = read(&field(kind), FileCell::Text(text), false);
        }
    }
}

/// Parses the amount in a one-row export; `None` if the decimal mark is ambiguous.
fn import_alone(kind: FieldKind, amount: &str, are_codes: bool, delimiter: &str) -> Option<f64> {
    let names = company();
    let field = match kind {
        FieldKind::Monetary => names.field_for_code(&"a".repeat(40)),
        FieldKind::Number => names.field_for_code(&"0".repeat(40)),
        _ => Field::from_code("value"),
    };
    let amount = match (kind, amount.strip_suffix('"')) {
        (FieldKind::Monetary, Some(amount)) => format!("{amount} EUR\""),
        (FieldKind::Monetary, None) => format!("{amount} EUR"),
        _ => amount.to_owned(),
    };
    let [id, currency, updated] =
        ["id", "currency", "update_time"].map(|code| names.field_for_code(code));
    let headings = [id, field.clone(), currency, updated]
        .map(|field| if are_codes { field.code.to_string() } else { field.name.to_string() });
    let rows =
        [headings.join(delimiter), ["7", &amount, "EUR", "2026-01-31T10:20:30Z"].join(delimiter)];
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, rows.join("\r\n").as_bytes()).unwrap();
    let kind = FileKind::Delimited(Encoding::utf8());
    let table = FileTable::open(Source::open(file.path()).unwrap(), kind).unwrap();
    let numbered = HashSet::new();
    let columns = HeadingReader::new(&headings, &names, &numbered, false);
    let FileColumns { list, problems, .. } = columns.read(&ReadOptions::default()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let mut reading = new_reading(list, new_values(names), headings.len());
    let bounds = Bounds { header_line: Some(1), ..Bounds::default() };
    let facts = first_pass(&table, bounds, &reading).unwrap();
    let is_own = own_export::is_as_written(&table, &facts)
        && own_export::has_columns(&headings, &reading, &facts);
    reading.formats[1].decimal = match facts.columns[1].amounts.decide() {
        MarkDecision::Open(_) if is_own => Some(DecimalMark::Point),
        _ => return None,
    };
    let raw = FileRows::new(&table, bounds).next().unwrap().unwrap();
    let row = reading.read(1, &raw);
    assert!(row.errors.is_empty(), "{:?}", row.errors);
    let value = row.draft.get(&field.code).unwrap();
    value.as_f64().or_else(|| value["value"].as_f64())
}

fn new_reading(columns: Vec<FileColumn>, values: Values, width: usize) -> Reading {
    Reading {
        formats: vec![CellFormat::default(); columns.len()],
        columns,
        settings: Vec::new(),
        cells: CellRules::default(),
        values,
        links: HashMap::new(),
        key: None,
        clear_empty: false,
        lookups: Vec::new(),
        zone_of_updates: None,
        width,
        unclear: HashSet::new(),
        known: RefCell::default(),
    }
}

fn company() -> Names {
    let custom = |code: &str, name: &str, kind| Field {
        code: code.to_owned().into(),
        name: name.to_owned().into(),
        also: None,
        kind,
        options: Vec::new(),
    };
    let also = |code: &str, also: &str| Field { also: Some(also.into()), ..Field::from_code(code) };
    let region = |code: &str| Field {
        also: Some("Region".into()),
        ..custom(code, &format!("Region [{}]", &code[..4]), FieldKind::Text)
    };
    Names {
        fields: vec![
            also("person_id", "Contact person"),
            also("label_ids", "Label"),
            custom(&"a".repeat(40), "Budget", FieldKind::Monetary),
            custom(&"0".repeat(40), "Floor area", FieldKind::Number),
            custom(&"b".repeat(40), "Works period", FieldKind::DateRange),
            custom(&"c".repeat(40), "Site address", FieldKind::Address),
            custom(&"d".repeat(40), "Reference", FieldKind::Text),
            region(&"e".repeat(40)),
            region(&"f".repeat(40)),
            Field {
                options: vec![Choice { id: "1".into(), label: "x".into() }],
                ..custom(&"9".repeat(40), "Type", FieldKind::Choice)
            },
        ],
        ..Names::default()
    }
}

/// Returns the roles of columns, and the mistakes about them.
fn roles(headings: &[&str], options: &ReadOptions) -> (Vec<String>, Vec<String>) {
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let (names, numbered) = (company(), HashSet::from(["d".repeat(40)]));
    let columns = HeadingReader::new(&headings, &names, &numbered, false).read(options).unwrap();
    let word = |role: &Role| match role {
        Role::Field { field, .. } => field.name.to_string(),
        Role::CurrencyOf(field) => format!("currency of {}", field.name),
        Role::EndOf(field) => format!("end of {}", field.name),
        Role::ContactId(kind) => format!("ID of {}", kind.noun()),
        Role::Refused { .. } => "refused".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    let roles = columns.list.iter().map(|column| word(&column.role)).collect();
    (roles, columns.problems.into_iter().map(|problem| problem.message).collect())
}

#[test]
fn headings_determine_the_roles_of_columns() {
    for (heading, role) in [
        ("Title ", "Title"),
        ("CURRENCY", "Currency"),
        ("org_id", "Organization"),
        ("Contact person", "Person"),
        ("Expected close", "Expected close"),
        ("Deal - Expected close date", "Expected close"),
        ("Currency of Value", "Currency"),
        ("Deal - Currency of Budget", "currency of Budget"),
        ("End date of Works period", "end of Works period"),
        ("Deal - City of Site address", "ignored"),
        ("Reference", "refused"),
        ("Archived", "refused"),
        ("Creator", "ignored"),
        ("Updated", "updated"),
        ("Deal - Organization ID", "ID of organization"),
        ("deals_result", "earlierresult"),
        ("", "nameless"),
    ] {
        let (roles, problems) = roles(&["Stage", heading], &ReadOptions::default());
        assert_eq!(problems, Vec::<String>::new(), "{heading}");
        assert_eq!(roles[1], role, "{heading}");
    }
}

/// All headings of real exports, from the sources in docs/systems.md.
#[test]
fn headings_of_real_exports_are_known() {
    let from = |system: &str| ReadOptions { from: Some(system.into()), ..ReadOptions::default() };
    let copper = "Name,Details,Company,Company Id,Primary Person Contact,Status,Priority,Owner,Owner Id,\
        Close Date,Completed Date,Value,Currency,Converted Value,Converted Currency,Exchange Rate,\
        Win Probability,Pipeline,Stage,Source,Loss Reason,Tags,Last Contacted,Inactive Days,\
        Interaction Count,Last Stage At,Days in Stage,Created At,Updated At,Lead Created At,\
        Site address cf_100001,Budget cf_100002,Value cf_100002,Copper ID,Copper URL";
    let trello = "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,\
        Attachment Links,Checklist Item Total Count,Checklist Item Completed Count,Vote Count,\
        Comment Count,Last Activity Date,List ID,List Name,Board ID,Board Name,Archived,Start Date,\
        Due Complete,Due Reminder";
    let zoho = "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,\
        Account Name,Stage,Type,Probability (%),Lead Source,Created By.id,Created By,Modified By.id,\
        Modified By,Created Time,Modified Time,Description,Contact Name.id,Contact Name,\
        Expected Revenue,Last Activity Time,Lead Conversion Time,Sales Cycle Duration,\
        Overall Sales Duration,Pipeline,Change Log Time,Locked,Reason For Loss,Next Step,Currency,\
        Exchange Rate,Campaign Source.id,Campaign Source,Tag,Layout.id,Layout,Forecast Category,\
        Record Status,Stage Modified Time";
    for (system, headings) in [("copper", copper), ("trello", trello), ("zoho", zoho)] {
        let headings: Vec<&str> = headings.split(',').map(str::trim).collect();
        let (_, problems) = roles(&headings, &from(system));
        assert_eq!(problems, Vec::<String>::new(), "{system}");
        let owned: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let (names, numbered) = (company(), HashSet::new());
        let found = HeadingReader::new(&owned, &names, &numbered, false).detect();
        assert_eq!(found.iter().map(|one| one.word()).collect::<Vec<_>>(), [system]);
    }
    // Copper writes the amount of a custom field after its currency.
    let headings = ["Name", "Budget cf_100002", "Value cf_100002", "Value"];
    let (found, problems) = roles(&headings, &from("copper"));
    assert_eq!(found, ["Title", "currency of Budget", "Budget", "Value"], "{problems:?}");
    let ignored = ReadOptions { ignore: vec!["Value cf_100002".into()], ..from("copper") };
    assert_eq!(roles(&headings, &ignored).0[2], "leftout");
}

#[test]
fn unclear_columns_are_mistakes() {
    let options = ReadOptions::default();
    let problems = |headings: &[&str]| roles(headings, &options).1;
    assert_eq!(problems(&["Title", "Stagge"]), ["no field `Stagge` for column 2"]);
    assert_eq!(problems(&["Title", "Region"]), ["`Region` is the name of 2 fields"]);
    assert_eq!(
        problems(&["Title", "Region", "Region"]),
        ["`Region` is the heading of columns 2 and 3"]
    );
    assert_eq!(
        problems(&["Value", "Title", "value "]),
        ["`Value` is the heading of columns 1 and 3"]
    );
    assert_eq!(
        problems(&["Value", "Deal - Wert"]),
        ["`Value` and `Deal - Wert` are both the field Value"]
    );
    assert_eq!(problems(&["Organization - Sector", "Organization - Sector"]), Vec::<String>::new());
    // The cells of those columns are not read, nor are amounts whose currency is in one of them.
    let roles = |headings: &[&str]| roles(headings, &options).0;
    assert_eq!(roles(&["Value", "Title", "value "]), ["unclear", "Title", "unclear"]);
    assert_eq!(roles(&["Value", "Title", "Deal - Wert"]), ["unclear", "Title", "unclear"]);
    assert_eq!(roles(&["Title", "Stagge"]), ["Title", "unclear"]);
    let currency = "Currency of Budget";
    assert_eq!(roles(&["Budget", currency, currency]), ["unclear"; 3]);
}

#[test]
fn flags_override_the_roles_of_columns() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let options = ReadOptions {
        map: words(&["First+Last=Person", "#4=Region [eeee]", "A=B=Title", "Type=Scope"]),
        ignore: words(&["#5", "Colour"]),
        set: words(&["Lost reason={Type}"]),
        ..ReadOptions::default()
    };
    let headings = ["First", "Last", "A=B", "Region", "Region", "Colour", "Type"];
    let (roles, problems) = roles(&headings, &options);
    assert_eq!(problems, ["no field `Scope`"]);
    let expected =
        ["Person", "ignored", "ignored", "Title", "Region [eeee]", "leftout", "leftout", "unclear"];
    assert_eq!(roles, expected);
    for (flag, why) in [
        ("Nowhere=Title", "no column `Nowhere`"),
        ("#9=Title", "no column 9"),
        ("x", "not HEADING=FIELD"),
    ] {
        let options = ReadOptions { map: vec![flag.into()], ..ReadOptions::default() };
        let problems = self::roles(&["Title"], &options).1;
        assert!(problems[0].contains(why), "{problems:?}");
    }
}

#[test]
fn stages_and_people_match_whole_names_only() {
    let entity = |id, name: &str, parent_id, is_inactive| NamedEntity {
        id,
        name: name.into(),
        also: None,
        parent_id,
        is_inactive,
        is_you: false,
    };
    let values = new_values(Names {
        stages: vec![
            entity(1, "Lead in", Some(1), false),
            entity(2, "Qualified", Some(1), false),
            entity(7, "Qualified", Some(2), false),
        ],
        pipelines: vec![entity(1, "Sales", None, false), entity(2, "Partners", None, false)],
        users: vec![entity(1, "Mara", None, false), entity(6, "Otto", None, true)],
        ..Names::default()
    });
    let parse = |code: &str, text: &str, pipeline| {
        let context = CellContext { pipeline, ..CellContext::default() };
        let pairs = values.parse(&Field::from_code(code), text, &CellFormat::default(), &context);
        pairs.map(|pairs| pairs[0].1.clone()).map_err(|error| error.message)
    };
    assert_eq!(parse("stage_id", "lead in", None), Ok(json!(1)));
    assert_eq!(parse("stage_id", "Qualified", Some(2)), Ok(json!(7)));
    assert_eq!(parse("stage_id", "Qualified (Sales Pipeline)", None), Ok(json!(2)));
    assert_eq!(parse("stage_id", "status won", None), Ok(json!("won")));
    assert_eq!(parse("pipeline_id", "Sales Pipeline", None), Ok(json!(1)));
    assert_eq!(parse("status", "Ganho", None), Ok(json!("won")));
    // A workbook has this number for 50% in a cell with the format of percentages.
    let open = "`0.5` could be 0.5% or 50%: write `0.5%` or 50";
    assert_eq!(parse("probability", "0.5", None), Err(open.to_owned()));
    let choices = |text: &str| {
        let field = field(FieldKind::Choices);
        let pairs = values.parse(&field, text, &CellFormat::default(), &CellContext::default());
        pairs.map(|pairs| pairs[0].1.clone()).map_err(|error| error.message)
    };
    for text in [
        "Silver;Gold",
        "Silver|Gold",
        "Silver\nGold",
        "Silver, Gold",
        "Silver (red), Gold (sky_dark)",
    ] {
        assert_eq!(choices(text), Ok(json!([102, 101])), "{text}");
    }
    assert_eq!(choices("Silver; Gold, old"), Ok(json!([102, 103])));
    assert!(choices("Silver;Bronze").is_err() && choices("Silver, Gol").is_err());
    for (code, text, why) in [
        ("stage_id", "Lead", "did you mean `Lead in`"),
        ("stage_id", "Qualified", "is in Sales and in Partners"),
        ("stage_id", "99", "no stage has the ID 99"),
        ("owner_id", "Mar", "did you mean `Mara`"),
        ("owner_id", "Otto (inactive)", "not active"),
    ] {
        let refused = parse(code, text, None).unwrap_err();
        assert!(refused.contains(why), "{text}: {refused}");
    }
}
