//! What each argument may be, by what its value is called in the help: a `STAGE` is a stage
//! whichever command takes it, so a new flag has its candidates at once.

use super::known::Known;
use crate::api::endpoints;
use crate::draft;
use crate::help_topics::{self, Topic};
use crate::model::field::{Field, Kind};
use crate::model::names::{self, Lookup, Named};
use crate::settings::KEYS;
use crate::text;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::sync::Arc;

/// What an argument takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Deal,
    Stage,
    Pipeline,
    User,
    Label,
    Filter,
    Currency,
    Profile,
    /// Any field of deals.
    Field,
    /// A field of deals that has dates.
    DateField,
    /// A field that may be made empty.
    Clearable,
    /// The key of a custom field.
    FieldKey,
    /// FIELD=VALUE
    Assignment,
    Setting,
    Method,
    Path,
    File,
    Folder,
    Topic,
}

/// The commands whose `--fields` are those of deals.
const SHOW_DEALS: [&str; 14] = [
    "list",
    "get",
    "create",
    "update",
    "edit",
    "move",
    "win",
    "lose",
    "reopen",
    "archive",
    "unarchive",
    "delete",
    "duplicate",
    "merge",
];

/// What an argument of the command takes, when it is something that can be known.
fn what(command: &str, value: &str) -> Option<What> {
    Some(match value {
        "DEAL" | "SURVIVOR" | "ID,..." => What::Deal,
        "STAGE" => What::Stage,
        "PIPELINE" => What::Pipeline,
        "USER" => What::User,
        "LABEL" => What::Label,
        "FILTER" => What::Filter,
        "CODE" => What::Currency,
        "NAME" => What::Profile,
        "A,B,C" if SHOW_DEALS.contains(&command) => What::Field,
        "FIELD" => match command {
            "timeline" => What::DateField,
            "fields" => What::Field,
            _ => What::Clearable,
        },
        "KEY,..." => What::FieldKey,
        "FIELD=VALUE" => What::Assignment,
        "KEY" => What::Setting,
        "METHOD" => What::Method,
        "PATH" => What::Path,
        "FILE" => What::File,
        "DIR" => What::Folder,
        "TOPIC" => What::Topic,
        _ => return None,
    })
}

/// The same command line, each argument with its candidates.
pub fn attach(mut program: clap::Command, known: Known) -> clap::Command {
    // The global flags are in every command once it is built.
    program.build();
    let about = |command: &clap::Command| command.get_about().map(ToString::to_string);
    let commands = program.get_subcommands().map(|one| (one.get_name().to_owned(), about(one)));
    let shared = Arc::new(Shared { commands: commands.collect(), known });
    let program = program.mut_args(|arg| with_offer(arg, "", &shared));
    program.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        attach_within(command, &name, &shared)
    })
}

fn attach_within(command: clap::Command, name: &str, shared: &Arc<Shared>) -> clap::Command {
    let command = command.mut_args(|arg| with_offer(arg, name, shared));
    command.mut_subcommands(|command| attach_within(command, name, shared))
}

fn with_offer(arg: clap::Arg, command: &str, shared: &Arc<Shared>) -> clap::Arg {
    let values: Vec<String> = match arg.get_value_names() {
        Some(names) => names.iter().map(ToString::to_string).collect(),
        None => vec![arg.get_id().as_str().to_uppercase()],
    };
    let whats: Vec<What> = values.iter().filter_map(|value| what(command, value)).collect();
    // What has a fixed set of values is known to the engine by itself.
    if whats.is_empty() || !arg.get_possible_values().is_empty() {
        return arg;
    }
    arg.add(ArgValueCompleter::new(Offer { whats, shared: Arc::clone(shared) }))
}

/// What all arguments draw on.
struct Shared {
    /// The program's own commands.
    commands: Vec<(String, Option<String>)>,
    known: Known,
}

/// One argument's candidates.
struct Offer {
    /// One, or for several values each in its place.
    whats: Vec<What>,
    shared: Arc<Shared>,
}

impl ValueCompleter for Offer {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let Some(typed) = current.to_str() else {
            return Vec::new();
        };
        match self.whats[..] {
            // `deals move DEAL... STAGE`: once there is a deal either may follow. The engine's count
            // of values begins anew after each flag, so it is not asked.
            [first, .., last] if self.shared.known.has_deal() => {
                let mut both = self.of(last, typed, current);
                both.extend(self.of(first, typed, current));
                both
            }
            [what, ..] => self.of(what, typed, current),
            [] => Vec::new(),
        }
    }
}

impl Offer {
    fn of(&self, what: What, typed: &str, current: &OsStr) -> Vec<CompletionCandidate> {
        let known = &self.shared.known;
        let named = |lookup: Lookup| {
            known.list(lookup).iter().filter_map(Named::of_record).collect::<Vec<Named>>()
        };
        let plain = |all: Vec<Named>| {
            all.into_iter().filter(|one| !one.is_gone).map(|one| (one.name, one.also)).collect()
        };
        let pairs: Vec<(String, Option<String>)> = match what {
            What::File => return PathCompleter::any().stdio().complete(current),
            What::Folder => return PathCompleter::dir().complete(current),
            What::Assignment => return self.assignment(typed),
            What::Deal => {
                let deals = known.deals().into_iter();
                return fitting(deals.map(|deal| (deal.id.to_string(), Some(deal.title))), typed);
            }
            What::Stage => return fitting(stages(known), typed),
            What::Pipeline => plain(named(Lookup::Pipelines)),
            What::User => plain(named(Lookup::Users)),
            What::Filter => plain(named(Lookup::Filters)),
            What::Label => labels(known),
            What::Currency => currencies(known),
            What::Profile => known.profiles().iter().map(|name| (name.clone(), None)).collect(),
            What::Field => {
                let is_any = |_: &Field| true;
                fields(known, is_any)
            }
            What::DateField => fields(known, |field| matches!(field.kind, Kind::Date | Kind::Time)),
            What::Clearable => fields(known, |field| draft::cleared(field).is_ok()),
            What::FieldKey => {
                let own = known.names(&[Lookup::Fields]).fields.into_iter();
                let own = own.filter(Field::is_custom);
                own.map(|field| (field.code.to_string(), Some(field.name.to_string()))).collect()
            }
            What::Setting => {
                KEYS.iter().map(|key| (key.name.to_owned(), Some(key.about.to_owned()))).collect()
            }
            What::Method => {
                ["GET", "POST", "PUT", "PATCH", "DELETE"].map(|m| (m.to_owned(), None)).to_vec()
            }
            What::Path => {
                let whole = endpoints::rows().map(|row| row.path);
                let whole: BTreeSet<&str> = whole.filter(|path| !path.contains('{')).collect();
                whole.into_iter().map(|path| (path.to_owned(), None)).collect()
            }
            What::Topic => {
                let topic = |topic: &Topic| (topic.name.to_owned(), Some(topic.about.to_owned()));
                self.shared
                    .commands
                    .iter()
                    .cloned()
                    .chain(help_topics::ALL.iter().map(topic))
                    .collect()
            }
        };
        // A name of digits alone would be read as an id.
        let said = pairs.into_iter().map(|(name, about)| match names::as_id(&name) {
            Some(_) if !matches!(what, What::FieldKey) => (format!("name:{name}"), about),
            _ => (name, about),
        });
        fitting(said, typed)
    }

    /// The name of a field and `=`; behind that the field's options.
    fn assignment(&self, typed: &str) -> Vec<CompletionCandidate> {
        let names = self.shared.known.names(&[Lookup::Fields]);
        if let Some((word, value)) = typed.split_once('=') {
            let Ok(field) = names.field(word) else {
                return Vec::new();
            };
            let (before, last) = match field.kind {
                Kind::Choices => value.rfind(',').map_or(("", value), |at| value.split_at(at + 1)),
                _ => ("", value),
            };
            return fitting(self.values(&field), last)
                .into_iter()
                .map(|candidate| candidate.add_prefix(format!("{word}={before}")))
                .collect();
        }
        let writable = all_fields(&names.fields).into_iter().filter(draft::is_writable);
        let said = writable.map(|field| (field_word(&field), field));
        let fits: Vec<(String, Field)> = said.filter(|(word, _)| begins(word, typed)).collect();
        if let [(word, field)] = &fits[..] {
            let values = self.values(field);
            if !values.is_empty() {
                // Nothing else can follow, so the values are next.
                let whole = values
                    .into_iter()
                    .map(|(value, about)| candidate(format!("{word}={value}"), about));
                return whole.collect();
            }
        }
        fits.into_iter()
            .map(|(word, field)| {
                let about = (field.name != word).then(|| field.name.to_string());
                candidate(format!("{word}="), about)
            })
            .collect()
    }

    /// What a field may hold, where it is one of some words.
    fn values(&self, field: &Field) -> Vec<(String, Option<String>)> {
        let words = |words: &[&str]| words.iter().map(|word| ((*word).to_owned(), None)).collect();
        let living = |lookup| {
            let all = self.shared.known.list(lookup);
            let all = all.iter().filter_map(Named::of_record).filter(|one| !one.is_gone);
            all.map(|one| (one.name, one.also)).collect()
        };
        match field.kind {
            Kind::Status => words(&["open", "won", "lost"]),
            Kind::Flag => words(&["yes", "no"]),
            Kind::Stage => stages(&self.shared.known),
            Kind::Pipeline => living(Lookup::Pipelines),
            Kind::User => living(Lookup::Users),
            _ if field.code == "currency" => currencies(&self.shared.known),
            _ => field
                .options
                .iter()
                .map(|option| (text::clean(&option.label).into_owned(), None))
                .collect(),
        }
    }
}

/// Each name once, with the pipelines that have a stage of it.
fn stages(known: &Known) -> Vec<(String, Option<String>)> {
    let names = known.names(&[Lookup::Stages, Lookup::Pipelines]);
    let mut stages: Vec<(String, Option<String>)> = Vec::new();
    for stage in names.stages.iter().filter(|stage| !stage.is_gone) {
        let pipeline = stage.within.and_then(|id| names.pipeline(id));
        match stages.iter_mut().find(|(name, _)| *name == stage.name) {
            Some((_, Some(within))) => within.extend(pipeline.map(|name| format!(", {name}"))),
            Some(_) => {}
            None => stages.push((stage.name.clone(), pipeline.map(|name| format!("in {name}")))),
        }
    }
    stages
}

fn labels(known: &Known) -> Vec<(String, Option<String>)> {
    let labels = known.names(&[Lookup::Fields]).field_of("label_ids").options.into_iter();
    let labels = labels.map(|option| text::clean(&option.label).into_owned());
    // A comma separates labels, so what has one cannot be said by name.
    labels.filter(|label| !label.contains(',')).map(|label| (label, None)).collect()
}

fn currencies(known: &Known) -> Vec<(String, Option<String>)> {
    let code = |record: &crate::model::record::Record| {
        let reading = record.read();
        let name = reading.text("name").map(|name| text::clean(&name).into_owned());
        Some((reading.text("code")?.into_owned(), name))
    };
    known.list(Lookup::Currencies).iter().filter_map(code).collect()
}

/// The company's fields, and the built-in ones if it is not known what it has.
fn all_fields(own: &[Field]) -> Vec<Field> {
    let custom = own.iter().filter(|field| field.is_custom()).cloned();
    let built_in = Field::built_in()
        .map(|field| own.iter().find(|own| own.code == field.code).cloned().unwrap_or(field));
    built_in.chain(custom).collect()
}

fn fields(known: &Known, is_wanted: impl Fn(&Field) -> bool) -> Vec<(String, Option<String>)> {
    let fields = all_fields(&known.names(&[Lookup::Fields]).fields);
    let fields = fields.into_iter().filter(is_wanted).map(|field| {
        let word = field_word(&field);
        let about = (field.name != word).then(|| field.name.to_string());
        (word, about)
    });
    // A comma separates fields.
    fields.filter(|(word, _)| !word.contains(',')).collect()
}

/// A built-in field by its code, one of the company's by its name.
fn field_word(field: &Field) -> String {
    match field.is_custom() {
        true => text::clean(&field.name).into_owned(),
        false => field.code.to_string(),
    }
}

/// Those that begin with what was typed, whatever its case and accents.
fn fitting(
    pairs: impl IntoIterator<Item = (String, Option<String>)>,
    typed: &str,
) -> Vec<CompletionCandidate> {
    let pairs = pairs.into_iter().filter(|(word, _)| begins(word, typed));
    pairs.map(|(word, about)| candidate(word, about)).collect()
}

fn begins(word: &str, typed: &str) -> bool {
    text::fold(word).starts_with(&text::fold(typed))
}

fn candidate(word: String, about: Option<String>) -> CompletionCandidate {
    CompletionCandidate::new(word).help(about.map(Into::into))
}
