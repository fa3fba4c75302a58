//! Questions that get another outcome than a plan: not ours to do, or not there.

use plant::Problem;
use tool::Catalogue;

use super::frame::{Frame, Intent};
use crate::link::Linked;

/// What is refused from the words alone.
pub fn refused(linked: &Linked, catalogue: &Catalogue) -> Option<Problem> {
    let has = |concept: &str| linked.has(concept);
    let linked_something = !linked.tags.is_empty()
        || !linked.assets.is_empty()
        || !linked.tables.is_empty()
        || !linked.values.is_empty();
    if has("inject") {
        return Some(Problem::new("PW6005", "that asks me to change how I work").help("ask about the plant"));
    }
    if let Some(problem) = outside_the_plant(linked, catalogue) {
        return Some(problem);
    }
    let numbers_asked = linked.has_any(&["mean", "count", "when", "how_long"])
        || !linked.times.is_empty() && !has("forecast");
    if has("forecast") && !linked.has_any(&["mean", "sum", "count"]) {
        return Some(forecasts());
    }
    if has("act") && !numbers_asked && !has("which") {
        return Some(
            Problem::new("PW6002", "I only read; I do not operate the plant")
                .help("operate it from the control system"),
        );
    }
    if has("anomaly") && !linked.tags.is_empty() {
        return Some(no_detection());
    }
    if let Some(problem) = detections(linked) {
        return Some(problem);
    }
    if has("document")
        && !linked.has_any(&["mean", "max", "min", "count", "latest"])
        && linked.times.is_empty()
    {
        return Some(no_documents());
    }
    if linked_something {
        return None;
    }
    if has("greeting") || has("offtopic") {
        let name = &catalogue.plant.name;
        return Some(
            Problem::new("PW6001", "this is not about the plant")
                .help(format!("ask about {name}: its tags, assets and records")),
        );
    }
    None
}

/// Files that the plant does not have, and times that have not come yet.
pub fn outside_the_plant(linked: &Linked, catalogue: &Catalogue) -> Option<Problem> {
    if let Some(file) = named_file(&linked.question) {
        return Some(
            Problem::new("PW6003", format!("`{file}` is not part of this plant"))
                .help("put the file into the plant's folder and import it"),
        );
    }
    let now = catalogue.now;
    let last = catalogue.tags.iter().filter_map(|tag| tag.last).max().unwrap_or(now).max(now);
    let ahead = linked.times.iter().any(|time| {
        matches!(time.meaning(), Some(crate::time::TimeMeaning::Window(range)) if range.start > last)
            && linked.question.get(time.span.clone()).is_some_and(says_future)
    });
    ahead.then(forecasts)
}

/// A detector's findings on a tag are asked for, and there is no detector.
pub fn detections(linked: &Linked) -> Option<Problem> {
    anomalies_of_a_tag(linked).then(no_detection)
}

pub fn no_documents() -> Problem {
    Problem::new("PW6007", "documents are not read yet, so what a manual says is not known here")
        .help("look in the plant's documents folder")
}

pub fn no_detection() -> Problem {
    Problem::new("PW6004", "anomaly detection is not computed by any tool here")
        .help("ask for limit violations, gaps, stuck values or extremes")
}

fn forecasts() -> Problem {
    Problem::new("PW6004", "forecasts are not computed by any tool here")
        .help("ask for the trend over a past window")
}

/// "Is there any anomaly in the tonnage": a detector's result is asked for, not a table's rows.
fn anomalies_of_a_tag(linked: &Linked) -> bool {
    let anomaly = linked.tokens.iter().position(|token| token.word == "anomaly");
    let Some(anomaly) = anomaly else { return false };
    let detected = linked.tokens.iter().any(|token| token.word.starts_with("detect"))
        || linked.question.contains("检测");
    let other_tag = linked.tags.iter().any(|tag| {
        !tag.tokens.contains(&anomaly)
            && !linked
                .values
                .iter()
                .any(|value| value.tokens.start <= tag.tokens.start && tag.tokens.end <= value.tokens.end)
    });
    detected && other_tag
}

/// "tomorrow", 明天: told from now, so that it lies ahead whatever the data.
fn says_future(text: &str) -> bool {
    let text = text.to_lowercase();
    ["tomorrow", "next", "coming", "明", "后天", "下周", "下个", "下星期", "将来", "未来"]
        .iter()
        .any(|word| text.contains(word))
}

/// `chiller9_small.csv`: a word with a data file's ending.
fn named_file(question: &str) -> Option<&str> {
    question
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '\'' | '"' | ',' | '?' | '(' | ')' | '“' | '”' | '‘' | '’')
        })
        .find(|word| {
            let word = word.trim_end_matches('.');
            [".csv", ".xlsx", ".xls", ".parquet", ".json", ".txt", ".pdf", ".gz", ".pkl"]
                .iter()
                .any(|ending| word.len() > ending.len() && word.to_lowercase().ends_with(ending))
        })
}

/// What the question names and the plant does not have. A word of the trade that nothing explains counts as such.
pub fn missing(frame: &Frame, linked: &Linked, catalogue: &Catalogue) -> Option<Problem> {
    not_there(frame, linked, catalogue, true)
}

/// The same, `by_words` saying whether words that nothing explains are enough.
pub fn not_there(frame: &Frame, linked: &Linked, catalogue: &Catalogue, by_words: bool) -> Option<Problem> {
    let name = |text: &str| quoted(text, linked);
    if let Some(asset) = linked.unknown.iter().find(|unknown| unknown.identifier) {
        return Some(
            Problem::new(
                "PW3102",
                format!("this plant has nothing called {}", name(&original(linked, &asset.tokens))),
            )
            .help(known_assets(catalogue)),
        );
    }
    let slots = &frame.slots;
    let listing = matches!(
        frame.intent,
        Intent::ListAssets
            | Intent::DescribePlant
            | Intent::FailureModes
            | Intent::Relations
            | Intent::DescribeCode
    );
    let beside = |word: &String| slots.tags.iter().any(|tag| tag.unexplained.contains(word));
    // Capitals far from a tag that is named may be anything.
    let far = |tokens: &std::ops::Range<usize>| {
        !slots.tags.is_empty()
            && linked.tokens[tokens.clone()].iter().all(|token| token.capitals && !beside(&token.word))
    };
    let certain: Vec<String> = linked
        .unknown
        .iter()
        .filter(|unknown| unknown.certain && !far(&unknown.tokens))
        .map(|unknown| original(linked, &unknown.tokens))
        .collect();
    // Capitals beside the words of a tag, or where no tag is named at all; "the EPA return wants the flow" is about the flow.
    let abbreviated = linked.unknown.iter().any(|unknown| {
        unknown.certain
            && linked.tokens[unknown.tokens.clone()]
                .iter()
                .any(|token| token.capitals && (slots.tags.is_empty() || beside(&token.word)))
    });
    // Beside a tag that is named by its id, other words are only talk.
    let by_id = linked.tags.iter().any(|mention| {
        let digits = |i: usize| linked.tokens[i].script == crate::text::Script::Number;
        mention.candidates[0].full_name && mention.tokens.len() >= 2 && mention.tokens.clone().any(digits)
    });
    // Nor does every English word of a question stand in a Chinese name.
    let chinese = |text: &str| text.chars().any(crate::text::is_chinese);
    let translated = linked.language == Some(plant::Language::English)
        && !slots.tags.is_empty()
        && slots.tags.iter().all(|tag| chinese(&catalogue.plant.tags[tag.tag()].name));
    if (by_words || abbreviated)
        && !by_id
        && !translated
        && !certain.is_empty()
        && !frame.intent.is_records()
        && !listing
    {
        return Some(
            Problem::new("PW3101", format!("{} is not measured in this plant", name(&certain.join(" "))))
                .help("ask which tags an asset has"),
        );
    }
    // Beside records the asset is theirs: "the header pressure while line 3 stood".
    let of_records = slots.table.is_some();
    if let Some(tag) = slots.tags.iter().find(|tag| tag.elsewhere && !of_records) {
        let asset = slots
            .assets
            .first()
            .map(|asset| catalogue.plant.assets[*asset].name.as_str())
            .unwrap_or_default();
        let tag = &catalogue.plant.tags[tag.tag()];
        return Some(Problem::new("PW3101", format!("this is not measured on {asset}")).help(format!(
            "{} is measured on {}",
            tag.name,
            tag.asset.as_deref().unwrap_or("no asset")
        )));
    }
    None
}

fn original(linked: &Linked, tokens: &std::ops::Range<usize>) -> String {
    let span = linked.tokens[tokens.start].span.start..linked.tokens[tokens.end - 1].span.end;
    linked.question.get(span).unwrap_or_default().to_owned()
}

fn quoted(text: &str, linked: &Linked) -> String {
    if linked.language == Some(plant::Language::Chinese) {
        format!("“{text}”")
    } else {
        format!("`{text}`")
    }
}

fn known_assets(catalogue: &Catalogue) -> String {
    let names: Vec<&str> = catalogue.plant.assets.iter().take(12).map(|asset| asset.name.as_str()).collect();
    format!("it has {}", names.join(", "))
}
