//! Converts HTML to plain text.

/// The text of HTML, on one line.
pub fn html_to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
        let Some(end) = tag.find('>').filter(|_| is_tag) else {
            // A literal `<`.
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

/// The rest after the tag, or after the whole element for styles, scripts and comments.
fn after_hidden(tag: &str, end: usize) -> &str {
    for (open, close) in [("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->")] {
        if tag.get(..open.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(open)) {
            let end = tag.to_ascii_lowercase().find(close);
            return end.map_or("", |at| &tag[at + close.len()..]);
        }
    }
    &tag[end + 1..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn converts_html_to_text() {
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

    proptest! {
        #[test]
        fn does_not_panic_on_any_html(html in "[<>a-z/!é -]{0,40}") {
            let _ = html_to_text(&html);
        }
    }
}
