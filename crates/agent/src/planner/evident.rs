//! Whether the words of a question speak for what a meaning asks: a meaning by shift where nobody spoke of shifts is hardly
//! meant, however alike the rest of the sentence is to one that was learnt.

use super::bound::Bound;
use super::sketch::Sketch;
use crate::meaning::Term;

/// How much less likely a meaning is for each thing that it asks and no word speaks for; set by hand.
const UNSPOKEN: f32 = 0.3;

/// Operations, options and words of the notation, with the concepts of `lexicon/asked.toml` any one of which speaks
/// for them.
const SPOKEN: &[(&str, &[&str])] = &[
    ("why", &["why"]),
    ("forecast", &["forecast"]),
    ("anomalies", &["anomaly"]),
    ("correlate", &["correlation", "lag"]),
    ("trend", &["trend", "slope", "fitted_line", "direction", "rising", "falling", "steady", "net_change"]),
    ("std", &["std_dev", "steadiest", "most_erratic"]),
    ("median", &["median"]),
    ("percentile", &["percentile"]),
    ("samples", &["count_samples", "data_coverage", "sampling_interval", "data_quality"]),
    ("steadiest", &["steadiest", "most_erratic", "std_dev"]),
    ("failure_modes", &["failure_modes"]),
    ("remedy", &["remedy", "advice", "how_to"]),
    ("document", &["document", "how_to", "advice"]),
    ("mtbf", &["mtbf"]),
    ("mttr", &["mttr"]),
    ("availability", &["availability"]),
    ("oee", &["oee"]),
    ("performance", &["performance"]),
    ("quality_rate", &["quality_rate"]),
    ("utilisation", &["utilisation", "share_of_time"]),
    ("specific_energy", &["specific_energy"]),
    ("load_factor", &["load_factor"]),
    ("weekday", &["per_weekday"]),
    ("hour_of_day", &["per_hour_of_day"]),
    ("product", &["each_product"]),
    ("lag", &["lag"]),
    ("running", &["running", "while", "stopped", "episodes", "how_many_times"]),
    ("missing_share", &["missing_data", "data_coverage", "data_quality"]),
    ("percent", &["percent_of", "percent_more", "share_of_time"]),
    ("since", &["since", "after_event", "time_since"]),
    ("before", &["before_event"]),
    ("after", &["after_event", "since"]),
    ("around", &["around_event", "during_event"]),
    ("high_high", &["limit_high_high"]),
    ("low_low", &["limit_low_low"]),
];

/// The other way round: what some words ask for so plainly that a meaning without it is hardly meant.
const PLAIN: &[(&str, &[&str])] = &[
    ("fitted_line", &["trend"]),
    ("slope", &["trend"]),
    ("correlation", &["correlate"]),
    ("median", &["median"]),
    ("percentile", &["percentile"]),
    ("std_dev", &["std", "steadiest"]),
    ("document", &["document", "remedy", "failure_modes"]),
    ("count_samples", &["count", "quality", "field"]),
    (
        "missing_data",
        &["missing", "missing_share", "gaps", "longest_gap", "coverage", "samples", "empty", "stuck"],
    ),
];

/// What the likelihood of a meaning is to be multiplied with.
pub fn factor(meaning: &Term, sketch: &Sketch, bound: &Bound) -> f32 {
    let spoken = |concepts: &[&str]| sketch.asked.iter().any(|asked| concepts.contains(&asked.as_str()));
    let mut unspoken = 0;
    meaning.walk(&mut |term| {
        let words =
            std::iter::once(term.name()).chain(term.options().iter().filter_map(|(_, value)| match value {
                Term::Word(word) => Some(word.as_str()),
                _ => None,
            }));
        for word in words {
            let known = SPOKEN.iter().find(|(name, _)| *name == word);
            let percent = word == "percent" && bound.percent;
            if known.is_some_and(|(_, concepts)| !percent && !spoken(concepts)) {
                unspoken += 1;
            }
        }
        let by_shift = term.option("shift").is_some()
            || term.option_word("by") == Some("shift")
            || term.name() == "rank" && term.arguments().first().map(Term::name) == Some("shift");
        if by_shift && bound.shifts.is_empty() && !bound.speaks_of(&["shift", "班"]) {
            unspoken += 1;
        }
        if term.option_word("by").is_some_and(|by| is_unsaid_period(by, bound)) {
            unspoken += 1;
        }
        // 平均每小时多少吨 of what is in t/h: how much it was, and not each hour's.
        let by_its_own = term.option_word("by").is_some_and(|by| bound.rates_per.contains(&by));
        if by_its_own && term.name() == "mean" {
            unspoken += 1;
        }
        if term.name() == "clarify" && is_named(term, bound) {
            unspoken += 2;
        }
        // 20号21号两天 avg: the two days together.
        let together = bound.speaks_of(&["两天", "both days", "the two days together"]);
        if together && term.name() == "compare" && !bound.speaks_of(COMPARES) {
            unspoken += 4;
        }
        // "how many labour hours": their sum.
        let of_tag = term.arguments().first().is_some_and(|of| of.name() == "t");
        if term.name() == "count" && !of_tag && asks_how_many_of_a_field(sketch) {
            unspoken += 2;
        }
        // "how many bottles did we fill" asks for no number of samples.
        if term.name() == "count" && of_tag && !speaks_of_samples(sketch, bound) {
            unspoken += 2;
        }
        if term.name() == "time" && counts_samples(bound) {
            unspoken += 2;
        }
        if term.name() == "absent" && is_there(sketch, bound) {
            unspoken += 3;
        }
        // 停机时间最长的设备, where stops are recorded: the records tell.
        let by_stops =
            |of: &Term| of.name() == "time" && of.arguments().iter().any(|c| c.name() == "stopped");
        if term.name() == "rank" && term.arguments().iter().any(by_stops) && !bound.tables.is_empty() {
            unspoken += 2;
        }
        // Who names something of the plant neither greets nor needs help.
        let of_no_plant = matches!(term.name(), "help" | "greet" | "thanks" | "bye" | "outside");
        if of_no_plant && term.arguments().is_empty() && names_something(bound) {
            unspoken += 2;
        }
        // 哪台平均高 holds none of them against all.
        if term.name() == "compare" && of_all(term) && !bound.speaks_of(ALL) {
            unspoken += 2;
        }
        // "is it creeping up? give the slope": a number is asked for.
        if term.name() == "trend" && term.option("report").is_some() && spoken(&["slope"]) {
            unspoken += 2;
        }
        if let Some(unsaid) = report(term, bound) {
            // Worse than unspoken: something else is asked.
            unspoken += 4 * i32::from(unsaid);
        }
    });
    UNSPOKEN.powi(unspoken + unheard(meaning, sketch))
}

/// How many of the words that ask for something plainly are not answered by a meaning; twice, for each is worse than what is
/// only unspoken.
fn unheard(meaning: &Term, sketch: &Sketch) -> i32 {
    let asks = |names: &[&str]| {
        let mut found = false;
        meaning.walk(&mut |term| found |= names.contains(&term.name()));
        found
    };
    let plain = PLAIN.iter().filter(|(concept, _)| sketch.asked.iter().any(|asked| asked == concept));
    2 * plain.filter(|(_, names)| !asks(names)).count() as i32
}

/// Whether what a comparison or correlation is to tell is another thing than the question's words ask: yes or no where it
/// asks how much, which where it asks neither.
fn report(term: &Term, bound: &Bound) -> Option<bool> {
    const NEGATIVE: &[&str] = &["负", "反", "negativ", "inverse", "opposite", "against each other"];
    const AMOUNT: &[&str] = &["how much", "how many", "多少", "几度", "差几"];
    const WHICH: &[&str] = &["which", "who", "whose", "哪", "谁"];
    const OFTEN: &[&str] = &[
        "how many",
        "how often",
        "number of",
        "times",
        "count",
        "once",
        "twice",
        "frequen",
        "occasion",
        "次",
        "几回",
        "多少回",
        "几趟",
        "频",
    ];
    const WHEN: &[&str] = &[
        "when",
        "which",
        "what time",
        "list",
        "show",
        "period",
        "episode",
        "occasion",
        "stretch",
        "each",
        "every",
        "哪",
        "几点",
        "什么时候",
        "何时",
        "时段",
        "列",
        "每",
        "分别",
        "区间",
    ];
    const LONGEST: &[&str] = &["long", "max", "at a stretch", "in one go", "最长", "最久", "一次最", "连续"];
    Some(match (term.name(), term.option_word("report")?) {
        ("correlate", "negative") => !bound.speaks_of(NEGATIVE),
        ("correlate", "positive") => bound.speaks_of(NEGATIVE),
        ("compare", "higher" | "lower") => {
            let which = bound.speaks_of(WHICH) || one_or_other(bound);
            bound.speaks_of(AMOUNT) || which && !ends_with_yes_or_no(bound)
        }
        ("compare", "which_lower") => ends_with_yes_or_no(bound) || !bound.speaks_of(LESS),
        ("compare", "which") => ends_with_yes_or_no(bound) || bound.speaks_of(LESS),
        ("trend", "direction") => ends_with_yes_or_no(bound),
        ("time", "count") => !bound.speaks_of(OFTEN),
        ("time", "longest") => !bound.speaks_of(LONGEST),
        ("time", "episodes") => !bound.speaks_of(WHEN),
        _ => return None,
    })
}

/// Whether the tag that is asked for is there, and nothing else is named that is not.
fn is_there(sketch: &Sketch, bound: &Bound) -> bool {
    let says = |fact: &str| sketch.facts.iter().any(|own| own == fact);
    !bound.tags.is_empty() && !says("unknown") && !says("tag elsewhere")
}

fn names_something(bound: &Bound) -> bool {
    !(bound.tags.is_empty()
        && bound.columns.is_empty()
        && bound.records.is_empty()
        && bound.tables.is_empty())
}

/// Whether numbers for periods are told that no word speaks of.
fn is_unsaid_period(by: &str, bound: &Bound) -> bool {
    let words: &[&str] = match by {
        "hour" => &["hour", "小时", "钟头", "时"],
        "day" => &["day", "dai", "天", "日"],
        "week" => &["week", "周", "星期", "礼拜"],
        "month" => &["month", "月"],
        _ => return false,
    };
    !bound.speaks_of(words)
}

/// Words for all machines of a sort together.
const ALL: &[&str] = &[
    "other",
    "rest",
    "all ",
    "fleet",
    "average of",
    "mean of",
    "site average",
    "overall",
    "其他",
    "其它",
    "其余",
    "所有",
    "全部",
    "全厂",
    "整体",
    "平均水平",
    "均值",
];

/// Whether one side of a comparison is a number over all machines of a sort.
fn of_all(compare: &Term) -> bool {
    compare.arguments().iter().any(|side| side.option("of").is_some() && side.option("by").is_none())
}

/// Words for less of something. 冷 and 小 stand in 冷机 and 小时 as well.
pub(super) const LESS: &[&str] = &[
    "low", "less", "least", "fewe", "small", "short", "cool", "cold", "slow", "bottom", "min", "minimum",
    "低", "短", "慢", "更少", "最少", "少的", "更小", "最小", "小的", "更冷", "最冷",
];

/// Words that hold one thing against another.
const COMPARES: &[&str] =
    &["比", "哪", "差", "which", "than", " vs", "versus", "difference", "higher", "lower", "compare"];

/// Words for single values of a tag.
const SAMPLES: &[&str] = &[
    "readings",
    "samples",
    "of sample",
    "data points",
    "measurements",
    "样本",
    "采样",
    "读数",
    "数据点",
    "几个点",
    "的点",
    "采样点",
];

fn speaks_of_samples(sketch: &Sketch, bound: &Bound) -> bool {
    let asked = |asked: &String| matches!(asked.as_str(), "count_samples" | "data_coverage");
    bound.speaks_of(SAMPLES) || sketch.asked.iter().any(asked)
}

/// Whether what is to be asked back is named already.
fn is_named(clarify: &Term, bound: &Bound) -> bool {
    match clarify.arguments().first().map(Term::name) {
        Some("records") => !bound.tables.is_empty(),
        Some("window") => !bound.windows.is_empty(),
        Some("asset") => !bound.assets.is_empty(),
        Some("tag") => bound.tags.iter().any(|slot| !slot.ambiguous),
        _ => false,
    }
}

/// Whether "how many" stands right before a field of numbers: "how many labour hours went into it".
pub(super) fn asks_how_many_of_a_field(sketch: &Sketch) -> bool {
    let pieces = &sketch.pieces;
    let said = |i: usize, back: usize, text: &str| i >= back && pieces[i - back].text == text;
    let how_many = |i: usize| {
        (said(i, 1, "many") || said(i, 1, "much")) && said(i, 2, "how")
            || said(i, 1, "少") && said(i, 2, "多")
    };
    (0..pieces.len()).any(|i| pieces[i].text == "<f:number>" && how_many(i))
}

/// "how many readings were above": what is counted are samples, and no time is asked for.
pub(super) fn counts_samples(bound: &Bound) -> bool {
    const HOW_MANY: &[&str] = &[
        "how many",
        "number of",
        "nr of",
        "no. of",
        "count",
        "多少",
        "几个",
        "几条",
        "share of",
        "percentage of",
        "fraction of",
        "百分之几",
        "占比",
        "比例",
        "几成",
    ];
    bound.speaks_of(SAMPLES) && bound.speaks_of(HOW_MANY) && !bound.how_long
}

/// "did press 1 or press 2 lose more": which of them.
pub(super) fn one_or_other(bound: &Bound) -> bool {
    let or = [" or ", "还是"].iter().any(|word| bound.question.contains(word));
    or && !bound.speaks_of(&["or not"])
}

/// 13号更大吗: whatever was asked before, the end wants a yes or a no.
fn ends_with_yes_or_no(bound: &Bound) -> bool {
    let asked = bound.question.trim_end_matches(['?', '？', ' ', '。']);
    asked.ends_with('吗') || asked.ends_with("right") || asked.ends_with("yes or no")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(meaning: &str, asked: &[&str], question: &str, expected: i32) {
        let sketch =
            Sketch { asked: asked.iter().map(|word| (*word).to_owned()).collect(), ..Sketch::default() };
        let bound = Bound { question: question.to_owned(), ..Bound::default() };
        let got = factor(&Term::parse(meaning).unwrap(), &sketch, &bound);
        assert!((got - UNSPOKEN.powi(expected)).abs() < 1e-6, "{meaning} of {question}: {got}");
    }

    #[test]
    fn what_no_word_speaks_for_is_less_likely() {
        check("why(change(t, w))", &[], "flow yesterday", 1);
        check("why(change(t, w))", &["why"], "why did the flow change", 0);
        check("mean(t, w)", &[], "flow yesterday", 0);
        check("count(r, w, by=shift)", &[], "alarms yesterday", 1);
        check("count(r, w, by=shift)", &[], "alarms by shift", 0);
        check("series(t, w)", &["fitted_line"], "fit a line to the flow of yesterday", 2);
        check("trend(t, w)", &["fitted_line", "slope"], "fit a line to the flow of yesterday", 0);
    }

    #[test]
    fn a_yes_is_no_answer_to_how_much() {
        check("compare(mean(t, w), mean(t, w2), report=higher)", &[], "how much higher was it", 4);
        check("compare(mean(t, w), mean(t, w2), report=higher)", &[], "was it higher", 0);
        check("correlate(t, t2, report=positive)", &["correlation"], "负相关吗", 4);
        check("compare(mean(t, w), mean(t, w2), report=which)", &[], "哪天大？13号更大吗", 4);
    }
}
