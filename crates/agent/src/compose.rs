//! Wording: typed results to sentences in the asker's language.
//!
//! Words only what the evidence holds; `ground` checks every number afterwards.

mod clues;
mod figures;
mod investigation;
mod problems;
mod sentences;
mod tables;

use plant::Language;
use tool::{AnswerValue, Catalogue, Evidence, Findings};

use crate::planner::Clarification;
pub use figures::{instant, window};
pub use problems::problem;
use sentences::Writer;

/// The answer's text: a sentence or two about the evidence at `place`, with what the steps before it found.
pub fn text(evidence: &[Evidence], place: usize, language: Language, catalogue: &Catalogue) -> String {
    let writer = Writer { catalogue, language };
    let main = &evidence[place];
    let mut parts: Vec<String> = evidence[..place].iter().filter_map(|step| writer.step(step)).collect();
    parts.push(writer.answer(main));
    let gap = if language == Language::Chinese { "" } else { " " };
    parts.join(gap)
}

/// What is said of proposals after the text of whoever made them, who may claim more.
pub fn waiting(ids: &[&str], language: Language) -> String {
    match language {
        Language::English => {
            format!("Nothing was written: {} is for a person to confirm or decline.", ids.join(", "))
        }
        Language::Chinese => format!("尚未写入任何内容：{}须由人确认或拒绝。", ids.join("、")),
    }
}

/// What is said behind a text that holds words of servers outside the plant.
pub fn said_outside(servers: &[&str], language: Language) -> String {
    match language {
        Language::English => {
            format!("What is cited as said by {} was not measured in this plant.", servers.join(", "))
        }
        Language::Chinese => format!("注明为 {} 所说的内容并非本厂实测。", servers.join("、")),
    }
}

/// Puts what an investigation found into words, in the asker's language; other evidence stays as it is.
pub fn tell(evidence: &mut [Evidence], language: Language, catalogue: &Catalogue) {
    let writer = Writer { catalogue, language };
    for one in evidence {
        if let Findings::Investigation { premise, steps, hypotheses, .. } = &mut one.result {
            writer.tell(premise, steps, hypotheses);
        }
    }
}

/// The direct results alone: what is given when a sentence would hold too much.
pub fn bare(evidence: &Evidence, language: Language) -> String {
    let separator = if language == Language::Chinese { "；" } else { "; " };
    let values: Vec<String> = evidence
        .values
        .iter()
        .take(20)
        .map(|value| {
            let text = figures::value(value, language);
            if value.label.is_empty() || value.label == text {
                text
            } else {
                format!("{}: {text}", value.label)
            }
        })
        .collect();
    values.join(separator)
}

/// The question that is asked back, and its choices.
pub fn clarification(ask: &Clarification, language: Language) -> (String, Vec<AnswerValue>) {
    let listed = |choices: &[AnswerValue]| {
        let names: Vec<&str> = choices.iter().take(8).map(|choice| choice.label.as_str()).collect();
        let separator = if language == Language::Chinese { "、" } else { ", " };
        names.join(separator)
    };
    let fields = |choices: &[AnswerValue]| {
        let each: Vec<String> = choices
            .iter()
            .take(4)
            .map(|choice| format!("{}: {}", choice.label, choice.value.as_str().unwrap_or_default()))
            .collect();
        each.join("; ")
    };
    let say =
        |english: String, chinese: String| if language == Language::Chinese { chinese } else { english };
    match ask {
        Clarification::WhichTag(choices) => (
            say(
                format!("Which one do you mean: {}?", listed(choices)),
                format!("您指的是哪一个：{}？", listed(choices)),
            ),
            choices.clone(),
        ),
        Clarification::WhichTable(choices) => (
            say(
                format!("In which records: {}?", listed(choices)),
                format!("查哪一类记录：{}？", listed(choices)),
            ),
            choices.clone(),
        ),
        Clarification::WhichOf { table, choices } => (
            say(
                format!(
                    "Which {table} are meant? Only some seem to be, and I know no value of theirs by these words. {}",
                    fields(choices)
                ),
                format!(
                    "您指的是哪些{table}？问的似乎只是其中一部分，但这些词对不上任何取值。{}",
                    fields(choices)
                ),
            ),
            choices.clone(),
        ),
        Clarification::WhichShift(name) => (
            say(
                format!("This plant's description does not say when the {name} runs. From when to when?"),
                format!("工厂描述里没有“{name}”的起止时间。请问从几点到几点？"),
            ),
            Vec::new(),
        ),
        Clarification::WhatAbout(assets) => (
            say(
                format!("What is the question about? There is {}.", listed(assets)),
                format!("您想问哪台设备或哪个测点？这里有{}。", listed(assets)),
            ),
            assets.clone(),
        ),
    }
}
