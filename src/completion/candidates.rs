//! The candidates for each argument, by its [`ArgKind`].

use super::known::Known;
use crate::api::endpoints;
use crate::draft;
use crate::help_topics::{self, Topic};
use crate::model::arg::{ArgKind, DealColumns};
use crate::model::condition::{self, Class, Op};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{self, Lookup, NamedEntity, Names};
use crate::model::time;
use crate::output::Format;
use crate::output::style::Color;
use crate::settings::{KEYS, Key};
use crate::text;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::sync::Arc;

/// Adds candidates to the arguments of a command line.
pub fn attach(mut program: clap::Command, known: Known) -> clap::Command {
    // A built command has the shared flags.
    program.build();
    let about = |command: &clap::Command| command.get_about().map(ToString::to_string);
    let commands = program.get_subcommands().map(|one| (one.get_name().to_owned(), about(one)));
    let shared = Arc::new(Shared { commands: commands.collect(), known });
    attach_to(program, &shared)
}

fn attach_to(command: clap::Command, shared: &Arc<Shared>) -> clap::Command {
    let has_deal_columns = command.get::<DealColumns>().is_some();
    let command = command.mut_args(|arg| with_offer(arg, has_deal_columns, shared));
    command.mut_subcommands(|command| attach_to(command, shared))
}

fn with_offer(arg: clap::Arg, has_deal_columns: bool, shared: &Arc<Shared>) -> clap::Arg {
    match arg.get::<ArgKind>().copied() {
        Some(ArgKind::Columns) if !has_deal_columns => arg,
        Some(kind) => arg.add(ArgValueCompleter::new(Offer { kind, shared: Arc::clone(shared) })),
        None => arg,
    }
}

/// The sources of all candidates.
struct Shared {
    /// The commands, with their descriptions.
    commands: Vec<(String, Option<String>)>,
    known: Known,
}

/// The candidates of one argument.
struct Offer {
    kind: ArgKind,
    shared: Arc<Shared>,
}

/// A word, with its description.
type Pair = (String, Option<String>);

impl ValueCompleter for Offer {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let Some(typed) = current.to_str() else {
            return Vec::new();
        };
        match self.kind {
            ArgKind::File => PathCompleter::any().stdio().complete(current),
            ArgKind::Folder => PathCompleter::dir().complete(current),
            ArgKind::Assignment => self.assignment(typed),
            ArgKind::Condition => self.condition(typed),
            ArgKind::Labels => self.options(&self.fields().field_for_code("label_ids"), typed),
            ArgKind::LostReason => {
                self.options(&self.fields().field_for_code("lost_reason"), typed)
            }
            ArgKind::Columns => {
                let names = self.fields();
                let pairs = fields(&names, |_| true);
                in_list(&pairs, typed, |list| names.resolve_fields(list).is_ok())
            }
            ArgKind::CustomFields => self.custom_fields(typed),
            // After a deal, either can follow. The count of values of the engine restarts after each
            // flag, so it is not used.
            ArgKind::DealsAndStage if self.shared.known.has_deal() => {
                let both = [stages(&self.shared.known), deals(&self.shared.known)];
                matching(both.concat(), typed)
            }
            kind => matching(self.pairs(kind), typed),
        }
    }
}

impl Offer {
    /// The candidates for arguments with a single value.
    fn pairs(&self, kind: ArgKind) -> Vec<Pair> {
        let known = &self.shared.known;
        match kind {
            ArgKind::Deal | ArgKind::DealsAndStage => deals(known),
            ArgKind::Stage => stages(known),
            ArgKind::Pipeline => active_entries(known, Lookup::Pipelines),
            ArgKind::User => active_entries(known, Lookup::Users),
            ArgKind::Filter => active_entries(known, Lookup::Filters),
            ArgKind::Currency => currencies(known),
            ArgKind::Profile => known.profiles().iter().map(|name| (name.clone(), None)).collect(),
            ArgKind::Field => fields(&self.fields(), |_| true),
            ArgKind::DateField => fields(&self.fields(), |field| {
                matches!(field.kind, FieldKind::Date | FieldKind::Time)
            }),
            ArgKind::ClearableField => fields(&self.fields(), |field| draft::clear(field).is_ok()),
            ArgKind::Setting => {
                KEYS.iter().map(|key| (key.name.to_owned(), Some(key.about.to_owned()))).collect()
            }
            ArgKind::SettingValue => known.setting().map(setting_values).unwrap_or_default(),
            ArgKind::Time => times(&time::PAST),
            ArgKind::Date => times(&time::FUTURE),
            ArgKind::Method => {
                ["GET", "POST", "PUT", "PATCH", "DELETE"].map(|m| (m.to_owned(), None)).to_vec()
            }
            ArgKind::Path => {
                let whole = endpoints::rows().map(|row| row.path);
                let whole: BTreeSet<&str> = whole.filter(|path| !path.contains('{')).collect();
                whole.into_iter().map(|path| (path.to_owned(), None)).collect()
            }
            ArgKind::Topic => {
                let topic = |topic: &Topic| (topic.name.to_owned(), Some(topic.about.to_owned()));
                self.shared
                    .commands
                    .iter()
                    .cloned()
                    .chain(help_topics::ALL.iter().map(topic))
                    .collect()
            }
            // Would need a request.
            ArgKind::Person | ArgKind::Organization | ArgKind::Discount => Vec::new(),
            ArgKind::Labels
            | ArgKind::LostReason
            | ArgKind::Columns
            | ArgKind::CustomFields
            | ArgKind::Assignment
            | ArgKind::Condition
            | ArgKind::File
            | ArgKind::Folder => Vec::new(),
        }
    }

    fn fields(&self) -> Names {
        self.shared.known.names(&[Lookup::Fields])
    }

    /// Custom fields by name, or by key if a key starts with the typed word.
    fn custom_fields(&self, typed: &str) -> Vec<CompletionCandidate> {
        let names = self.fields();
        let is_list = |list: &str| names.resolve_fields(list).is_ok();
        let named = in_list(&fields(&names, Field::is_custom), typed, is_list);
        if !named.is_empty() {
            return named;
        }
        let own = names.fields.iter().filter(|field| field.is_custom());
        let keys = own.map(|field| (field.code.to_string(), Some(field.name.to_string())));
        in_list(&keys.collect::<Vec<_>>(), typed, is_list)
    }

    /// The options of a field, as a list if it takes several.
    fn options(&self, field: &Field, typed: &str) -> Vec<CompletionCandidate> {
        let pairs = self.values(field);
        if field.kind != FieldKind::Choices {
            return matching(pairs, typed);
        }
        let is_list = |list: &str| names::resolve_options(field, list).iter().all(Result::is_ok);
        in_list(&pairs, typed, is_list)
    }

    /// Candidates for `FIELD=VALUE`: field names with `=`, then the options of the field.
    fn assignment(&self, typed: &str) -> Vec<CompletionCandidate> {
        let names = self.fields();
        let mut found = match names.parse_assignment(typed) {
            Ok((field, word, value)) => {
                let candidates = self.options(&field, value).into_iter();
                candidates.map(|candidate| candidate.add_prefix(format!("{word}="))).collect()
            }
            Err(_) => Vec::new(),
        };
        // A field name may contain `=`.
        let writable = names.all_fields().into_iter().filter(draft::is_writable);
        let named = writable.map(|field| (names.field_word(&field), field));
        let fits: Vec<(String, Field)> = named.filter(|(word, _)| begins(word, typed)).collect();
        if let ([(word, field)], true) = (&fits[..], found.is_empty()) {
            let values = self.values(field);
            if !values.is_empty() {
                // Only one field matches, so offer its values.
                let whole = values
                    .into_iter()
                    .map(|(value, about)| candidate(format!("{word}={value}"), about));
                return whole.collect();
            }
        }
        found.extend(fits.into_iter().map(|(word, field)| {
            let about = (field.name != word).then(|| field.name.to_string());
            candidate(format!("{word}="), about)
        }));
        found
    }

    /// Candidates for a condition: fields, then operators, then the values of the field.
    fn condition(&self, typed: &str) -> Vec<CompletionCandidate> {
        let names = self.fields();
        // A name may contain an operator.
        let splits = condition::splits(typed).into_iter().rev();
        let mut whole = splits.filter(|(word, ..)| names.has_field(word));
        if let Some((word, _, value)) = whole.next()
            && let Ok(field) = names.field(word)
        {
            let before = &typed[..typed.len() - value.len()];
            let values = in_list(&self.compared_values(&field), value, |_| true).into_iter();
            return values.map(|candidate| candidate.add_prefix(before)).collect();
        }
        let operators = |field: &Field| Op::for_class(Class::from_kind(field.kind));
        let compared = names
            .all_fields()
            .into_iter()
            .filter(|field| !operators(field).is_empty() && !field.is_contact_name());
        let named = compared.map(|field| (names.field_word(&field), field));
        let mut fits: Vec<(String, Field)> =
            named.filter(|(word, _)| begins(word, typed)).collect();
        // A complete name may be the start of others, such as `value`.
        if let Some(at) = fits.iter().position(|(word, _)| text::fold(word) == text::fold(typed)) {
            fits = vec![fits.swap_remove(at)];
        }
        match &fits[..] {
            [(word, field)] => {
                let condition = |op: &Op| candidate(format!("{word}{op}"), None);
                operators(field).iter().map(condition).collect()
            }
            _ => {
                let about = |word: &str, field: &Field| {
                    (field.name != word).then(|| field.name.to_string())
                };
                let fields = fits
                    .iter()
                    .map(|(word, field)| candidate(format!("{word}="), about(word, field)));
                let help = [("help".to_owned(), Some("list the fields and operators".to_owned()))];
                fields.chain(matching(help, typed)).collect()
            }
        }
    }

    /// The values to compare a field with.
    fn compared_values(&self, field: &Field) -> Vec<Pair> {
        let word = |word: &str, about: &str| (word.to_owned(), Some(about.to_owned()));
        match field.kind {
            FieldKind::Status => {
                DealStatus::ALL.map(|status| (status.as_str().to_owned(), None)).to_vec()
            }
            FieldKind::Date | FieldKind::DateRange | FieldKind::Time => {
                let mut all = times(&time::PAST);
                all.extend(times(&time::FUTURE).into_iter().filter(|(word, _)| word != "today"));
                all
            }
            FieldKind::User => {
                [vec![word("me", "the user of the token")], self.values(field)].concat()
            }
            _ => self.values(field),
        }
    }

    /// The values of a field that has a fixed set of them.
    fn values(&self, field: &Field) -> Vec<Pair> {
        let words = |words: &[&str]| words.iter().map(|word| ((*word).to_owned(), None)).collect();
        let known = &self.shared.known;
        match field.kind {
            FieldKind::Status => words(&DealStatus::SETTABLE.map(DealStatus::as_str)),
            FieldKind::Flag => words(&["yes", "no"]),
            FieldKind::Stage => stages(known),
            FieldKind::Pipeline => active_entries(known, Lookup::Pipelines),
            FieldKind::User => active_entries(known, Lookup::Users),
            _ if field.code == "currency" => currencies(known),
            // A text field with suggestions.
            FieldKind::Text => {
                field.options.iter().map(|option| (option.label.clone(), None)).collect()
            }
            _ => {
                let word = |option: &Choice| {
                    let word = names::option_word(field, option);
                    let about = (word != option.label).then(|| option.label.clone());
                    (word, about)
                };
                field.options.iter().map(word).collect()
            }
        }
    }
}

/// The values of a setting, or its default.
fn setting_values(key: &Key) -> Vec<Pair> {
    fn all<T: ValueEnum>() -> Vec<Pair> {
        let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let pair = |value: PossibleValue| {
            (value.get_name().to_owned(), value.get_help().map(ToString::to_string))
        };
        values.map(pair).collect()
    }
    match key.name {
        "output" => all::<Format>(),
        "color" => all::<Color>(),
        "home" => vec![("today".to_owned(), Some("your day".to_owned()))],
        _ if key.default.is_empty() => Vec::new(),
        _ => vec![(key.default.to_owned(), Some("default".to_owned()))],
    }
}

fn times(words: &[(&str, &str)]) -> Vec<Pair> {
    let about = |about: &str| (!about.is_empty()).then(|| about.to_owned());
    words.iter().map(|(word, help)| ((*word).to_owned(), about(help))).collect()
}

/// Spells a name as an argument, which must not be parsed as an ID.
fn shell_word(name: &str) -> String {
    match names::as_id(name) {
        Some(_) => format!("name:{name}"),
        None => name.to_owned(),
    }
}

fn deals(known: &Known) -> Vec<Pair> {
    known.deals().into_iter().map(|deal| (deal.id.to_string(), Some(deal.title))).collect()
}

/// The entries of a list that are not deleted or inactive.
fn active_entries(known: &Known, lookup: Lookup) -> Vec<Pair> {
    let all = known.list(lookup);
    let all = all.iter().filter_map(NamedEntity::from_record).filter(|one| !one.is_inactive);
    all.map(|one| (shell_word(&one.name), one.also)).collect()
}

/// Each stage name once, with its pipelines.
fn stages(known: &Known) -> Vec<Pair> {
    let names = known.names(&[Lookup::Stages, Lookup::Pipelines]);
    let mut stages: Vec<Pair> = Vec::new();
    for stage in names.stages.iter().filter(|stage| !stage.is_inactive) {
        let word = shell_word(&stage.name);
        let pipeline = stage.parent_id.and_then(|id| names.pipeline(id));
        match stages.iter_mut().find(|(known, _)| *known == word) {
            Some((_, Some(within))) => within.extend(pipeline.map(|name| format!(", {name}"))),
            Some(_) => {}
            None => stages.push((word, pipeline.map(|name| format!("in {name}")))),
        }
    }
    stages
}

fn currencies(known: &Known) -> Vec<Pair> {
    let code = |record: &crate::model::record::Record| {
        let reading = record.read();
        let name = reading.text("name").map(|name| text::clean(&name).into_owned());
        Some((reading.text("code")?.into_owned(), name))
    };
    known.list(Lookup::Currencies).iter().filter_map(code).collect()
}

fn fields(names: &Names, is_wanted: impl Fn(&Field) -> bool) -> Vec<Pair> {
    let fields = names.all_fields().into_iter().filter(is_wanted).map(|field| {
        let word = names.field_word(&field);
        let about = (field.name != word).then(|| field.name.to_string());
        (word, about)
    });
    fields.collect()
}

/// Candidates for the last word of a list separated by commas. A name may contain commas, so it may
/// start after any typed comma, if the text before it is a list.
fn in_list(
    pairs: &[Pair],
    typed: &str,
    is_list: impl Fn(&str) -> bool,
) -> Vec<CompletionCandidate> {
    let mut found = matching(pairs.iter().cloned(), typed);
    for (comma, _) in typed.match_indices(',').filter(|(comma, _)| is_list(&typed[..*comma])) {
        let space = usize::from(typed[comma + 1..].starts_with(' '));
        let (before, rest) = typed.split_at(comma + 1 + space);
        let more = matching(pairs.iter().cloned(), rest).into_iter();
        found.extend(more.map(|candidate| candidate.add_prefix(before)));
    }
    let mut seen = BTreeSet::new();
    found.retain(|candidate| seen.insert(candidate.get_value().to_owned()));
    found
}

/// The candidates that start with the typed text, ignoring case and accents.
fn matching(pairs: impl IntoIterator<Item = Pair>, typed: &str) -> Vec<CompletionCandidate> {
    let pairs = pairs.into_iter().filter(|(word, _)| begins(word, typed));
    pairs.map(|(word, about)| candidate(word, about)).collect()
}

fn begins(word: &str, typed: &str) -> bool {
    text::fold(word).starts_with(&text::fold(typed))
}

fn candidate(word: String, about: Option<String>) -> CompletionCandidate {
    CompletionCandidate::new(word).help(about.map(Into::into))
}
