//! Runs a jq filter on the JSON that would be printed: on a list as one array, or on each record with
//! JSON Lines. Numbers that the filter only copies keep all digits; the results of arithmetic do not.

mod errors;
mod values;

use super::{View, indent, narrow};
use crate::error::Error;
use crate::model::record::Record;
use errors::{compile_error, parse_error, runtime_error};
use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Native, Vars, native};
use jaq_json::{Val, write};
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;
use values::{check_depth, is_json, parse, to_json};

/// A compiled filter.
#[derive(Clone)]
pub struct Filter {
    compiled: Rc<jaq_core::compile::Filter<Native<JustLut<Val>>>>,
    /// Print strings without quotes and escapes.
    pub raw: bool,
}

/// Maximum nesting of a filter, in units of [`estimate_stack`]; the recursive parser then needs less than
/// 1 MB of stack.
const MAX_RECURSION: usize = 2_500;

/// Defined before jaq's library, which uses it: `fromjson` with a limit on nesting.
const FROMJSON: &str = "def fromjson: _check_depth | _fromjson;";
/// Definitions for compatibility with jq, where jaq's library differs: keys of objects must be strings,
/// `join` treats null as an empty string, and `@csv` and `@tsv` format cells.
const DEFS: &str = r#"
def _key: if type == "string" then . else tojson end;
def to_entries: [keys_unsorted[] as $key | {key: $key, value: .[$key]}];
def from_entries: reduce .[] as $x ({};
  . + {($x | (if .key == null then .k // .name // .Name // .K // .Key else .key end) | _key):
       ($x | if has("value") then .value elif has("v") then .v else .Value end)});
def with_entries(f): to_entries | map(f) | from_entries;
def _put($path; $x): $path[0] as $key | if $path == [] then $x
  elif $key | type == "number" then . as $items | [range([$key + 1, length] | max)
    | if . == $key then $items[.] | _put($path[1:]; $x) else $items[.] end]
  else .[$key] as $member | (. // {}) + {($key): ($member | _put($path[1:]; $x))} end;
def setpath($path; $x): _put($path; $x);
def pick(f): . as $top | reduce path(f) as $path (null; _put($path; $top | getpath($path)));
def flatten($depth): if $depth < 0 then error("flatten depth must not be negative") else
  reduce .[] as $x ([]; if $x | type == "array" and $depth > 0 then . + ($x | flatten($depth - 1))
    else . + [$x] end) end;
def flatten: flatten(1000);
def IN(s): any(s == .; .);
def IN(source; s): any(source == s; .);
def INDEX(stream; f): reduce stream as $x ({}; . + {($x | f | tostring): $x});
def INDEX(f): INDEX(.[]; f);
def join($by): reduce .[] as $x (null; (if . == null then "" else . + $by end)
  + ($x | if . == null then "" elif type == "string" then . else tojson end)) // "";
def _cell(f): if type == "string" then f elif type == "null" then ""
  elif type == "array" or type == "object" then error("\(type) is no cell") else tojson end;
def _swap(from; to): split(from) | join(to);
def @csv: map(_cell("\"" + _swap("\""; "\"\"") + "\"")) | join(",");
def @tsv: map(_cell(_swap("\\"; "\\\\") | _swap("\t"; "\\t") | _swap("\n"; "\\n") | _swap("\r"; "\\r")))
  | join("\t");
"#;

impl Filter {
    /// Compiles the filter; an error shows the position of the mistake.
    pub fn compile(code: &str, raw: bool) -> Result<Filter, Error> {
        if estimate_stack(code) > MAX_RECURSION {
            return Err(Error::usage("--jq: the filter is nested too deeply, or too long")
                .hint("split it into several runs, or use jq"));
        }
        let parsed = |code| load::parse(code, |parser| parser.defs()).unwrap_or_default();
        let defs = parsed(FROMJSON).into_iter().chain(jaq_core::defs());
        let defs = defs.chain(jaq_std::defs()).chain(jaq_json::defs()).chain(parsed(DEFS));
        // The environment contains the API token.
        let funs = jaq_std::funs().filter(|(name, ..)| *name != "env");
        let json = jaq_json::funs().map(|(name, args, fun)| {
            (if name == "fromjson" { "_fromjson" } else { name }, args, fun)
        });
        let check = native::run::<JustLut<Val>>(("_check_depth", native::v(0), |(_, val)| {
            native::bome(check_depth(val))
        }));
        let funs = jaq_core::funs().chain(funs).chain(json).chain([check]);
        let arena = Arena::default();
        let modules = Loader::new(defs)
            .load(&arena, File { code, path: () })
            .map_err(|errors| parse_error(code, errors))?;
        let compiled = Compiler::default()
            .with_funs(funs)
            .compile(modules)
            .map_err(|errors| compile_error(code, errors))?;
        Ok(Filter { compiled: Rc::new(compiled), raw })
    }

    /// Writes all results for `input`: one per line, or indented with `Some`, in color if it is `true`.
    fn run(&self, input: Val, indents: Option<bool>, out: &mut impl Write) -> io::Result<()> {
        let context = Ctx::<JustLut<Val>>::new(&self.compiled.lut, Vars::new([]));
        for value in self.compiled.id.run((context, input)) {
            match value {
                Ok(Val::TStr(text)) if self.raw => out.write_all(&text)?,
                Ok(value) => {
                    let json = if is_json(&value) { Ok(value) } else { to_json(value) };
                    let json = json.map_err(io::Error::other)?;
                    match indents {
                        Some(color) => {
                            let mut text = Vec::new();
                            write::write(&mut text, &write::Pp::default(), 0, &json)?;
                            indent::write(&String::from_utf8_lossy(&text), 0, color, out)?;
                        }
                        None => write::write(out, &write::Pp::default(), 0, &json)?,
                    }
                }
                Err(exception) => return Err(io::Error::other(runtime_error(exception))),
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Filter")
    }
}

/// Prints the results of a filter for records.
pub struct Jq<W: Write> {
    view: View,
    filter: Filter,
    /// The records so far, if the filter gets the whole list.
    whole: Option<Vec<Val>>,
    /// If set, results are indented, in color if it is `true`.
    indents: Option<bool>,
    out: W,
}

impl<W: Write> Jq<W> {
    /// Runs the filter once, on the whole list.
    pub fn new_for_list(view: View, filter: Filter, out: W) -> Jq<W> {
        Jq { view, filter, whole: Some(Vec::new()), indents: None, out }
    }

    /// Runs the filter on each record.
    pub fn new_for_records(view: View, filter: Filter, out: W) -> Jq<W> {
        Jq { view, filter, whole: None, indents: None, out }
    }

    /// Indents the results. With raw strings there is no color, as they may contain escape codes.
    pub fn indent(&mut self) {
        self.indents = Some(self.view.style.color && !self.filter.raw);
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        for record in records {
            let mut json = Vec::new();
            narrow::write_object(&self.view, record, &mut json)?;
            let value = parse(&json)?;
            match &mut self.whole {
                Some(list) => list.push(value),
                None => self.filter.run(value, self.indents, &mut self.out)?,
            }
        }
        self.out.flush()
    }

    pub fn finish(mut self) -> io::Result<()> {
        if let Some(list) = self.whole.take() {
            self.filter.run(Val::Arr(Rc::new(list)), self.indents, &mut self.out)?;
        }
        self.out.flush()
    }
}

/// Estimates how much stack jaq needs for a filter, in units of about 400 bytes: it recurses for each
/// chained operator, each member of an object, and most for a bracket or keyword that opens a block.
fn estimate_stack(code: &str) -> usize {
    const OPEN: usize = 10;
    const OPERATOR: usize = 4;
    const MEMBER: usize = 2;
    let (mut cost, mut most) = (0, 0);
    // The open brackets, and the cost before each.
    let mut open: Vec<(&str, usize)> = vec![("", 0)];
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (token, after) = rest.split_at(word.max(first.len_utf8()));
        rest = after;
        let (bracket, before) = open.last().copied().unwrap_or_default();
        match token {
            "(" | "[" | "{" => {
                open.push((token, cost));
                cost += OPEN;
            }
            ")" | "]" | "}" => {
                open.pop();
                cost = before;
            }
            // A new term is not nested in the preceding one.
            ";" => cost = before + OPEN,
            "," if bracket == "{" => cost += MEMBER,
            "if" | "try" | "def" | "reduce" | "foreach" | "label" => cost += OPEN,
            "and" | "or" | "as" => cost += OPERATOR,
            _ if "|,+-*/%=<>?".contains(token) => cost += OPERATOR,
            _ => {}
        }
        most = most.max(cost);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(code: &str, raw: bool, input: &str) -> Result<String, String> {
        let filter = Filter::compile(code, raw).map_err(|failure| failure.message)?;
        let mut out = Vec::new();
        let input = parse(input.as_bytes()).map_err(|error| error.to_string())?;
        filter.run(input, None, &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn prints_each_result_on_a_line() {
        let deals = r#"[{"title":"a\"b","value":1.10},{"title":"c","value":2}]"#;
        assert_eq!(run(".[].title", false, deals).unwrap(), "\"a\\\"b\"\n\"c\"\n");
        assert_eq!(run(".[].title", true, deals).unwrap(), "a\"b\nc\n");
        assert_eq!(run("map(select(.value > 1.5)) | length", false, deals).unwrap(), "1\n");
        assert_eq!(run("empty", false, deals).unwrap(), "");
    }

    #[test]
    fn csv_and_tsv_filters_agree_with_jq() {
        let rows = |code: &str| run(code, true, r#"[1.10,"a\"b,\tc\\",null,true]"#).unwrap();
        assert_eq!(rows("@csv"), "1.10,\"a\"\"b,\tc\\\",,true\n");
        assert_eq!(rows("@tsv"), "1.10\ta\"b,\\tc\\\\\t\ttrue\n");
        assert_eq!(rows(r#"@csv "row: \(.)""#), "row: 1.10,\"a\"\"b,\tc\\\",,true\n");
        assert!(run("@csv", true, "[[1]]").unwrap_err().contains("array is no cell"));
    }

    #[test]
    fn output_is_json_or_an_error() {
        let deals = r#"[{"id":1,"title":"Roof","value":5}]"#;
        for (code, expected) in [
            ("map({key: .id, value: .title}) | from_entries", r#"{"1":"Roof"}"#),
            ("with_entries(.value |= .id)", r#"{"0":1}"#),
            ("pick(.[0].id)", r#"[{"id":1}]"#),
            ("pick(.[0].a.b)", r#"[{"a":{"b":null}}]"#),
            ("[nan, 1]", "[null,1]"),
            ("[infinite, -infinite]", "[1.7976931348623157e308,-1.7976931348623157e308]"),
            (r#"[null, "a", 1, true] | join(",")"#, r#"",a,1,true""#),
            (r#"[] | join(",")"#, r#""""#),
            ("null | setpath([\"a\", 1]; 2)", r#"{"a":[null,2]}"#),
            (
                "[1, [2, [3]]] | flatten, flatten(1), ({a: [1]} | flatten)",
                "[1,2,3]\n[1,2,[3]]\n[1]",
            ),
            ("2 | IN(1, 2), IN(3)", "true\nfalse"),
            ("INDEX(.id)", r#"{"1":{"id":1,"title":"Roof","value":5}}"#),
            (r#"{"a":1} | to_entries"#, r#"[{"key":"a","value":1}]"#),
            (
                r#"[{"k":"a","v":1},{"name":null,"value":false}] | from_entries"#,
                r#"{"a":1,"null":false}"#,
            ),
        ] {
            assert_eq!(run(code, false, deals).unwrap(), format!("{expected}\n"), "{code}");
        }
        for code in [".[0] | {(.id): .title}", "[{(nan): 1}]", "{(null): 1}", r#"[[{([1]): 2}]]"#] {
            let found = run(code, false, deals).unwrap_err();
            assert!(found.contains("key of an object is not a string"), "{code}: {found}");
        }
        assert_eq!(run("{(.[0].id): 1} | length", false, deals).unwrap(), "1\n");
    }

    #[test]
    fn copied_numbers_keep_their_digits() {
        let input = r#"{"z":1.10,"a":12345678901234567890123,"e":1e3,"n":0.1000}"#;
        assert_eq!(run(".", false, input).unwrap(), format!("{input}\n"));
        assert_eq!(run(".z + 0", false, input).unwrap(), "1.1\n");
        let whole = run("[6/2, .e + 0, -4/2, 7/2, 1e300 * 1]", false, input).unwrap();
        assert_eq!(whole, "[3,1000,-2,3.5,1e300]\n");
    }

    #[test]
    fn a_syntax_error_shows_its_position() {
        let place = |code: &str| run(code, false, "null").unwrap_err();
        assert_eq!(
            place(".[] | select(.value >)"),
            "--jq: expected term, found `)`, at column 22\n  .[] | select(.value >)\n                       ^"
        );
        assert_eq!(
            place(".[] | selct(.)"),
            "--jq: no filter `selct`, at column 7\n  .[] | selct(.)\n        ^"
        );
        let open = place("[.[]\n| {a: 1");
        assert!(open.contains("at line 2, column 8"), "{open}");
        assert!(place("").contains("the filter ends, at column 1"));
    }

    #[test]
    fn deep_json_is_an_error() {
        let deep = |n: usize| format!("{}1{}", r#"{"a":["#.repeat(n / 2), "]}".repeat(n / 2));
        assert_eq!(run(".", false, &deep(128)).unwrap(), format!("{}\n", deep(128)));
        for input in [deep(130), deep(100_000), "[".repeat(100_000)] {
            assert!(run(".", false, &input).unwrap_err().contains("deeper than 128"));
            let text = Val::utf8_str(input.clone().into_bytes()).to_string();
            let found = run("fromjson", false, &text).unwrap_err();
            assert!(found.contains("deeper than 128"), "{found}");
            assert_eq!(run("try fromjson catch 7", false, &text).unwrap(), "7\n");
        }
        let hidden = Val::utf8_str(format!("# \"\n{}", "[".repeat(100_000)).into_bytes());
        assert!(run("fromjson", false, &hidden.to_string()).unwrap_err().contains("deeper"));
        let flat = format!("[{}\"\\\"{}\"]", "[{}],".repeat(1_000), "[".repeat(1_000));
        assert_eq!(run(".", false, &flat).unwrap(), format!("{flat}\n"));
        assert_eq!(run("map(fromjson)", false, r#"["[1]","2 3"]"#).unwrap(), "[[1],2,3]\n");
    }

    #[test]
    fn a_deep_filter_is_an_error() {
        let nested =
            |open: &str, n: usize, close: &str| format!("{}1{}", open.repeat(n), close.repeat(n));
        for (open, close) in [
            ("[", "]"),
            ("(", ")"),
            ("{a:", "}"),
            ("[", ""),
            ("if 1 then ", " else 2 end"),
            ("try ", ""),
            ("def f: ", "; f"),
            (r#""\("#, r#")""#),
            (".|", ""),
            ("1+", ""),
            ("1,", ""),
            ("1//", ""),
            ("-", ""),
            (". as $x|", ""),
            ("1 and ", ""),
        ] {
            let found = run(&nested(open, 100_000, close), false, "null").unwrap_err();
            assert!(found.contains("nested too deeply"), "{open}: {found}");
            if !close.is_empty() {
                assert!(run(&nested(open, 10, close), false, "null").is_ok(), "{open}");
            }
        }
        let members = |n: usize| format!("{{{}}}", vec![r#"a: "b""#; n].join(", "));
        let columns = |n: usize| format!("[{}]", vec![".a"; n].join(","));
        for many in [members(10_000), columns(10_000)] {
            assert!(run(&many, false, "{}").unwrap_err().contains("nested too deeply"));
        }
        for some in
            [members(200), columns(200), "def f: . | if . then 1 else 2 end; ".repeat(200) + "."]
        {
            assert!(run(&some, false, "{}").is_ok(), "{some}");
        }
        assert!(
            estimate_stack(&members(1_000)) < MAX_RECURSION
                && estimate_stack(&columns(600)) < MAX_RECURSION
        );
    }

    #[test]
    fn half_of_a_surrogate_pair_is_a_replacement_character() {
        let odd = r#"["a\ud83d","\ud83d\ude00","\ude00\ud83d\\ud83d","\n\u00e9"]"#;
        let read = run(".[]", true, odd).unwrap();
        assert_eq!(read, "a\u{fffd}\n😀\n\u{fffd}\u{fffd}\\ud83d\n\né\n");
        assert!(run(".", false, "[1-2]").is_err() && run(".", false, r#"["\ud8"]"#).is_err());
    }

    #[test]
    fn a_runtime_error_reports_its_cause() {
        assert!(run(".title", false, "5").unwrap_err().starts_with("--jq failed: cannot index"));
        assert_eq!(
            run(".title", false, r#"[{"title":"secret"}]"#).unwrap_err(),
            "--jq failed: cannot index an array with \"title\""
        );
        assert_eq!(run("error(\"[no]\")", false, "5").unwrap_err(), "--jq failed: \"[no]\"");
        assert_eq!(run("halt", false, "5").unwrap_err(), "--jq failed: it halted");
        assert!(run("env", false, "5").unwrap_err().contains("no filter `env`"));
        assert!(run("$ENV", false, "5").unwrap_err().contains("$ENV"));
    }

    #[test]
    fn an_error_of_a_filter_for_one_record_mentions_the_list() {
        let hint = |input: &str| {
            let filter = Filter::compile(".title", false).unwrap();
            let failed = filter.run(parse(input.as_bytes()).unwrap(), None, &mut Vec::new());
            let failed: Error = failed.unwrap_err().downcast().unwrap();
            failed.hint.unwrap_or_default()
        };
        assert!(hint(r#"[{"title":"a"}]"#).starts_with("a list is one array"));
        assert_eq!(hint("5"), "");
    }
}
