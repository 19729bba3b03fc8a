//! The user guide runs: every page of `docs/guide` is played in a folder of its own, and what it shows must come out.
//!
//! A fenced block `csv file=NAME` (or any other kind with `file=`) is a file that the reader has. In a block `console`, a line
//! `$ entrepot …` is run and the lines below it are its standard output: a line `…` stands for any number of lines, an `…`
//! inside a line for anything. `[exit 3]` after a command names its exit code, 0 when it is left out.

use crate::run::command;
use std::path::Path;

/// One step of a page.
#[derive(Debug)]
enum Step {
    File(String, String),
    Run { line: usize, words: Vec<String>, code: i32, shown: Vec<String> },
}

fn steps(page: &str) -> Vec<Step> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|i| !i.is_empty()) else { continue };
        let block: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, l)| *l != "```").collect();
        if let Some(name) = info.split_whitespace().find_map(|w| w.strip_prefix("file=")) {
            found.push(Step::File(name.to_owned(), block.iter().map(|(_, l)| format!("{l}\n")).collect()));
        } else if info == "console" {
            for (n, text) in block {
                match (text.strip_prefix("$ entrepot"), found.last_mut()) {
                    (Some(rest), _) => found.push(Step::Run { line: n + 1, words: words(rest), code: 0, shown: Vec::new() }),
                    (None, Some(Step::Run { code, shown, .. })) => match text.strip_prefix("[exit ").and_then(|t| t.strip_suffix(']')) {
                        Some(n) => *code = n.parse().unwrap(),
                        None => shown.push(text.to_owned()),
                    },
                    (None, _) => panic!("line {}: output without a command", n + 1),
                }
            }
        }
    }
    found
}

/// Words of a command line; single and double quotes hold blanks together.
fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let (mut word, mut quote, mut open) = (String::new(), None, false);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => (quote, open) = (Some(c), true),
            (' ', None) => {
                if open || !word.is_empty() {
                    all.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (c, _) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        all.push(word);
    }
    all
}

/// Does the output look as the page says?
fn matches(shown: &[String], output: &[&str]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((first, rest)) if first.trim() == "…" => (0..=output.len()).any(|n| matches(rest, &output[n..])),
        Some((first, rest)) => output.split_first().is_some_and(|(line, more)| fits(first, line) && matches(rest, more)),
    }
}

/// Is the line as shown, an `…` standing for anything?
fn fits(shown: &str, line: &str) -> bool {
    let mut parts = shown.trim_end().split('…');
    let Some(mut rest) = parts.next().and_then(|head| line.trim_end().strip_prefix(head)) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

fn play(page: &Path) {
    let name = page.file_name().unwrap().to_string_lossy().into_owned();
    let folder = tempfile::tempdir().unwrap();
    for step in steps(&std::fs::read_to_string(page).unwrap()) {
        match step {
            Step::File(file, text) => {
                let path = folder.path().join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            Step::Run { line, words, code, shown } => {
                let out = command(&folder.path().join("home")).args(&words).current_dir(folder.path()).output().unwrap();
                let (text, talk) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
                assert_eq!(out.status.code(), Some(code), "{name}:{line}: {words:?}\n{text}{talk}");
                let output: Vec<&str> = text.lines().collect();
                assert!(matches(&shown, &output), "{name}:{line}: {words:?} shows\n{text}\nbut the page says\n{}", shown.join("\n"));
            }
        }
    }
}

#[test]
fn every_page_of_the_guide_plays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
    let mut pages: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|x| x == "md")).collect();
    pages.sort();
    assert!(pages.len() >= 6, "{pages:?}");
    std::thread::scope(|scope| {
        for page in &pages {
            scope.spawn(|| play(page));
        }
    });
}

#[test]
fn a_page_that_lies_is_found_out() {
    let s = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
    assert!(matches(&s(&["a", "…", "z"]), &["a", "b", "c", "z"]) && matches(&s(&["…"]), &[]));
    assert!(!matches(&s(&["a", "…", "z"]), &["a", "b"]) && !matches(&s(&["a"]), &["a", "b"]) && !matches(&s(&["a", "b"]), &["a"]));
    assert!(fits("import … by profile", "import 12 by profile") && fits("x …", "x y") && !fits("x … z", "x y"));
    assert_eq!(words(r#" sql "SELECT 1" --set a=b"#), ["sql", "SELECT 1", "--set", "a=b"]);
}
