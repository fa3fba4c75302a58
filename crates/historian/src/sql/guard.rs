//! Lets only statements through that read: `SELECT`, `WITH`, `VALUES`, `EXPLAIN`,
//! `SHOW`, `DESCRIBE`. Decided on the parsed statement, before anything is planned.

use datafusion::common::DataFusionError;
use datafusion::common::tree_node::TreeNode;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{self, Query, SetExpr};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use plant::Problem;

use super::problem;

/// Nesting of a statement that the parser follows; its own default.
const RECURSION_LIMIT: usize = 50;

/// Parses one statement and refuses it unless it only reads.
///
/// # Errors
/// PW5001 when it does not parse or is not exactly one statement, PW5002 when it would change something.
pub(super) fn parse(query: &str) -> Result<Statement, Problem> {
    let mut statements = DFParserBuilder::new(query)
        .with_dialect(&GenericDialect {})
        .with_recursion_limit(RECURSION_LIMIT)
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error: DataFusionError| problem::syntax(&error, query))?;
    let statement = match (statements.pop_front(), statements.len()) {
        (Some(statement), 0) => statement,
        (None, _) => {
            return Err(Problem::new("PW5001", "there is no statement")
                .help("write one, for example: SELECT * FROM tags"));
        }
        (Some(_), more) => {
            return Err(Problem::new("PW5001", format!("{} statements at once", more + 1))
                .help("send one statement at a time"));
        }
    };
    if reads_only(&statement) { Ok(statement) } else { Err(not_read_only(query)) }
}

/// The refusal of a statement that would change something.
pub(super) fn not_read_only(query: &str) -> Problem {
    let words: Vec<&str> = query.split_whitespace().take(2).collect();
    let begins = words.join(" ").chars().take(40).collect::<String>();
    Problem::new("PW5002", format!("SQL here only reads, and \"{begins} …\" would do more"))
        .help("use SELECT, WITH, EXPLAIN, SHOW or DESCRIBE; data comes in with `plantwright import`")
}

/// Functions of DataFusion that are left out: one call can ask for more memory than there is, which
/// no limit sees before it is too late.
pub(super) const LEFT_OUT: [&str; 4] = ["array_agg", "lpad", "repeat", "rpad"];

/// Refuses plans whose memory grows with the square of their rows.
///
/// # Errors
/// PW5003 for `string_agg` as a window function.
pub(super) fn bounded(plan: &LogicalPlan) -> Result<(), Problem> {
    let grows = |expr: &Expr| match expr {
        Expr::WindowFunction(window) => window.fun.name() == "string_agg",
        _ => false,
    };
    let found = plan.exists(|node| {
        Ok(node.expressions().iter().any(|expr| expr.exists(|expr| Ok(grows(expr))).unwrap_or(true)))
    });
    match found {
        Ok(false) => Ok(()),
        _ => Err(Problem::new("PW5003", "string_agg as a window function needs too much memory")
            .help("use it with GROUP BY")),
    }
}

fn reads_only(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(statement) => sql_reads_only(statement),
        Statement::Explain(explain) => reads_only(&explain.statement),
        Statement::CreateExternalTable(_) | Statement::CopyTo(_) | Statement::Reset(_) => false,
    }
}

fn sql_reads_only(statement: &ast::Statement) -> bool {
    use ast::Statement as S;
    match statement {
        S::Query(query) => query_reads_only(query),
        S::Explain { statement, .. } => sql_reads_only(statement),
        S::ExplainTable { .. }
        | S::ShowTables { .. }
        | S::ShowColumns { .. }
        | S::ShowVariable { .. }
        | S::ShowFunctions { .. } => true,
        _ => false,
    }
}

fn query_reads_only(query: &Query) -> bool {
    let with = query.with.iter().flat_map(|with| &with.cte_tables);
    with.into_iter().all(|cte| query_reads_only(&cte.query)) && body_reads_only(&query.body)
}

fn body_reads_only(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select.into.is_none(),
        SetExpr::Query(query) => query_reads_only(query),
        SetExpr::SetOperation { left, right, .. } => body_reads_only(left) && body_reads_only(right),
        SetExpr::Values(_) | SetExpr::Table(_) => true,
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(query: &str, code: Option<&str>) {
        let got = parse(query).err().map(|problem| problem.code);
        assert_eq!(got.as_deref(), code, "{query}");
    }

    #[test]
    fn statements_that_read_pass() {
        for query in [
            "select 1",
            "with a as (select 1) select * from a",
            "values (1), (2)",
            "explain select 1",
            "explain analyze select 1",
            "show tables",
            "show columns from samples",
            "describe samples",
            "select 1 union all select 2;",
        ] {
            check(query, None);
        }
    }

    #[test]
    fn statements_that_do_more_are_refused() {
        for query in [
            "insert into samples values (1)",
            "explain insert into samples values (1)",
            "explain analyze insert into samples values (1)",
            "update tags set name = 'x'",
            "delete from tags",
            "drop table tags",
            "create table a as select 1",
            "create view a as select 1",
            "create external table a stored as csv location '/etc/passwd'",
            "copy (select 1) to '/tmp/x.csv'",
            "copy tags to '/tmp/x.csv'",
            "set datafusion.execution.batch_size = 1",
            "reset datafusion.execution.batch_size",
            "with a as (select 1) insert into tags select * from a",
            "select 1 into b",
            "prepare a as select 1",
            "execute a",
            "truncate table tags",
            "alter table tags add column a int",
            "begin",
            "show create table tags",
        ] {
            check(query, Some("PW5002"));
        }
    }

    #[test]
    fn what_does_not_parse_is_a_syntax_problem() {
        for query in ["", "  ;", "selec 1", "select 'a", "select 1; select 2", "drop tags; select 1"] {
            check(query, Some("PW5001"));
        }
        let deep = format!("select {}1{}", "(".repeat(500), ")".repeat(500));
        check(&deep, Some("PW5001"));
    }

    #[test]
    fn a_syntax_problem_names_the_place() {
        let place = parse("select time\nform samples where").unwrap_err().place.unwrap();
        assert_eq!(place.line, Some(2));
    }
}
