//! The IDs of deals as links to their pages, for terminals that show links (OSC 8).

use crate::model::field::FieldKind;
use crate::output::View;

/// Links the IDs of the drawn rows, if the ID is the first column. Each row is one line, after `headings`
/// lines.
pub fn link_ids(view: &View, rows: &[Vec<String>], drawn: String, headings: usize) -> String {
    let is_id = view.columns.first().is_some_and(|field| field.kind == FieldKind::Id);
    let is_linked = is_id && view.style.color && !view.layout.wraps;
    let Some(pages) = view.links.as_ref().filter(|_| is_linked) else { return drawn };
    let line = |(at, line): (usize, &str)| {
        let id = at.checked_sub(headings).and_then(|at| rows.get(at)?.first());
        id.map_or_else(|| line.to_owned(), |id| link_first(line, id, pages))
    };
    drawn.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// Links the first number of the line to the page of the deal, if it is this ID.
fn link_first(line: &str, id: &str, pages: &str) -> String {
    let mut at = 0;
    // Skip the digits of escape codes.
    while let Some(rest) =
        line.get(at..).filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        at += match rest.strip_prefix("\u{1b}[") {
            Some(code) => 3 + code.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(code.len()),
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
        if at >= line.len() {
            return line.to_owned();
        }
    }
    match line.get(at..).and_then(|rest| rest.strip_prefix(id)) {
        Some(rest) => {
            let (open, close) = (format!("\u{1b}]8;;{pages}{id}\u{1b}\\"), "\u{1b}]8;;\u{1b}\\");
            format!("{}{open}{id}{close}{rest}", &line[..at])
        }
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_the_id_and_not_the_digits_of_a_style() {
        let pages = "https://acme.pipedrive.com/deal/";
        let link = "\u{1b}]8;;https://acme.pipedrive.com/deal/2\u{1b}\\2\u{1b}]8;;\u{1b}\\";
        assert_eq!(
            link_first("\u{1b}[2m  2\u{1b}[0m  2 roofs", "2", pages),
            format!("\u{1b}[2m  {link}\u{1b}[0m  2 roofs")
        );
        assert_eq!(link_first(" 2  Roof", "2", pages), format!(" {link}  Roof"));
        // A cut or missing ID is not linked.
        for line in ["3  Roof", "", "Roof", "\u{1b}[2m"] {
            assert_eq!(link_first(line, "2", pages), line);
        }
    }
}
