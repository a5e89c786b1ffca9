//! `deals import`: file formats, encodings and prompts; the output of other commands
//! is read back unchanged.

use super::support::{Company, Output, run_with_stdin};
use super::terminal::{DOWN, Terminal};
use serde_json::{Value, json};

fn import(company: &Company, name: &str, bytes: &[u8], flags: &[&str]) -> Output {
    let path = company.path(name);
    std::fs::write(&path, bytes).unwrap();
    company.run(&[&["import", &path, "--yes", "-o", "json"], flags].concat())
}

/// The deals that were created last, sorted by title, because they are created in parallel.
fn newest(deals: &[Value], count: usize) -> Vec<&Value> {
    let mut newest: Vec<&Value> = deals.iter().rev().take(count).collect();
    newest.sort_by_key(|deal| deal["title"].as_str());
    newest
}

/// The titles and values of the deals that were created last.
fn created(company: &Company, count: usize) -> Vec<(String, f64)> {
    let pair = |deal: &Value| {
        (deal["title"].as_str().unwrap().to_owned(), deal["value"].as_f64().unwrap())
    };
    newest(&company.deals(), count).into_iter().map(pair).collect()
}

const ROWS: &str = "Title,Value,Currency\r\nTür 𝄞,1200.5,EUR\r\n\"a, \"\"b\"\"\r\nc\",7,SEK\r\n";

#[test]
fn texts_are_read_in_their_encoding() {
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{ROWS}").encode_utf16().flat_map(unit).collect()
    };
    let latin = |text: &str| -> Vec<u8> { text.chars().map(|c| c as u8).collect() };
    let plain = ROWS.replace('𝄞', "x");
    let semicolons = "sep=;\r\n".to_owned() + &plain.replace(',', ";").replace("a; ", "a, ");
    let tabs = plain.replace(',', "\t").replace("a\t ", "a, ");
    for (bytes, flags, clef) in [
        (ROWS.as_bytes().to_vec(), &[][..], true),
        (format!("\u{feff}{ROWS}").into_bytes(), &[], true),
        (utf16(u16::to_le_bytes), &[], true),
        (utf16(u16::to_be_bytes), &[], true),
        (ROWS.replace("\r\n", "\n").into_bytes(), &[], true),
        (latin(&plain), &["--encoding", "windows-1252"], false),
        (semicolons.into_bytes(), &[], false),
        (tabs.into_bytes(), &[], false),
    ] {
        let company = Company::new();
        let ran = import(&company, "deals.csv", &bytes, flags);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let first = if clef { "Tür 𝄞" } else { "Tür x" };
        let made = created(&company, 2);
        assert_eq!(made[0], (first.to_owned(), 1200.5));
        assert_eq!((made[1].0.replace("\r\n", "\n").as_str(), made[1].1), ("a, \"b\"\nc", 7.0));
    }
}

#[test]
fn a_file_that_is_not_a_table_is_rejected() {
    let company = Company::new();
    for (bytes, flags, words) in [
        (
            &b"Title\nT\xfcr\n"[..],
            &[][..],
            &["not UTF-8 (line 2)", "`T\u{fc}r`", "--encoding windows-1252"][..],
        ),
        (b"Title\nT\xfcr\n", &["--encoding", "utf-8"], &["is not UTF-8: line 2"]),
        (b"Title\nT\xfcr\n", &["--encoding", "klingon"], &["unknown encoding `klingon`"]),
        (b"\xff\xfeT\0i\0\0\xd8", &[], &["line 1 is not valid utf-16le"]),
        (b"Title\na\0b\n", &[], &["NUL bytes in line 2"]),
        (b"Title\n\"open\n", &[], &["the quote that opens in line 2 never closes"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &[], &["old Excel workbook"]),
        (b"", &[], &["is empty"]),
        (b"\n\n", &[], &["has no rows"]),
        (b"[{},2]", &[], &["has no object"]),
        (b"{\"title\":", &[], &["not valid JSON"]),
        (b"Title\nx\n", &["--header-row", "9"], &["no row 9"]),
    ] {
        let ran = import(&company, "deals.csv", bytes, flags);
        assert_eq!((ran.code, company.changes()), (Some(2), 0), "{words:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{word}: {}", ran.err);
        }
    }
}

#[test]
fn json_is_read_as_it_is_written() {
    let company = Company::new();
    let page = json!({
        "success": true,
        "data": [{"title": "One", "value": 1.5, "currency": "EUR"}],
        "additional_data": {"next_cursor": "abc"},
    });
    let ran = import(&company, "page.json", page.to_string().as_bytes(), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("one page of more"), "{}", ran.err);
    assert_eq!(created(&company, 1), [("One".to_owned(), 1.5)]);
    let twice = br#"{"title":"a","title":"b"}"#;
    let ran = import(&company, "twice.ndjson", twice, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("the key `title` occurs twice"), "{}", ran.err);
    let mut command = company.home.command(&["import", "-", "--yes", "-o", "json"]);
    command.env("DEALS_BASE_URL", company.sandbox.url());
    let ran = run_with_stdin(command, b"[{\"title\":\"Two\",\"value\":2,\"currency\":\"EUR\"}]");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(created(&company, 1), [("Two".to_owned(), 2.0)]);
}

/// A deal keeps values that are inactive or no longer exist.
#[test]
fn importing_the_output_of_a_list_changes_nothing() {
    let company = Company::new();
    for (name, flags) in [
        ("deals.csv", &["-o", "csv"][..]),
        ("raw.csv", &["-o", "csv", "--raw"]),
        ("names.csv", &["-o", "csv", "--resolve"]),
        ("deals.json", &["-o", "json"]),
        ("deals.ndjson", &["-o", "ndjson"]),
    ] {
        let list = company.run(&[&["list", "-q"], flags].concat()).ok();
        let ran = import(&company, name, list.as_bytes(), &[]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        let counts: Value = serde_json::from_str(&ran.out).unwrap();
        let counts = &counts[0];
        assert_eq!((&counts["unchanged"], &counts["rows"]), (&json!(300), &json!(300)), "{name}");
    }
    #[cfg(feature = "sqlite")]
    {
        let path = company.path("export.csv");
        company.run(&["export", "--to", &path, "-q"]).ok();
        let ran = company.run(&["import", &path, "--yes", "-o", "json"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.contains("\"unchanged\":300"), "{}", ran.out);
        assert!(!ran.err.contains("read as a file of"), "{}", ran.err);
    }
    assert_eq!(company.changes(), 0);
}

/// A file in a ZIP archive that is not compressed.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let mut crc = flate2::Crc::new();
        crc.update(content.as_bytes());
        let offset = archive.len() as u32;
        let size = (content.len() as u32).to_le_bytes();
        // Version, flags, method, time and date; checksum and sizes; lengths of the name and of more.
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc.sum().to_le_bytes(),
            &size,
            &size,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        archive.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content.as_bytes()].concat());
        let place = [&[0; 10][..], &offset.to_le_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\0", &common[..], &place, name.as_bytes()].concat());
    }
    let count = (files.len() as u16).to_le_bytes();
    let end = [
        b"PK\x05\x06\0\0\0\0".as_slice(),
        &count,
        &count,
        &(directory.len() as u32).to_le_bytes(),
        &(archive.len() as u32).to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    [archive, directory, end].concat()
}

/// A workbook with numbers, dates, texts, a failed formula, and a second sheet.
fn workbook() -> Vec<u8> {
    let sheet = |rows: &str| {
        format!(
            "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let text = |cell: &str, text: &str| {
        format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let headings =
        ["Title", "Value", "Currency", "Expected close", "Delivery time", "Site phone", "Scope"];
    let headings: String = headings
        .iter()
        .zip('A'..)
        .map(|(name, column)| text(&format!("{column}1"), name))
        .collect();
    let first = [
        text("A2", "Roof"),
        "<c r=\"B2\"><v>1.125</v></c>".into(),
        text("C2", "EUR"),
        "<c r=\"D2\" s=\"1\"><v>46085</v></c><c r=\"E2\" s=\"2\"><v>0.395833333333333</v></c>"
            .into(),
        "<c r=\"F2\"><v>447946000005</v></c>".into(),
        "<c r=\"G2\" t=\"b\"><v>1</v></c>".into(),
    ]
    .concat();
    let second = [
        text("A4", "Wall"),
        "<c r=\"B4\"><f>1+1</f><v>2</v></c>".into(),
        text("C4", "EUR"),
        "<c r=\"D4\"><v>46085</v></c>".into(),
        "<c r=\"G4\" t=\"e\"><v>#REF!</v></c>".into(),
    ]
    .concat();
    let rows = format!(
        "<row r=\"1\">{headings}</row><row r=\"2\">{first}</row><row r=\"4\">{second}</row>"
    );
    let other = sheet(&format!("<row r=\"1\">{}</row>", text("A1", "x")));
    zip(&[
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
             <sheet name=\"Deals\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"Old\" sheetId=\"2\" r:id=\"r2\"/>\
             </sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet2.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            "<?xml version=\"1.0\"?><styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet(&rows)),
        ("xl/worksheets/sheet2.xml", &other),
    ])
}

#[cfg(feature = "xlsx")]
#[test]
fn the_first_sheet_of_a_workbook_is_read() {
    let company = Company::new();
    let ran = import(&company, "deals.csv", &workbook(), &["--skip-wrong"]);
    assert_eq!(ran.code, Some(8), "{}", ran.err);
    assert!(ran.err.contains("others have rows, too: Old"), "{}", ran.err);
    for wrong in
        ["row 2 (line 4), Expected close: `46085`", "2026-03-04", "row 2 (line 4), Scope: `#REF!`"]
    {
        assert!(ran.err.contains(wrong), "{wrong}: {}", ran.err);
    }
    assert_eq!(created(&company, 1), [("Roof".to_owned(), 1.125)]);
    let deals = company.deals();
    let made = deals.last().unwrap();
    assert_eq!(made["expected_close_date"], json!("2026-03-04"));
    let custom = |key: &str| made["custom_fields"][key].clone();
    assert_eq!(custom("7ba81300c77b96cea06ee5d51a2f9b27772d7d33")["value"], json!("09:30:00"));
    assert_eq!(custom("2c671f01da7cac28a29212097663e4ce37ca941a"), json!("447946000005"));
    assert_eq!(custom("265b35f332fca2e3e71410f5b5df937184ffbdc8"), json!("TRUE"));
    let broken = &workbook()[..300];
    let ran = import(&company, "broken.xlsx", broken, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("is not a workbook that can be read"), "{}", ran.err);
}

#[cfg(not(feature = "xlsx"))]
#[test]
fn a_workbook_is_refused() {
    let company = Company::new();
    let ran = import(&company, "deals.xlsx", &workbook(), &[]);
    assert_eq!((ran.code, company.changes()), (Some(2), 0), "{}", ran.err);
    assert!(ran.err.contains("which this build cannot read"), "{}", ran.err);
}

#[test]
fn prompts_for_what_the_columns_leave_open() {
    let company = Company::new();
    let path = company.path("leads.csv");
    let rows = "Title,Value,Expected close,Pipeline,Stage,Probability\n\
                Roof,\"1,200\",03/04/2027,Sales,Closed won,0.5\n\
                Wall,\"2,300\",05/06/2027,Sales,Closed won,0.25\n";
    std::fs::write(&path, rows).unwrap();
    let url = company.sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let args = ["import", &path, "--yes", "-o", "json"];
    let mut asked = Terminal::start_with_size(&company.home, (80, 24), &env, &args);
    asked.decide("Amounts in `Value`?", DOWN);
    asked.decide("Dates in `Expected close`?", DOWN);
    asked.decide("Percentages in `Probability`?", &DOWN.repeat(2));
    asked.answer("Currency of the amounts", "");
    asked.decide("What is `Closed won` in `Stage`?", "status won");
    let (code, out) = asked.wait_for_end();
    assert_eq!(code, Some(0), "{out}");
    let deals = company.deals();
    let made = newest(&deals, 2);
    let field = |code: &str| made.iter().map(|deal| deal[code].clone()).collect::<Vec<_>>();
    assert_eq!(field("value"), [json!(1200.0), json!(2300.0)]);
    assert_eq!(field("currency"), [json!("EUR"), json!("EUR")]);
    assert_eq!(field("expected_close_date"), [json!("2027-04-03"), json!("2027-06-05")]);
    assert_eq!(field("probability"), [json!(50), json!(25)]);
    assert_eq!(field("status"), [json!("won"), json!("won")]);
}

#[test]
fn flags_decide_what_columns_leave_open() {
    let company = Company::new();
    let rows = "Name,Value,Expected close,Stage,Scope\n\
                Roof,\"1,200\",03/04/2027,Done,NULL\n\
                Wall,\"2,300\",05/06/2027,Open,kept\n\
                ,,,,\n\
                Total,,,,\n";
    let values = company.path("values.csv");
    std::fs::write(&values, "Column,Word,Value\nStage,Open,Proposal\n").unwrap();
    let flags = [
        "--map",
        "Name=Title",
        "--decimal",
        ",",
        "--dates",
        "mdy",
        "--set",
        "Currency=EUR",
        "--set",
        "Owner=me",
        "--set",
        "Survey date=2027-01-31",
        "--map-value",
        "Stage:Done=Negotiation",
        "--values",
        &values,
        "--empty",
        "null",
        "--skip-last",
        "1",
    ];
    let ran = import(&company, "leads.csv", rows.as_bytes(), &flags);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for note in ["1 blank row skipped", "1 row at the end left out"] {
        assert!(ran.err.contains(note), "{note}: {}", ran.err);
    }
    let deals = company.deals();
    let made = newest(&deals, 2);
    let scope = "265b35f332fca2e3e71410f5b5df937184ffbdc8";
    let field = |code: &str| made.iter().map(|deal| deal[code].clone()).collect::<Vec<_>>();
    assert_eq!(field("value"), [json!(1.2), json!(2.3)]);
    assert_eq!(field("expected_close_date"), [json!("2027-03-04"), json!("2027-05-06")]);
    assert_eq!(field("stage_id"), [json!(4), json!(3)]);
    assert_eq!(field("owner_id"), [json!(1), json!(1)]);
    let survey = "7fe301cbc1af53d80b3e9648ed8e559acf2fcc13";
    assert_eq!(made[0]["custom_fields"][survey], json!("2027-01-31"));
    assert_eq!(made[0]["custom_fields"][scope], Value::Null);
    assert_eq!(made[1]["custom_fields"][scope], json!("kept"));
    for (flags, word) in [
        (&["--dates", "dym"][..], "--dates must be dmy or mdy (got `dym`)"),
        (&["--decimal", ";"], "--decimal must be `,` or `.`"),
        (&["--zone", "Mars"], "`Mars` is not a time zone"),
        (&["--from", "hubspt"], "did you mean `hubspot`?"),
        (&["--map", "Nme=Title"], "no column `Nme`"),
        (&["--set", "Title={Nme}"], "no column `Nme`"),
    ] {
        let ran = import(&company, "leads.csv", rows.as_bytes(), flags);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
}

#[test]
fn mixed_date_orders_or_decimal_marks_in_a_column_are_rejected() {
    let company = Company::new();
    let rows = "Title,Value,Currency,Expected close\n\
                Roof,1.5,EUR,26/04/2027\nWall,\"2,5\",EUR,4/26/2027\n";
    let ran = import(&company, "leads.csv", rows.as_bytes(), &[]);
    assert_eq!((ran.code, company.changes()), (Some(2), 0), "{}", ran.err);
    for word in [
        "2 mistakes about the columns",
        "`2,5` in row 2 has a comma, `1.5` in row 1 has a point",
        "`26/04/2027` in row 1 is day/month/year, `4/26/2027` in row 2 is month/day/year",
    ] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
}

#[test]
fn empty_cells_clear_fields_only_if_asked() {
    let company = Company::new();
    let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
    company.run(&["update", "2", "--set", "Tier=Gold", "-q"]).ok();
    let rows = b"ID,Title,Tier\n2,,\n";
    let ran = import(&company, "a.csv", rows, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(company.sandbox.world().deal(2).unwrap()["custom_fields"][tier], json!(101));
    // A title cannot be empty.
    let ran = import(&company, "b.csv", rows, &["--clear-empty"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("Title: Title cannot be cleared"), "{}", ran.err);
    let ran = import(&company, "c.csv", rows, &["--clear-empty", "--ignore", "Title"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(company.sandbox.world().deal(2).unwrap()["custom_fields"][tier], Value::Null);
}

/// Without a template that names the deals of Close, other mistakes are reported.
#[test]
fn amounts_of_close_are_checked() {
    let company = Company::new();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import/close-opportunities.csv");
    let bytes = std::fs::read(file).unwrap();
    let flags = ["--ignore", "note", "--set", "Title={lead_name}"];
    let ran = import(&company, "close.csv", &bytes, &flags);
    assert_eq!((ran.code, company.changes()), (Some(2), 0), "{}", ran.err);
    for wrong in [
        "4 mistakes",
        "row 6 (line 7), value_period: `monthly`",
        "row 7 (line 8), status_label: no stage `Agreement`",
        "row 8 (line 9), value_formatted: `$92,000` is in USD, but the column of currencies has EUR",
        "row 9 (line 10), value: `3300` is not 3300.00 in cents",
    ] {
        assert!(ran.err.contains(wrong), "{wrong}: {}", ran.err);
    }
}

/// Finds a stage that is newer than the cached list.
#[test]
fn unknown_names_refresh_the_cached_lists() {
    let company = Company::new();
    company.run(&["stages", "-q"]).ok();
    company.run(&["pipelines", "-q"]).ok();
    let caches = super::support::files(&company.home.path().join("cache"));
    let stages = caches.iter().find(|path| path.file_name().unwrap() == "stages.json");
    let stages = stages.unwrap_or_else(|| panic!("{caches:?}"));
    let text = std::fs::read_to_string(stages).unwrap();
    assert!(text.contains("\"Negotiation\""));
    std::fs::write(stages, text.replace("\"Negotiation\"", "\"Talks\"")).unwrap();
    let rows = b"Title,Stage\nRoof,Negotiation\n";
    let ran = import(&company, "leads.csv", rows, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(company.deals().last().unwrap()["stage_id"], json!(4));
}
