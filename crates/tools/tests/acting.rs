//! Tools that write: what they propose, what a person's word makes of it, and what watches do.
#![allow(clippy::unwrap_used)]

use std::fs;

use logbook::{Act, Name, State};
use plant::{Problem, Quality, Sample, TimeRange, Value};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tool::{Arguments, Effect, Evidence, Example, Findings, Spec, Toolbox};
use tools::watching::{Standing, look};
use tools::{Engines, Tool};

const SECOND: i64 = 1_000_000_000;
/// Midnight at which the history begins; the plant's clock stands a day later.
const START: &str = "2026-03-01T00:00:00Z";
const TOML: &str = "[plant]\nname = \"Test\"\ntimezone = \"UTC\"\nnow = \"2026-03-02T00:00:00\"\n\
    [[asset]]\nid = \"P-1\"\nname = \"Pump 1\"\n\
    [[tag]]\nid = \"P-1.flow\"\nasset = \"P-1\"\nname = \"Flow\"\nunit = \"m3/h\"\n\
    [[tag]]\nid = \"P-1.state\"\nasset = \"P-1\"\nname = \"State\"\n";

struct Rig {
    folder: TempDir,
    engines: Engines,
}

/// A plant whose flow has a value each minute, as `flow` says for minutes 0 to 1439; none where it
/// says nothing.
fn rig(flow: impl Fn(i64) -> Option<f64>) -> Rig {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plant.toml"), TOML).unwrap();
    let engines = Engines::open(folder.path()).unwrap().0;
    let start: jiff::Timestamp = START.parse().unwrap();
    let samples: Vec<Sample> = (0..1440)
        .filter_map(|minute| {
            Some(Sample {
                tag: "P-1.flow".into(),
                time: start.as_nanosecond() as i64 + minute * 60 * SECOND,
                value: Value::Float(flow(minute)?),
                quality: Quality::GOOD,
            })
        })
        .collect();
    engines.historian().append(&samples).unwrap();
    engines.refresh_catalogue().unwrap();
    Rig { folder, engines }
}

impl Rig {
    fn call(&self, tool: &str, arguments: Json) -> Result<Evidence, Problem> {
        self.engines.call(tool, arguments.as_object().unwrap())
    }

    /// Id of what a call proposes.
    #[track_caller]
    fn propose(&self, tool: &str, arguments: Json) -> String {
        let evidence = self.call(tool, arguments).unwrap();
        evidence.values[0].value.as_str().unwrap().to_owned()
    }

    fn lines(&self) -> usize {
        let file = self.folder.path().join(".plantwright/logbook.jsonl");
        fs::read_to_string(file).unwrap_or_default().lines().count()
    }

    fn state(&self, id: &str) -> State {
        self.engines.logbook().get(id).unwrap().state(jiff::Timestamp::now())
    }

    /// How a watch on the flow stands, and how often it fired in the day.
    fn watch(&self, mut arguments: Json) -> (Standing, u64) {
        arguments["tag"] = json!("P-1.flow");
        let id = self.propose("create_watch", arguments);
        let Act::Watch(watch) = self.engines.logbook().get(&id).unwrap().draft.act else { panic!() };
        let watched = look(&self.engines, &watch, 1).unwrap();
        (watched.standing, watched.fired)
    }

    fn time(minute: i64) -> i64 {
        START.parse::<jiff::Timestamp>().unwrap().as_nanosecond() as i64 + minute * 60 * SECOND
    }
}

fn ana() -> Name {
    Name::new("Ana").unwrap()
}

fn facts(evidence: &Evidence) -> Vec<(&str, Json)> {
    let Findings::Facts { facts, .. } = &evidence.result else { panic!("{evidence:?}") };
    facts.iter().map(|fact| (fact.label.as_str(), fact.value.clone())).collect()
}

#[test]
fn running_a_tool_that_writes_proposes_and_does_nothing_else() {
    let rig = rig(|_| Some(10.0));
    let order =
        json!({"asset": "Pump 1", "title": " Replace the seal ", "priority": "high", "due": "2026-03-02"});
    let evidence = rig.call("draft_work_order", order.clone()).unwrap();
    let Findings::Facts { what, subject, .. } = &evidence.result else { panic!() };
    assert_eq!((what.as_str(), subject.as_str()), (tools::proposing::PROPOSAL, "wo-1"));
    let shown = facts(&evidence);
    for (label, value) in [
        ("would write", "work order"),
        ("to", ".plantwright/logbook.jsonl"),
        ("asset", "P-1"),
        ("title", "Replace the seal"),
        ("due", "2026-03-02"),
        ("undo afterwards", "plantwright undo wo-1 --by NAME"),
    ] {
        assert!(shown.contains(&(label, json!(value))), "{label}: {shown:?}");
    }
    assert_eq!((rig.state("wo-1"), rig.lines()), (State::Open, 1));
    // The same again, also by another name of the asset, is the same proposal.
    let mut again = order;
    again["asset"] = json!("P-1");
    assert_eq!(rig.propose("draft_work_order", again), "wo-1");
    assert_eq!(rig.propose("add_note", json!({"tag": "P-1.flow", "text": "Sensor exchanged."})), "note-2");
    assert_eq!(rig.lines(), 2);
    assert!(rig.engines.confirm("wo-1", &ana()).unwrap().fresh);
    assert_eq!((rig.state("wo-1"), rig.state("note-2"), rig.lines()), (State::Confirmed, State::Open, 3));
    let plant: Vec<String> = fs::read_dir(rig.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(plant.len(), 2, "nothing beside plant.toml and .plantwright: {plant:?}");
}

#[test]
fn a_wrong_call_proposes_nothing() {
    let rig = rig(|_| Some(10.0));
    let watch = |more: Json| {
        let mut arguments = json!({"tag": "P-1.flow"});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("create_watch", arguments)
    };
    for ((tool, arguments), code) in [
        (("draft_work_order", json!({"asset": "P-9", "title": "x"})), "PW3102"),
        (("draft_work_order", json!({"asset": "P-1"})), "PW3201"),
        (("draft_work_order", json!({"asset": "P-1", "title": "a\nb"})), "PW3201"),
        (("draft_work_order", json!({"asset": "P-1", "title": "x", "priority": "soon"})), "PW3201"),
        (("draft_work_order", json!({"asset": "P-1", "title": "x", "due": "2026-03-01"})), "PW3201"),
        (("draft_work_order", json!({"asset": "P-1", "title": "x", "by": "Ana"})), "PW3201"),
        (("add_note", json!({"text": "x"})), "PW3201"),
        (("add_note", json!({"asset": "P-1", "tag": "P-1.flow", "text": "x"})), "PW3201"),
        (("add_note", json!({"asset": "P-1", "text": "  "})), "PW3201"),
        (("add_note", json!({"tag": "P-1.flwo", "text": "x"})), "PW3101"),
        (("add_note", json!({"asset": "P-1", "text": "x", "window": {"end": "2026-03-01"}})), "PW3201"),
        (watch(json!({"condition": "above"})), "PW3201"),
        (watch(json!({"condition": "above", "limit": 5, "low": 3})), "PW3201"),
        (watch(json!({"condition": "above", "limit": 5, "unit": "Cel"})), "PW3202"),
        (watch(json!({"condition": "outside", "low": 5, "high": 4})), "PW3201"),
        (watch(json!({"condition": "stuck"})), "PW3201"),
        (watch(json!({"condition": "no_data", "for_s": 0})), "PW3201"),
        (watch(json!({"condition": "near", "limit": 5})), "PW3201"),
    ] {
        let problem = rig.call(tool, arguments.clone()).unwrap_err();
        assert_eq!(problem.code, code, "{tool} {arguments}: {problem}");
    }
    assert_eq!(rig.lines(), 0);
    let reads = rig.engines.propose("latest", &Arguments::new()).unwrap_err();
    assert_eq!(reads.code, "PW3201");
}

#[test]
fn what_is_not_there_any_more_is_not_confirmed() {
    let rig = rig(|_| Some(10.0));
    let watch = rig
        .propose("create_watch", json!({"tag": "P-1.flow", "condition": "above", "limit": 1, "unit": "L/s"}));
    let order = rig.propose("draft_work_order", json!({"asset": "P-1", "title": "x"}));
    let note = rig.propose("add_note", json!({"tag": "P-1.flow", "text": "x"}));
    let describe = |toml: &str| {
        fs::write(rig.folder.path().join("plant.toml"), toml).unwrap();
        rig.engines.reread().unwrap();
    };
    let refused = |id: &str| rig.engines.confirm(id, &ana()).unwrap_err().code;
    describe(&TOML.replace("unit = \"m3/h\"", "unit = \"Cel\""));
    assert_eq!(refused(&watch), "PW3304");
    describe(&TOML.replace("P-1", "P-2"));
    assert_eq!(refused(&order), "PW3304");
    // The tag is in the data still, and so in the plant.
    assert!(rig.engines.confirm(&note, &ana()).unwrap().fresh);
    assert_eq!((rig.state(&watch), rig.state(&order)), (State::Open, State::Open));
    describe(TOML);
    assert!(rig.engines.confirm(&watch, &ana()).unwrap().fresh);
    assert!(rig.engines.confirm(&order, &ana()).unwrap().fresh);
}

/// Made up: nothing of the kind is in the registry.
struct OpenValve;

impl Tool for OpenValve {
    fn spec(&self) -> Spec {
        Spec {
            name: "open_valve",
            about: "Opens a valve.",
            effect: Effect::Actuates,
            parameters: &[],
            example: Example { question: "Open the valve.", arguments: "{}" },
        }
    }

    fn run(&self, _: &Engines, _: &Arguments) -> Result<Evidence, Problem> {
        panic!("the valve was opened")
    }
}

#[test]
fn what_acts_on_the_plant_is_refused() {
    let Rig { engines, folder } = rig(|_| Some(10.0));
    let engines = engines.with_tools(&[&OpenValve]);
    assert!(engines.spec("open_valve").is_some());
    let none = Arguments::new();
    for problem in [
        engines.call("open_valve", &none).unwrap_err(),
        engines.call_while("open_valve", &none, &|| true).unwrap_err(),
        engines.propose("open_valve", &none).unwrap_err(),
    ] {
        assert_eq!(problem.code, "PW3204", "{problem}");
    }
    assert!(tools::TOOLS.iter().all(|tool| tool.spec().effect != Effect::Actuates));
    drop(folder);
}

#[test]
fn tools_that_write_say_so_and_no_others_draft() {
    for tool in tools::TOOLS {
        let spec = tool.spec();
        assert_eq!(tool.writer().is_some(), spec.effect == Effect::Writes, "{}", spec.name);
    }
}

#[test]
fn a_watch_stands_as_its_last_samples_say() {
    // Above 20 for the last ten minutes; the hour before, 10.
    let rising = rig(|minute| Some(if minute >= 1430 { 25.0 } else { (minute % 7) as f64 }));
    let above = |for_s: i64| rising.watch(json!({"condition": "above", "limit": 20, "for_s": for_s}));
    assert_eq!(above(300), (Standing::Firing { since: Rig::time(1430) }, 1));
    assert_eq!(above(3_600), (Standing::Pending { since: Rig::time(1430) }, 0));
    // In another unit: 25 m3/h are 6.9 L/s.
    let litres = json!({"condition": "above", "limit": 6.5, "unit": "L/s", "for_s": 300});
    assert_eq!(rising.watch(litres).0, Standing::Firing { since: Rig::time(1430) });
    assert_eq!(rising.watch(json!({"condition": "below", "limit": 0})), (Standing::Quiet, 0));
    let outside = json!({"condition": "outside", "low": -1, "high": 20});
    assert_eq!(rising.watch(outside), (Standing::Firing { since: Rig::time(1430) }, 1));
    let stuck = json!({"condition": "stuck", "for_s": 300});
    assert_eq!(rising.watch(stuck), (Standing::Firing { since: Rig::time(1430) }, 1));
    assert_eq!(rising.watch(json!({"condition": "no_data", "for_s": 300})), (Standing::Quiet, 0));
    let preview = rising
        .call("create_watch", json!({"tag": "P-1.flow", "condition": "above", "limit": 20, "for_s": 60}))
        .unwrap();
    let shown = facts(&preview);
    assert!(shown.contains(&("would have fired in the last 30 days", json!(1.0))), "{shown:?}");
    assert!(shown.contains(&("would have fired at", json!("2026-03-01T23:51:00+00:00"))), "{shown:?}");
    assert!(shown.contains(&("fires on", json!("P-1.flow > 20 m³/h for 1 min"))), "{shown:?}");
}

#[test]
fn without_samples_a_value_is_not_known_and_silence_fires() {
    // Nothing from 8:20 to 9:00, and nothing after 22:00.
    let holes = rig(|minute| (!(500..540).contains(&minute) && minute < 1320).then_some(30.0));
    let last = Rig::time(1319);
    let above = json!({"condition": "above", "limit": 20, "for_s": 60});
    assert_eq!(holes.watch(above), (Standing::Unknown { since: Some(last) }, 2));
    let stuck = json!({"condition": "stuck", "for_s": 3_600});
    assert_eq!(holes.watch(stuck), (Standing::Unknown { since: Some(last) }, 2));
    let silent = |for_s: i64| holes.watch(json!({"condition": "no_data", "for_s": for_s}));
    assert_eq!(silent(1_800), (Standing::Firing { since: last }, 2));
    assert_eq!(silent(3_600), (Standing::Firing { since: last }, 1));
    assert_eq!(silent(8_000), (Standing::Quiet, 0));
    // A tag that is described and never had a sample.
    let state = |condition: Json| {
        let mut arguments = condition;
        arguments["tag"] = json!("P-1.state");
        let id = holes.propose("create_watch", arguments);
        let Act::Watch(watch) = holes.engines.logbook().get(&id).unwrap().draft.act else { panic!() };
        look(&holes.engines, &watch, 1).unwrap().standing
    };
    assert_eq!(state(json!({"condition": "above", "limit": 1})), Standing::Unknown { since: None });
    assert!(matches!(state(json!({"condition": "no_data", "for_s": 60})), Standing::Firing { .. }));
}

/// A small generator of its own, so that a failure can be run again.
fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

#[test]
fn watches_fire_as_often_as_the_tools_that_read_find() {
    for seed in 1..=12 {
        let mut next = random(seed);
        let values: Vec<Option<f64>> =
            (0..1440).map(|_| (!next().is_multiple_of(9)).then(|| (next() % 4) as f64)).collect();
        let rig = rig(|minute| values[minute as usize]);
        let window = json!({"start": "2026-03-01", "end": "2026-03-02T00:00:00.000000001Z"});
        for for_s in [0, 60, 120, 300] {
            for (watch, conditions) in [
                (json!({"condition": "above", "limit": 1}), json!([{"tag": "P-1.flow", "above": 1}])),
                (json!({"condition": "below", "limit": 2}), json!([{"tag": "P-1.flow", "below": 2}])),
                (
                    json!({"condition": "outside", "low": 1, "high": 2}),
                    json!([{"tag": "P-1.flow", "below": 1}, {"tag": "P-1.flow", "above": 2}]),
                ),
            ] {
                let mut watch = watch;
                watch["for_s"] = json!(for_s);
                let found = rig
                    .call(
                        "conditions",
                        json!({
                            "conditions": conditions, "combine": "any", "window": window,
                            "at_least_s": for_s, "report": "count",
                        }),
                    )
                    .unwrap();
                let expected = found.values[0].value.as_f64().unwrap();
                assert_eq!(rig.watch(watch.clone()).1 as f64, expected, "seed {seed}: {watch}");
            }
            if for_s == 0 {
                continue;
            }
            let gaps = rig
                .call(
                    "data_quality",
                    json!({"tags": ["P-1.flow"], "aspect": "gaps", "window": window, "min_gap_s": for_s}),
                )
                .unwrap();
            let Findings::Table { total_rows, .. } = gaps.result else { panic!() };
            // The tool looks between samples alone: silence at the ends of the window is the watch's.
            let ends =
                [values.iter().position(Option::is_some), values.iter().rev().position(Option::is_some)];
            let ends = [ends[0].unwrap_or(0) as i64, ends[1].unwrap_or(0) as i64 + 1];
            let at_ends =
                ends.iter().filter(|minutes| **minutes * 60 >= for_s && **minutes > 0).count() as u64;
            // Before the first sample of all nobody expected any.
            let at_start = u64::from(ends[0] * 60 >= for_s && ends[0] > 0);
            let fired = rig.watch(json!({"condition": "no_data", "for_s": for_s})).1;
            assert_eq!(fired, total_rows + at_ends - at_start, "seed {seed}, {for_s} s");
        }
    }
}

#[test]
fn a_window_that_is_cut_at_the_plants_clock_is_whole() {
    let window = tools::watching::last_days(1, 86_400 * SECOND);
    assert_eq!(window, TimeRange::new(0, 86_400 * SECOND + 1));
}
