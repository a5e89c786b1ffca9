//! The layers of `src/lib.rs`: a module uses only modules of earlier layers. All forms of imports
//! are read: `use` with and without braces, paths in code and in macros, `super::` and `self::`.

use crate::support::sources;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use syn::visit::{self, Visit};

/// A source file and the paths it uses.
struct Source {
    /// Relative to `src/`: `api/client.rs`.
    file: String,
    /// The module path: `["api", "client"]`.
    module: Vec<String>,
    /// Paths within the crate, without `crate::`: `["error", "Error"]`.
    inside: BTreeSet<Vec<String>>,
    /// Paths into other crates and the standard library.
    outside: BTreeSet<Vec<String>>,
    /// String literals outside tests, without doc comments.
    strings: Vec<String>,
    /// Names of macros called outside tests.
    macros: BTreeSet<String>,
}

#[test]
fn modules_use_earlier_layers_only() {
    let layers = layers();
    assert!(layers.len() <= 10, "{} layers", layers.len());
    let layer_of = |name: &str| layers.iter().position(|layer| layer.iter().any(|m| m == name));
    let mut wrong = Vec::new();
    for source in SOURCES.iter() {
        let Some(own) = source.module.first() else { continue };
        // Only compiled for fuzzing, and uses everything.
        if own == "fuzz" {
            continue;
        }
        let layer = layer_of(own).unwrap_or_else(|| panic!("{own} is in no layer of lib.rs"));
        for used in source.inside.iter().map(|path| path[0].as_str()) {
            if used != own && layer_of(used).is_some_and(|at| at >= layer) {
                wrong.push(format!("{} uses {used}", source.file));
            }
        }
    }
    assert!(wrong.is_empty(), "not in an earlier layer:\n{}", wrong.join("\n"));
}

#[test]
fn source_folder_stays_small() {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let count = entries.count();
    assert!(count <= 20, "{count} entries in src/");
}

/// Code shared by commands belongs in `ops/` or `interactive/`, except for a few shared files.
#[test]
fn commands_and_formats_do_not_use_each_other() {
    for (folder, shared) in
        [("commands", &["filter"][..]), ("output", &["style", "narrow", "pairs", "indent"])]
    {
        let files: Vec<&str> = SOURCES
            .iter()
            .filter(|source| source.module.len() == 2 && source.module[0] == folder)
            .map(|source| source.module[1].as_str())
            .collect();
        let mut wrong = Vec::new();
        for source in SOURCES.iter().filter(|s| s.module.len() == 2 && s.module[0] == folder) {
            let neighbors = source.inside.iter().filter(|path| {
                path.len() >= 2
                    && path[0] == folder
                    && path[1] != source.module[1]
                    && files.contains(&path[1].as_str())
                    && !shared.contains(&path[1].as_str())
            });
            wrong.extend(neighbors.map(|path| format!("{} uses {}", source.file, path.join("::"))));
        }
        assert!(wrong.is_empty(), "neighbors:\n{}", wrong.join("\n"));
    }
}

#[test]
fn api_does_not_print_and_names_no_flags() {
    let mut wrong = Vec::new();
    for source in SOURCES.iter().filter(|source| source.module.first().is_some_and(|m| m == "api"))
    {
        let drawing = source.inside.iter().filter(|path| {
            matches!(path[0].as_str(), "ui" | "output" | "error" | "settings" | "app")
        });
        wrong.extend(drawing.map(|path| format!("{} uses {}", source.file, path.join("::"))));
        let printing = source.outside.iter().filter(|path| {
            matches!(path[0].as_str(), "indicatif" | "console" | "dialoguer" | "clap")
                || path.iter().any(|part| matches!(part.as_str(), "stdout" | "stderr"))
        });
        wrong.extend(printing.map(|path| format!("{} uses {}", source.file, path.join("::"))));
        let flags = source.strings.iter().filter(|text| names_a_flag(text));
        wrong.extend(flags.map(|text| format!("{} names a flag: {text:?}", source.file)));
        let macros = ["print", "println", "eprint", "eprintln", "dbg"];
        let printed = macros.iter().filter(|name| source.macros.contains(**name));
        wrong.extend(printed.map(|name| format!("{} calls {name}!", source.file)));
    }
    assert!(wrong.is_empty(), "api/:\n{}", wrong.join("\n"));
}

#[test]
fn model_does_no_io() {
    let far = |path: &[String]| {
        matches!(path[0].as_str(), "http" | "reqwest" | "hyper" | "tokio" | "bytes")
            || path[0] == "std" && matches!(path[1].as_str(), "fs" | "process")
            // An IP address is a value without I/O.
            || path[..2] == ["std", "net"] && path.last().is_none_or(|name| name != "IpAddr")
    };
    let mut wrong = Vec::new();
    for source in
        SOURCES.iter().filter(|source| source.module.first().is_some_and(|m| m == "model"))
    {
        let wire = source.inside.iter().filter(|path| matches!(path[0].as_str(), "api" | "store"));
        wrong.extend(wire.map(|path| format!("{} uses {}", source.file, path.join("::"))));
        let outside = source.outside.iter().filter(|path| path.len() > 1 && far(path));
        wrong.extend(outside.map(|path| format!("{} uses {}", source.file, path.join("::"))));
        let endpoints = source.strings.iter().filter(|text| text.contains("/api/v"));
        wrong.extend(endpoints.map(|text| format!("{} names a path: {text:?}", source.file)));
    }
    assert!(wrong.is_empty(), "model/:\n{}", wrong.join("\n"));
}

#[test]
fn ui_does_not_use_names() {
    let mut wrong = Vec::new();
    for source in SOURCES.iter().filter(|source| source.module.first().is_some_and(|m| m == "ui")) {
        let model = source.inside.iter().filter(|path| path[0] == "model");
        wrong.extend(model.map(|path| format!("{} uses {}", source.file, path.join("::"))));
    }
    assert!(wrong.is_empty(), "ui/:\n{}", wrong.join("\n"));
}

#[test]
fn reads_every_form_of_import() {
    let code = r#"
        //! A file of `ops/`.
        use crate::api::{client::Client, pages::{self, Pages}};
        use crate::{text, ui::style as paint};
        use super::bulk;
        use super::super::error::Error;
        fn run() { crate::settings::load(); println!("{}", crate::output::show()); self::help(); }
        mod inner { use super::super::resolve; fn f() -> std::io::Stderr { todo!() } }
    "#;
    let source = read("ops/listing.rs", code);
    let inside: Vec<String> = source.inside.iter().map(|path| path.join("::")).collect();
    for used in [
        "api::client::Client",
        "api::pages",
        "api::pages::Pages",
        "error::Error",
        "ops::bulk",
        "ops::resolve",
        "output::show",
        "settings::load",
        "text",
        "ui::style",
    ] {
        assert!(inside.iter().any(|path| path == used), "{used} is not among {inside:?}");
    }
    assert!(source.outside.iter().any(|path| path.join("::") == "std::io::Stderr"));
    assert!(source.macros.contains("println"));
}

/// The `mod` lines of lib.rs; blank lines separate layers.
fn layers() -> Vec<Vec<String>> {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let lib = std::fs::read_to_string(lib).unwrap();
    let modules = |group: &str| -> Vec<String> {
        let names =
            group.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
        names.filter_map(|name| name.strip_suffix(';')).map(str::to_owned).collect()
    };
    lib.split("\n\n").map(modules).filter(|layer| !layer.is_empty()).collect()
}

/// Whether a message mentions a command-line flag: `--cursor`.
fn names_a_flag(text: &str) -> bool {
    text.match_indices("--").any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + 2..]);
        after.starts_with(|c: char| c.is_ascii_lowercase())
            && !before.ends_with(|c: char| c.is_alphanumeric() || c == '-')
    })
}

/// All files of `src/`, parsed once for all tests.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources: Vec<Source> = sources()
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .map(|file| {
            let name: Vec<&str> = file
                .strip_prefix(&src)
                .unwrap()
                .iter()
                .map(|part| part.to_str().unwrap())
                .collect();
            read(&name.join("/"), &std::fs::read_to_string(file).unwrap())
        })
        .collect();
    sources.sort_by(|a, b| a.file.cmp(&b.file));
    assert!(sources.len() > 100, "only {} files were found", sources.len());
    sources
});

fn read(file: &str, code: &str) -> Source {
    let stem = file.strip_suffix(".rs").unwrap();
    let mut module: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    let syntax = syn::parse_file(code).unwrap_or_else(|error| panic!("{file}: {error}"));
    let source = Source {
        file: file.to_owned(),
        module: module.clone(),
        inside: BTreeSet::new(),
        outside: BTreeSet::new(),
        strings: Vec::new(),
        macros: BTreeSet::new(),
    };
    let mut reader = Reader { at: module, in_tests: false, source };
    reader.visit_file(&syntax);
    reader.source
}

/// Visits the syntax tree of a file.
struct Reader {
    /// The module of the visited item.
    at: Vec<String>,
    in_tests: bool,
    source: Source,
}

impl Reader {
    /// Records a path, resolved from the root if it is in the crate.
    fn note(&mut self, path: &[String]) {
        let mut at = self.at.clone();
        let mut parts = path.iter();
        let mut is_inside = false;
        for part in parts.by_ref() {
            match part.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ if !is_inside => {
                    self.source.outside.insert(path.to_vec());
                    return;
                }
                _ => {
                    at.push(part.clone());
                    break;
                }
            }
            is_inside = true;
        }
        at.extend(parts.cloned());
        at.retain(|part| part != "*" && part != "self");
        if !at.is_empty() {
            self.source.inside.insert(at);
        }
    }

    fn note_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| {
            let mut path = prefix.to_vec();
            path.push(ident.to_string());
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.note_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.note(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.note(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.note(prefix),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.note_tree(prefix, tree));
            }
        }
    }

    /// Records the paths and strings among the tokens of a macro call.
    fn note_tokens(&mut self, tokens: proc_macro2::TokenStream) {
        use proc_macro2::TokenTree;
        let mut path: Vec<String> = Vec::new();
        let mut is_open = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if !is_open && !path.is_empty() {
                        self.note_long(&std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    is_open = false;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    is_open = true;
                }
                token => {
                    self.note_long(&std::mem::take(&mut path));
                    is_open = false;
                    if let TokenTree::Group(group) = &token {
                        self.note_tokens(group.stream());
                    }
                    if let TokenTree::Literal(literal) = &token
                        && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                        && !self.in_tests
                    {
                        self.source.strings.push(text.value());
                    }
                }
            }
        }
        self.note_long(&path);
    }

    /// A single name may be a variable; only longer paths are recorded.
    fn note_long(&mut self, path: &[String]) {
        if path.len() > 1 {
            self.note(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.note_tree(&[], &item.tree);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_none() {
            return;
        }
        let was_in_tests = self.in_tests;
        self.in_tests |= item.ident == "tests";
        self.at.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.at.pop();
        self.in_tests = was_in_tests;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note_long(&parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if !self.in_tests
            && let Some(name) = call.path.segments.last()
        {
            self.source.macros.insert(name.ident.to_string());
        }
        self.note_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {
        // Doc comments are strings, and may mention anything.
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        if !self.in_tests {
            self.source.strings.push(text.value());
        }
    }
}
