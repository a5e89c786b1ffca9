//! Wraps messages for a terminal, without breaking text that users may copy.

use super::width;

/// On narrower terminals messages are not wrapped.
const MIN_COLUMNS: usize = 20;

/// Wraps each line of `message` at spaces to `columns`, with a hanging indent. Text in backticks or
/// quotes, a command after a colon (`list them: deals log`) and words longer than a line, such as URLs, are
/// not broken, so that they can be copied.
pub fn wrap_message(message: &str, columns: usize) -> String {
    if columns < MIN_COLUMNS {
        return message.to_owned();
    }
    message.split('\n').map(|line| wrap_line(line, columns)).collect::<Vec<_>>().join("\n")
}

fn wrap_line(line: &str, columns: usize) -> String {
    if width(line) <= columns {
        return line.to_owned();
    }
    // The indent of a line may exceed `columns`.
    let indent = hanging_indent(line).min(columns / 2);
    let (mut wrapped, mut used) = (String::new(), 0);
    for (gap, piece) in pieces(line) {
        let needed = width(piece);
        if used > 0 && used + gap.len() + needed > columns {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(indent));
            used = indent;
        } else {
            wrapped.push_str(gap);
            used += gap.len();
        }
        wrapped.push_str(piece);
        used += needed;
    }
    wrapped
}

/// The indent of continuation lines: the width of the label (`deals: `, `hint: `), or two columns more
/// than the indent of the line.
fn hanging_indent(line: &str) -> usize {
    let label = ["deals: ", "hint: "].into_iter().find(|label| line.starts_with(label));
    label.map_or_else(|| line.len() - line.trim_start_matches(' ').len() + 2, str::len)
}

/// Splits a line into unbreakable pieces, each with the spaces before it.
fn pieces(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let (mut rest, mut is_after_colon) = (line, false);
    std::iter::from_fn(move || {
        let start = rest.find(|c| c != ' ')?;
        let (gap, from) = rest.split_at(start);
        let is_command = is_after_colon && from.starts_with("deals ");
        let mut end = 0;
        while let Some(c) = from[end..].chars().next().filter(|c| is_command || *c != ' ') {
            if is_command && from[end..].starts_with("; ") {
                end += 1;
                break;
            }
            let after = end + c.len_utf8();
            // A `'` within a word is an apostrophe.
            let is_quote = c == '`' || c == '"' || c == '\'' && (end == 0 || is_command);
            let closing = is_quote.then(|| from[after..].find(c)).flatten();
            end = closing.map_or(after, |at| after + at + 1);
        }
        let (piece, behind) = from.split_at(end);
        rest = behind;
        is_after_colon = piece.ends_with(':');
        Some((gap, piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_message_is_wrapped_with_a_hanging_indent() {
        for (message, wrapped) in [
            (
                "deals: no stage matches `Negotation` in that pipeline\nhint: did you mean it?",
                "deals: no stage matches\n       `Negotation` in that\n       pipeline\nhint: did you mean it?",
            ),
            (
                "hint: use `deals log --check --profile work` to see",
                "hint: use\n      `deals log --check --profile work`\n      to see",
            ),
            (
                "see https://pipedrive.readme.io/docs/core-api-concepts for more",
                "see\n  https://pipedrive.readme.io/docs/core-api-concepts\n  for more",
            ),
            (
                "2 of 3 failed:\n  7: the deal does not exist anymore",
                "2 of 3 failed:\n  7: the deal does not exist\n    anymore",
            ),
            (
                "valid times: 2026-01-31, \"2026-01-31 10:20\"",
                "valid times: 2026-01-31,\n  \"2026-01-31 10:20\"",
            ),
            (
                "quote the company's name: deals search 'copper roof'",
                "quote the company's name:\n  deals search 'copper roof'",
            ),
            (
                "hint: not found; to send them: deals update 5 --body '/a; b/file.json'; or not",
                "hint: not found; to send them:\n      deals update 5 --body '/a; b/file.json';\n      or not",
            ),
            ("hint: list them: deals log", "hint: list them: deals log"),
            ("it`s a lone backtick in some name", "it`s a lone backtick in some\n  name"),
            ("short  and  spaced", "short  and  spaced"),
        ] {
            assert_eq!(wrap_message(message, 30), wrapped, "{message}");
        }
    }

    proptest! {
        #[test]
        fn wrap_message_changes_spaces_only(
            message in "(hint: |  )?([a-zé日]{1,12}|`[a-z ]{0,30}`|\"[a-z ]{0,9}\"|`| |\n  |https://[a-z/]{0,50}| ){0,20}",
            columns in 0usize..50,
        ) {
            let wrapped = wrap_message(&message, columns);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&wrapped), words(&message));
            for line in wrapped.split('\n') {
                let is_whole = pieces(line).count() <= 1;
                prop_assert!(columns < MIN_COLUMNS || width(line) <= columns || is_whole, "{}", line);
            }
            for whole in message.split('\n').flat_map(pieces).map(|(_, piece)| piece) {
                prop_assert!(wrapped.contains(whole), "{} in {}", whole, wrapped);
            }
        }
    }
}
