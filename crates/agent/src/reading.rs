//! How a question was read, for a person who wonders about an answer: what each word was linked to, what the model saw of
//! it, and the likeliest meanings.

use std::fmt::Write as _;
use std::ops::Range;

use crate::learned::Learned;
use crate::link::{Linked, Linker};
use crate::planner::model::{Model, seen};

/// Meanings that are shown.
const MEANINGS: usize = 5;
/// Examples that are shown.
const EXAMPLES: usize = 3;
/// Candidates of a tag that are shown.
const CANDIDATES: usize = 5;

/// One line a mention, then the sketch, the plant's own examples that are nearest, and the meanings that the model alone
/// finds likely, with their probabilities.
pub fn describe(linker: &Linker, question: &str, learned: &Learned) -> String {
    let linked = linker.link(question);
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = mentions(&mut text, linker, &linked);
    let _ = meanings(&mut text, linker, &linked, learned);
    text
}

fn mentions(text: &mut String, linker: &Linker, linked: &Linked) -> std::fmt::Result {
    let catalogue = linker.catalogue();
    let plant = &catalogue.plant;
    let said = |tokens: &Range<usize>| {
        let span = linked.tokens[tokens.start].span.start..linked.tokens[tokens.end - 1].span.end;
        linked.question.get(span).unwrap_or_default().to_owned()
    };
    for time in &linked.times {
        let words = linked.question.get(time.span.clone()).unwrap_or_default();
        writeln!(text, "time     {words:28} {:?}", time.meaning())?;
    }
    for asset in &linked.assets {
        let names: Vec<&str> = asset.assets.iter().map(|asset| plant.assets[*asset].id.as_str()).collect();
        writeln!(text, "asset    {:28} {}", said(&asset.tokens), names.join(", "))?;
    }
    for kind in &linked.kinds {
        writeln!(text, "kind     {:28} {} assets", said(&kind.tokens), kind.assets.len())?;
    }
    for tag in &linked.tags {
        let bare = if tag.bare_quantity { "a quantity alone" } else { "" };
        writeln!(text, "tag      {:28} {bare}", said(&tag.tokens))?;
        for candidate in tag.candidates.iter().take(CANDIDATES) {
            let elsewhere = if candidate.elsewhere { "of another asset" } else { "" };
            writeln!(text, "  {:5.2}  {:28} {elsewhere}", candidate.score, plant.tags[candidate.tag].id)?;
        }
        if !tag.unexplained.is_empty() {
            writeln!(text, "         does not explain {}", tag.unexplained.join(", "))?;
        }
    }
    for mention in &linked.tables {
        writeln!(text, "records  {:28} {}", said(&mention.tokens), catalogue.tables[mention.table].table)?;
    }
    for mention in &linked.columns {
        let table = &catalogue.tables[mention.table];
        let column = &table.columns[mention.column].name;
        writeln!(text, "field    {:28} {}.{column}", said(&mention.tokens), table.table)?;
    }
    for mention in &linked.values {
        let table = &catalogue.tables[mention.table];
        let column = &table.columns[mention.column].name;
        let kind = if mention.identifier { "(names one)" } else { "" };
        writeln!(
            text,
            "value    {:28} {}.{column} = {} {kind}",
            said(&mention.tokens),
            table.table,
            mention.value
        )?;
    }
    for number in &linked.numbers {
        let words = linked.question.get(number.span.clone()).unwrap_or_default();
        let unit = number.unit.as_ref().map(ToString::to_string).unwrap_or_default();
        let limit = if number.limit { "(how many)" } else { "" };
        writeln!(text, "number   {words:28} {} {unit} {limit}", number.value)?;
    }
    for unit in &linked.units {
        let words = linked.question.get(unit.span.clone()).unwrap_or_default();
        writeln!(text, "unit     {words:28} {}", unit.unit)?;
    }
    for unknown in &linked.unknown {
        let certain = if unknown.certain { "(not of this plant)" } else { "" };
        writeln!(text, "unknown  {:28} {certain}", unknown.text)?;
    }
    let concepts: Vec<&str> = linked.concepts.iter().map(|concept| concept.concept).collect();
    writeln!(text, "concepts {}", concepts.join(", "))
}

fn meanings(text: &mut String, linker: &Linker, linked: &Linked, learned: &Learned) -> std::fmt::Result {
    let catalogue = linker.catalogue();
    let (Some(model), Some((sketch, bound, _))) = (Model::built_in(), seen(linked, catalogue)) else {
        return Ok(());
    };
    let pieces: Vec<&str> = sketch.pieces.iter().map(|piece| piece.text.as_str()).collect();
    writeln!(text, "sketch   {}", pieces.join(" "))?;
    writeln!(text, "asked    {}", sketch.asked.join(" "))?;
    writeln!(text, "facts    {}", sketch.facts.join(", "))?;
    for (nearness, known) in model.compared(&sketch, learned).into_iter().take(EXAMPLES) {
        let example = &known.example;
        let enough = if nearness < learned.near { "(not near enough)" } else { "" };
        writeln!(text, "example  {nearness:.2} {:44} {} {enough}", example.question, example.id)?;
    }
    let choices = model.choose(&sketch, &bound, None, catalogue);
    for (meaning, probability) in choices.passed_over.iter().take(2) {
        writeln!(text, "not      {probability:.2} {}", model.meaning(*meaning))?;
    }
    for choice in choices.choices.iter().take(MEANINGS) {
        let result = match &choice.result {
            Ok(plan) => plan.steps.iter().map(|step| step.tool.as_str()).collect::<Vec<_>>().join(", "),
            Err(stop) => format!("{stop:?}").chars().take(60).collect(),
        };
        writeln!(text, "meaning  {:.2} {:44} {result}", choice.probability, choice.meaning.to_string())?;
    }
    Ok(())
}
