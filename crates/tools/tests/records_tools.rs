//! Tools over records, tools that describe and find, and the import, each on a small plant
//! written for it; on real plants where they are there.
#![allow(clippy::unwrap_used)]

#[path = "records_tools/bench.rs"]
mod bench;
#[path = "records_tools/import.rs"]
mod import;
#[path = "records_tools/real.rs"]
mod real;

use bench::Bench;
use serde_json::{Value as Json, json};
use tool::{Findings, Toolbox};

/// The values of a call, or the code of its problem.
fn check(bench: &Bench, tool: &str, arguments: Json, expected: Result<Json, &str>) {
    let got = bench.call(tool, arguments.clone());
    match (got, expected) {
        (Ok(evidence), Ok(wanted)) => {
            let values: Vec<Json> = evidence.values.iter().map(|value| value.value.clone()).collect();
            assert_eq!(Json::from(values), wanted, "{tool} {arguments}");
            assert!(serde_json::to_string(&evidence).unwrap().len() < 1 << 20);
        }
        (Err(problem), Err(code)) => assert_eq!(problem.code, code, "{tool} {arguments}: {problem}"),
        (got, expected) => panic!("{tool} {arguments}: {got:?}, not {expected:?}"),
    }
}

fn labels(bench: &Bench, tool: &str, arguments: Json) -> Vec<String> {
    bench.call(tool, arguments).unwrap().values.into_iter().map(|value| value.label).collect()
}

#[test]
fn records_are_counted() {
    let bench = Bench::imported();
    let count =
        |arguments: Json, expected: Json| check(&bench, "count_records", arguments, Ok(json!([expected])));
    count(json!({"table": "orders"}), json!(6));
    count(json!({"tables": ["orders", "alarms"]}), json!(9));
    count(json!({"table": "orders", "asset": "pump-1"}), json!(3));
    count(json!({"table": "orders", "asset": "hall"}), json!(6));
    count(json!({"table": "orders", "asset": "Pump No. 1"}), json!(3));
    count(json!({"table": "orders", "filters": [{"column": "code", "op": "=", "value": "m1"}]}), json!(3));
    count(json!({"table": "orders", "filters": [{"column": "code", "op": "!=", "value": "M1"}]}), json!(3));
    count(
        json!({"table": "orders", "filters": [{"column": "code", "op": "in", "value": ["M1", "M3"]}]}),
        json!(4),
    );
    count(
        json!({"table": "orders", "filters": [{"column": "note", "op": "contains", "value": "SEAL"}]}),
        json!(2),
    );
    count(
        json!({"table": "orders", "filters": [{"column": "planned", "op": "=", "value": false}]}),
        json!(4),
    );
    count(json!({"table": "orders", "filters": [{"column": "planned", "value": "true"}]}), json!(2));
    count(json!({"table": "orders", "filters": [{"column": "hours", "op": ">=", "value": 2.5}]}), json!(1));
    count(json!({"table": "orders", "filters": [{"column": "hours", "op": ">=", "value": 2.0}]}), json!(2));
    count(
        json!({"table": "orders", "filters": [{"column": "finished", "op": "=", "value": "2024-03-10"}]}),
        json!(2),
    );
    count(
        json!({"table": "orders", "filters": [{"column": "finished", "op": ">", "value": "2024-03-10"}]}),
        json!(1),
    );
    count(json!({"table": "orders", "filters": [{"column": "machine", "value": "pump-2"}]}), json!(2));
    count(json!({"table": "orders", "window": {"start": "2024-03-10", "end": "2024-03-11"}}), json!(2));
    count(json!({"table": "orders", "filters": [{"column": "code", "value": "nothing"}]}), json!(0));
}

#[test]
fn a_field_may_be_empty_and_a_number_in_another_unit() {
    let bench = Bench::imported();
    let count = |filter: Json, expected: Result<Json, &str>| {
        check(&bench, "count_records", json!({"table": "orders", "filters": [filter]}), expected);
    };
    count(json!({"column": "finished", "op": "empty"}), Ok(json!([1])));
    count(json!({"column": "note", "op": "not empty"}), Ok(json!([4])));
    count(json!({"column": "duration_hours", "op": ">=", "value": 180, "unit": "min"}), Ok(json!([4])));
    count(json!({"column": "duration_hours", "op": ">", "value": 4, "unit": "h"}), Ok(json!([1])));
    count(json!({"column": "duration_hours", "op": ">", "value": 4, "unit": "kg"}), Err("PW3201"));
    count(json!({"column": "hours", "op": ">", "value": 4, "unit": "h"}), Ok(json!([1])));
    let runs =
        json!({"table": "runs", "filters": [{"column": "samples", "op": ">", "value": 4, "unit": "h"}]});
    check(&bench, "count_records", runs, Err("PW3201"));
}

#[test]
fn a_field_is_compared_with_another_field() {
    let bench = Bench::imported();
    let count = |table: &str, filter: Json, expected: Result<Json, &str>| {
        check(&bench, "count_records", json!({"table": table, "filters": [filter]}), expected);
    };
    count("orders", json!({"column": "hours", "op": "<", "than": "duration_hours"}), Ok(json!([6])));
    count("orders", json!({"column": "hours", "op": ">=", "than": "duration_hours"}), Ok(json!([0])));
    count("orders", json!({"column": "code", "op": "=", "than": "type"}), Ok(json!([0])));
    // An alarm that has not ended is not later than its beginning.
    count("alarms", json!({"column": "end", "op": ">", "than": "start"}), Ok(json!([2])));
    count("orders", json!({"column": "hours", "op": ">", "than": "note"}), Err("PW3201"));
    count("orders", json!({"column": "hours", "op": ">", "than": "colour"}), Err("PW3106"));
    count("orders", json!({"column": "hours", "op": ">", "than": "note", "value": 2}), Err("PW3201"));
    count("orders", json!({"column": "note", "op": "contains", "than": "type"}), Err("PW3201"));
}

#[test]
fn records_are_grouped_by_what_comes_again() {
    let bench = Bench::imported();
    let groups = |by: &str, expected: &[(&str, u64)]| {
        let arguments = json!({"table": "orders", "by_period": by});
        let values = bench.call("group_records", arguments).unwrap().values;
        let got: Vec<(&str, u64)> =
            values.iter().map(|value| (value.label.as_str(), value.value.as_f64().unwrap() as u64)).collect();
        assert_eq!(got, expected, "{by}");
    };
    groups("shift", &[("day", 3), ("night", 2)]);
    groups("weekday", &[("Monday", 1), ("Saturday", 2), ("Sunday", 2)]);
    groups("hour_of_day", &[("01:00", 1), ("08:00", 2), ("12:00", 1), ("20:00", 1)]);
    groups("quarter", &[("2024 Q1", 5)]);
    let of_shift = |shift: &str, expected: Result<Json, &str>| {
        check(&bench, "count_records", json!({"table": "orders", "shift": shift}), expected);
    };
    of_shift("夜班", Ok(json!([2])));
    of_shift("day", Ok(json!([3])));
    of_shift("late", Err("PW3108"));
}

#[test]
fn what_records_name_is_looked_up_in_other_tables() {
    let bench = Bench::imported();
    let of = |filter: Json| json!({"table": "orders", "filters": [filter]});
    let count = |filter: Json, expected: Result<Json, &str>| {
        check(&bench, "count_records", of(filter), expected);
    };
    count(json!({"column": "codes.code_description", "value": "seal change"}), Ok(json!([2])));
    count(json!({"column": "codes.code_description", "op": "contains", "value": "change"}), Ok(json!([5])));
    count(json!({"column": "codes.colour", "value": "red"}), Err("PW3106"));
    count(json!({"column": "runs.samples", "op": ">", "value": 1}), Err("PW3106"));
    let by = |more: Json| {
        let mut arguments = json!({"table": "orders", "by": ["codes.code_description"]});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    check(&bench, "group_records", by(json!({})), Ok(json!([3, 2, 1].map(f64::from))));
    check(
        &bench,
        "top_groups",
        by(json!({"measure": "sum", "of": "hours", "limit": 1})),
        Ok(json!(["Seal change"])),
    );
    // What is told as SQL finds the same.
    let evidence =
        bench.call("count_records", of(json!({"column": "codes.code_description", "value": "Seal change"})));
    let sql = evidence.unwrap().query;
    check(&bench, "sql", json!({"query": sql}), Ok(json!([2])));
}

#[test]
fn groups_may_have_to_be_large_or_small() {
    let bench = Bench::imported();
    let orders = |more: Json, expected: Json| {
        let mut arguments = json!({"table": "orders", "by": ["asset_id"]});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        check(&bench, "top_groups", arguments, Ok(expected));
    };
    orders(json!({"above": 1}), json!(["pump-1", "pump-2"]));
    orders(json!({"above": 1, "below": 3}), json!(["pump-2"]));
    orders(json!({"above": 1, "report": "count"}), json!([2.0]));
    orders(json!({"measure": "sum", "of": "hours", "below": 2}), json!(["Fan 9"]));
}

#[test]
fn what_is_not_there_has_a_code_and_a_near_name() {
    let bench = Bench::imported();
    for (tool, arguments, code, near) in [
        ("count_records", json!({"table": "order"}), "PW3103", "orders"),
        ("count_records", json!({"table": "orders", "asset": "pump-9"}), "PW3102", "pump-"),
        (
            "count_records",
            json!({"table": "orders", "filters": [{"column": "cod", "value": "x"}]}),
            "PW3106",
            "code",
        ),
        ("group_records", json!({"table": "orders", "by": ["cdoe"]}), "PW3106", "code"),
        ("count_records", json!({"table": "orders", "filter": []}), "PW3201", "filters"),
        ("count_records", json!({"table": "orders", "window": "June"}), "PW3201", ""),
        ("count_records", json!({"table": "codes", "asset": "pump-1"}), "PW3201", ""),
        ("count_records", json!({"table": "codes", "window": {"start": "2024-01-01"}}), "PW3201", ""),
        ("count_records", json!({}), "PW3201", ""),
        ("group_records", json!({"table": "orders"}), "PW3201", ""),
        ("group_records", json!({"table": "orders", "by": ["code"], "measure": "sum"}), "PW3201", ""),
        (
            "group_records",
            json!({"table": "orders", "by": ["code"], "measure": "sum", "of": "note"}),
            "PW3203",
            "",
        ),
        ("describe_tag", json!({}), "PW3201", ""),
        ("describe_tag", json!({"tag": "pump-1.flwo"}), "PW3101", "pump-1.flow"),
        ("describe_tag", json!({"tag": "pump-1.flow", "property": "low"}), "PW3108", ""),
        ("describe_tag", json!({"tag": "pump-1.flow", "property": "colour"}), "PW3201", "high"),
        ("describe_code", json!({"value": "M77"}), "PW3109", ""),
        ("record_window", json!({"table": "runs", "value": "run-99"}), "PW3109", "run-"),
        (
            "records_statistic",
            json!({"table": "orders", "of": "hours", "statistic": "mean",
            "filters": [{"column": "code", "value": "zzz"}]}),
            "PW3109",
            "",
        ),
        ("failure_modes", json!({"kind": "locomotive"}), "PW3109", "Pump"),
        ("find_tags", json!({"text": "humidity"}), "PW3101", ""),
        ("find_assets", json!({"kind": "locomotive"}), "PW3102", ""),
        ("teleport", json!({}), "PW3201", ""),
    ] {
        let problem = bench.call(tool, arguments.clone()).unwrap_err();
        assert_eq!(problem.code, code, "{tool} {arguments}: {problem}");
        assert!(problem.to_string().contains(near), "{tool} {arguments}: {problem}");
    }
}

#[test]
fn records_are_grouped_and_ranked() {
    let bench = Bench::imported();
    let group = |arguments: Json, labels: Json, values: Json| {
        let found = bench.call("group_records", arguments.clone()).unwrap().values;
        assert_eq!(json!(found.iter().map(|value| &value.label).collect::<Vec<_>>()), labels, "{arguments}");
        assert_eq!(json!(found.iter().map(|value| &value.value).collect::<Vec<_>>()), values, "{arguments}");
    };
    group(
        json!({"table": "orders", "by": ["code"]}),
        json!(["M1 Oil change", "M2 Seal change", "M3 Inspection"]),
        json!([3.0, 2.0, 1.0]),
    );
    group(
        json!({"table": "orders", "by": ["machine"]}),
        json!(["Pump 1", "Pump 2", "Fan 9"]),
        json!([3.0, 2.0, 1.0]),
    );
    group(
        json!({"table": "orders", "by": ["code"], "measure": "sum", "of": "hours", "order": "lowest"}),
        json!(["M3 Inspection", "M1 Oil change", "M2 Seal change"]),
        json!([0.5, 4.5, 7.0]),
    );
    group(
        json!({"table": "orders", "by_period": "day"}),
        json!(["2024-03-09", "2024-03-10", "2024-03-11"]),
        json!([2.0, 2.0, 1.0]),
    );
    group(
        json!({"table": "orders", "by_period": "month", "asset": "pump-2"}),
        json!(["2024-03"]),
        json!([2.0]),
    );
    group(
        json!({"table": "orders", "by": ["planned"], "measure": "median", "of": "hours"}),
        json!(["false", "true"]),
        json!([1.75, 1.5]),
    );
    let top = |arguments: Json, expected: Json| check(&bench, "top_groups", arguments, Ok(expected));
    top(json!({"table": "orders", "by": ["asset_id"], "limit": 2}), json!(["pump-1", "pump-2"]));
    top(json!({"table": "orders", "by_period": "day", "limit": 1, "order": "lowest"}), json!(["2024-03-11"]));
    top(json!({"table": "alarms", "by": ["rule"]}), json!(["R1", "R2"]));
    let tied = bench.call("top_groups", json!({"table": "orders", "by_period": "day", "limit": 1})).unwrap();
    assert!(tied.notes.iter().any(|note| note.contains("as many")), "{:?}", tied.notes);
    assert_eq!(tied.values[0].window.as_ref().unwrap()[0], "2024-03-09T00:00:00-05:00");
}

#[test]
fn a_day_of_records_is_as_long_as_the_clock_says() {
    let bench = Bench::imported();
    let found = bench.call("group_records", json!({"table": "orders", "by_period": "day"})).unwrap();
    let window = found.values[1].window.clone().unwrap();
    assert_eq!(window, ["2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00"]);
}

#[test]
fn numbers_of_records_are_computed() {
    let bench = Bench::imported();
    let statistic = |of: &str, statistic: &str, expected: Json| {
        let arguments = json!({"table": "orders", "of": of, "statistic": statistic});
        check(&bench, "records_statistic", arguments, Ok(json!([expected])));
    };
    statistic("hours", "sum", json!(12.0));
    statistic("hours", "mean", json!(2.0));
    statistic("hours", "median", json!(1.5));
    statistic("hours", "max", json!(5.0));
    statistic("hours", "first", json!(1.5));
    statistic("finished", "last", json!("2024-03-11T08:00:00-04:00"));
    let arguments = json!({"table": "orders", "of": "duration_hours", "statistic": "sum"});
    assert_eq!(
        bench.call("records_statistic", arguments).unwrap().values[0].unit,
        Some(plant::Unit::new("h"))
    );
}

#[test]
fn the_extreme_record_is_named() {
    let bench = Bench::imported();
    let extreme =
        |arguments: Json, expected: Json| check(&bench, "extreme_record", arguments, Ok(json!([expected])));
    extreme(json!({"table": "orders", "of": "hours", "which": "max"}), json!("O-5"));
    extreme(json!({"table": "orders", "of": "hours", "which": "min", "report": "hours"}), json!(0.5));
    extreme(json!({"table": "orders", "which": "max"}), json!("O-5"));
    extreme(json!({"table": "orders", "which": "min", "asset": "pump-2"}), json!("O-3"));
    extreme(json!({"table": "runs", "of": "samples", "which": "min"}), json!("run-2"));
    let evidence =
        bench.call("extreme_record", json!({"table": "orders", "of": "hours", "which": "max"})).unwrap();
    assert_eq!(evidence.values[0].time.as_deref(), Some("2024-03-11T08:00:00-04:00"));
}

#[test]
fn a_record_gives_its_window() {
    let bench = Bench::imported();
    let evidence = bench.call("record_window", json!({"table": "runs", "value": "RUN-1"})).unwrap();
    let window = evidence.values[0].window.clone().unwrap();
    assert_eq!(window, ["2024-03-09T10:00:00-05:00", "2024-03-09T11:00:01-05:00"]);
    assert_eq!(evidence.values[0].value, json!("run-1"));
    let Findings::Facts { facts, .. } = evidence.result else { panic!("facts") };
    assert!(facts.iter().any(|fact| fact.label == "length" && fact.value == json!(3600.0)));
    // One that goes on lasts until now.
    let evidence = bench.call("record_window", json!({"table": "runs", "value": "run-3"})).unwrap();
    assert_eq!(evidence.values[0].window.clone().unwrap()[1], "2024-03-12T00:00:00-04:00");
}

#[test]
fn records_are_listed_in_order() {
    let bench = Bench::imported();
    let list = |arguments: Json, expected: Json| check(&bench, "list_records", arguments, Ok(expected));
    list(json!({"table": "orders"}), json!(["O-1", "O-2", "O-3", "O-4", "O-5", "O-6"]));
    list(
        json!({"table": "orders", "order_by": "hours", "descending": true, "limit": 2}),
        json!(["O-5", "O-4"]),
    );
    list(
        json!({"table": "orders", "order_by": "finished", "descending": true, "limit": 2}),
        json!(["O-5", "O-4"]),
    );
    list(json!({"table": "runs", "columns": ["run", "samples"]}), json!([100, 50, null]));
    let evidence = bench.call("list_records", json!({"table": "orders", "limit": 2})).unwrap();
    let Findings::Table { total_rows, rows, columns, .. } = evidence.result else { panic!("a table") };
    assert_eq!((total_rows, rows.len()), (6, 2));
    assert!(columns.iter().all(|column| column.name != "asset_id"));
}

#[test]
fn codes_and_relations_are_followed() {
    let bench = Bench::imported();
    check(&bench, "describe_code", json!({"value": "m1"}), Ok(json!(["Oil change"])));
    check(&bench, "describe_code", json!({"value": "R2"}), Ok(json!(["Flow too low"])));
    check(&bench, "describe_code", json!({"value": "CM"}), Ok(json!(["corrective (repair)"])));
    let relations = |arguments: Json, expected: Json| check(&bench, "relations", arguments, Ok(expected));
    relations(json!({"column": "rule", "value": "R1", "to": "code"}), json!(["M2", "M1"]));
    relations(json!({"column": "rule", "value": "r1", "to": "rule_codes"}), json!(["M2", "M1"]));
    relations(
        json!({"column": "rule", "value": "R1", "to": "code_description"}),
        json!(["Seal change", "Oil change"]),
    );
    check(&bench, "relations", json!({"column": "rule", "value": "R9", "to": "code"}), Err("PW3109"));
    let arguments = json!({"column": "rule", "value": "R1", "to": "code"});
    assert_eq!(labels(&bench, "relations", arguments), ["Seal change", "Oil change"]);
}

#[test]
fn failure_modes_are_those_of_the_kind() {
    let bench = Bench::imported();
    let modes = |arguments: Json, expected: Json| check(&bench, "failure_modes", arguments, Ok(expected));
    modes(json!({"asset": "pump-1"}), json!(["Bearing wear", "Seal leak"]));
    modes(json!({"kind": "Pumps"}), json!(["Bearing wear", "Seal leak"]));
    modes(json!({"kind": "pump", "component": "seal"}), json!(["Seal leak"]));
    modes(json!({}), json!(["Bearing wear", "Seal leak", "Blade crack"]));
    check(&bench, "sensors_for", json!({"about": "seal leak"}), Ok(json!(["flow", "pressure"])));
    let with_tags = json!({"about": "seal leak", "asset": "pump-1"});
    check(&bench, "sensors_for", with_tags, Ok(json!(["flow", "pressure", "pump-1.flow"])));
}

#[test]
fn what_there_is_is_described_and_found() {
    let bench = Bench::imported();
    let tag = |property: &str, expected: Json| {
        check(&bench, "describe_tag", json!({"tag": "pump-1.flow", "property": property}), Ok(expected));
    };
    tag("unit", json!(["L/min"]));
    tag("high", json!([90.0]));
    tag("limits", json!([90.0, 95.0]));
    tag("asset", json!(["pump-1"]));
    tag("step", json!([60.0]));
    tag("coverage", json!([4, "2024-03-09T10:00:00-05:00", "2024-03-09T10:03:00-05:00", 1.0, 4.0]));
    check(&bench, "describe_tag", json!({"tag": "Pump 1 flow"}), Ok(json!(["Water delivered"])));
    check(&bench, "find_tags", json!({"asset": "hall"}), Ok(json!(["pump-1.flow", "pump-2.flow"])));
    check(&bench, "find_tags", json!({"quantity": "flow", "with_data": true}), Ok(json!(["pump-1.flow"])));
    check(&bench, "find_tags", json!({"text": "extra"}), Ok(json!(["extra (bar)"])));
    check(&bench, "find_assets", json!({"kind": "pumps"}), Ok(json!(["pump-1", "pump-2"])));
    check(&bench, "find_assets", json!({"having": "data"}), Ok(json!(["pump-1"])));
    check(&bench, "find_assets", json!({"parent": "hall"}), Ok(json!(["pump-1", "pump-2", "Fan 9"])));
    check(&bench, "describe_asset", json!({"asset": "pump-1"}), Ok(json!(["pump"])));
    check(&bench, "describe_asset", json!({"asset": "Fan 9"}), Ok(json!(["Fan 9"])));
    check(&bench, "describe_plant", json!({}), Ok(json!(["Test hall"])));
    check(&bench, "sql", json!({"query": "SELECT count(*) FROM orders"}), Ok(json!([6])));
    check(&bench, "sql", json!({"query": "DROP TABLE orders"}), Err("PW5002"));
}

#[test]
fn the_query_of_an_evidence_gives_the_same() {
    let bench = Bench::imported();
    for (tool, arguments) in [
        (
            "count_records",
            json!({"table": "orders", "asset": "hall", "window": {"start": "2024-03-10", "end": "2024-03-11"}}),
        ),
        (
            "count_records",
            json!({"table": "orders", "filters": [{"column": "note", "op": "contains", "value": "Seal"}]}),
        ),
        (
            "count_records",
            json!({"table": "orders", "filters": [{"column": "finished", "op": "=", "value": "2024-03-10"},
            {"column": "planned", "value": false}, {"column": "hours", "op": "<", "value": 9}]}),
        ),
        ("count_records", json!({"tables": ["orders", "alarms"]})),
        ("records_statistic", json!({"table": "orders", "of": "hours", "statistic": "median"})),
        ("records_statistic", json!({"table": "orders", "of": "hours", "statistic": "std"})),
        ("records_statistic", json!({"table": "orders", "of": "hours", "statistic": "first"})),
        ("group_records", json!({"table": "orders", "by": ["code"], "measure": "mean", "of": "hours"})),
        ("group_records", json!({"table": "orders", "by_period": "day"})),
        ("group_records", json!({"table": "orders", "by_period": "week"})),
        ("group_records", json!({"table": "orders", "by_period": "month"})),
        ("group_records", json!({"table": "orders", "by_period": "year"})),
    ] {
        let evidence = bench.call(tool, arguments.clone()).unwrap();
        let query = evidence.query.unwrap();
        let again =
            bench.call("sql", json!({"query": query})).unwrap_or_else(|problem| panic!("{query}: {problem}"));
        let numbers = |values: &[tool::AnswerValue]| {
            values.iter().map(|v| v.value.as_f64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&again.values), numbers(&evidence.values), "{query}");
    }
    for (tool, arguments) in [
        ("list_records", json!({"table": "orders", "order_by": "hours", "descending": true, "limit": 3})),
        ("extreme_record", json!({"table": "orders", "of": "hours", "which": "min"})),
        ("record_window", json!({"table": "runs", "value": "RUN-1"})),
        ("relations", json!({"column": "rule", "value": "R1", "to": "code"})),
        ("describe_code", json!({"value": "M1"})),
        ("describe_tag", json!({"tag": "pump-1.flow"})),
        ("describe_asset", json!({"asset": "pump-1"})),
        ("describe_table", json!({"table": "orders"})),
        ("failure_modes", json!({"kind": "pump"})),
    ] {
        let query = bench.call(tool, arguments).unwrap().query.unwrap();
        bench.call("sql", json!({"query": query})).unwrap_or_else(|problem| panic!("{query}: {problem}"));
    }
}

#[test]
fn the_catalogue_says_what_there_is() {
    let bench = Bench::imported();
    let catalogue = bench.engines.catalogue();
    let orders = catalogue.table("orders").unwrap();
    assert_eq!(
        (orders.rows, orders.time.as_deref(), orders.asset.as_deref()),
        (6, Some("finished"), Some("machine"))
    );
    let code = orders.column("code").unwrap();
    assert_eq!(code.distinct, 3);
    assert_eq!(code.values[0], ("M1".to_owned(), 3));
    let asset = orders.column("asset_id").unwrap();
    assert_eq!(asset.values[0], ("pump-1".to_owned(), 3));
    let flow = catalogue.profile("pump-1.flow").unwrap();
    assert_eq!((flow.count, flow.step_s, flow.minimum, flow.maximum), (4, Some(60.0), Some(1.0), Some(4.0)));
    assert_eq!(catalogue.profile("pump-2.flow").unwrap().count, 0);
    assert_eq!(catalogue.plant.tag("extra (bar)").unwrap().unit, Some(plant::Unit::new("bar")));
    assert!(catalogue.plant.asset("Fan 9").is_some());
    assert_eq!(catalogue.tags.len(), catalogue.plant.tags.len());
}
