//! Runs every console block in the README and in tests/cmd against the sandbox, with one home
//! per page, so that later blocks see the changes of earlier ones. `TRYCMD=overwrite`
//! rewrites them.

use super::support::{Home, at_once, environment};

#[test]
fn transcripts() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages =
        std::fs::read_dir(root.join("tests/cmd")).unwrap().map(|entry| entry.unwrap().path());
    // These export to files or watch, which needs SQLite.
    let needs_sqlite = ["README.md", "import.md", "watch.md"];
    let runs = |page: &std::path::PathBuf| {
        cfg!(feature = "sqlite") || !needs_sqlite.iter().any(|name| page.ends_with(name))
    };
    at_once(4, pages.chain([root.join("README.md")]).filter(runs), |page| {
        let home = Home::new();
        for file in std::fs::read_dir(root.join("tests/fixtures/home")).unwrap() {
            let file = file.unwrap().path();
            std::fs::copy(&file, home.path().join(file.file_name().unwrap())).unwrap();
        }
        let cases = trycmd::TestCases::new();
        for (name, value) in environment(home.path()) {
            cases.env(name, value);
        }
        // Pages show the output for terminals, but the tests have none.
        cases.env("LC_ALL", "C.UTF-8");
        cases.env("DEALS_OUTPUT", "table").env("DEALS_SANDBOX", "1").case(page);
        // Commands also write files to the home. A script that is written here could not be run
        // while another thread starts a process, which has it open.
        #[cfg(unix)]
        cases
            .env("TESTED_PROGRAM", env!("CARGO_BIN_EXE_deals"))
            .register_bin("deals", root.join("tests/fixtures/in-home.sh"))
            .register_bin("cat", root.join("tests/fixtures/cat-in-home.sh"))
            .register_bin("sed", root.join("tests/fixtures/sed-in-home.sh"));
        cases.run();
    });
}
