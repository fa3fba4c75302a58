//! Numbers of one tag over part of the time that is told by something else: a state, a number, another tag, a record.

use tool::Catalogue;

use super::words::{LONGEST, MAX, MEAN, MIN, SHORTEST, TOTAL, period};
use super::{CERTAIN, LIKELY, PLAIN, Suggestion, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::{Bound, Kind};
use crate::planner::compile::states;
use crate::planner::complete::compared;
use crate::planner::frame::When;
use crate::planner::sketch::Sketch;
use crate::planner::slots::TagSlot;

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
    let [slot] = bound.tags.as_slice() else { return None };
    let zero = bound.speaks_of(&[
        "above zero",
        "over zero",
        "greater than zero",
        "more than zero",
        "大于零",
        "大于0",
        "高于零",
    ]);
    let number = match bound.numbers.as_slice() {
        [_] => word(SlotKind::Number, 1),
        [] if zero => Term::Number(0.0),
        _ => return None,
    };
    let condition = if zero { "above" } else { compared(sketch)? };
    let other = bound.speaks_of(LONGEST) || bound.speaks_of(&["first", "首次", "until", "from when"]);
    let long = bound.how_long || zero && bound.speaks_of(&["running time", "run time", "运行时间", "hours"]);
    if slot.ambiguous || !long || !bound.tables.is_empty() || !bound.records.is_empty() || other {
        return None;
    }
    let condition = Term::call(condition, vec![word(SlotKind::Tag, 1), number]);
    Some(Suggestion::new(Term::call("time", vec![condition, Term::word("w")]), PLAIN))
}

/// "on which day was it below 6.8 bar longest", 哪天超过80最久: the period in which a tag was longest above a number.
pub(super) fn longest_period(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let ([slot], [_]) = (bound.tags.as_slice(), bound.numbers.as_slice()) else { return None };
    let (condition, period) = (compared(sketch)?, period(&bound.question)?);
    let other = slot.ambiguous || !bound.tables.is_empty() || !bound.records.is_empty() || bound.how_long;
    let which = bound.speaks_of(&["which", "what day", "哪"]);
    if other || !which || !bound.speaks_of(LONGEST) || bound.windows.len() > 1 {
        return None;
    }
    let held = Term::call(condition, vec![word(SlotKind::Tag, 1), word(SlotKind::Number, 1)]);
    let time = Term::call("time", vec![held, Term::word("w")]);
    let options = vec![("top".to_owned(), Term::Number(1.0))];
    let meaning = Term::Call { name: "rank".to_owned(), arguments: vec![Term::word(period), time], options };
    Some(Suggestion::new(meaning, PLAIN))
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

/// "how long was it above its high alarm", 超上限的读数有几个, "how long was it below its own average": a limit of the tag's
/// own, or its mean, is the number that it is held against.
pub(super) fn beyond_own(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let held = beyond(bound).filter(|_| bound.tables.is_empty())?;
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let samples = bound.speaks_of(&["sample", "reading", "data point", "读数", "样本", "数据点", "点数"]);
    let window = || Term::word("w");
    let meaning = if asked(&["how_many_days"]) {
        Term::call("days", vec![held, window()])
    } else if samples && asked(&["count_things", "count_samples", "how_many_times"]) {
        let arguments = ["t", "w"].map(Term::word).to_vec();
        Term::Call { name: "count".to_owned(), arguments, options: vec![("while".to_owned(), held)] }
    } else if bound.how_long || asked(&["duration"]) {
        Term::call("time", vec![held, window()])
    } else {
        return None;
    };
    Some(Suggestion::new(meaning, CERTAIN))
}

/// "alarms while the flow was above its average", 流量低于20期间的报警: records while a condition on a tag held.
pub(super) fn records_while(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let ([slot], [table]) = (bound.tags.as_slice(), bound.tables.as_slice()) else { return None };
    const WHILE: &[&str] = &["while", "when ", "whenever", "期间", "的时候", "时的", "时段"];
    let other = slot.ambiguous || !bound.columns.is_empty() || !bound.records.is_empty();
    if other || !bound.speaks_of(WHILE) || catalogue.tables[*table].time.is_none() || bound.how_long {
        return None;
    }
    let held = match (beyond(bound), bound.numbers.as_slice()) {
        (Some(held), _) => held,
        (None, [_]) => Term::call(compared(sketch)?, vec![word(SlotKind::Tag, 1), word(SlotKind::Number, 1)]),
        (None, _) => return None,
    };
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let name = match () {
        () if asked(&["count_things", "how_many_times"]) => "count",
        () if asked(&["list_records", "which_one"]) => "list",
        () => return None,
    };
    let arguments = vec![word(SlotKind::Records, 1), Term::word("w")];
    let options = vec![("while".to_owned(), held)];
    Some(Suggestion::new(Term::Call { name: name.to_owned(), arguments, options }, PLAIN))
}

/// A tag above or below a limit of its own, or its own mean.
fn beyond(bound: &Bound) -> Option<Term> {
    let [_] = bound.tags.as_slice() else { return None };
    const HIGH_HIGH: &[&str] = &["high-high", "high high", "hihi", "hi-hi", "trip limit", "高高"];
    const LOW_LOW: &[&str] = &["low-low", "low low", "lolo", "lo-lo", "低低"];
    const HIGH: &[&str] = &[
        "high limit",
        "high alarm",
        "high level alarm",
        "high pressure alarm",
        "high temperature alarm",
        "upper limit",
        "high temp alarm",
        "alarm limit",
        "高限",
        "上限",
        "高报",
    ];
    const LOW: &[&str] = &[
        "low limit",
        "low alarm",
        "low pressure alarm",
        "low level alarm",
        "lower limit",
        "low temperature alarm",
        "低限",
        "下限",
        "低报",
    ];
    const AVERAGE: &[&str] = &[
        "its average",
        "its own average",
        "its mean",
        "its own mean",
        "their average",
        "平均值以上",
        "平均以上",
        "均值以上",
        "平均值以下",
        "均值以下",
        "高于平均",
        "高于均值",
        "高于自身平均",
        "低于平均",
        "低于均值",
        "超过平均",
        "超过均值",
    ];
    const ABOVE: &[&str] = &["above", "over", "exceed", "beyond", "past", "超", "高于", "以上"];
    const BELOW: &[&str] = &["below", "under", "低于", "跌破", "以下"];
    if !bound.numbers.is_empty() {
        return None;
    }
    let (above, below) = (bound.speaks_of(ABOVE), bound.speaks_of(BELOW));
    let tag = || word(SlotKind::Tag, 1);
    let limit = |which: &str| Term::call("limit", vec![tag(), Term::word(which)]);
    let (side, number) = match () {
        () if !above && !below => return None,
        () if bound.speaks_of(HIGH_HIGH) => ("above", limit("high_high")),
        () if bound.speaks_of(LOW_LOW) => ("below", limit("low_low")),
        () if bound.speaks_of(HIGH) => ("above", limit("high")),
        () if bound.speaks_of(LOW) => ("below", limit("low")),
        () if bound.speaks_of(AVERAGE) && above != below => {
            (if above { "above" } else { "below" }, Term::call("mean", vec![tag(), Term::word("w")]))
        }
        () => return None,
    };
    Some(Term::call(side, vec![tag(), number]))
}

/// "which machine ran longest last week, and which least": machines in order of how long they ran, by their counters of hours
/// where one is named.
pub(super) fn ran_longest(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    const RAN: &[&str] =
        &["ran ", "run ", "running", "runtime", "run-time", "operating", "运行", "开机", "运转"];
    const ALL: &str = "machine";
    let which = sketch.asked.iter().any(|asked| asked == "which_one" || asked == "ranking")
        || bound.speaks_of(&["which", "哪台", "哪个", "哪几台", "哪一台"]);
    let long = bound.speaks_of(LONGEST) || bound.speaks_of(&["most", "最多"]);
    let short = bound.speaks_of(SHORTEST) || bound.speaks_of(&["least", "fewest", "最少"]);
    let other = !bound.numbers.is_empty() || !bound.tables.is_empty() || !bound.records.is_empty();
    if !which || !(long || short) || !bound.speaks_of(RAN) || other || bound.assets.len() > 1 {
        return None;
    }
    let counter = |slot: &TagSlot| catalogue.tags.get(slot.tag()).is_some_and(|profile| profile.counts_up);
    let kind = || word(SlotKind::Kind, 1);
    let of = match bound.tags.as_slice() {
        [] => Term::call("time", vec![Term::call("running", vec![kind()]), Term::word("w")]),
        [slot] if counter(slot) && !bound.kinds.is_empty() => {
            Term::call("change", ["t", "w"].map(Term::word).to_vec())
        }
        _ => return None,
    };
    let ranked = |lowest: bool| {
        let mut options = vec![("of".to_owned(), kind())];
        options.extend(lowest.then(|| ("order".to_owned(), Term::word("lowest"))));
        let top = if bound.count.is_some() { Term::word("m") } else { Term::Number(1.0) };
        options.push(("top".to_owned(), top));
        let arguments = vec![Term::word("asset"), of.clone()];
        Term::Call { name: "rank".to_owned(), arguments, options }
    };
    let meaning = match (long, short) {
        (true, true) => Term::call("several", vec![ranked(false), ranked(true)]),
        _ => ranked(short),
    };
    // No kind is said: whatever is measured.
    let all = || {
        let measured = |asset: &usize| {
            let id = &catalogue.plant.assets[*asset].id;
            catalogue.plant.tags.iter().any(|tag| tag.asset.as_ref() == Some(id))
        };
        let assets = (0..catalogue.plant.assets.len()).filter(measured).collect();
        Bound { kinds: vec![Kind { name: ALL.to_owned(), assets }], ..bound.clone() }
    };
    let own = bound.kinds.is_empty().then(all);
    Some(Suggestion { meaning, likelihood: PLAIN, bound: own })
}

/// The one statistic that the words ask for; the range where the highest and the lowest are told apart.
pub(super) fn one_statistic(bound: &Bound) -> Option<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("mean", MEAN),
        ("max", MAX),
        ("min", MIN),
        ("median", &["median", "中位数"]),
        ("std", &["standard deviation", "std", "标准差"]),
        ("total", TOTAL),
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
