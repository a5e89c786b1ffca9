//! Maps each column of a file to a field of a deal, to the ID of the deal, or to nothing.

use super::headings::{self, Meaning};
use super::presets::System;
use super::roles::drop_redundant_names;
use super::template;
use super::unclear::refuse;
use crate::draft;
use crate::error::Error;
use crate::model::field::Field;
use crate::model::names::{ContactKind, Names};
use crate::ops::import::ReadOptions;
use crate::text;
use std::collections::HashSet;

/// A column, or several joined ones.
#[derive(Debug, Clone)]
pub struct FileColumn {
    /// The indexes of its cells in a row.
    pub places: Vec<usize>,
    /// Its heading, for messages.
    pub heading: String,
    pub role: Role,
    /// Whether the column was set by `--map`.
    pub is_mapped: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The ID of the deal.
    Id,
    /// The update time of the deal in the file.
    Updated,
    /// The result of an earlier import for the row, and the ID of its deal.
    EarlierResult,
    EarlierId,
    /// A field; `is_foreign` if the cells are IDs of another system.
    Field {
        field: Field,
        is_foreign: bool,
    },
    /// The currency of the amounts of a field.
    CurrencyOf(Field),
    /// The end of the ranges of a date or time range field.
    EndOf(Field),
    /// The IDs of persons or organizations, next to their names.
    ContactId(ContactKind),
    /// Whether the row was deleted.
    DeletedFlag,
    /// The value in cents, next to the value.
    Cents,
    /// Whether the value is a single payment.
    Period,
    /// A field that an import does not write: any value in it is a mistake.
    Refused {
        field: Field,
        why: &'static str,
    },
    /// Data that would be lost, since a deal has no field for it.
    Lost,
    /// Not imported.
    Ignored,
    /// Ignored by `--ignore`.
    LeftOut,
    /// A column without a heading.
    Nameless,
    /// A column with a mistake: its cells are not read.
    Unclear,
    /// An unknown heading: any value in it is a mistake.
    Unknown {
        why: String,
    },
}

/// A value of `--set`, for a field of every row.
#[derive(Debug, Clone)]
pub struct Setting {
    pub field: Field,
    pub template: template::Template,
}

/// The columns of a file.
pub struct FileColumns {
    pub list: Vec<FileColumn>,
    pub settings: Vec<Setting>,
    pub system: Option<System>,
    /// Mistakes about the columns.
    pub problems: Vec<Error>,
    /// The codes of fields that unclear columns may hold.
    pub unclear: HashSet<String>,
}

/// The headings of the columns that an earlier import added.
pub const EARLIER: [&str; 3] = ["deals_result", "deals_id", "deals_error"];

/// Determines the roles of columns from their headings.
pub struct HeadingReader<'a> {
    pub headings: &'a [String],
    /// The folded headings.
    pub folded: Vec<String>,
    pub names: &'a Names,
    pub fields: Vec<Field>,
    /// The codes of fields that Pipedrive numbers.
    pub numbered: &'a HashSet<String>,
    /// Whether the headings are keys of objects.
    pub is_objects: bool,
    pub system: Option<System>,
    pub is_people: bool,
}

impl<'a> HeadingReader<'a> {
    pub fn new(
        headings: &'a [String],
        names: &'a Names,
        numbered: &'a HashSet<String>,
        is_objects: bool,
    ) -> HeadingReader<'a> {
        let folded = headings::fold_all(headings);
        let is_people = headings::is_list_of_people(&folded);
        let fields = names.all_fields();
        HeadingReader {
            headings,
            folded,
            names,
            fields,
            numbered,
            is_objects,
            system: None,
            is_people,
        }
    }

    /// Returns the columns, with all mistakes about them.
    pub fn read(mut self, options: &ReadOptions) -> Result<FileColumns, Error> {
        self.system = self.find_system(options.from.as_deref())?;
        let mut problems = Vec::new();
        let mut keep = |found: Result<Vec<usize>, Error>| {
            found.map_err(|problem| problems.push(problem)).unwrap_or_default()
        };
        let mut left_out = HashSet::new();
        for word in &options.ignore {
            left_out.extend(keep(self.find_places(word, true)));
        }
        let (mut list, mut unclear) = (Vec::new(), HashSet::new());
        let (mut used, mut refused) = (HashSet::new(), HashSet::new());
        for text in &options.map {
            match self.parse_mapping(text) {
                Ok(column) => {
                    used.extend(column.places.iter().copied());
                    list.push(column);
                }
                Err((problem, places)) => {
                    problems.push(problem);
                    refused.extend(places);
                }
            }
        }
        let mut settings = Vec::new();
        for text in &options.set {
            match self.parse_setting(text) {
                Ok(setting) => {
                    used.extend(setting.template.places());
                    settings.push(setting);
                }
                Err(problem) => {
                    problems.push(problem);
                    let word = text.split('=').next().unwrap_or_default();
                    if let Ok(Role::Field { field, .. }) = self.parse_target(word.trim()) {
                        unclear.insert(field.code.to_string());
                    }
                }
            }
        }
        let mapped: HashSet<usize> =
            list.iter().filter(|column| column.places.len() == 1).map(|c| c.places[0]).collect();
        for (place, heading) in self.headings.iter().enumerate() {
            if mapped.contains(&place) {
                continue;
            }
            let role = match place {
                _ if left_out.contains(&place) => Ok(Role::LeftOut),
                _ if refused.contains(&place) => Ok(Role::Unclear),
                _ => self.role(place),
            };
            let role = match role {
                Ok(Role::Unknown { .. } | Role::Lost) if used.contains(&place) => Role::Ignored,
                Ok(Role::Unknown { why }) if !self.is_objects => {
                    let meant = self.fields.iter().find(|field| field.name == why);
                    unclear.extend(meant.map(|field| field.code.to_string()));
                    problems.push(self.unknown_error(place, why));
                    Role::Unclear
                }
                Ok(role) => role,
                Err(problem) if self.is_objects => Role::Unknown { why: problem.message },
                // Equal headings are reported separately.
                Err(_) if self.is_duplicate(place) => Role::Unknown { why: String::new() },
                Err(problem) => {
                    problems.push(problem);
                    Role::Unclear
                }
            };
            list.push(FileColumn {
                places: vec![place],
                heading: heading.trim().to_owned(),
                role,
                is_mapped: false,
            });
        }
        list.sort_by_key(|column| column.places[0]);
        drop_redundant_names(&mut list);
        if !self.is_objects {
            let mut found = self.find_equal_headings(&list);
            found.extend(find_duplicate_fields(&list));
            for (problem, places) in found {
                problems.push(problem);
                refuse(&mut list, &places, &mut unclear);
            }
        }
        Ok(FileColumns { list, settings, system: self.system, problems, unclear })
    }

    fn find_system(&self, from: Option<&str>) -> Result<Option<System>, Error> {
        if let Some(word) = from {
            return System::parse(word).map(Some);
        }
        match self.detect()[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            ref many => {
                let names: Vec<String> = many.iter().map(System::to_string).collect();
                let flags: Vec<String> =
                    many.iter().map(|system| format!("--from {}", system.word())).collect();
                Err(Error::usage(format!("the headings could be those of {}", names.join(" or ")))
                    .hint(format!("use {}", flags.join(" or "))))
            }
        }
    }

    /// The systems that the headings may come from. Names of fields do not count.
    pub fn detect(&self) -> Vec<System> {
        let is_own = |heading: &String| {
            self.fields.iter().any(|field| {
                let names = [Some(field.name.as_ref()), field.also.as_deref(), Some(&field.code)];
                names.into_iter().flatten().any(|name| headings::fold(name) == *heading)
            })
        };
        let others: Vec<String> =
            self.folded.iter().filter(|heading| !is_own(heading)).cloned().collect();
        headings::detect(&others)
    }

    /// The indexes of a column: `#3`, a heading, or several joined by `+`.
    fn find_places(&self, word: &str, all: bool) -> Result<Vec<usize>, Error> {
        if let Some(number) = word.trim().strip_prefix('#').and_then(|n| n.parse::<usize>().ok()) {
            return match number.checked_sub(1).filter(|place| *place < self.headings.len()) {
                Some(place) => Ok(vec![place]),
                None => Err(Error::usage(format!(
                    "there is no column {number}: the file has {}",
                    text::count(self.headings.len(), "column")
                ))),
            };
        }
        let folded = headings::fold(word);
        let find = |is_it: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..self.folded.len()).filter(|at| !folded.is_empty() && is_it(*at)).collect()
        };
        let mut found = find(&|at| self.headings[at].trim() == word.trim());
        if found.len() != 1 {
            found = find(&|at| self.folded[at] == folded);
        }
        match found[..] {
            [_] => Ok(found),
            [] if word.contains('+') => {
                let parts = word.split('+').map(|part| self.find_places(part, false));
                Ok(parts.collect::<Result<Vec<_>, _>>()?.concat())
            }
            [] => {
                let none = Error::usage(format!("the file has no column `{}`", word.trim()));
                let known = self.headings.iter().map(|heading| heading.trim());
                let known: Vec<&str> = known.filter(|heading| !heading.is_empty()).collect();
                let near = text::did_you_mean(word.trim(), known.iter().copied());
                Err(none.hint(near.unwrap_or_else(|| format!("columns: {}", list(&known)))))
            }
            _ if all => Ok(found),
            _ => Err(Error::usage(format!(
                "`{}` is the heading of columns {}",
                word.trim(),
                numbers(&found)
            ))
            .hint(format!("name one by its number: `#{}`", found[0] + 1))),
        }
    }

    /// Parses `HEADING=FIELD`; an error has the indexes of the column.
    fn parse_mapping(&self, text: &str) -> Result<FileColumn, (Error, Vec<usize>)> {
        let none = |problem| (problem, Vec::new());
        let splits: Vec<(&str, &str)> =
            text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..])).collect();
        let Some(first) = splits.first() else {
            let problem = Error::usage(format!("--map `{text}` is not HEADING=FIELD"));
            return Err(none(problem));
        };
        // A heading may contain `=`.
        let (word, field) =
            splits.iter().find(|(word, _)| self.find_places(word, false).is_ok()).unwrap_or(first);
        let places = self.find_places(word, false).map_err(none)?;
        let heading: Vec<&str> = places.iter().map(|place| self.headings[*place].trim()).collect();
        let heading = heading.join("+");
        match self.parse_target(field.trim()) {
            Ok(role) => Ok(FileColumn { places, heading, role, is_mapped: true }),
            Err(problem) => Err((problem, places)),
        }
    }

    /// The role of a column that is mapped to the field `word`.
    fn parse_target(&self, word: &str) -> Result<Role, Error> {
        let folded = headings::fold(word);
        match self.own_role(word, &folded) {
            Some(role) => role,
            None => match headings::find_pipedrive(&folded) {
                Some(Meaning::Field(code)) => Ok(self.field_role(self.names.field_for_code(code))),
                _ => self.names.field(word).map(|field| self.field_role(field)),
            },
        }
    }

    fn parse_setting(&self, text: &str) -> Result<Setting, Error> {
        let Some((word, _)) = text.split_once('=') else {
            return Err(Error::usage(format!("--set `{text}` is not FIELD=VALUE")));
        };
        let (field, value) = match self.parse_target(word.trim()) {
            Ok(Role::Field { field, .. }) => (field, &text[word.len() + 1..]),
            _ => {
                let (field, _, value) = self.names.parse_assignment(text)?;
                draft::check_writable(&field)?;
                (field, value)
            }
        };
        let template = template::Template::parse(value, |word| {
            let places = self.find_places(word, false)?;
            Ok((self.headings[places[0]].trim().to_owned(), places))
        })?;
        Ok(Setting { field, template })
    }

    fn is_duplicate(&self, place: usize) -> bool {
        self.folded.iter().filter(|other| **other == self.folded[place]).count() > 1
    }

    /// Finds columns with equal headings, unless at most one of them is imported. Each mistake has the
    /// indexes of its columns in the list.
    fn find_equal_headings(&self, list: &[FileColumn]) -> Vec<(Error, Vec<usize>)> {
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        for folded in self.folded.iter().filter(|folded| !folded.is_empty()) {
            let is_it = |(_, column): &(usize, &FileColumn)| {
                column.places.len() == 1
                    && !column.is_mapped
                    && self.folded[column.places[0]] == *folded
                    && column.role != Role::LeftOut
            };
            let (in_list, equal): (Vec<usize>, Vec<&FileColumn>) =
                list.iter().enumerate().filter(is_it).unzip();
            let is_used = equal.iter().any(|c| !matches!(c.role, Role::Ignored | Role::Unclear));
            if equal.len() < 2 || !is_used || !seen.insert(folded) {
                continue;
            }
            let places: Vec<usize> = equal.iter().map(|column| column.places[0]).collect();
            let heading = &equal[0].heading;
            let problem =
                Error::usage(format!("`{heading}` is the heading of columns {}", numbers(&places)));
            let named = self.own_role(heading, folded).and_then(Result::err).and_then(|e| e.hint);
            let codes = named.and_then(|hint| Some(hint.rsplit_once(": ")?.1.to_owned()));
            let (one, last) = (places[0] + 1, places[places.len() - 1] + 1);
            let problem = problem.hint(match codes {
                Some(codes) => format!(
                    "use --map '#{one}=CODE' with one of {codes}, or --ignore '#{one}' --ignore '#{last}'"
                ),
                None => format!("use --ignore '#{last}', or --map '#{last}=FIELD'"),
            });
            problems.push((problem, in_list));
        }
        problems
    }
}

/// Finds columns for the same field.
fn find_duplicate_fields(list: &[FileColumn]) -> Vec<(Error, Vec<usize>)> {
    let mut problems = Vec::new();
    for (at, column) in list.iter().enumerate() {
        let word = match &column.role {
            Role::Field { field, .. } => field.name.as_ref(),
            Role::Id => "ID",
            _ => continue,
        };
        let is_same = |other: &&FileColumn| match (&other.role, &column.role) {
            (Role::Field { field: one, .. }, Role::Field { field: two, .. }) => {
                one.code == two.code
            }
            (one, two) => one == two,
        };
        let Some(first) = list[..at].iter().position(|other| is_same(&other)) else { continue };
        let other = &list[first];
        if headings::fold(&other.heading) == headings::fold(&column.heading) {
            continue;
        }
        let problem = Error::usage(format!(
            "`{}` and `{}` are both the field {word}",
            other.heading, column.heading
        ))
        .hint(format!("use --ignore '{}' or --ignore '{}'", other.heading, column.heading));
        problems.push((problem, vec![first, at]));
    }
    problems
}

/// `2 and 3`, `2, 3 and 5`
fn numbers(places: &[usize]) -> String {
    let words: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Formats the first words of a list.
pub fn list(words: &[&str]) -> String {
    const MAX_WORDS: usize = 20;
    let shown: Vec<&str> = words.iter().take(MAX_WORDS).copied().collect();
    let more = if words.len() > MAX_WORDS { ", …" } else { "" };
    text::clean(&format!("{}{more}", shown.join(", "))).into_owned()
}
