//! The gate for SQL text: one read-only statement over the lake's tables, nothing that could reach a file, change a
//! setting or multiply a value without bound.
//!
//! It looks at the syntax tree, before any planning. Time, memory and row limits are the session's work.

use crate::error::{Code, EngineError};
use datafusion::common::DataFusionError;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::resolve::resolve_table_references;
use datafusion::sql::sqlparser::ast::{self, Expr, ObjectName, Query, SetExpr, TableFactor, Visit, Visitor};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use std::ops::ControlFlow;

/// Longest SQL text that is read, in bytes.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;
/// Most tokens in one text: a chain of operators becomes a tree as deep as it is long, and planning walks it by recursion.
pub const TOKENS_MAX: usize = 20_000;
/// Most operators that may follow each other in one chain (`a AND b AND ...`).
pub const CHAIN_MAX: usize = 500;
/// Deepest nesting of parentheses and subqueries.
pub const DEPTH_MAX: usize = 60;

/// The only table functions offered: they produce rows lazily, so the row and time limits hold.
const TABLE_FUNCTIONS: [&str; 2] = ["generate_series", "range"];
/// Scalar functions that make a value as large as an argument says, past every memory limit.
const AMPLIFIERS: [&str; 9] =
    ["repeat", "lpad", "rpad", "space", "array_repeat", "list_repeat", "array_resize", "list_resize", "gen_series"];

/// A statement that passed the gate.
#[derive(Debug)]
pub struct SafeStatement {
    /// The parsed statement.
    pub statement: Statement,
    /// Names of the tables that it reads, common table expressions left out.
    pub tables: Vec<String>,
}

/// Parses one statement and refuses everything that is not a plain query (or EXPLAIN of one).
pub fn check(text: &str) -> Result<SafeStatement, EngineError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(not_allowed(
            format!("The text has {} bytes; at most {TEXT_BYTES_MAX} are read.", text.len()),
            "Split the query, or put long lists of values into a table.",
        ));
    }
    let dialect = GenericDialect {};
    check_tokens(text, &dialect)?;
    let mut statements = DFParserBuilder::new(text)
        .with_dialect(&dialect)
        .with_recursion_limit(DEPTH_MAX)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| syntax(&error))?;
    let (Some(statement), true) = (statements.pop_front(), statements.is_empty()) else {
        return Err(not_allowed("One statement is expected.", "Send one SELECT; leave other statements out."));
    };
    check_kind(&statement)?;
    let mut gate = Gate;
    if let ControlFlow::Break(error) = visit(&statement, &mut gate) {
        return Err(error);
    }
    let (references, _) = resolve_table_references(&statement, true).map_err(|error| syntax(&error))?;
    let tables = references.iter().map(|reference| reference.table().to_owned()).collect();
    Ok(SafeStatement { statement, tables })
}

fn visit(statement: &Statement, gate: &mut Gate) -> ControlFlow<EngineError> {
    match statement {
        Statement::Statement(inner) => inner.visit(gate),
        Statement::Explain(explain) => visit(&explain.statement, gate),
        _ => ControlFlow::Continue(()),
    }
}

fn check_kind(statement: &Statement) -> Result<(), EngineError> {
    match statement {
        Statement::Statement(inner) => match inner.as_ref() {
            ast::Statement::Query(_) => Ok(()),
            ast::Statement::Explain { statement, .. } if matches!(**statement, ast::Statement::Query(_)) => Ok(()),
            other => Err(only_queries(&other.to_string())),
        },
        Statement::Explain(explain) => check_kind(&explain.statement),
        other => Err(only_queries(&other.to_string())),
    }
}

fn only_queries(text: &str) -> EngineError {
    let verb = text.split_whitespace().next().unwrap_or("this").to_uppercase();
    not_allowed(
        format!("{verb} is not allowed: the lake is read-only here."),
        "Use SELECT, WITH or EXPLAIN. List tables with SELECT table_name FROM information_schema.tables.",
    )
}

fn not_allowed(cause: impl Into<String>, hint: impl Into<String>) -> EngineError {
    EngineError::new(Code::SqlNotAllowed, cause, hint)
}

fn syntax(error: &DataFusionError) -> EngineError {
    let translated = EngineError::from_datafusion(error, &[]);
    EngineError { code: Code::SqlSyntax, ..translated }
}

/// Refuses texts whose tree would be too deep, before anything recursive sees them.
fn check_tokens(text: &str, dialect: &GenericDialect) -> Result<(), EngineError> {
    let tokens = Tokenizer::new(dialect, text)
        .tokenize()
        .map_err(|error| EngineError::new(Code::SqlSyntax, error.to_string(), "Check quotes and brackets."))?;
    let mut chain = 0_usize;
    let mut count = 0_usize;
    for token in &tokens {
        match token {
            Token::Whitespace(_) => continue,
            // A comma, bracket or semicolon ends a chain: lists may be long, operators may not.
            Token::Comma | Token::LParen | Token::RParen | Token::SemiColon => chain = 0,
            Token::Word(word) => {
                let upper = word.value.to_uppercase();
                if word.quote_style.is_none() && matches!(upper.as_str(), "AND" | "OR" | "NOT" | "UNION" | "EXCEPT" | "INTERSECT" | "JOIN")
                {
                    chain += 1;
                }
            }
            Token::Number(..) | Token::SingleQuotedString(_) | Token::Period => {}
            _ => chain += 1,
        }
        count += 1;
        if chain > CHAIN_MAX || count > TOKENS_MAX {
            return Err(not_allowed(
                format!("The query is too long: at most {CHAIN_MAX} operators in a row and {TOKENS_MAX} words."),
                "Use IN (...) instead of a chain of OR, or put the values into a table.",
            ));
        }
    }
    Ok(())
}

struct Gate;

impl Visitor for Gate {
    type Break = EngineError;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<EngineError> {
        match query.body.as_ref() {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                ControlFlow::Break(only_queries(&query.body.to_string()))
            }
            SetExpr::Select(select) if select.into.is_some() => ControlFlow::Break(only_queries("INTO")),
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<EngineError> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                let name = last(name);
                if TABLE_FUNCTIONS.contains(&name.as_str()) {
                    return ControlFlow::Continue(());
                }
                ControlFlow::Break(not_allowed(
                    format!("The table function \"{name}\" is not offered."),
                    "Read the lake's tables by name; generate_series and range are the only table functions.",
                ))
            }
            TableFactor::TableFunction { .. } => {
                ControlFlow::Break(not_allowed("TABLE(...) is not offered.", "Read the lake's tables by name."))
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<EngineError> {
        if let Expr::Function(function) = expr {
            let name = last(&function.name);
            if AMPLIFIERS.contains(&name.as_str()) {
                return ControlFlow::Break(EngineError::new(
                    Code::UnknownFunction,
                    format!("The function \"{name}\" is not offered: it can outgrow any memory limit."),
                    "Build long values outside of SQL.",
                ));
            }
            if TABLE_FUNCTIONS.contains(&name.as_str()) {
                return ControlFlow::Break(not_allowed(
                    format!("\"{name}\" builds a whole list in memory here."),
                    format!("Use it as a table: SELECT value FROM {name}(...)."),
                ));
            }
        }
        ControlFlow::Continue(())
    }
}

fn last(name: &ObjectName) -> String {
    name.0.last().map(|part| part.to_string().trim_matches('"').to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        check(text).map_or_else(|error| error.code.as_str(), |_| "ok")
    }

    #[test]
    fn queries_pass() {
        for text in [
            "SELECT 1",
            "select * from lines where sku in ('a', 'b') -- note",
            "WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT 2",
            "EXPLAIN SELECT * FROM lines",
            "EXPLAIN ANALYZE SELECT count(*) FROM lines;",
            "SELECT value FROM generate_series(1, 10)",
            "VALUES (1), (2)",
        ] {
            assert_eq!(code(text), "ok", "{text}");
        }
    }

    #[test]
    fn everything_that_changes_or_reaches_out_is_refused() {
        for text in [
            "INSERT INTO lines VALUES (1)",
            "DELETE FROM lines",
            "UPDATE lines SET sku = 'x'",
            "DROP TABLE lines",
            "CREATE TABLE t AS SELECT 1",
            "CREATE VIEW v AS SELECT 1",
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
            "COPY lines TO 'x.csv'",
            "COPY (SELECT 1) TO 'x.csv'",
            "SET datafusion.execution.batch_size = 1",
            "RESET datafusion.execution.batch_size",
            "SHOW TABLES",
            "DESCRIBE lines",
            "TRUNCATE TABLE lines",
            "ATTACH DATABASE 'x' AS y",
            "PRAGMA foo",
            "BEGIN",
            "EXPLAIN COPY lines TO 'x.csv'",
            "EXPLAIN INSERT INTO lines SELECT 1",
            "SELECT 1; SELECT 2",
            "SELECT 1; DROP TABLE lines",
            "SELECT * INTO t FROM lines",
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM lines WHERE sku IN (SELECT a FROM parquet_scan('x'))",
            "SELECT * FROM parquet_metadata('x')",
            "SELECT (SELECT max(x) FROM read_json('y'))",
            "SELECT range(1, 1000000000)",
        ] {
            assert!(matches!(code(text), "sql_not_allowed" | "sql_syntax"), "{text}: {}", code(text));
        }
        assert_eq!(code("SELECT repeat('x', 1000000000)"), "unknown_function");
        assert_eq!(code("SELECT length(LPAD('x', 1000000000))"), "unknown_function");
        assert_eq!(code(""), "sql_not_allowed");
        assert_eq!(code("SELEC 1"), "sql_syntax");
        assert_eq!(code("SELECT 'unterminated"), "sql_syntax");
    }

    #[test]
    fn deep_texts_are_refused_before_they_reach_the_planner() {
        let chain = format!("SELECT 1 {}", "+ 1 ".repeat(CHAIN_MAX + 1));
        assert_eq!(code(&chain), "sql_not_allowed");
        let list = format!("SELECT 1 WHERE 1 IN ({} 1)", "1, ".repeat(5000));
        assert_eq!(code(&list), "ok");
        let nested = format!("SELECT {}1{}", "(".repeat(500), ")".repeat(500));
        assert_eq!(code(&nested), "sql_syntax");
    }

    #[test]
    fn tables_are_reported_without_common_table_expressions() {
        let safe = check("WITH a AS (SELECT * FROM lines) SELECT * FROM a JOIN fx_usd USING (day)").unwrap();
        assert_eq!(safe.tables, ["fx_usd", "lines"]);
    }
}
