//! `--dry-run` of commands that change local files only, and `deals auth` with tokens that do not work.

use crate::support::Home;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const CONFIG: &str = "profile = \"acme\"\n[profiles.acme]\ncompany = \"acme\"\n\
     [profiles.home]\nbase_url = \"http://127.0.0.1:9\"\ntoken = \"sesame42sesame42\"\n";

/// A home with two profiles, a sandbox, and a journal.
fn home() -> Home {
    let home = Home::new();
    home.run(&["--sandbox", "update", "1", "--title", "Other", "-q"]).ok();
    let output = home.command(&["config", "path"]).output().unwrap();
    let path = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, CONFIG).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    home
}

/// All files below a folder, except the caches and the locks.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("cache") {
                found.extend(files(&path));
            }
        } else if path.extension().is_none_or(|end| end != "lock") {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_dry_run_changes_no_file() {
    let home = home();
    let man = home.path().join("man");
    let man = man.to_str().unwrap();
    let before = files(home.path());
    let lines: &[&[&str]] = &[
        &["--sandbox", "log", "prune", "--before", "2100-01-01"],
        &["sandbox", "reset"],
        &["auth", "logout", "--profile", "home"],
        &["auth", "switch", "home"],
        &["config", "set", "retries", "9"],
        &["config", "unset", "company"],
        &["man", man],
    ];
    for line in lines {
        let ran = home.run(&[line, &["--dry-run"][..]].concat());
        assert_eq!(ran.code, Some(0), "{line:?}: {}", ran.err);
        assert!(ran.err.contains("dry run: nothing was changed; "), "{line:?}: {}", ran.err);
        assert_eq!(files(home.path()), before, "{line:?}");
    }
    let pruned = home.run(&["--sandbox", "log", "prune", "--before", "2100-01-01", "-n"]);
    assert!(pruned.err.contains("1 entry would be removed"), "{}", pruned.err);
    let login = home.run(&["auth", "login", "--company", "acme", "--dry-run"]);
    assert_eq!(login.code, Some(2), "{}", login.err);
    assert_eq!(files(home.path()), before);
}

#[test]
fn status_lists_the_profiles_without_a_working_token() {
    let home = home();
    for (profile, code) in [("acme", 3), ("home", 7)] {
        let status = home.run(&["auth", "status", "--profile", profile, "-o", "json"]);
        assert_eq!(status.code, Some(code), "{}", status.err);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&status.out).unwrap();
        let tokens: Vec<(&str, &str)> = rows
            .iter()
            .map(|row| (row["profile"].as_str().unwrap(), row["token"].as_str().unwrap()))
            .collect();
        assert_eq!(tokens[0], ("acme", "none"), "{profile}");
        assert_eq!(tokens[1].0, "home", "{profile}");
        assert_ne!(tokens[1].1, "none", "{profile}");
    }
}

#[test]
fn login_has_one_server() {
    let home = Home::new();
    let line = ["auth", "login", "--company", "acme", "--base-url", "http://127.0.0.1:9"];
    let refused = home.run(&line);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("--company cannot be used with --base-url"), "{}", refused.err);
}
