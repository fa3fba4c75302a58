//! States that a tag's description lists by number: "0 stopped, 1 running, 2 tripped".

use plant::Tag;

use crate::link::token::canonical;

/// Numbers with what they mean; empty where the description lists fewer than two.
pub fn of(tag: &Tag) -> Vec<(f64, String)> {
    if tag.unit.as_ref().is_some_and(|unit| unit.code() != "1") {
        return Vec::new();
    }
    let parts = tag.description.split([',', ';', '，', '；', '、', '/']);
    let states: Vec<(f64, String)> = parts.filter_map(|part| state(part.trim())).collect();
    if states.len() >= 2 { states } else { Vec::new() }
}

/// `1 running`, `2=tripped`, `3：故障`; what stands in brackets only explains.
fn state(part: &str) -> Option<(f64, String)> {
    let digits = part.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=3).contains(end))?;
    let number = part[..digits].parse().ok()?;
    let rest = part[digits..].trim_start_matches([' ', '=', ':', '：', '-', '–']);
    let name = rest.split(['(', '（']).next()?.trim();
    let named = name.chars().next().is_some_and(char::is_alphabetic) && name.chars().count() <= 24;
    named.then(|| (number, name.to_owned()))
}

/// The state that a question names; of several the one with the most words.
pub fn named(states: &[(f64, String)], question: &str) -> Option<f64> {
    let asked = canonical(question);
    let stands =
        |words: &[String]| !words.is_empty() && asked.windows(words.len()).any(|window| window == words);
    let said =
        states.iter().map(|(number, name)| (*number, canonical(name))).filter(|(_, words)| stands(words));
    said.max_by_key(|(_, words)| words.iter().map(|word| word.chars().count()).sum::<usize>())
        .map(|(number, _)| number)
}

/// The state of a machine that runs, or of one that stands.
pub fn of_machine(states: &[(f64, String)], running: bool) -> Option<f64> {
    const RUNNING: &[&str] =
        &["running", "run", "on", "production", "producing", "operating", "运行", "生产", "开机", "运转"];
    const STOPPED: &[&str] = &["stopped", "stop", "off", "idle", "standstill", "停止", "停机", "停", "待机"];
    let words = if running { RUNNING } else { STOPPED };
    let called = |name: &str| words.iter().any(|word| name.eq_ignore_ascii_case(word));
    states.iter().find(|(_, name)| called(name)).map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(description: &str) -> Tag {
        Tag { description: description.to_owned(), ..Tag::default() }
    }

    #[test]
    fn a_description_may_list_states() {
        let check = |description: &str, expected: &[(f64, &str)]| {
            let got = of(&tag(description));
            let got: Vec<(f64, &str)> = got.iter().map(|(number, name)| (*number, name.as_str())).collect();
            assert_eq!(got, expected, "{description}");
        };
        check(
            "0 off, 1 filtering, 3 ripening (filter to waste)",
            &[(0.0, "off"), (1.0, "filtering"), (3.0, "ripening")],
        );
        check("0=停止，1=运行", &[(0.0, "停止"), (1.0, "运行")]);
        check("Compressor 1 discharge pressure, gauge", &[]);
        check("1 running", &[]);
    }

    #[test]
    fn a_question_names_a_state() {
        let states = of(&tag("0 unloaded, 1 loaded, 2 CIP"));
        assert_eq!(named(&states, "is the compressor loaded now"), Some(1.0));
        assert_eq!(named(&states, "how long was it in CIP"), Some(2.0));
        assert_eq!(named(&states, "how long was it down"), None);
        assert_eq!(of_machine(&of(&tag("0 stopped, 1 running")), true), Some(1.0));
        assert_eq!(of_machine(&states, false), None);
    }
}
