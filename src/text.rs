//! Text on its way to a terminal: cleaned, measured, cut; and words that are nearly right.

use std::borrow::Cow;
use std::fmt::Write;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text of the service as one harmless line: escape sequences and harmful characters are removed,
/// line breaks and tabs become spaces.
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

/// Text with its lines, its harmful characters as JSON escapes (`\u001b`), which JSON reads as the
/// same. With `styled` the colors of our own (SGR sequences) are kept.
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
            // The sequence is ASCII, and its first character is read already.
            chars.nth(style.len() - 2);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A write into a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

/// The SGR sequence (`ESC [ 1 ; 31 m`) that `text` begins with.
fn style_at(text: &str) -> Option<&str> {
    let codes = text.strip_prefix("\x1b[")?;
    let end = codes.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    codes[end..].starts_with('m').then(|| &text[..end + 3])
}

/// Whether `text` is one line without harmful characters.
pub fn is_harmless(text: &str) -> bool {
    !text.chars().any(is_harmful)
}

/// Control characters, and the format characters that reorder or hide text. Zero-width joiner and
/// non-joiner are kept, for emoji, Persian and Indic scripts are written with them; so are variation
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
            // Tags, which write ASCII that nobody sees.
            | '\u{e0000}'..='\u{e007f}')
}

/// At most `most` characters of `text`, and how many more there are.
pub fn truncate_text(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let more = group_digits(&text[end..].chars().count().to_string());
            format!("{}… ({more} more characters)", &text[..end]).into()
        }
    }
}

/// A word without its case and accents, to compare names as people spell them.
pub fn fold(word: &str) -> String {
    // What is seen is what is typed; Pipedrive's own labels have an apostrophe that no keyboard has.
    let clean = clean(word);
    let mut plain = String::with_capacity(clean.len());
    for c in clean.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            '’' => plain.push('\''),
            // Letters that have no decomposition, as people without them on the keyboard write them.
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
    // Lowercase may have brought a mark: İ is i and a dot above.
    plain.retain(|c| !is_combining_mark(c));
    plain
}

/// How many columns `text` takes.
pub fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// `text` cut to `columns`, an ellipsis at the end where something was cut.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    // It measures character by character, and an emoji of several may be wider than their sum.
    let mut most = columns;
    loop {
        let cut = console::truncate_str(text, most, "…");
        if width(&cut) <= columns || most == 0 {
            return cut;
        }
        most -= 1;
    }
}

/// `text` in lines of at most so many columns, broken between words; a word that is wider is cut.
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

/// `12500.5` as `12,500.5`, for reading only.
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

/// `12.3 kB` for `12345` bytes; `None` for what is no number of bytes.
pub fn size(bytes: &str) -> Option<String> {
    let bytes: u64 = bytes.parse().ok()?;
    let mut size = bytes as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        // 999.95 kB would be written as 1000.0 kB.
        if size < 999.95 {
            break;
        }
        (size, unit) = (size / 1000.0, larger);
    }
    Some(if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") })
}

/// What HTML says, as one line without its markup.
pub fn html_to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
        let Some(end) = tag.find('>').filter(|_| is_tag) else {
            // A lone `<` means itself.
            text.push('<');
            rest = &tag[1..];
            continue;
        };
        rest = after_hidden(tag, end);
        // `a<b>b</b>c` is one word, `<p>a</p><p>b</p>` two.
        let name: String = tag[1..].chars().take_while(|c| *c != '>' && *c != ' ').collect();
        let inline = ["b", "i", "u", "em", "strong", "a", "span", "font"];
        if !inline.contains(&name.trim_start_matches('/').to_ascii_lowercase().as_str()) {
            text.push(' ');
        }
    }
    text.push_str(rest);
    html_escape::decode_html_entities(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What follows a tag, or the whole element where its content is not for reading.
fn after_hidden(tag: &str, end: usize) -> &str {
    for (open, close) in [("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->")] {
        if tag.get(..open.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(open)) {
            let end = tag.to_ascii_lowercase().find(close);
            return end.map_or("", |at| &tag[at + close.len()..]);
        }
    }
    &tag[end + 1..]
}

/// `1 deal`, `2 deals`.
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {}", plural(one)) }
}

/// `deals`, `days`, `currencies`.
pub fn plural(one: &str) -> String {
    match one.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    }
}

/// The words that `word` may have meant, best first, at most three.
pub fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let likeness = |other: &str| {
        let other = other.to_lowercase();
        let prefix = other.starts_with(&word) || word.starts_with(&other);
        strsim::jaro_winkler(&word, &other).max(if prefix { 0.9 } else { 0.0 })
    };
    let mut fits: Vec<(f64, &str)> =
        known.into_iter().map(|other| (likeness(other), other)).collect();
    fits.retain(|(likeness, _)| *likeness > 0.75);
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut seen = std::collections::HashSet::new();
    fits.retain(|(_, other)| seen.insert(other.to_lowercase()));
    fits.into_iter().map(|(_, other)| other).take(3).collect()
}

/// "did you mean `a` or `b`?", when something is near.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let near: Vec<String> =
        near(word, known).into_iter().map(|other| format!("`{}`", clean(other))).collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}

/// A path to show, with the separators of the platform: on Windows `/` from a variable, a flag or
/// the code becomes `\`.
pub fn path(path: &Path) -> String {
    path.components().collect::<PathBuf>().display().to_string()
}

/// The text of a file, or of stdin for `-`.
pub fn read_input(file: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    match file {
        "-" => io::stdin().read_to_end(&mut bytes).map(drop),
        file => std::fs::read(file).map(|content| bytes = content),
    }
    .and_then(|()| decode(bytes))
}

/// Text that a person or another program wrote: UTF-8, or UTF-16 with a byte order mark, which is
/// what `>` writes in Windows PowerShell. The mark is left out.
pub fn decode(mut bytes: Vec<u8>) -> io::Result<String> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-8 text");
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, rest) = bytes.as_chunks();
        let text = char::decode_utf16(units.iter().copied().map(unit)).collect::<Result<_, _>>();
        text.ok().filter(|_| rest.is_empty()).ok_or_else(invalid)
    };
    match bytes.as_slice() {
        [0xff, 0xfe, text @ ..] => return utf16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => return utf16(text, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => drop(bytes.drain(..3)),
        _ => {}
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_compared_as_it_is_typed() {
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
    fn clean_text_is_one_line_without_escapes() {
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
    fn escaped_text_keeps_its_lines_and_is_the_same_json() {
        assert_eq!(escape("a\n\tb\r\nc", false), "a\n\tb\r\nc");
        assert_eq!(
            escape("a\rb\x1b[31m\u{9b}\u{e0041}", false),
            "a\\u000db\\u001b[31m\\u009b\\udb40\\udc41"
        );
        assert_eq!(escape("\x1b[1;31mé\x1b[0m\x1b[2J", true), "\x1b[1;31mé\x1b[0m\\u001b[2J");
        assert_eq!(escape("\x1b[m\x1b[31", true), "\x1b[m\\u001b[31");
    }

    #[test]
    fn a_long_text_is_cut_and_says_by_how_much() {
        assert_eq!(truncate_text("éa", 2), "éa");
        assert_eq!(truncate_text(&"é".repeat(1234 + 5), 5), "ééééé… (1,234 more characters)");
    }

    #[test]
    fn digits_are_grouped_and_nothing_else_is() {
        assert_eq!(group_digits("1234567.89"), "1,234,567.89");
        assert_eq!(group_digits("-1200"), "-1,200");
        assert_eq!(group_digits("999"), "999");
        assert_eq!(group_digits("1e21"), "1e21");
    }

    #[test]
    fn a_size_has_a_unit() {
        for (bytes, size) in [
            ("0", "0 B"),
            ("999", "999 B"),
            ("1000", "1.0 kB"),
            ("12345", "12.3 kB"),
            ("999949", "999.9 kB"),
            ("999951", "1.0 MB"),
            ("5000000000", "5.0 GB"),
        ] {
            assert_eq!(super::size(bytes).as_deref(), Some(size));
        }
        assert_eq!(super::size("many"), None);
    }

    #[test]
    fn html_is_read_for_what_it_says() {
        for (html, text) in [
            (
                "<p>Hello <b>wor</b>ld</p><p>again &amp;amp; 1 &lt; 2</p>",
                "Hello world again &amp; 1 < 2",
            ),
            ("a&nbsp;b &eacute;&hellip; &#8364;&#x20AC; &nonsense; &", "a b é… €€ &nonsense; &"),
            ("plain, 1 < 2 > 0", "plain, 1 < 2 > 0"),
            ("<style>p { color: red }</style>a<br>b<!-- > -->c", "a b c"),
            ("<script>x", ""),
            ("a<", "a<"),
        ] {
            assert_eq!(html_to_text(html), text);
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        assert_eq!(near("titel", ["title", "value", "status"]), ["title"]);
        assert_eq!(did_you_mean("zzz", ["title"]), None);
    }

    /// Text with a lot of what harms.
    const HARMFUL: &str = "([a-z é\u{200d}]|\x1b(\\[[0-9;]{0,4}[mJ]|\\]0;|P|_)?|[\u{0}-\u{1f}\u{7f}-\u{9f}]|[\u{200b}-\u{206f}\u{feff}\u{ad}\u{e0000}-\u{e007f}]|.){0,20}";

    proptest! {
        #[test]
        fn any_html_can_be_read(html in "[<>a-z/!é -]{0,40}") {
            let _ = html_to_text(&html);
        }

        #[test]
        fn nothing_harmful_is_left_in_clean_text(text in HARMFUL) {
            prop_assert!(is_harmless(&clean(&text)), "{:?}", clean(&text));
        }

        #[test]
        fn nothing_harmful_is_left_in_escaped_text(text in HARMFUL) {
            let out = escape(&text, false);
            prop_assert!(out.replace("\r\n", "").chars().all(|c| "\n\t".contains(c) || !is_harmful(c)), "{out:?}");
            let styled = escape(&text, true);
            prop_assert_eq!(escape(&styled, false), escape(&text, false), "only styles are kept");
        }

        #[test]
        fn escaped_json_is_the_same_json(text in HARMFUL) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&escape(&json, false)).unwrap(), text);
        }

        #[test]
        fn what_is_wrapped_fits_and_says_the_same(text in "[a-zé日 ]{0,60}", columns in 12usize..40) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns));
            let whole = |text: &str| text.split_whitespace().all(|word| width(word) <= columns);
            if whole(&text) {
                let words: Vec<&str> = text.split_whitespace().collect();
                prop_assert_eq!(lines.join(" "), words.join(" "));
            }
        }

        #[test]
        fn what_is_fitted_fits(text in any::<String>(), columns in 1usize..40) {
            let text = clean(&text);
            prop_assert!(width(&fit(&text, columns)) <= columns);
        }
    }

    #[test]
    fn a_byte_order_mark_is_read_and_is_no_part_of_the_text() {
        let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}Ä 𝄞\r\n".encode_utf16().flat_map(unit).collect()
        };
        for bytes in [
            "Ä 𝄞\r\n".as_bytes().to_vec(),
            "\u{feff}Ä 𝄞\r\n".as_bytes().to_vec(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(decode(bytes).unwrap(), "Ä 𝄞\r\n");
        }
        for bytes in [&b"\xff"[..], b"\xff\xfea", b"\xff\xfe\x00\xd8", b"a\xe9"] {
            assert_eq!(decode(bytes.to_vec()).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
