//! Suggests known words for a misspelled one.

use super::clean;

/// The known words most similar to `word`: at most three, best match first.
pub fn find_similar<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let similarity = |other: &str| {
        let other = other.to_lowercase();
        let prefix = other.starts_with(&word) || word.starts_with(&other);
        strsim::jaro_winkler(&word, &other).max(if prefix { 0.9 } else { 0.0 })
    };
    let mut scored: Vec<(f64, &str)> =
        known.into_iter().map(|other| (similarity(other), other)).collect();
    scored.retain(|(similarity, _)| *similarity > 0.75);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut seen = std::collections::HashSet::new();
    scored.retain(|(_, other)| seen.insert(other.to_lowercase()));
    scored.into_iter().map(|(_, other)| other).take(3).collect()
}

/// "did you mean `a` or `b`?", if there are similar words.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let similar: Vec<String> =
        find_similar(word, known).into_iter().map(|other| format!("`{}`", clean(other))).collect();
    (!similar.is_empty()).then(|| format!("did you mean {}?", similar.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_close_words() {
        assert_eq!(find_similar("titel", ["title", "value", "status"]), ["title"]);
        assert_eq!(did_you_mean("zzz", ["title"]), None);
    }
}
