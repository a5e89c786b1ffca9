//! Values of `--set` with references to cells: `Expo: {Company Name}`.

use crate::error::Error;

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The heading and the indexes of its cells.
    Cell(String, Vec<usize>),
}

impl Template {
    /// Parses a template; `{{` is a literal brace. `find` resolves a word to a heading and the indexes of its
    /// cells.
    pub fn parse(
        text: &str,
        find: impl Fn(&str) -> Result<(String, Vec<usize>), Error>,
    ) -> Result<Template, Error> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            let Some((word, after)) = rest.split_once('}').filter(|_| brace == "{") else {
                return Err(Error::usage(format!("`{text}` has a single `{brace}`"))
                    .hint("write {HEADING} for a cell of the row, and {{ or }} for a brace"));
            };
            let (heading, places) = find(word)?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Cell(heading, places));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Template(pieces))
    }

    /// A template without cells.
    pub fn plain(text: &str) -> Template {
        Template(vec![Piece::Text(text.to_owned())])
    }

    /// The indexes of all its cells.
    pub fn places(&self) -> Vec<usize> {
        let cells = self.0.iter().filter_map(|piece| match piece {
            Piece::Cell(_, places) => Some(places.clone()),
            Piece::Text(_) => None,
        });
        cells.flatten().collect()
    }

    /// The heading of the first cell.
    pub fn heading(&self) -> Option<&str> {
        self.0.iter().find_map(|piece| match piece {
            Piece::Cell(heading, _) => Some(heading.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Fills in the cells of a row; `None` if one of them is empty.
    pub fn fill(&self, cell: impl Fn(&[usize]) -> String) -> Option<String> {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Cell(_, places) => {
                    let text = cell(places);
                    if text.is_empty() {
                        return None;
                    }
                    filled.push_str(&text);
                }
            }
        }
        Some(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, cells: &[&str]) -> Result<Option<String>, String> {
        let find = |word: &str| match word {
            "A" => Ok(("A".to_owned(), vec![0])),
            "B" => Ok(("B".to_owned(), vec![1])),
            _ => Err(Error::usage(format!("no column `{word}`"))),
        };
        let template = Template::parse(text, find).map_err(|error| error.message)?;
        Ok(template.fill(|places| cells[places[0]].to_owned()))
    }

    #[test]
    fn a_template_is_filled_with_cells() {
        let full = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(fill("Expo: {A} ({B})", &["x", "y"]), full("Expo: x (y)"));
        assert_eq!(fill("plain", &[]), full("plain"));
        assert_eq!(fill("{{A}} {A}", &["x"]), full("{A} x"));
        assert_eq!(fill("{A}{B}", &["x", ""]), Ok(None));
        assert!(fill("{C}", &[]).unwrap_err().contains("no column `C`"));
        assert!(fill("{A", &[]).unwrap_err().contains("single `{`"));
        assert!(fill("A}", &[]).unwrap_err().contains("single `}`"));
    }
}
