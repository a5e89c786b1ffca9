//! Resolves field names: single, in lists, and in `FIELD=VALUE`.

use super::Names;
use super::matching::{
    ambiguous, find_exact, many_words, no_match, pick, split_list, starting_with,
};
use crate::error::{Error, ErrorKind};
use crate::model::field::{Field, is_custom_key};
use crate::text;

impl Names {
    /// The field with this code, as defined by the company or built in.
    pub fn field_for_code(&self, code: &str) -> Field {
        let found = self.fields.iter().find(|field| field.code == code);
        found.cloned().unwrap_or_else(|| Field::from_code(code))
    }

    /// Resolves a field by code, key or name. A code always wins over a name, since scripts rely on
    /// codes.
    pub fn field(&self, word: &str) -> Result<Field, Error> {
        self.field_among(&self.all_fields(), word)
    }

    /// Resolves a comma-separated list of fields.
    pub fn resolve_fields(&self, list: &str) -> Result<Vec<Field>, Error> {
        let all = self.all_fields();
        let words = split_list(list, &all, field_words).into_iter();
        words
            .filter(|word| !word.trim().is_empty())
            .map(|word| self.field_among(&all, word))
            .collect()
    }

    /// Splits `FIELD=VALUE` at the last `=` that follows the full name of a field, else at the last
    /// one that follows a unique prefix of a name. Returns the field and both sides as written.
    pub fn parse_assignment<'t>(&self, text: &'t str) -> Result<(Field, &'t str, &'t str), Error> {
        let all = self.all_fields();
        let splits = || text.rmatch_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]));
        if let Some((word, value)) = splits().find(|(word, _)| self.is_field(&all, word)) {
            return Ok((self.field_among(&all, word)?, word, value));
        }
        if self.is_field(&all, text) {
            return Err(Error::usage(format!("no value is given for the field `{text}`"))
                .hint(format!("write it like --set \"{text}=12 months\"")));
        }
        for (word, value) in splits() {
            // Skip names with more `=` than `word`: the rest of the name would become the value.
            let signs = |name: &str| name.matches('=').count() <= word.matches('=').count();
            let names = |field: &Field| {
                field_words(field)
                    .into_iter()
                    .filter(|name| signs(name))
                    .map(str::to_owned)
                    .collect()
            };
            let known: Vec<(Vec<String>, &Field)> =
                all.iter().map(|field| (names(field), field)).collect();
            match &starting_with(word, &known, many_words)[..] {
                [] => {}
                [(_, field)] => return Ok(((*field).clone(), word, value)),
                many => {
                    let displays = many.iter().map(|(_, field)| field_label(field)).collect();
                    return Err(ambiguous("field".into(), word, displays).hint(USE_THE_CODE));
                }
            }
        }
        let word = text.split('=').next().unwrap_or_default();
        Err(no_match("field".into(), word, &all, field_words, field_label, None))
    }

    /// A word that resolves to this field: its name if it is custom and the name is unique, else its code.
    pub fn field_word(&self, field: &Field) -> String {
        let name = text::clean(&field.name);
        let is_clear = || self.field(&name).is_ok_and(|found| found.code == field.code);
        if field.is_custom() && is_clear() { name.into_owned() } else { field.code.to_string() }
    }

    /// The built-in fields, as the company defines them, and then the company's other fields.
    pub fn all_fields(&self) -> Vec<Field> {
        let built_in: Vec<Field> =
            Field::built_in().map(|field| self.field_for_code(&field.code)).collect();
        let is_more = |field: &&Field| built_in.iter().all(|known| known.code != field.code);
        let more: Vec<Field> = self.fields.iter().filter(is_more).cloned().collect();
        built_in.into_iter().chain(more).collect()
    }

    /// Whether a word is the whole name or the code of a field.
    pub fn has_field(&self, word: &str) -> bool {
        self.is_field(&self.all_fields(), word)
    }

    fn field_among(&self, all: &[Field], word: &str) -> Result<Field, Error> {
        if let Some(field) = self.find_by_code(word) {
            return Ok(field);
        }
        pick("field", word, all, field_words, field_label).cloned().map_err(|failure| match failure
            .kind
        {
            ErrorKind::Ambiguous => failure.hint(USE_THE_CODE),
            _ => failure,
        })
    }

    /// Finds a field by code or key. Accepts any key if the company's fields are not loaded.
    fn find_by_code(&self, word: &str) -> Option<Field> {
        let code = word.trim();
        let is_key = || self.fields.is_empty() && is_custom_key(code);
        let own = self.fields.iter().find(|field| field.code == code).cloned();
        own.or_else(|| Field::find_built_in_by_code(code))
            .or_else(|| is_key().then(|| Field::from_code(code)))
    }

    /// Whether `word` is the full name or the code of a field.
    fn is_field(&self, all: &[Field], word: &str) -> bool {
        self.find_by_code(word).is_some() || !find_exact(word, all, field_words).is_empty()
    }
}

const USE_THE_CODE: &str = "use the code in parentheses";

fn field_label(field: &Field) -> String {
    format!("{} ({})", text::clean(&field.name), field.code)
}

/// All names of a field.
fn field_words(field: &Field) -> Vec<&str> {
    [field.name.as_ref()].into_iter().chain(field.also.as_deref()).collect()
}

/// Appends the start of the key to custom fields that share their name with another field; names
/// are not unique (pipedrive.md P181).
pub(super) fn disambiguate(fields: &mut [Field]) {
    let headings =
        Field::built_in().filter(|field| fields.iter().all(|own| own.code != field.code));
    let mut names: Vec<String> = fields.iter().map(|field| text::fold(&field.name)).collect();
    names.extend(headings.map(|field| text::fold(&field.name)));
    let is_shared =
        |at: usize| names.iter().enumerate().any(|(other, name)| other != at && *name == names[at]);
    let shared: Vec<usize> =
        (0..fields.len()).filter(|at| fields[*at].is_custom() && is_shared(*at)).collect();
    for at in shared {
        let field = &fields[at];
        let is_taken =
            |name: &str| fields.iter().any(|other| text::fold(&other.name) == text::fold(name));
        let longer = (4..=field.code.len())
            .map(|length| format!("{} [{}]", field.name, &field.code[..length]));
        if let Some(name) = longer.into_iter().find(|name| !is_taken(name)) {
            let plain = std::mem::replace(&mut fields[at].name, name.into());
            fields[at].also = Some(plain.into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::Lookup;
    use crate::model::names::tests::{code, company, text_field};
    use crate::model::record::Record;

    #[test]
    fn disambiguates_fields_with_equal_names() {
        let field = |code: &str, name: &str| {
            let text = format!(
                r#"{{"field_code":"{code}","field_name":"{name}","field_type":"varchar"}}"#
            );
            Record::new(serde_json::value::RawValue::from_string(text).unwrap()).unwrap()
        };
        let (one, two) = (
            "e1b430357251fc710e2aa4e01aa6987239091811",
            "c260b390dcd561b7181362bef320a4081b2ef549",
        );
        let mut names = Names::default();
        names.learn(
            Lookup::Fields,
            &[field(one, "Region"), field(two, "region"), field("title", "Title")],
        );
        assert_eq!(names.field("REGION").unwrap_err().kind, ErrorKind::Ambiguous);
        assert_eq!(names.field("region").unwrap().code, two);
        assert_eq!(names.field("region [c260]").unwrap().code, two);
        assert_eq!(names.field(one).unwrap().name, "Region [e1b4]");
    }

    #[test]
    fn splits_an_assignment_after_the_longest_full_name() {
        let names =
            company(&["Price", "Price=Net", "Zeta = why", "Contract term"].map(str::to_owned));
        let read = |text: &str| {
            let read = names.parse_assignment(text).map_err(|failure| failure.message);
            read.map(|(field, _, value)| (field.name.into_owned(), value.to_owned()))
        };
        let is = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(read("Price=5"), is("Price", "5"));
        assert_eq!(read("Price=Net=5"), is("Price=Net", "5"));
        assert_eq!(read("price = Net=5"), is("Price", " Net=5"));
        assert_eq!(read("price=net=5=6"), is("Price=Net", "5=6"));
        assert_eq!(read("contr=a=b"), is("Contract term", "a=b"));
        assert_eq!(read("title=a=b"), is("Title", "a=b"));
        // Neither the prefix nor the full name has a value after it.
        assert!(read("Zeta=x").unwrap_err().contains("no field `Zeta`"));
        assert!(read("Zeta = why").unwrap_err().contains("no value"));
        assert_eq!(read("Zeta = w=x"), is("Zeta = why", "x"));
    }

    #[test]
    fn rejects_a_name_of_a_built_in_and_a_custom_field() {
        let names = company(&["Notes", "owner", "status"].map(str::to_owned));
        for word in ["Notes", "notes", "OWNER"] {
            let refused = names.field(word).unwrap_err();
            assert_eq!(refused.kind, ErrorKind::Ambiguous, "{word}");
            assert_eq!(names.resolve_fields(word).unwrap_err().message, refused.message);
            assert_eq!(
                names.parse_assignment(&format!("{word}=x")).unwrap_err().message,
                refused.message
            );
        }
        let refused = names.field("Notes").unwrap_err();
        let (message, hint) = (refused.message, refused.hint.unwrap());
        let custom = code(0);
        assert_eq!(
            message,
            format!("`Notes` matches 2 fields: Notes (notes_count), Notes [aaaa] ({custom})")
        );
        assert_eq!(hint, "use the code in parentheses");
        // An exact match wins over one that ignores case; a code always means that field.
        assert_eq!(names.field("owner").unwrap().code, code(1));
        assert_eq!(names.field("Owner").unwrap().code, "owner_id");
        assert_eq!(names.field("status").unwrap().code, "status");
    }

    #[test]
    fn disambiguates_equal_names_and_key_prefixes() {
        let mut fields = vec![text_field(&code(1), "Size"), text_field(&code(2), "Size")];
        fields.push(text_field(&code(3), "Size [aaaa]"));
        disambiguate(&mut fields);
        let names: std::collections::HashSet<_> = fields.iter().map(|field| &field.name).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    }
}
