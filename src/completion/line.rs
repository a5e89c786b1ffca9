//! A partly typed command line: its words without quotes, and how to quote a word for bash, which
//! inserts candidates unchanged.

/// One word of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// The word without quotes.
    pub text: String,
    /// Number of characters of the word before the part that bash replaces.
    kept: usize,
    /// The quote that is open at the end of the line.
    open: Option<char>,
}

/// Splits `line` into words; the last is the one being typed, and may be empty. `breaks` are the characters
/// after which bash starts a new part to replace.
pub fn words(line: &str, breaks: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let quote = word.as_ref().and_then(|word| word.open);
        match (quote, c) {
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (Some(quote), c) if c == quote => {
                let word = word.get_or_insert_default();
                word.open = None;
                word.kept = word.text.chars().count();
            }
            (None, '\'' | '"') => {
                let word = word.get_or_insert_default();
                word.open = Some(c);
                word.kept = word.text.chars().count();
            }
            (None, '\\') => word.get_or_insert_default().text.extend(chars.next()),
            (Some('"'), '\\') => {
                let word = word.get_or_insert_default();
                // Before other characters, a backslash is literal.
                match chars.peek() {
                    Some('"' | '\\' | '$' | '`') => word.text.extend(chars.next()),
                    _ => word.text.push(c),
                }
            }
            (quote, c) => {
                let word = word.get_or_insert_default();
                word.text.push(c);
                if quote.is_none() && breaks.contains(c) {
                    word.kept = word.text.chars().count();
                }
            }
        }
    }
    words.push(word.unwrap_or_default());
    words
}

/// Removes the quotes of a word.
pub fn unquote(word: &str) -> String {
    words(word, "").pop().unwrap_or_default().text
}

impl Word {
    /// The replacement for the last part of the word that makes it mean `text`; `None` if the part
    /// before it differs.
    pub fn complete_line(&self, text: &str) -> Option<String> {
        let at = text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(self.kept)?;
        let rest = &text[at..];
        Some(match self.open {
            Some('\'') => rest.replace('\'', r"'\''"),
            Some(_) => escape(rest, |c| matches!(c, '"' | '\\' | '$' | '`')),
            None => escape(rest, |c| !(c.is_alphanumeric() || "_-./,:=@%+".contains(c))),
        })
    }
}

fn escape(text: &str, needs: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if needs(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// bash's own, in an interactive shell.
    const BREAKS: &str = " \t\n\"'@><=;|&(:";

    fn texts(line: &str) -> Vec<String> {
        words(line, BREAKS).into_iter().map(|word| word.text).collect()
    }

    fn insert_word(line: &str, text: &str) -> String {
        words(line, BREAKS).pop().unwrap().complete_line(text).unwrap()
    }

    #[test]
    fn words_are_unquoted_as_a_shell_does() {
        assert_eq!(texts("deals get "), ["deals", "get", ""]);
        assert_eq!(texts(r#"deals --set Contract\ term=1"#), ["deals", "--set", "Contract term=1"]);
        assert_eq!(texts(r#"a "b c" 'd\' "e\"f\g"#), ["a", "b c", "d\\", "e\"f\\g"]);
        assert_eq!(texts(r#"a x"b c"#), ["a", "xb c"]);
        assert_eq!(texts("a \"\" "), ["a", "", ""]);
        assert_eq!(unquote("\"Contract te"), "Contract te");
        assert_eq!(unquote(""), "");
    }

    #[test]
    fn bash_replaces_only_the_text_after_its_last_break() {
        let term = "Contract term=12 months";
        assert_eq!(insert_word("deals --set ", term), r"Contract\ term=12\ months");
        assert_eq!(insert_word(r"deals --set Contract\ ", term), r"Contract\ term=12\ months");
        assert_eq!(insert_word(r"deals --set Contract\ term=1", term), r"12\ months");
        assert_eq!(insert_word(r#"deals --set "Contract term=1"#, term), "Contract term=12 months");
        assert_eq!(insert_word(r#"deals --set "Contract term"=1"#, term), r"12\ months");
        assert_eq!(insert_word("deals --set=Con", "--set=Contract term="), r"Contract\ term=");
        assert_eq!(insert_word("deals --label 'O", "O'Neill"), r"O'\''Neill");
        assert_eq!(insert_word("deals --label ", "a&b $x"), r"a\&b\ \$x");
    }

    proptest! {
        #[test]
        fn an_inserted_word_means_its_candidate(text in "[ -~é]{1,20}", quote in "['\"]?") {
            let line = format!("deals {quote}");
            let put = insert_word(&line, &text);
            let close = if quote.is_empty() { "" } else { quote.as_str() };
            prop_assert_eq!(&texts(&format!("{line}{put}{close}"))[1], &text);
        }

        #[test]
        fn any_line_can_be_parsed(line in any::<String>()) {
            prop_assert!(!words(&line, BREAKS).is_empty());
        }
    }
}
