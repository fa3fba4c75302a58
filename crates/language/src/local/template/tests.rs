#![allow(clippy::unwrap_used)]

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value as Json, json};

use super::*;

fn render(source: &str, variables: &Json) -> Result<String, TemplateError> {
    ChatTemplate::new(source)?.render(variables, &now())
}

fn now() -> ZonedDateTime {
    "2026-03-01T08:30:00Z".parse::<Timestamp>().unwrap().to_zoned_datetime(TimeZone::UTC)
}

#[track_caller]
fn check(source: &str, variables: Json, expected: &str) {
    assert_eq!(render(source, &variables).unwrap(), expected, "{source}");
}

/// What Jinja 3.1 with `trim_blocks` and `lstrip_blocks` gives.
#[test]
fn white_space_is_jinjas() {
    check("{% for x in [1, 2] %}\n  {{ x }}\n{% endfor %}\nend\n", json!({}), "  1\n  2\nend");
    check("a\n    {% if true %}\nb\n    {% endif %}\nc", json!({}), "a\nb\nc");
    check("a {%- if true %} b {%- endif %} c", json!({}), "a b c");
    check("{% generation %}\nx\n{%- endgeneration -%}\n y", json!({}), "x y".replace(' ', "").as_str());
}

#[test]
fn values_are_written_as_python_does() {
    let values = json!({ "none": null, "yes": true, "whole": 3, "half": 0.5, "list": [1, "it's", null, {"a": false}] });
    check("{{ none }} {{ yes }} {{ whole }} {{ half }} {{ missing }}", values.clone(), "None True 3 0.5 ");
    check("{{ list }}", values.clone(), "[1, \"it's\", None, {'a': False}]");
    check("{{ list | string }} {{ 'a\n' | string }}", values, "[1, \"it's\", None, {'a': False}] a\n");
    check(
        "{{ x }} {{ y }} {{ z }}",
        json!({"x": 1e16, "y": 1e-5, "z": 1e15}),
        "1e+16 1e-05 1000000000000000.0",
    );
}

#[test]
fn json_is_written_as_python_does() {
    let tool =
        json!({"t": {"name": "level", "parameters": {"tag": ["µ", 1, 2.0, null]}, "none": {}, "empty": []}});
    check(
        "{{ t | tojson }}",
        tool.clone(),
        r#"{"name": "level", "parameters": {"tag": ["µ", 1, 2.0, null]}, "none": {}, "empty": []}"#,
    );
    check(
        "{{ t | tojson(indent=2) }}",
        tool.clone(),
        "{\n  \"name\": \"level\",\n  \"parameters\": {\n    \"tag\": [\n      \"µ\",\n      1,\n      2.0,\n      null\n    ]\n  },\n  \
         \"none\": {},\n  \"empty\": []\n}",
    );
    check("{{ t.parameters | tojson(separators=(',', ':')) }}", tool.clone(), r#"{"tag":["µ",1,2.0,null]}"#);
    check(
        "{{ t | tojson(sort_keys=true) }}",
        tool,
        r#"{"empty": [], "name": "level", "none": {}, "parameters": {"tag": ["µ", 1, 2.0, null]}}"#,
    );
    check("{{ x | tojson }}", json!({"x": "\"\\\n\u{1}\u{7f}</s>"}), "\"\\\"\\\\\\n\\u0001\u{7f}</s>\"");
    assert!(render("{{ missing | tojson }}", &json!({})).is_err());
}

#[test]
fn methods_of_python() {
    check("{{ ' a '.strip() }}{{ 'a,b'.split(',')[-1] }}{{ 'x'.startswith('x') }}", json!({}), "abTrue");
    check(
        "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{{ d.get('c', 7) }}",
        json!({"d": {"a": 1, "b": 2}}),
        "a=1;b=2;7",
    );
    check("{{ text.split('</think>')[-1].lstrip('\n') }}", json!({"text": "a</think>\n\nb"}), "b");
    check("{{ messages[1:] | length }}{{ messages[::-1][0] }}", json!({"messages": [1, 2, 3]}), "23");
    check(
        "{% set ns = namespace(n=0) %}{% for x in [1,2,3] %}{% if x == 2 %}{% continue %}{% endif %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}",
        json!({}),
        "4",
    );
    check("{{ none is iterable }}{{ missing is iterable }}{{ [1] + ['a'] }}", json!({}), "FalseTrue[1, 'a']");
    check(
        "{{ 'text' is sequence }}{{ d is mapping }}{{ d is iterable }}{{ 'a' is string }}",
        json!({"d": {}}),
        "TrueTrueTrueTrue",
    );
}

#[test]
fn the_clock_and_refusals() {
    check("{{ strftime_now('%d %b %Y') }}", json!({}), "01 Mar 2026");
    let refused = render("{{ raise_exception('roles must alternate') }}", &json!({})).unwrap_err();
    assert!(
        matches!(&refused, TemplateError::Refused(reason) if reason == "roles must alternate"),
        "{refused}"
    );
    assert!(matches!(render("{% if %}", &json!({})), Err(TemplateError::Syntax(_))));
    assert!(matches!(render("{{ missing.field.field }}", &json!({})), Err(TemplateError::Failed(_))));
}

#[test]
fn a_template_cannot_run_for_ever() {
    let forever =
        "{% for a in range(20000) %}{% for b in range(20000) %}{% set c = a %}{% endfor %}{% endfor %}";
    assert!(matches!(render(forever, &json!({})), Err(TemplateError::Failed(_))));
}

#[test]
fn ten_thousand_turns_are_rendered() {
    let turn = json!({"role": "user", "content": "what is the level of tank 1?"});
    let variables = json!({"messages": vec![turn; 10_000], "add_generation_prompt": true});
    let prompt = render(crate::local::tiny::TEMPLATE, &variables).unwrap();
    assert_eq!(prompt.matches("<|im_end|>").count(), 10_000);
}
