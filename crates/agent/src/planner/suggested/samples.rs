//! What a tag that is named suggests, with a number, a unit or a word for its samples.

use tool::Catalogue;

use super::periods::{LOWEST, PERIODS};
use super::{LIKELY, PLAIN, Suggestion, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::compile::states;
use crate::planner::complete::compared;
use crate::planner::evident::counts_samples;
use crate::planner::frame::When;
use crate::planner::sketch::Sketch;
use crate::planner::slots::TagSlot;

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
    let longest = bound.speaks_of(&["longest", "最长"]);
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

/// "is press 2 extruding", "how long was it in CIP": a state that the tag's description lists.
pub(super) fn in_state(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    let states = states::of(&catalogue.plant.tags[slot.tag()]);
    if slot.ambiguous || states::named(&states, &bound.question).is_none() || !bound.tables.is_empty() {
        return None;
    }
    let asked = |name: &str| sketch.asked.iter().any(|asked| asked == name);
    let held = Term::call("equals", vec![word(SlotKind::Tag, 1), word(SlotKind::Value, 1)]);
    let window = || Term::word("w");
    let meaning = if bound.how_long {
        Term::call("time", vec![held, window()])
    } else if asked("yes_no") && bound.windows.is_empty() && bound.instants.is_empty() {
        Term::call("is", vec![held])
    } else {
        return None;
    };
    Some(Suggestion::new(meaning, PLAIN))
}

/// "how long was it above 2895 kPa": the time for which a tag was above a number.
pub(super) fn held(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let ([slot], [_]) = (bound.tags.as_slice(), bound.numbers.as_slice()) else { return None };
    let condition = compared(sketch)?;
    let other = bound.speaks_of(&["longest", "最长", "first", "首次", "until", "from when"]);
    if slot.ambiguous || !bound.how_long || !bound.tables.is_empty() || !bound.records.is_empty() || other {
        return None;
    }
    let condition = Term::call(condition, vec![word(SlotKind::Tag, 1), word(SlotKind::Number, 1)]);
    Some(Suggestion::new(Term::call("time", vec![condition, Term::word("w")]), PLAIN))
}

/// "purge rate averaged over samples with the pressure below 2650 kPa": one tag while another was above or below a number.
pub(super) fn while_other(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let ([first, second], [number]) = (bound.tags.as_slice(), bound.numbers.as_slice()) else { return None };
    let condition = compared(sketch)?;
    let plain = !first.ambiguous && !second.ambiguous && bound.tables.is_empty() && !bound.how_long;
    let fits = |slot: &TagSlot| match (&number.unit, &catalogue.plant.tags[slot.tag()].unit) {
        (Some(said), Some(own)) => own.like(said).is_some(),
        (None, _) => true,
        (Some(_), None) => false,
    };
    const WHILE: &[&str] = &[
        "while",
        "when ",
        "whenever",
        "with ",
        "where ",
        "only",
        "期间",
        "的时候",
        "时的",
        "时，",
        "时,",
        "时候",
        "时段",
    ];
    // The number belongs to the tag before it.
    let places = bound.tag_places.as_slice();
    if !plain || !fits(second) || !bound.speaks_of(WHILE) || places.len() != 2 {
        return None;
    }
    let statistic = one_statistic(bound)?;
    let held = Term::call(condition, vec![word(SlotKind::Tag, 2), word(SlotKind::Number, 1)]);
    let meaning = Term::Call {
        name: statistic.to_owned(),
        arguments: ["t", "w"].map(Term::word).to_vec(),
        options: vec![("while".to_owned(), held)],
    };
    Some(Suggestion::new(meaning, LIKELY))
}

/// "motor voltage average while other-9 was running", 批次B12期间最高温度: a statistic during the record that is named.
pub(super) fn during_record(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let ([slot], [When::Record { .. }], [_]) =
        (bound.tags.as_slice(), bound.windows.as_slice(), bound.records.as_slice())
    else {
        return None;
    };
    const OTHERS: &[&str] = &[
        "trend",
        "slope",
        "correlation",
        "above",
        "below",
        "when",
        "series",
        "missing_data",
        "data_quality",
        "count_samples",
        "duration",
        "before_event",
        "after_event",
        "around_event",
        "since",
        "value_at",
    ];
    let other = sketch.asked.iter().any(|asked| OTHERS.contains(&asked.as_str()));
    let statistic = one_statistic(bound).filter(|_| !other && !slot.ambiguous && bound.numbers.is_empty())?;
    let options =
        if bound.units.len() == 1 { vec![("unit".to_owned(), Term::word("u"))] } else { Vec::new() };
    let arguments = ["t", "w"].map(Term::word).to_vec();
    Some(Suggestion::new(Term::Call { name: statistic.to_owned(), arguments, options }, PLAIN))
}

/// The one statistic that the words ask for; the range where the highest and the lowest are told apart.
pub(super) fn one_statistic(bound: &Bound) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("mean", &["average", "mean", "avg", "平均", "均值"]),
        ("max", &["max", "highest", "peak", "hottest", "最高", "最大", "峰值"]),
        ("min", &["min", "lowest", "coldest", "最低", "最小"]),
        ("median", &["median", "中位数"]),
        ("std", &["standard deviation", "std", "标准差"]),
        ("total", &["total", "in all", "累计", "总量"]),
    ];
    let said: Vec<&str> =
        WORDS.iter().filter(|(_, words)| bound.speaks_of(words)).map(|(statistic, _)| *statistic).collect();
    let apart = bound.speaks_of(&["difference", "range", "spread", "差", "极差", "minus"]);
    match said.as_slice() {
        [one] => Some(one),
        ["max", "min"] if apart => Some("range"),
        _ => None,
    }
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

/// "what are high and high-high set to", 报警上下限: several limits of one tag.
pub(super) fn limits(bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    let says = |words: &[&str]| words.iter().any(|word| bound.question.contains(word));
    let pair = if says(&["high and high", "high & high", "高限和高高", "高报和高高"]) {
        ["high", "high_high"]
    } else if says(&["low and low", "low & low", "低限和低低", "低报和低低"]) {
        ["low", "low_low"]
    } else if says(&[
        "上下限",
        "高低限",
        "high and low",
        "low and high",
        "upper and lower",
        "lower and upper",
    ]) {
        ["high", "low"]
    } else {
        return None;
    };
    if slot.ambiguous || !bound.windows.is_empty() || !bound.tables.is_empty() {
        return None;
    }
    let limit = |which: &str| Term::call("limit", vec![word(SlotKind::Tag, 1), Term::word(which)]);
    Some(Suggestion::new(Term::call("several", pair.map(limit).to_vec()), PLAIN))
}

/// "what does a 3 of the state stand for": what a tag's description says of its numbers.
pub(super) fn meaning_of_state(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let slot = bound.tags.first()?;
    let meaning = sketch.asked.iter().any(|asked| matches!(asked.as_str(), "meaning_of" | "code_meaning"))
        || bound.speaks_of(&["stand for", "mean", "代表", "表示", "什么意思"]);
    let text = |tag: usize| &catalogue.plant.tags[tag].description;
    let same = slot.best().all(|tag| text(tag) == text(slot.tag()));
    let states = !states::of(&catalogue.plant.tags[slot.tag()]).is_empty();
    if !meaning || !states || !same || !bound.windows.is_empty() {
        return None;
    }
    let own = TagSlot { ambiguous: false, ..slot.clone() };
    let own = Bound { tags: vec![own], tables: Vec::new(), numbers: Vec::new(), ..bound.clone() };
    Some(Suggestion {
        meaning: Term::call("tag", vec![Term::word("t")]),
        likelihood: PLAIN,
        bound: Some(own),
    })
}

/// "the longest hole in the data of batch B12", valve1-7实验期间断了多久: the quality of the data during a record.
pub(super) fn holes_in_record(bound: &Bound) -> Option<Suggestion> {
    let ([When::Record { .. }], [_]) = (bound.windows.as_slice(), bound.records.as_slice()) else {
        return None;
    };
    const HOLES: &[&str] = &[
        "gap",
        "hole",
        "dropout",
        "drop-out",
        "interrupt",
        "missing",
        "断了",
        "断过",
        "断数",
        "断档",
        "中断",
        "缺数",
        "缺口",
    ];
    if !bound.speaks_of(HOLES) || bound.tags.len() > 1 {
        return None;
    }
    let mut arguments = vec![Term::word("longest_gap")];
    arguments.extend((bound.tags.len() == 1).then(|| word(SlotKind::Tag, 1)));
    arguments.push(Term::word("w"));
    let gap = Term::call("quality", arguments);
    let when = bound.speaks_of(&["when", "什么时候", "几点", "何时"]);
    let meaning = if when { Term::call("when", vec![gap]) } else { gap };
    Some(Suggestion::new(meaning, PLAIN))
}

/// "the mean power, leaving out the time it stood still (0 kW)": a statistic of what is above zero.
pub(super) fn without_zeros(bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    const LEFT_OUT: &[&str] = &[
        "leaving out",
        "leave out",
        "ignor",
        "exclud",
        "without the zero",
        "not counting",
        "disregard",
        "skip",
        "除去",
        "去掉",
        "剔除",
        "不算",
        "不含",
        "不包括",
        "排除",
        "扣除",
        "扣掉",
    ];
    const ZEROS: &[&str] = &[
        "zero",
        "(0",
        " 0 ",
        "stood still",
        "standstill",
        "stopped",
        "was off",
        "idle",
        "停机",
        "停着",
        "为0",
        "零",
    ];
    let zeros = bound.numbers.iter().all(|number| number.value == 0.0);
    if slot.ambiguous
        || !zeros
        || !bound.speaks_of(LEFT_OUT)
        || !bound.speaks_of(ZEROS)
        || !bound.tables.is_empty()
    {
        return None;
    }
    let statistic = one_statistic(bound)?;
    let above = Term::call("above", vec![word(SlotKind::Tag, 1), Term::Number(0.0)]);
    let meaning = Term::Call {
        name: statistic.to_owned(),
        arguments: ["t", "w"].map(Term::word).to_vec(),
        options: vec![("while".to_owned(), above)],
    };
    Some(Suggestion::new(meaning, PLAIN))
}

/// XMEAS(17)是哪个测点: what a tag is.
pub(super) fn which_tag(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let [slot] = bound.tags.as_slice() else { return None };
    const WHICH: &[&str] = &[
        "which tag",
        "which signal",
        "what tag",
        "which point",
        "which measurement",
        "which sensor is",
        "哪个测点",
        "什么测点",
        "哪个点",
        "哪个信号",
        "哪个位号",
        "哪台设备上的测点",
        "哪个设备的测点",
    ];
    let short = sketch.pieces.len() <= 12 && bound.windows.is_empty() && bound.numbers.is_empty();
    (!slot.ambiguous && !slot.bare && short && bound.speaks_of(WHICH) && bound.assets.is_empty())
        .then(|| Suggestion::new(Term::call("tag", vec![word(SlotKind::Tag, 1)]), PLAIN))
}
