//! Quotes the words of a printed command, so that it can be pasted into a shell.

/// Quotes the words for the shell of this platform, and joins them with spaces.
pub fn join(words: &[String]) -> String {
    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
}

/// Quotes a word for the shell of this platform.
pub fn quote(word: &str) -> String {
    // Git Bash, MSYS2 and Cygwin set the variable on Windows.
    let is_posix = !cfg!(windows) || std::env::var_os("SHELL").is_some();
    if is_posix { quote_for_posix(word) } else { quote_for_windows(word) }
}

/// Quotes a word for PowerShell, on one line. The result also works in `cmd`, unless the word has
/// quotes, control characters, or characters that one of the two shells expands.
fn quote_for_windows(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-/:+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    let escaped: String = word
        .chars()
        .map(|c| match c {
            // PowerShell treats typographic quotes like `"`.
            '"' | '$' | '`' | '“' | '”' | '„' => format!("`{c}"),
            '\n' => "`n".to_owned(),
            '\t' => "`t".to_owned(),
            c if c.is_control() => format!("$([char]{})", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Quotes a word for sh, bash, zsh and fish: in single quotes, except for backslashes and single quotes,
/// which are escaped with a backslash outside of the quotes, because fish interprets backslashes within
/// them. Line breaks are kept in the quotes.
fn quote_for_posix(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with(['=', '%']) {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len() + 2);
    let mut rest = word;
    while let Some(at) = rest.find(['\'', '\\']) {
        if at > 0 {
            out.push_str(&format!("'{}'", &rest[..at]));
        }
        out.push('\\');
        out.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    if !rest.is_empty() || word.is_empty() {
        out.push_str(&format!("'{rest}'"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use proptest::prelude::*;

    #[test]
    fn only_words_with_special_characters_are_quoted() {
        for (word, expected) in [
            ("deals", "deals"),
            ("--archived=true", "--archived=true"),
            ("1200 EUR", "'1200 EUR'"),
            ("--title=a\tb", "'--title=a\tb'"),
            ("O'Hara", r"'O'\''Hara'"),
            (r"x\'; touch p; #", r"'x'\\\''; touch p; #'"),
            (r"\", r"\\"),
            ("''", r"\'\'"),
            ("", "''"),
            ("~", "'~'"),
            ("=ls", "'=ls'"),
            ("$(rm)", "'$(rm)'"),
        ] {
            assert_eq!(quote_for_posix(word), expected);
        }
    }

    #[test]
    fn words_are_quoted_for_windows() {
        for (word, expected) in [
            ("--archived", "--archived"),
            // PowerShell would split these two.
            ("id,title", "\"id,title\""),
            ("--title=a.b", "\"--title=a.b\""),
            ("Priya Nair & Co", "\"Priya Nair & Co\""),
            ("O'Hara", "\"O'Hara\""),
            ("", "\"\""),
            ("5\" $pipe `x`", "\"5`\" `$pipe ``x``\""),
            ("a\tb\u{7}", "\"a`tb$([char]7)\""),
        ] {
            assert_eq!(quote_for_windows(word), expected);
        }
    }

    /// Those of the four shells that are installed; sh is required.
    #[cfg(unix)]
    #[expect(clippy::print_stderr, reason = "a shell that is missing is not tested")]
    fn shells() -> Vec<&'static str> {
        let runs = |shell: &&str| {
            let ran = std::process::Command::new(shell).args(["-c", "true"]).output();
            ran.is_ok_and(|ran| ran.status.success())
        };
        let (found, missing): (Vec<_>, Vec<_>) =
            ["sh", "bash", "zsh", "fish"].iter().partition(|shell| runs(shell));
        eprintln!("shells: {found:?}, not installed: {missing:?}");
        assert!(found.contains(&"sh"));
        found
    }

    /// The words as the shell parses them after quoting.
    #[cfg(unix)]
    fn read_back(shell: &str, words: &[String]) -> Vec<String> {
        // The external printf, since the builtins of the shells differ.
        let script = format!("env printf '%s\\0' {}", join(words));
        let home = tempfile::tempdir().unwrap();
        let mut command = std::process::Command::new(shell);
        command.args(["-c", &script]).env("HOME", home.path()).current_dir(home.path());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{shell}: {}", String::from_utf8_lossy(&ran.stderr));
        let files = std::fs::read_dir(home.path()).unwrap().map(|file| file.unwrap().file_name());
        let files: Vec<_> = files.filter(|name| !name.to_string_lossy().starts_with('.')).collect();
        assert!(files.is_empty(), "{shell} wrote {files:?}");
        let mut read: Vec<String> = ran
            .stdout
            .split(|byte| *byte == 0)
            .map(|word| String::from_utf8(word.to_vec()).unwrap())
            .collect();
        assert_eq!(read.pop().as_deref(), Some(""));
        read
    }

    #[cfg(unix)]
    const HOSTILE: &[&str] = &[
        "",
        " ",
        "'",
        "\"",
        "\\",
        "\\\\",
        "\\'",
        "'\\",
        "x\\'; touch p; #",
        "$(touch p)",
        "`touch p`",
        "$HOME",
        "${HOME}",
        "!!",
        "!touch",
        "-n",
        "--",
        "~",
        "~root",
        "*",
        "?",
        "[a-z]*",
        "{a,b}",
        "a;touch p",
        "a&touch p",
        "a|touch p",
        "<p",
        ">p",
        "#x",
        "^a^b",
        "%self",
        "=ls",
        "a\nb",
        "\n",
        "\na\n",
        "a\tb",
        "\r",
        "\u{1}",
        "é 日本",
        "👩‍🚀",
        "\u{202e}x",
        "\u{301}",
        "(touch p)",
        "a=b c",
        "@(a)",
        "\\n",
        "\\c",
        "a\\\nb",
        "'\\''",
        "end",
        "; and touch p",
    ];

    #[cfg(unix)]
    #[test]
    fn every_shell_reads_quoted_words_back() {
        use proptest::strategy::ValueTree;
        use proptest::test_runner::TestRunner;
        let mut runner = TestRunner::deterministic();
        let part = prop_oneof![
            proptest::sample::select(HOSTILE).prop_map(str::to_owned),
            "[ -~é\n\t]{0,6}",
            "[\u{1}-\u{10ffff}]{0,3}",
        ];
        let word = proptest::collection::vec(part, 1..4).prop_map(|parts| parts.concat());
        let mut words: Vec<String> = HOSTILE.iter().map(|word| (*word).to_owned()).collect();
        words.extend((0..1_500).map(|_| word.new_tree(&mut runner).unwrap().current()));
        for shell in shells() {
            for words in words.chunks(400) {
                let read = read_back(shell, words);
                for (read, word) in read.iter().zip(words) {
                    assert_eq!(read, word, "{shell} reads {}", quote_for_posix(word));
                }
                assert_eq!(read.len(), words.len(), "{shell}");
            }
        }
    }
}
