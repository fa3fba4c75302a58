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
    problem_of(problem, None)
}

/// The same of a call, with what its tool takes.
pub fn problem_of(problem: &Problem, takes: Option<Json>) -> String {
    let mut told =
        json!({"problem": {"code": problem.code, "message": problem.message, "help": problem.help}});
    if let Some(takes) = takes {
        told["takes"] = takes;
    }
    told.to_string()
}

/// Numbers that the question itself holds, as they are written there.
pub fn said_numbers(question: &str) -> impl Iterator<Item = &str> {
    question
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '-')))
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()))
        .filter(|word| !word.is_empty())
}

/// The text without its references to steps, `[s1]`, and to what was heard, `[x1]`, whose digits are no claims.
pub fn without_citations(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        kept.push_str(before);
        let length = citation(from).map_or(1, |inside| inside.len() + 2);
        if length == 1 {
            kept.push('[');
        }
        rest = &from[length..];
    }
    kept.push_str(rest);
    kept
}

/// What stands in the citation that a text begins with: `s1, x2` of `[s1, x2]`.
fn citation(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?.split_once(']')?.0;
    let is_id = |part: &str| {
        let digits = part.trim().strip_prefix(['s', 'x']);
        digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    inside.split([',', ';', '，', '、']).all(is_id).then_some(inside)
}

/// Every citation of a text: where it begins, and what stands in it.
fn citations(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('[').filter_map(|(at, _)| Some((at, citation(&text[at..])?)))
}

/// Whether a text cites a step or what was heard.
pub fn cites(text: &str, id: &str) -> bool {
    citations(text).any(|(_, inside)| inside.split([',', ';', '，', '、']).any(|part| part.trim() == id))
}

/// The text with `by` in place of an id wherever it is cited.
pub fn with_source(text: &str, id: &str, by: &str) -> String {
    let mut named = String::with_capacity(text.len());
    let mut from = 0;
    for (at, inside) in citations(text).filter(|(_, inside)| cites(&format!("[{inside}]"), id)) {
        named.push_str(&text[from..=at]);
        let parts = inside.split([',', ';', '，', '、']).map(str::trim);
        let parts: Vec<&str> = parts.map(|part| if part == id { by } else { part }).collect();
        named.push_str(&parts.join("; "));
        from = at + 1 + inside.len();
    }
    named.push_str(&text[from..]);
    named
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
            ends.push(at + c.len_utf8() + cited_behind(&text[at + c.len_utf8()..]));
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

/// How much of what follows a sentence are its citations.
fn cited_behind(text: &str) -> usize {
    let mut length = 0;
    while let Some(inside) = citation(text[length..].trim_start_matches(' ')) {
        length = text.len() - text[length..].trim_start_matches(' ').len() + inside.len() + 2;
    }
    length
}

/// The text without the sentences whose numbers nothing holds, each marked; and how many they were.
pub fn struck(text: &str, held: impl Fn(&str) -> bool, language: Language) -> (String, usize) {
    let note = match language {
        Language::Chinese => "〔此处有一句话没有任何结果支持，已删去〕",
        Language::English => "(A sentence was struck out here: nothing that was found holds it.)",
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
        assert_eq!(without_citations("It was 5 kW [s1, x12]. [see] [s"), "It was 5 kW . [see] [s");
        assert_eq!(without_citations("[99] [s] [s1 99] [x1"), "[99] [s] [s1 99] [x1");
    }

    #[test]
    fn a_source_stands_beside_its_citation() {
        let text = "12 degrees [x1]. 5 kW [s1, x1; x12]. [x2]";
        assert!(cites(text, "x1") && cites(text, "x2") && !cites(text, "x3") && !cites("x1", "x1"));
        let named = with_source(text, "x1", "x1: said by weather");
        assert_eq!(named, "12 degrees [x1: said by weather]. 5 kW [s1; x1: said by weather; x12]. [x2]");
    }

    #[test]
    fn a_citation_belongs_to_the_sentence_before_it() {
        let all: Vec<&str> =
            sentences("It was 3.5 bar. [x1] [s2] It ran. [see] 压力为3。[x1]好").map(str::trim).collect();
        assert_eq!(all, ["It was 3.5 bar. [x1] [s2]", "It ran.", "[see] 压力为3。[x1]", "好"]);
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
