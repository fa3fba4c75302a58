//! What a tag that is named suggests, with a number, a unit or a word for its samples.

use tool::Catalogue;

use super::words::{LONGEST, LOWEST, PERIODS};
use super::{LIKELY, PLAIN, Suggestion, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::evident::counts_samples;
use crate::planner::sketch::Sketch;

/// "how many readings were above 120", 负的读数占百分之几: samples for which something holds.
pub(super) fn of_samples(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let says = |concepts: &[&str]| sketch.asked.iter().any(|asked| concepts.contains(&asked.as_str()));
    let samples = counts_samples(bound);
    if bound.tags.is_empty() || !samples {
        return None;
    }
    const NEGATIVE: &[&str] =
        &["negative", "below zero", "负值", "负数", "负的", "<0", "< 0", "小于0", "小于零"];
    let tag = || word(SlotKind::Tag, 1);
    let above = says(&["above", "higher_than"]) || bound.speaks_of(&[">", "＞"]);
    let below = says(&["below", "lower_than"]) || bound.speaks_of(&["<", "＜"]);
    let n = |place: usize| word(SlotKind::Number, place);
    let condition = match (bound.numbers.len(), above, below) {
        (1, true, false) => Term::call("above", vec![tag(), n(1)]),
        (1, false, true) => Term::call("below", vec![tag(), n(1)]),
        (2, true, true) => Term::call("outside", vec![tag(), n(1), n(2)]),
        (0, ..) if bound.speaks_of(NEGATIVE) => Term::call("below", vec![tag(), Term::Number(0.0)]),
        _ => return None,
    };
    const SHARE: &[&str] = &[
        "share",
        "percentage",
        "per cent",
        "percent of",
        "fraction",
        "proportion",
        "百分之",
        "占比",
        "比例",
        "几成",
    ];
    let share = bound.speaks_of(SHARE);
    let counted = |condition: Option<Term>| Term::Call {
        name: "count".to_owned(),
        arguments: vec![tag(), Term::word("w")],
        options: condition.map(|condition| ("while".to_owned(), condition)).into_iter().collect(),
    };
    let counts = counted(Some(condition));
    let meaning = if share { Term::call("percent", vec![counts, counted(None)]) } else { counts };
    Some(Suggestion::new(meaning, PLAIN))
}

/// "how many readings are blank": of a tag, and of no records.
pub(super) fn of_missing(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let missing =
        sketch.asked.iter().any(|asked| asked == "missing_data") || bound.speaks_of(&["blank", "空值"]);
    let [_] = bound.tags.as_slice() else { return None };
    if !missing || !counts_samples(bound) || !bound.tables.is_empty() {
        return None;
    }
    let aspect = if bound.percent { "missing_share" } else { "missing" };
    let arguments = [aspect, "t", "w"].map(Term::word).to_vec();
    Some(Suggestion::new(Term::call("quality", arguments), PLAIN))
}

/// "how long was it at 0 kW", 功率为零有多久: just that value.
pub(super) fn at_zero(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    const ZERO: &[&str] =
        &["为零", "为0", "是零", "等于零", "等于0", "at zero", "was zero", "at 0", "was 0", "exactly zero"];
    let compared = |asked: &String| matches!(asked.as_str(), "above" | "below" | "between");
    let asked = bound.how_long && bound.speaks_of(ZERO) && !sketch.asked.iter().any(compared);
    let only = bound.numbers.iter().all(|number| number.value == 0.0);
    if slot.ambiguous || !asked || !only || !bound.tables.is_empty() {
        return None;
    }
    let condition = Term::call("equals", vec![word(SlotKind::Tag, 1), Term::Number(0.0)]);
    let longest = bound.speaks_of(LONGEST);
    let options = if longest { vec![("report".to_owned(), Term::word("longest"))] } else { Vec::new() };
    let arguments = vec![condition, Term::word("w")];
    Some(Suggestion::new(Term::Call { name: "time".to_owned(), arguments, options }, PLAIN))
}

/// "when did it last report": the time of the newest value.
pub(super) fn newest(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    const REPORTS: &[&str] =
        &["report", "get a value", "got a value", "update", "last value", "上报", "更新", "有数据", "有值"];
    let [slot] = bound.tags.as_slice() else { return None };
    let when = asked(&["when", "last_time"]) || bound.speaks_of(&["when", "什么时候", "几点"]);
    let last = bound.speaks_of(&["last", "最后", "最近", "newest"]);
    let plain =
        bound.numbers.is_empty() && bound.windows.is_empty() && bound.tables.is_empty() && !slot.ambiguous;
    if !when || !last || !plain || !bound.speaks_of(REPORTS) {
        return None;
    }
    let last = Term::call("last", vec![word(SlotKind::Tag, 1)]);
    Some(Suggestion::new(Term::call("when", vec![last]), PLAIN))
}

/// "the three components with the highest mean": several tags are called so, and they are put in order.
pub(super) fn of_likes(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let slot = bound.tags.first()?;
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let several = slot.ambiguous && slot.best().count() > 2 || slot.bare && slot.candidates.len() > 2;
    if !several
        || bound.count.is_none()
        || !asked(&["biggest_record", "ranking", "highest", "lowest", "most", "least"])
    {
        return None;
    }
    // "the three days": periods are put in order.
    let periods = PERIODS.iter().any(|(_, words)| bound.speaks_of(words));
    if periods || !bound.tables.is_empty() {
        return None;
    }
    let statistic = if bound.speaks_of(&["max", "peak", "最大值"]) { "max" } else { "mean" };
    let of = Term::call(statistic, vec![word(SlotKind::Tag, 1), Term::word("w")]);
    let mut options = vec![("top".to_owned(), Term::word("m"))];
    if bound.speaks_of(LOWEST) {
        options.push(("order".to_owned(), Term::word("lowest")));
    }
    let arguments = vec![Term::word("tag"), of];
    Some(Suggestion::new(Term::Call { name: "rank".to_owned(), arguments, options }, LIKELY))
}

/// "energy drawn at the incomer last week, in kWh": a unit of amounts asks for the amount.
pub(super) fn in_all(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let ([slot], [asked], [_]) = (bound.tags.as_slice(), bound.units.as_slice(), bound.windows.as_slice())
    else {
        return None;
    };
    let tag = &catalogue.plant.tags[slot.tag()];
    let counts_up = catalogue.tags.get(slot.tag()).is_some_and(|profile| profile.counts_up);
    let own = tag.unit.as_ref()?;
    let amount = own.total_over_time().is_some_and(|(total, _)| total.is_comparable(asked))
        && !own.is_comparable(asked);
    const OTHERS: &[&str] = &[
        "average",
        "time_weighted_average",
        "highest",
        "lowest",
        "count_things",
        "count_samples",
        "std_dev",
        "median",
        "percentile",
        "range",
        "net_change",
        "first_value",
        "last_value",
        "current_value",
        "value_at",
        "series",
        "when",
        "most_recent",
        "difference",
        "compare",
        "per_day",
        "per_hour",
        "per_shift",
        "ranking",
        "trend",
        "which_days",
    ];
    let other = sketch.asked.iter().any(|asked| OTHERS.contains(&asked.as_str()));
    let plain = bound.numbers.is_empty() && !slot.ambiguous && !other;
    if !plain || !(amount || counts_up && own.is_comparable(asked)) || !bound.tables.is_empty() {
        return None;
    }
    let options = vec![("unit".to_owned(), Term::word("u"))];
    let arguments = ["t", "w"].map(Term::word).to_vec();
    Some(Suggestion::new(Term::Call { name: "total".to_owned(), arguments, options }, LIKELY))
}

/// 计数器显示推了多少根: how much a counter went up.
pub(super) fn counted_up(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let ([slot], [_]) = (bound.tags.as_slice(), bound.windows.as_slice()) else { return None };
    let counts_up = catalogue.tags.get(slot.tag()).is_some_and(|profile| profile.counts_up);
    let how_many = sketch.asked.iter().any(|asked| matches!(asked.as_str(), "count_things" | "count"))
        || bound.speaks_of(&["how many", "多少", "几"]);
    let plain = !slot.ambiguous && bound.numbers.is_empty() && bound.tables.is_empty() && !bound.how_long;
    let each = bound.per.is_some() || bound.speaks_of(PER);
    (counts_up && how_many && plain && !each && !counts_samples(bound))
        .then(|| Suggestion::new(Term::call("total", ["t", "w"].map(Term::word).to_vec()), LIKELY))
}

/// Words for one number after another.
const PER: &[&str] = &["per ", "each", "every", "每", "各"];

/// "the slope of the level per day", 斜率: how fast a tag rose or fell.
pub(super) fn slope(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    let asked = |name: &str| sketch.asked.iter().any(|asked| asked == name);
    let slope = asked("slope") || asked("fitted_line");
    let rate = asked("trend") && bound.per.is_some() && !asked("yes_no");
    let plain = !slot.ambiguous && bound.numbers.is_empty() && bound.tables.is_empty();
    (plain && (slope || rate) && bound.windows.len() == 1)
        .then(|| Suggestion::new(Term::call("trend", ["t", "w"].map(Term::word).to_vec()), PLAIN))
}

/// "vibration 1 against vibration 2, r?": how closely two tags go along.
pub(super) fn pearson(bound: &Bound) -> Option<Suggestion> {
    let [first, second] = bound.tags.as_slice() else { return None };
    let r = ["r?", "r ?", "r=", "r value", "r-value", "pearson"].iter().any(|word| {
        bound
            .place_of(word)
            .is_some_and(|at| at == 0 || !bound.question[..at].ends_with(char::is_alphanumeric))
    });
    let r = r || bound.speaks_of(&["r for ", "give me r", "correlation coefficient", "相关系数", "皮尔逊"]);
    let plain = !first.ambiguous && !second.ambiguous && bound.numbers.is_empty() && bound.tables.is_empty();
    (r && plain).then(|| {
        let arguments = ["t", "t2", "w"].map(Term::word).to_vec();
        Suggestion::new(Term::call("correlate", arguments), PLAIN)
    })
}
