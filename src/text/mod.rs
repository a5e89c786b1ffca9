//! Text for a terminal: sanitizing, measuring, truncating and wrapping.

mod html;
mod input;
mod message;
mod redact;
pub mod shell_quote;
mod suggest;

pub use html::html_to_text;
pub use input::{decode, read_input};
pub use message::wrap_message;
pub use redact::redact;
pub use suggest::{did_you_mean, find_similar};

use std::borrow::Cow;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Sanitizes untrusted text to one line: removes escape sequences and harmful characters, and replaces
/// line breaks and tabs by spaces.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let plain = console::strip_ansi_codes(text);
    let mut line = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if is_harmful(c) => {}
            c => line.push(c),
        }
    }
    Cow::Owned(line.trim().to_owned())
}

/// Replaces harmful characters by JSON escapes (`\u001b`), which keeps JSON equivalent. With `styled`,
/// colors (SGR sequences) and links to deals are kept.
pub fn escape(text: &str, styled: bool) -> Cow<'_, str> {
    let is_kept = |at: usize, c: char| match c {
        '\n' | '\t' => true,
        '\r' => text[at..].starts_with("\r\n"),
        c => !is_harmful(c),
    };
    if text.char_indices().all(|(at, c)| is_kept(at, c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if is_kept(at, c) {
            out.push(c);
        } else if let Some(style) = style_at(&text[at..]).filter(|_| styled) {
            out.push_str(style);
            // The sequence is ASCII, and its first character is already consumed.
            chars.nth(style.len() - 2);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

/// The SGR sequence (`ESC [ 1 ; 31 m`), or the start or the end of a link to a page of Pipedrive
/// (`ESC ] 8 ; ; URL ESC \\`), at the start of `text`.
fn style_at(text: &str) -> Option<&str> {
    const END: &str = "\x1b\\";
    if let Some(url) = text.strip_prefix("\x1b]8;;") {
        let end = url.find(END)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/.-".contains(c);
        let is_link = end == 0 || url.starts_with("https://") && url[..end].chars().all(is_plain);
        return is_link.then(|| &text[..text.len() - url.len() + end + END.len()]);
    }
    let codes = text.strip_prefix("\x1b[")?;
    let end = codes.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    codes[end..].starts_with('m').then(|| &text[..end + 3])
}

/// Whether `text` is one line without harmful characters.
pub fn is_harmless(text: &str) -> bool {
    // Fast path: most text is ASCII, and the comparison of bytes is vectorized.
    let is_printable = |byte: u8| (b' '..=b'~').contains(&byte);
    text.bytes().all(is_printable) || !text.chars().any(is_harmful)
}

/// Control characters, and format characters that reorder or hide text. Zero-width joiners and
/// non-joiners are allowed, as emoji, Persian and Indic scripts need them; so are variation
/// selectors.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width space.
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'
            // Direction marks; line and paragraph separators, embeddings and overrides.
            | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            // Word joiner, invisible operators, isolates, deprecated format characters.
            | '\u{2060}'..='\u{206f}'
            // Byte order mark, interlinear annotation, shorthand and musical format controls.
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Tags: invisible ASCII.
            | '\u{e0000}'..='\u{e007f}')
}

/// At most `most` characters of `text`, followed by the number of those left out.
pub fn truncate_text(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let more = group_digits(&text[end..].chars().count().to_string());
            format!("{}… ({more} more characters)", &text[..end]).into()
        }
    }
}

/// Removes case and accents, to compare names.
pub fn fold(word: &str) -> String {
    // Invisible characters are ignored. Labels of Pipedrive have a typographic apostrophe.
    let clean = clean(word);
    let mut plain = String::with_capacity(clean.len());
    for c in clean.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            '’' => plain.push('\''),
            // Letters without a Unicode decomposition, as they are commonly transcribed.
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            'ŧ' => plain.push('t'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            c => plain.push(c),
        }
    }
    // Lowercasing may add a mark: İ becomes i and a combining dot.
    plain.retain(|c| !is_combining_mark(c));
    plain
}

/// Width of `text` in columns.
pub fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// Truncates `text` to `columns`, with an ellipsis if it is longer.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    // `truncate_str` adds the widths of characters, but an emoji sequence may be wider than their sum.
    let mut most = columns;
    loop {
        let cut = console::truncate_str(text, most, "…");
        if width(&cut) <= columns || most == 0 {
            return cut;
        }
        most -= 1;
    }
}

/// Wraps `text` at spaces into lines of at most `columns`; longer words are truncated.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = fit(word, columns);
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&word) <= columns => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word.into_owned()),
        }
    }
    lines
}

/// `12500.5` → `12,500.5`
pub fn group_digits(digits: &str) -> String {
    let (sign, rest) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = rest.find('.').map_or((rest, ""), |dot| rest.split_at(dot));
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut groups = String::with_capacity(digits.len() + 4);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            groups.push(',');
        }
        groups.push(digit);
    }
    format!("{sign}{groups}{fraction}")
}

/// `12345` → `12.3 kB`; `None` if `bytes` is not a nonnegative integer.
pub fn format_size(bytes: &str) -> Option<String> {
    let bytes: u64 = bytes.parse().ok()?;
    let mut size = bytes as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        // 999.95 kB would be rounded to 1000.0 kB.
        if size < 999.95 {
            break;
        }
        (size, unit) = (size / 1000.0, larger);
    }
    Some(if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") })
}

/// `1 deal`, `2 deals`
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {}", plural(one)) }
}

/// `deals`, `days`, `currencies`
pub fn plural(one: &str) -> String {
    match one.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    }
}

/// A path for display; on Windows `/` becomes `\`.
pub fn path(path: &Path) -> String {
    path.components().collect::<PathBuf>().display().to_string()
}

/// The reason of an I/O error, without the code of the operating system for the most common one.
pub fn describe_io_error(error: &io::Error) -> Cow<'static, str> {
    match error.kind() {
        io::ErrorKind::NotFound => Cow::Borrowed("no such file"),
        _ => Cow::Owned(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fold_ignores_case_and_accents() {
        assert_eq!(fold("Zoë"), fold("ZOE"));
        for (name, typed) in [
            ("Łódź", "lodz"),
            ("STRAẞE", "strasse"),
            ("Straße", "strasse"),
            ("Ægir Øst", "aegir ost"),
            ("Đorđe", "dorde"),
            ("Œuvre", "oeuvre"),
            ("Þór", "thor"),
            ("İstanbul", "istanbul"),
            ("ISPARTA", "ısparta"),
        ] {
            assert_eq!(fold(name), fold(typed), "{name}");
        }
        assert_eq!(fold("Item owner’s group"), fold("item owner's group"));
    }

    #[test]
    fn clean_removes_escapes_and_line_breaks() {
        assert_eq!(clean("\x1b[31mred\nline"), "red line");
        assert_eq!(clean("\x1b]8;;http://evil\x07link\x1b]8;;\x07"), "link");
        assert_eq!(clean("a\r\n\tb\u{202e}c\u{7}"), "a bc");
        assert_eq!(clean("\u{9b}31mred\u{9d}0;title\u{9c}"), "red0;title");
        assert_eq!(clean("\u{feff}H\u{ad}o\u{200b}t\u{e0041}\u{2060}"), "Hot");
        for kept in ["naïve 🚀", "👩‍🚀", "می‌خواهم", "❤️", " a  b "] {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn escape_keeps_lines_and_styles() {
        assert_eq!(escape("a\n\tb\r\nc", false), "a\n\tb\r\nc");
        assert_eq!(
            escape("a\rb\x1b[31m\u{9b}\u{e0041}", false),
            "a\\u000db\\u001b[31m\\u009b\\udb40\\udc41"
        );
        assert_eq!(escape("\x1b[1;31mé\x1b[0m\x1b[2J", true), "\x1b[1;31mé\x1b[0m\\u001b[2J");
        assert_eq!(escape("\x1b[m\x1b[31", true), "\x1b[m\\u001b[31");
        let link = "\x1b]8;;https://acme.pipedrive.com/deal/2\x1b\\2\x1b]8;;\x1b\\";
        assert_eq!(escape(link, true), link);
        for other in
            ["\x1b]8;;file:///etc\x1b\\", "\x1b]8;;https://a b\x1b\\", "\x1b]0;x\x07", "\x1b]8;;"]
        {
            assert!(escape(other, true).starts_with("\\u001b"), "{other:?}");
        }
    }

    #[test]
    fn truncate_shows_how_much_is_left_out() {
        assert_eq!(truncate_text("éa", 2), "éa");
        assert_eq!(truncate_text(&"é".repeat(1234 + 5), 5), "ééééé… (1,234 more characters)");
    }

    #[test]
    fn groups_digits_of_numbers_only() {
        assert_eq!(group_digits("1234567.89"), "1,234,567.89");
        assert_eq!(group_digits("-1200"), "-1,200");
        assert_eq!(group_digits("999"), "999");
        assert_eq!(group_digits("1e21"), "1e21");
    }

    #[test]
    fn formats_sizes_with_a_unit() {
        for (bytes, size) in [
            ("0", "0 B"),
            ("999", "999 B"),
            ("1000", "1.0 kB"),
            ("12345", "12.3 kB"),
            ("999949", "999.9 kB"),
            ("999951", "1.0 MB"),
            ("5000000000", "5.0 GB"),
        ] {
            assert_eq!(format_size(bytes).as_deref(), Some(size));
        }
        assert_eq!(format_size("many"), None);
    }

    /// Text with many harmful characters.
    const HARMFUL: &str = "([a-z é\u{200d}]|\x1b(\\[[0-9;]{0,4}[mJ]|\\]0;|P|_)?|[\u{0}-\u{1f}\u{7f}-\u{9f}]|[\u{200b}-\u{206f}\u{feff}\u{ad}\u{e0000}-\u{e007f}]|.){0,20}";

    proptest! {
        #[test]
        fn clean_leaves_nothing_harmful(text in HARMFUL) {
            prop_assert!(is_harmless(&clean(&text)), "{:?}", clean(&text));
        }

        #[test]
        fn escape_leaves_nothing_harmful(text in HARMFUL) {
            let out = escape(&text, false);
            prop_assert!(out.replace("\r\n", "").chars().all(|c| "\n\t".contains(c) || !is_harmful(c)), "{out:?}");
            let styled = escape(&text, true);
            prop_assert_eq!(escape(&styled, false), escape(&text, false), "only styles are kept");
        }

        #[test]
        fn escape_leaves_json_equivalent(text in HARMFUL) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&escape(&json, false)).unwrap(), text);
        }

        #[test]
        fn wrap_keeps_the_words_and_the_width(text in "[a-zé日 ]{0,60}", columns in 12usize..40) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let whole = |text: &str| text.split_whitespace().all(|word| width(word) <= columns);
            if whole(&text) {
                let words: Vec<&str> = text.split_whitespace().collect();
                prop_assert_eq!(lines.join(" "), words.join(" "));
            }
        }

        #[test]
        fn fit_keeps_the_width(text in any::<String>(), columns in 1usize..40) {
            let text = clean(&text);
            prop_assert!(width(&fit(&text, columns)) <= columns);
        }
    }
}
