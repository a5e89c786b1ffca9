//! Resolves names in cells: stages, pipelines, users, options. Only whole names match; similar ones are
//! suggested.

use super::values::{Values, into_line, split_bracket};
use crate::draft::{self, Pairs};
use crate::model::field::{Choice, Field};
use crate::model::names::{self, ContactKind, NamedEntity};
use crate::text;
use serde_json::json;

impl Values {
    /// Resolves a pipeline by its whole name; `Sales Pipeline` matches `Sales` if no pipeline has that name.
    pub fn pipeline(&self, text: &str) -> Result<u64, String> {
        let all = &self.names.pipelines;
        match find_entity("pipeline", text, all) {
            Err(why) => match strip_pipeline(text).map(|word| find_entity("pipeline", word, all)) {
                Some(Ok(id)) => Ok(id),
                _ => Err(why),
            },
            found => found,
        }
    }

    /// Resolves a stage by its whole name, in the pipeline of the row; `Quote (Refits)` names both. `status
    /// won` is a mapped value for a word that is a status.
    pub fn stage(&self, field: &Field, text: &str, within: Option<u64>) -> Result<Pairs, String> {
        if let Some(status) = text.strip_prefix("status ").and_then(find_status) {
            return self.parse_like_set(&self.names.field_for_code("status"), status);
        }
        let pair = |id: u64| vec![(field.code.to_string(), json!(id))];
        let whole = self.find_stage(text, within);
        if whole.is_ok() {
            return whole.map(pair);
        }
        let Some((stage, pipeline)) = split_bracket(text) else { return whole.map(pair) };
        match self.pipeline(pipeline) {
            Ok(pipeline) => {
                let id = self.find_stage(stage, Some(pipeline))?;
                if within.is_none_or(|within| within == pipeline) {
                    return Ok(pair(id));
                }
                Err(format!(
                    "`{}` is in another pipeline than the row: {}",
                    text::clean(text),
                    self.names.pipeline(pipeline).unwrap_or_default()
                ))
            }
            Err(_) => whole.map(pair),
        }
    }

    fn find_stage(&self, text: &str, within: Option<u64>) -> Result<u64, String> {
        if let Some(id) = names::as_id(text) {
            return known_id("stage", id, &self.names.stages);
        }
        let found = names::find_exact(text, &self.names.stages, NamedEntity::words);
        let fits = |stage: &&&NamedEntity| within.is_none() || stage.parent_id == within;
        let here: Vec<&&NamedEntity> = found.iter().filter(fits).collect();
        match here[..] {
            [stage] => Ok(stage.id),
            [] => match self.names.find_stage(text, within) {
                Err(error) => Err(into_line(error)),
                Ok(id) => Err(nearest("stage", text, &self.names.stage(id).unwrap_or_default())),
            },
            ref many => {
                let name = |stage: &&&NamedEntity| {
                    stage.parent_id.and_then(|id| self.names.pipeline(id)).unwrap_or_default()
                };
                let pipelines: Vec<String> = many.iter().map(name).collect();
                Err(format!(
                    "`{}` is in {}: name the pipeline in a column or with --set Pipeline=…",
                    text::clean(text),
                    pipelines.join(" and in ")
                ))
            }
        }
    }

    /// Resolves an active user by the whole name or email address.
    pub fn user(&self, text: &str) -> Result<u64, String> {
        find_entity("user", text, &self.names.users)
    }

    pub fn contact(&self, field: &Field, kind: ContactKind, text: &str) -> Result<Pairs, String> {
        self.people.find(kind, text).map(|id| vec![(field.code.to_string(), json!(id))])
    }

    /// Resolves options separated by commas, semicolons, bars or line breaks. A text is only split if every
    /// part is an option.
    pub fn choices(&self, field: &Field, text: &str) -> Result<Pairs, String> {
        if check_option(field, text).is_ok() {
            return draft::parse_options(field, &[text.to_owned()]).map_err(into_line);
        }
        for sign in [';', '|', '\n'] {
            let words: Vec<String> = text.split(sign).map(|part| part.trim().to_owned()).collect();
            if words.len() > 1 && words.iter().all(|word| check_option(field, word).is_ok()) {
                return draft::parse_options(field, &words).map_err(into_line);
            }
        }
        // Trello appends the color of a label.
        let plain: Vec<&str> = text.split(',').map(strip_color).collect();
        let plain = plain.join(",");
        let text = if plain.len() < text.len() { plain.as_str() } else { text };
        for (word, _) in names::match_options(field, text) {
            check_option(field, word)?;
        }
        self.parse_like_set(field, text)
    }
}

/// `Urgent (red)` without the color.
fn strip_color(word: &str) -> &str {
    const COLORS: [&str; 10] =
        ["green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black"];
    match split_bracket(word) {
        Some((name, color)) if COLORS.contains(&color.split('_').next().unwrap_or_default()) => {
            name
        }
        _ => word,
    }
}

/// The words for statuses, in the languages of Pipedrive's exports.
const STATUSES: &[(&str, &str)] = &[
    ("offen", "open"),
    ("gewonnen", "won"),
    ("verloren", "lost"),
    ("aberto", "open"),
    ("ganho", "won"),
    ("perdido", "lost"),
    ("ouvert", "open"),
    ("en cours", "open"),
    ("gagne", "won"),
    ("gagnee", "won"),
    ("perdu", "lost"),
    ("perdue", "lost"),
    ("abierto", "open"),
    ("ganado", "won"),
    ("active", "open"),
];

/// The words for visibility levels that may be missing from the options of an account, and their IDs with and
/// without visibility groups (pipedrive.md P138).
const LEVELS: &[(&str, &[&str])] = &[
    ("entire company", &["7", "3"]),
    ("all users", &["7", "3"]),
    ("owner & followers", &["1"]),
    ("owner and followers", &["1"]),
    ("owner only", &["1"]),
    ("item owner", &["1"]),
];

/// The ID of the visibility level that a word means, unless it is an option itself.
pub fn find_level(field: &Field, text: &str) -> Option<&'static str> {
    if field.code != "visible_to" || check_option(field, text).is_ok() {
        return None;
    }
    let folded = text::fold(text.trim());
    let (_, ids) = LEVELS.iter().find(|(word, _)| *word == folded)?;
    let has = |id: &&&str| field.options.iter().any(|option| option.id == **id);
    ids.iter().find(has).copied()
}

/// The status that a word means.
pub fn find_status(text: &str) -> Option<&'static str> {
    let folded = text::fold(text.trim());
    let own = ["open", "won", "lost"].into_iter().find(|status| *status == folded);
    own.or_else(|| STATUSES.iter().find(|(word, _)| *word == folded).map(|(_, status)| *status))
}

/// `Sales Pipeline` without its last word.
fn strip_pipeline(text: &str) -> Option<&str> {
    let (name, last) = text.trim().rsplit_once(' ')?;
    last.eq_ignore_ascii_case("pipeline").then(|| name.trim())
}

/// Finds an active entity by its whole name or its ID.
fn find_entity(noun: &str, text: &str, all: &[NamedEntity]) -> Result<u64, String> {
    if let Some(id) = names::as_id(text) {
        return known_id(noun, id, all);
    }
    let plain = text.trim_end();
    let name = plain.strip_suffix(names::INACTIVE_SUFFIX).unwrap_or(plain);
    let active = |one: &&NamedEntity| !one.is_inactive;
    let found = names::find_exact(name, all, NamedEntity::words);
    match found[..] {
        [] => match names::find_by_name(noun, text, all) {
            Err(error) => Err(into_line(error)),
            Ok(id) => {
                let near = all.iter().find(|one| one.id == id).map(NamedEntity::label);
                Err(nearest(noun, text, &near.unwrap_or_default()))
            }
        },
        [one] if one.is_inactive => {
            Err(format!("the {noun} `{}` is not active", text::clean(name)))
        }
        [one] => Ok(one.id),
        ref many => match many.iter().copied().filter(active).collect::<Vec<_>>()[..] {
            [one] => Ok(one.id),
            _ => {
                Err(names::find_by_name(noun, name, all).map_or_else(into_line, |_| String::new()))
            }
        },
    }
}

fn known_id(noun: &str, id: u64, all: &[NamedEntity]) -> Result<u64, String> {
    match all.iter().find(|one| one.id == id) {
        Some(one) if one.is_inactive => Err(format!("{noun} {id} is not active")),
        Some(_) => Ok(id),
        None => Err(format!("no {noun} has the ID {id}")),
    }
}

fn nearest(noun: &str, text: &str, near: &str) -> String {
    format!("no {noun} `{}` (did you mean `{near}`?)", text::clean(text))
}

/// Checks that a word is the whole label of an option, or its ID.
pub fn check_option(field: &Field, text: &str) -> Result<(), String> {
    let word = text.trim();
    let id = word.strip_prefix("id:").unwrap_or(word);
    let label = |option: &Choice| option.label.clone();
    let is_whole = field.options.iter().any(|option| option.id == id)
        || !names::find_exact(word, &field.options, |option| vec![&option.label]).is_empty();
    match names::resolve_option(field, text) {
        Err(error) => Err(into_line(error)),
        Ok(option) if !is_whole => {
            Err(nearest(&format!("option of {}", field.name), text, &label(option)))
        }
        Ok(_) => Ok(()),
    }
}
