//! What a model is told of results, and what is kept of what it says.

use plant::{Language, Problem};
use serde_json::{Value as Json, json};
use tool::{Evidence, Findings};

/// Values, rows and points that a model is shown of one result.
const SHOWN: usize = 24;
/// Longest text of a record that is shown, characters.
const LONGEST: usize = 200;

/// A result in short, as JSON that says it is data.
pub fn evidence(evidence: &Evidence) -> String {
    let values: Vec<Json> = evidence
        .values
        .iter()
        .take(SHOWN)
        .map(|value| {
            let mut shown = json!({"label": short(&json!(value.label)), "value": short(&value.value)});
            if let Some(unit) = &value.unit {
                shown["unit"] = json!(unit.code());
            }
            if let Some(time) = &value.time {
                shown["time"] = json!(time);
            }
            if let Some(window) = &value.window {
                shown["window"] = json!(window);
            }
            shown
        })
        .collect();
    let mut data = json!({
        "step": evidence.id,
        "rows": evidence.rows,
        "values": values,
        "result": findings(&evidence.result),
    });
    if evidence.values.len() > SHOWN {
        data["more_values"] = json!(evidence.values.len() - SHOWN);
    }
    if let Some(window) = &evidence.window {
        data["window"] = json!(window);
    }
    if !evidence.notes.is_empty() {
        data["notes"] = json!(evidence.notes);
    }
    json!({"data": data}).to_string()
}

/// A result's own form without its floods: the first rows of a table, no points of a curve.
fn findings(findings: &Findings) -> Json {
    let whole = serde_json::to_value(findings).unwrap_or(Json::Null);
    trimmed(&whole)
}

fn trimmed(json: &Json) -> Json {
    match json {
        Json::Array(items) => {
            let mut kept: Vec<Json> = items.iter().take(SHOWN).map(trimmed).collect();
            if items.len() > SHOWN {
                kept.push(json!(format!("and {} more", items.len() - SHOWN)));
            }
            Json::Array(kept)
        }
        Json::Object(map) => map
            .iter()
            .filter(|(name, _)| *name != "points")
            .map(|(name, value)| (name.clone(), trimmed(value)))
            .collect(),
        other => short(other),
    }
}

fn short(json: &Json) -> Json {
    match json.as_str() {
        Some(text) if text.chars().count() > LONGEST => {
            json!(text.chars().take(LONGEST).chain(['…']).collect::<String>())
        }
        _ => json.clone(),
    }
}

/// A problem, with its code and what to do.
pub fn problem(problem: &Problem) -> String {
    json!({"problem": {"code": problem.code, "message": problem.message, "help": problem.help}}).to_string()
}

/// Numbers that the question itself holds, as they are written there.
pub fn said_numbers(question: &str) -> impl Iterator<Item = &str> {
    question
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '-')))
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()))
        .filter(|word| !word.is_empty())
}

/// The text without its references to steps, `[s1]`, whose digits are no claims.
pub fn without_citations(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("[s") {
        let (before, from) = rest.split_at(open);
        kept.push_str(before);
        let inside = |c: char| c.is_ascii_digit() || matches!(c, 's' | ',' | ' ');
        match from[1..].find(']').filter(|end| from[1..=*end].chars().all(inside)) {
            Some(end) => rest = &from[end + 2..],
            None => {
                kept.push_str("[s");
                rest = &from[2..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// The sentences and lines of a text, each with what ends it.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (i, (at, c)) in chars.iter().enumerate() {
        let next = chars.get(i + 1).map(|(_, next)| *next);
        let ends_here = matches!(c, '\n' | '。' | '！' | '？')
            || matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace);
        if ends_here {
            ends.push(at + c.len_utf8());
        }
    }
    ends.push(text.len());
    let mut from = 0;
    ends.into_iter()
        .filter_map(move |end| {
            let sentence = text.get(from..end)?;
            from = end;
            Some(sentence)
        })
        .filter(|sentence| !sentence.trim().is_empty())
}

/// The text without the sentences whose numbers nothing holds, each marked; and how many they were.
pub fn struck(text: &str, held: impl Fn(&str) -> bool, language: Language) -> (String, usize) {
    let note = match language {
        Language::Chinese => "〔此处有一句话，其中的数字没有任何结果支持，已删去〕",
        Language::English => "(A sentence was struck out here: no result holds its numbers.)",
    };
    let mut count = 0;
    let mut kept = String::new();
    for sentence in sentences(text) {
        if held(sentence) {
            kept.push_str(sentence);
        } else {
            count += 1;
            if !kept.is_empty() && !kept.ends_with(char::is_whitespace) {
                kept.push(' ');
            }
            kept.push_str(note);
            kept.push('\n');
        }
    }
    (kept.trim().to_owned(), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_no_numbers() {
        assert_eq!(without_citations("It was 5 kW [s1, s12]. [see] [s"), "It was 5 kW . [see] [s");
    }

    #[test]
    fn a_sentence_ends_where_a_person_would_end_it() {
        let all: Vec<&str> = sentences("It was 3.5 bar. 压力为3.5 bar。好\nNext").map(str::trim).collect();
        assert_eq!(all, ["It was 3.5 bar.", "压力为3.5 bar。", "好", "Next"]);
    }

    #[test]
    fn what_nothing_holds_is_struck_out_visibly() {
        let held = |sentence: &str| !sentence.contains('7');
        let (text, struck) = struck("It ran. It used 7 kW. It stopped.", held, Language::English);
        assert_eq!(struck, 1);
        assert!(text.starts_with("It ran.") && text.ends_with("It stopped."), "{text}");
        assert!(text.contains("struck out") && !text.contains('7'), "{text}");
    }

    #[test]
    fn numbers_of_the_question_are_found_as_written() {
        let said: Vec<&str> = said_numbers("above 3.5 bar on 2020-06-05, at 14:00?").collect();
        assert_eq!(said, ["3.5", "2020-06-05", "14:00"]);
    }
}
