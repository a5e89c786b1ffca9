//! Decides the format of each column after the first pass: by its cells, by flags, or by prompting at a
//! terminal. An undecided column is a mistake.

use super::amounts::{self, DecimalMark};
use super::cells::CellRules;
use super::columns::{FileColumn, Role, Setting};
use super::dates::{self, DateOrder};
use super::facts::Facts;
use super::headings;
use super::reading::{Reading, role_field};
use super::unclear::refuse;
use crate::app::App;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::Lookup;
use crate::ops::import::ReadOptions;
use crate::text;
use crate::ui::prompt::Question;
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// The flags that decide formats.
pub struct Flags {
    dates: Option<DateOrder>,
    decimal: Option<DecimalMark>,
    pub zone: Option<TimeZone>,
}

impl Flags {
    pub fn parse(read: &ReadOptions) -> Result<Flags, Error> {
        let wrong = |flag: &str, words: &str, got: &str| {
            Error::usage(format!("{flag} must be {words} (got `{got}`)"))
        };
        let dates = read
            .dates
            .as_deref()
            .map(|word| DateOrder::parse(word).ok_or_else(|| wrong("--dates", "dmy or mdy", word)));
        let decimal = read.decimal.as_deref().map(|word| {
            DecimalMark::parse(word).ok_or_else(|| wrong("--decimal", "`,` or `.`", word))
        });
        let zone = read.zone.as_deref().map(|word| {
            TimeZone::get(word).map_err(|_| {
                Error::usage(format!("`{word}` is not a time zone"))
                    .hint("write it like UTC or Europe/Berlin")
            })
        });
        Ok(Flags {
            dates: dates.transpose()?,
            decimal: decimal.transpose()?,
            zone: zone.transpose()?,
        })
    }
}

/// The input to the decisions.
pub struct Decisions<'a> {
    pub flags: &'a Flags,
    pub is_objects: bool,
    /// Whether to prompt for ambiguous columns.
    pub can_ask: bool,
    /// Whether the file is an export of deals.
    pub is_own: bool,
}

impl Decisions<'_> {
    /// Decides how the cells of each column are parsed, and prompts for ambiguous ones.
    pub async fn decide(
        &self,
        app: &App,
        reading: &mut Reading,
        facts: &Facts,
        problems: &mut Vec<Error>,
    ) -> Result<(), Error> {
        let Decisions { flags, is_objects, can_ask, is_own } = *self;
        // No prompt if the run ends with a mistake anyway.
        let may_ask = can_ask && problems.is_empty();
        for at in 0..reading.columns.len() {
            let column = reading.columns[at].clone();
            let Some(field) = role_field(&column.role) else { continue };
            let (format, facts) = (&mut reading.formats[at], &facts.columns[at]);
            format.is_plain = is_objects;
            match field.kind {
                FieldKind::Date | FieldKind::DateRange | FieldKind::Time => {
                    match decide_dates(app, &column, facts.dates.decide(), flags.dates, may_ask)? {
                        Ok(order) => format.dates = order,
                        Err(problem) => {
                            problems.push(problem);
                            refuse(&mut reading.columns, &[at], &mut reading.unclear);
                        }
                    }
                }
                _ if is_objects => {}
                FieldKind::Number
                | FieldKind::Money(_)
                | FieldKind::Amount(_)
                | FieldKind::Monetary => {
                    let decision = match facts.amounts.decide() {
                        amounts::MarkDecision::Open(seen) if is_own => {
                            amounts::MarkDecision::Proved(DecimalMark::Point, seen)
                        }
                        decision => decision,
                    };
                    match decide_mark(app, &column, decision, flags.decimal, may_ask)? {
                        Ok(mark) => format.decimal = mark,
                        Err(problem) => {
                            problems.push(problem);
                            refuse(&mut reading.columns, &[at], &mut reading.unclear);
                        }
                    }
                    if let Some(seen) = facts.fraction.as_ref().filter(|_| may_ask) {
                        let percent =
                            seen.text.replace(',', ".").parse::<f64>().unwrap_or_default();
                        let actions = [
                            format!("{} is {percent} percent", seen.text),
                            format!("{} is {} percent", seen.text, (percent * 1e10).round() / 1e8),
                        ];
                        let question =
                            format!("Percentages in `{}`?", text::clean(&column.heading));
                        format.is_fraction =
                            Some(choose(app, &question, "a % in the cells", &actions)? == 1);
                    }
                }
                _ => {}
            }
        }
        decide_currency(app, reading, facts, may_ask, problems).await
    }
}

/// Asks what a column means; `flag` is the equivalent on the command line.
fn choose(app: &App, question: &str, flag: &str, answers: &[String; 2]) -> Result<usize, Error> {
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    app.ask.choose(Question::new(question, flag), &answers)?.ok_or_else(Error::canceled)
}

fn decide_dates(
    app: &App,
    column: &FileColumn,
    decision: dates::OrderDecision,
    flag: Option<DateOrder>,
    may_ask: bool,
) -> Result<Result<Option<DateOrder>, Error>, Error> {
    let heading = text::clean(&column.heading);
    Ok(match (decision, flag) {
        (dates::OrderDecision::Proved(order, seen), Some(flag)) if order != flag => {
            Err(Error::usage(format!(
                "`{}` in row {} of `{heading}` is {}, but --dates has another order",
                seen.text,
                seen.row,
                order.word()
            )))
        }
        (_, Some(flag)) => Ok(Some(flag)),
        (dates::OrderDecision::NoOrder, None) => Ok(None),
        (dates::OrderDecision::Proved(order, _), None) => Ok(Some(order)),
        (dates::OrderDecision::Both(one, other), None) => Err(Error::usage(format!(
            "the dates in `{heading}` have two orders: `{}` in row {} is day/month/year, \
             `{}` in row {} is month/day/year",
            one.text, one.row, other.text, other.row
        ))
        .hint("correct the file, so that all of them have the same order")),
        (dates::OrderDecision::Open(seen), None) if may_ask => {
            let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
            let as_read = |order| {
                let day = match dates::read(&seen.text, Some(order)) {
                    Ok(dates::Moment::Day(day)) => day.strftime("%-d %B %Y").to_string(),
                    Ok(dates::Moment::Local(at)) => at.strftime("%-d %B %Y").to_string(),
                    _ => String::new(),
                };
                format!("{} is {day}", seen.text)
            };
            let question = format!("Dates in `{heading}`?");
            Ok(Some(orders[choose(app, &question, "--dates", &orders.map(as_read))?]))
        }
        (dates::OrderDecision::Open(seen), None) => Err(Error::usage(format!(
            "the order of day and month in `{heading}` is not clear: `{}` in row {}",
            seen.text, seen.row
        ))
        .hint("use --dates dmy or --dates mdy")),
    })
}

fn decide_mark(
    app: &App,
    column: &FileColumn,
    decision: amounts::MarkDecision,
    flag: Option<DecimalMark>,
    may_ask: bool,
) -> Result<Result<Option<DecimalMark>, Error>, Error> {
    let heading = text::clean(&column.heading);
    Ok(match (decision, flag) {
        (_, Some(flag)) => Ok(Some(flag)),
        (amounts::MarkDecision::NoMark, None) => Ok(None),
        (amounts::MarkDecision::Proved(mark, _), None) => Ok(Some(mark)),
        (amounts::MarkDecision::Both(comma, point), None) => Err(Error::usage(format!(
            "the amounts in `{heading}` have two decimal marks: `{}` in row {} has a comma, \
             `{}` in row {} has a point",
            comma.text, comma.row, point.text, point.row
        ))
        .hint("correct the file, so that all of them have the same mark")),
        (amounts::MarkDecision::Open(seen), None) if may_ask => {
            let marks = [DecimalMark::Point, DecimalMark::Comma];
            let as_read = |mark| match amounts::read(&seen.text, Some(mark)) {
                Ok(figure) if figure.number.contains('.') => {
                    format!("{} is {}", seen.text, figure.number.trim_end_matches('0'))
                }
                Ok(figure) => format!("{} is {}", seen.text, figure.number),
                Err(why) => why,
            };
            let question = format!("Amounts in `{heading}`?");
            Ok(Some(marks[choose(app, &question, "--decimal", &marks.map(as_read))?]))
        }
        (amounts::MarkDecision::Open(seen), None) => Err(Error::usage(format!(
            "the decimal mark in `{heading}` is not clear: `{}` in row {} may have thousands or decimals",
            seen.text, seen.row
        ))
        .hint("use --decimal . or --decimal ,")),
    })
}

/// Prompts for the currency of amounts if the file has none.
async fn decide_currency(
    app: &App,
    reading: &mut Reading,
    facts: &Facts,
    may_ask: bool,
    problems: &mut Vec<Error>,
) -> Result<(), Error> {
    let is_currency = |field: &Field| field.code == "currency";
    let has_column = reading.columns.iter().any(|c| role_field(&c.role).is_some_and(is_currency));
    let has_setting = reading.settings.iter().any(|setting| is_currency(&setting.field));
    let has_amounts = reading.columns.iter().any(|column| {
        role_field(&column.role).is_some_and(|field| {
            matches!(field.kind, FieldKind::Money(_) | FieldKind::Monetary) || is_currency(field)
        })
    });
    if has_amounts || has_setting {
        let records = app.lookup(Lookup::Currencies).await?;
        let currency = |record: &crate::model::record::Record| {
            let reading = record.read();
            let sign = reading.text("symbol").unwrap_or_default().into_owned();
            Some((reading.text("code")?.into_owned(), sign))
        };
        reading.values.currencies = records.iter().filter_map(currency).collect();
    }
    let Some(row) = facts.bare_amount.filter(|_| !has_column && !has_setting) else {
        return Ok(());
    };
    if reading.key.is_some() || reading.unclear.contains("currency") {
        return Ok(());
    }
    let home = reading.values.names.currencies.home.clone().unwrap_or_default();
    if !may_ask {
        let example = if home.is_empty() { "EUR" } else { &home };
        problems.push(
            Error::usage(format!(
                "no column gives the currency of amounts, such as that in row {row}"
            ))
            .hint(format!("use --set Currency=CODE, such as --set Currency={example}")),
        );
        reading.unclear.insert("currency".to_owned());
        return Ok(());
    }
    let values = &reading.values;
    let check = |text: &str| values.currency(text).map(drop);
    let question = Question::new("Currency of the amounts", "--set Currency=CODE").initial(&home);
    let code = app.ask.text(question, check)?;
    let template = super::template::Template::plain(&values.currency(&code).unwrap_or(code));
    let field = reading.values.names.field_for_code("currency");
    reading.settings.push(Setting { field, template });
    Ok(())
}

/// Finds mistakes about columns that only their cells show.
pub fn check_columns(
    reading: &mut Reading,
    facts: &Facts,
    is_objects: bool,
    problems: &mut Vec<Error>,
) {
    let (mut lost, mut refused) = (Vec::new(), Vec::new());
    let has_value = has_field(reading, "value");
    for (at, (column, facts)) in reading.columns.iter().zip(&facts.columns).enumerate() {
        let heading = text::clean(&column.heading);
        let number = column.places[0] + 1;
        if facts.filled == 0 {
            continue;
        }
        match &column.role {
            Role::Nameless => problems.push(
                Error::usage(format!(
                    "column {number} has no heading, and {}",
                    text::count(facts.filled, "cell")
                        + if facts.filled == 1 { " has a value" } else { " have values" }
                ))
                .hint(format!("use --map '#{number}=FIELD' or --ignore '#{number}'")),
            ),
            Role::Lost => lost.push(column.heading.as_str()),
            Role::Field { is_foreign: true, .. }
                if !reading.cells.values.keys().any(|(place, _)| column.places.contains(place)) =>
            {
                problems.push(Error::usage(format!("`{heading}` has IDs of another system")).hint(
                    format!("give a name for each with --values FILE, or use --ignore '{heading}'"),
                ));
                refused.push(at);
            }
            Role::Id if facts.whole_numbers == 0 && facts.words.is_empty() && facts.filled > 1 => {
                let hint =
                    format!("use --from if another system wrote the file, or --ignore '{heading}'");
                problems.push(
                    Error::usage(format!("no cell of `{heading}` is the ID of a deal")).hint(hint),
                );
                refused.push(at);
            }
            Role::Cents if !has_value => {
                let hint =
                    format!("use --ignore '{heading}', and a column with the amounts themselves");
                problems.push(Error::usage(format!("`{heading}` has amounts in cents")).hint(hint));
            }
            _ => {}
        }
    }
    if !lost.is_empty() {
        let quoted: Vec<String> =
            lost.iter().map(|heading| format!("`{}`", text::clean(heading))).collect();
        let flags: Vec<String> =
            lost.iter().map(|heading| format!("--ignore '{heading}'")).collect();
        let verb = if lost.len() == 1 { "has" } else { "have" };
        problems.push(
            Error::usage(format!(
                "{} {verb} data that would be lost: deals have no such field",
                quoted.join(", ")
            ))
            .hint(format!("use --map 'HEADING=FIELD', or {}", flags.join(" "))),
        );
    }
    refuse(&mut reading.columns, &refused, &mut reading.unclear);
    let has_title = has_field(reading, "title") || reading.unclear.contains("title");
    if !has_title && !is_objects && reading.key.is_none() && facts.new_rows > 0 {
        let by_name = |codes: &[&str]| {
            let is_it = |column: &&FileColumn| {
                role_field(&column.role).is_some_and(|field| codes.contains(&field.code.as_ref()))
            };
            reading.columns.iter().find(is_it).map(|column| column.heading.clone())
        };
        let first = || reading.columns.first().map(|column| column.heading.clone());
        let heading = by_name(&["org_id", "person_id"]).or_else(first).unwrap_or_default();
        problems.push(Error::usage("no column gives the title of new deals").hint(format!(
            "use --map 'HEADING=Title', or a text for all: --set 'Title=Lead: {{{heading}}}'"
        )));
        reading.unclear.insert("title".to_owned());
    }
}

fn has_field(reading: &Reading, code: &str) -> bool {
    reading.columns.iter().any(|c| role_field(&c.role).is_some_and(|field| field.code == code))
        || reading.settings.iter().any(|setting| setting.field.code == code)
}

/// Reports a `--key` field that is not in the file.
pub fn check_key(
    key: &Field,
    list: &[FileColumn],
    settings: &[Setting],
    unclear: &mut HashSet<String>,
    problems: &mut Vec<Error>,
) {
    let in_file = unclear.contains(key.code.as_ref())
        || list.iter().any(|c| role_field(&c.role).is_some_and(|f| f.code == key.code));
    if !in_file && !settings.iter().any(|setting| setting.field.code == key.code) {
        problems.push(
            Error::usage(format!("no column is the field `{}` of --key", text::clean(&key.name)))
                .hint(format!("use --map 'HEADING={}'", key.name)),
        );
        unclear.insert(key.code.to_string());
    }
}

/// Parses `--empty`, `--map-value` and `--values`.
pub fn cell_rules(
    read: &ReadOptions,
    headings: &[String],
    problems: &mut Vec<Error>,
) -> Result<CellRules, Error> {
    let mut rules = CellRules {
        empty: read.empty.iter().map(|word| word.trim().to_lowercase()).collect(),
        ..CellRules::default()
    };
    let folded: Vec<String> = headings.iter().map(|heading| headings::fold(heading)).collect();
    let places = |column: &str| -> Vec<usize> {
        if let Some(number) = column.trim().strip_prefix('#').and_then(|n| n.parse::<usize>().ok())
        {
            return number.checked_sub(1).filter(|at| *at < folded.len()).into_iter().collect();
        }
        let wanted = headings::fold(column);
        (0..folded.len()).filter(|at| folded[*at] == wanted).collect()
    };
    if let Some(file) = &read.values {
        let failed = |error: &dyn std::fmt::Display| {
            Error::usage(format!("cannot read --values {}: {error}", text::path(file)))
        };
        let text =
            crate::text::read_input(&file.to_string_lossy()).map_err(|error| failed(&error))?;
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        for (at, record) in csv.records().enumerate() {
            let record = record.map_err(|error| failed(&error))?;
            let (Some(column), Some(word), Some(value)) =
                (record.get(0), record.get(1), record.get(2))
            else {
                return Err(failed(&"each row needs a column, a word and a value"));
            };
            let found = places(column);
            if found.is_empty() && at > 0 {
                return Err(failed(&format_args!(
                    "the file has no column `{}`",
                    text::clean(column)
                )));
            }
            for place in found {
                rules.values.insert((place, word.trim().to_lowercase()), value.trim().to_owned());
            }
        }
    }
    for text in &read.map_value {
        let splits = text.match_indices(':').map(|(at, _)| (&text[..at], &text[at + 1..]));
        let found =
            splits.map(|(column, rest)| (places(column), rest)).find(|(p, _)| !p.is_empty());
        match found.and_then(|(places, rest)| Some((places, rest.rsplit_once('=')?))) {
            Some((places, (word, value))) => {
                for place in places {
                    rules
                        .values
                        .insert((place, word.trim().to_lowercase()), value.trim().to_owned());
                }
            }
            None => problems.push(
                Error::usage(format!("--map-value `{text}` is not COLUMN:WORD=VALUE"))
                    .hint("the column must be one of the file"),
            ),
        }
    }
    Ok(rules)
}
