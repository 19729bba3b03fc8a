//! The checked files, read once. Rules see paths from the root, always with `/`.

use super::source::Source;
use crate::process;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// One text file.
pub struct File {
    /// Path from the root.
    pub path: String,
    /// Contents.
    pub text: String,
    /// Rust files only: the text taken apart.
    pub source: Option<Source>,
}

/// A workspace member's manifest.
pub struct Manifest<'a> {
    /// Path of the manifest.
    pub path: &'a str,
    /// Room: the folder under `crates/`, or `xtask`.
    pub room: String,
    /// Every dependency of every kind.
    pub deps: Vec<Dependency>,
}

/// One line of a manifest's dependency tables.
pub struct Dependency {
    /// Name of the package that is depended on.
    pub package: String,
    /// Whether it says `workspace = true`.
    pub inherited: bool,
    /// Whether only tests see it.
    pub dev: bool,
}

/// All text files of the checkout.
pub struct Tree {
    /// In path order.
    pub files: Vec<File>,
}

impl Tree {
    /// What git knows or would add; binary files are left out.
    pub fn read(root: &Path) -> Result<Self> {
        let mut git = Command::new("git");
        git.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
        let list = process::capture(&mut git).context("tidy asks git which files belong to the tree")?;
        let mut paths: Vec<&str> = list.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut files = Vec::new();
        for path in paths {
            // A file that was deleted and not committed yet is still listed.
            let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(File::new(path, text));
            }
        }
        mark_test_modules(&mut files);
        Ok(Self { files })
    }

    /// A tree for a rule's own tests.
    #[cfg(test)]
    pub fn sample(files: &[(&str, &str)]) -> Self {
        let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, (*text).to_owned())).collect();
        mark_test_modules(&mut files);
        Self { files }
    }

    /// The file at exactly this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Rust files below a folder (`crates/`), taken apart.
    pub fn rust<'a>(&'a self, below: &'a str) -> impl Iterator<Item = (&'a File, &'a Source)> {
        self.files.iter().filter(move |file| file.path.starts_with(below)).filter_map(|file| Some((file, file.source.as_ref()?)))
    }

    /// The members' manifests. One that cannot be read is cargo's to complain about.
    pub fn manifests(&self) -> Vec<Manifest<'_>> {
        self.files
            .iter()
            .filter_map(|file| {
                let room = room_of(&file.path)?;
                let inside = file.path.strip_prefix("crates/").unwrap_or(&file.path);
                if inside != format!("{room}/Cargo.toml") {
                    return None;
                }
                let table: toml::Table = file.text.parse().ok()?;
                Some(Manifest { path: &file.path, room: room.to_owned(), deps: dependencies(&table) })
            })
            .collect()
    }
}

impl File {
    fn new(path: &str, text: String) -> Self {
        let source = path.ends_with(".rs").then(|| Source::parse(&text, is_test_file(path)));
        Self { path: path.to_owned(), text, source }
    }
}

/// `lake` for `crates/lake/src/lib.rs`, `xtask` for `xtask/src/main.rs`.
pub fn room_of(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("crates/").unwrap_or(path);
    let (room, _) = inside.split_once('/')?;
    (path.starts_with("crates/") || room == "xtask").then_some(room)
}

fn is_test_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = ["/tests/", "/benches/", "/fuzz/", "/examples/"];
    folder.iter().any(|part| path.contains(part)) || name == "tests.rs" || name.ends_with("_tests.rs") || name.ends_with("_test.rs")
}

/// A file that is declared as `#[cfg(test)] mod name;` is there for tests only.
fn mark_test_modules(files: &mut [File]) {
    let mut modules = Vec::new();
    for file in files.iter() {
        let folder =
            file.path.strip_suffix("/mod.rs").or_else(|| file.path.strip_suffix("/lib.rs")).or_else(|| file.path.strip_suffix("/main.rs"));
        let folder = folder.unwrap_or_else(|| file.path.strip_suffix(".rs").unwrap_or(&file.path));
        for line in file.source.iter().flat_map(|source| &source.lines).filter(|line| line.test) {
            let declared = line.code.trim().strip_suffix(';').and_then(|code| code.trim_start_matches("pub ").strip_prefix("mod "));
            if let Some(name) = declared {
                modules.push(format!("{folder}/{}", name.trim()));
            }
        }
    }
    for file in files {
        let is_test = modules.iter().any(|module| file.path == format!("{module}.rs") || file.path.starts_with(&format!("{module}/")));
        if is_test && let Some(source) = &mut file.source {
            source.mark_all_test();
        }
    }
}

fn dependencies(manifest: &toml::Table) -> Vec<Dependency> {
    let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
    let tables = std::iter::once(manifest).chain(targets.filter_map(toml::Value::as_table));
    let mut found = Vec::new();
    for table in tables {
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for (key, value) in table.get(kind).and_then(toml::Value::as_table).into_iter().flatten() {
                let package = value.get("package").and_then(toml::Value::as_str).unwrap_or(key).to_owned();
                let inherited = value.get("workspace").and_then(toml::Value::as_bool).unwrap_or(false);
                found.push(Dependency { package, inherited, dev: kind == "dev-dependencies" });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Tree, is_test_file, room_of};

    #[test]
    fn manifests_are_read_with_every_kind_of_dependency() {
        let tree = Tree::sample(&[
            ("Cargo.toml", "[workspace]"),
            (
                "crates/lake/Cargo.toml",
                "[package]\nname = 'entrepot-lake'\n[dependencies]\narrow.workspace = true\nx = { package = 'y', version = '1' }\n\
                 [dev-dependencies]\nproptest = '1'\n[target.'cfg(unix)'.dependencies]\nlibc = '1'",
            ),
        ]);
        let manifests = tree.manifests();
        assert_eq!(manifests.len(), 1);
        assert_eq!(manifests[0].room, "lake");
        let deps: Vec<_> = manifests[0].deps.iter().map(|d| (d.package.as_str(), d.inherited, d.dev)).collect();
        assert_eq!(deps, [("arrow", true, false), ("y", false, false), ("proptest", false, true), ("libc", false, false)]);
    }

    #[test]
    fn a_module_for_tests_in_a_file_of_its_own_is_a_test() {
        let tree = Tree::sample(&[
            ("crates/x/src/lib.rs", "mod a;\n#[cfg(test)]\nmod oracle;"),
            ("crates/x/src/a.rs", "fn a() {}"),
            ("crates/x/src/oracle.rs", "fn b() {}"),
        ]);
        let product: Vec<_> =
            tree.rust("crates/").filter(|(_, source)| source.product_lines().count() > 0).map(|(file, _)| file.path.as_str()).collect();
        assert_eq!(product, ["crates/x/src/lib.rs", "crates/x/src/a.rs"]);
    }

    #[test]
    fn rooms_and_test_files_are_told_by_their_path() {
        assert_eq!(room_of("crates/lake/src/lib.rs"), Some("lake"));
        assert_eq!(room_of("xtask/src/main.rs"), Some("xtask"));
        assert_eq!(room_of("web/src/main.ts"), None);
        assert!(is_test_file("crates/lake/tests/commit.rs"));
        assert!(is_test_file("crates/lake/src/commit_tests.rs"));
        assert!(!is_test_file("crates/lake/src/latest.rs"));
    }
}
