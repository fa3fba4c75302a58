//! Readings that what is named suggests by itself, whatever words stand between: a record and a field of it are asked for
//! together, a machine and a column of its register, samples above a number, the day with the most of one thing and another
//! thing on it. No author writes every way to say these; they compete with what the model reads.

use tool::lookup::names_each_once;
use tool::{Catalogue, ColumnKind};

use super::again::{Meant, machine_of};
use super::bound::Bound;
use super::evident::{asks_how_many_of_a_field, counts_samples};
use super::sketch::Sketch;
use crate::meaning::{Slot, SlotKind, Term};

/// How likely a suggestion is beside what the model reads; set by hand.
const LIKELY: f32 = 0.35;
/// Where the words ask for just that.
const PLAIN: f32 = 0.6;

/// A reading with how likely it is.
pub struct Suggestion {
    pub meaning: Term,
    pub likelihood: f32,
    /// What fills its slots, where that is not what the question fills in general.
    pub bound: Option<Bound>,
}

impl Suggestion {
    fn new(meaning: Term, likelihood: f32) -> Self {
        Self { meaning, likelihood, bound: None }
    }
}

/// What is named suggests these.
pub fn readings(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Vec<Suggestion> {
    let mut found = Vec::new();
    found.extend(of_record(sketch, bound, catalogue));
    found.extend(of_register(bound, catalogue));
    found.extend(of_codes(bound, catalogue));
    found.extend(of_samples(sketch, bound));
    found.extend(of_missing(sketch, bound));
    found.extend(at_zero(sketch, bound));
    found.extend(newest(sketch, bound));
    found.extend(longest(bound, catalogue));
    found.extend(in_which_record(sketch, bound, catalogue));
    found.extend(of_likes(sketch, bound));
    found.extend(in_all(sketch, bound, catalogue));
    found.extend(of_fields(sketch, bound, catalogue));
    found.extend(on_the_day(bound));
    found
}

/// What a follow-up suggests by what it names alone: another record, a field of the record that was spoken of, a sum over the
/// records that were.
pub fn changes(bound: &Bound, earlier: &Meant, catalogue: &Catalogue) -> Vec<Suggestion> {
    let of_record = earlier.meaning.slots().iter().any(|slot| slot.kind == SlotKind::Record);
    let said = |when: &super::frame::When| matches!(when, super::frame::When::Range(_));
    // "its cost": a pronoun brings the machine that was spoken of along.
    let machine = machine_of(earlier, catalogue);
    let elsewhere = bound.assets.iter().any(|asset| Some(*asset) != machine);
    if !bound.tags.is_empty() || elsewhere || bound.windows.iter().any(said) {
        return Vec::new();
    }
    let field = || word(SlotKind::Field, 1);
    let mut found = Vec::new();
    match (bound.records.as_slice(), bound.columns.as_slice()) {
        ([_], []) if of_record => {
            let options = vec![("rec".to_owned(), word(SlotKind::Record, 1))];
            let meaning = Term::Call { name: "same".to_owned(), arguments: Vec::new(), options };
            found.push(Suggestion::new(meaning, PLAIN));
        }
        ([], [(table, column)]) => {
            let column = &catalogue.tables[*table].columns[*column];
            const TOTAL: &[&str] = &[
                "total",
                "in all",
                "altogether",
                "sum",
                "cost",
                "spent",
                "how much",
                "how many",
                "一共",
                "总共",
                "合计",
                "总",
                "花了",
                "多少",
            ];
            const MEAN: &[&str] = &["average", "mean", "平均"];
            let several =
                matches!(earlier.meaning.name(), "count" | "list" | "group" | "exists" | "stat" | "time");
            let statistic = match (bound.speaks_of(MEAN), bound.speaks_of(TOTAL)) {
                (true, _) => Some("mean"),
                (false, true) => Some("sum"),
                (false, false) => None,
            };
            let meaning = match statistic.filter(|_| several && is_number(column)) {
                Some(statistic) => {
                    Term::call("stat", vec![Term::word("those"), Term::call(statistic, vec![field()])])
                }
                None if several => Term::Call {
                    name: "list".to_owned(),
                    arguments: vec![Term::word("those")],
                    options: vec![("show".to_owned(), field())],
                },
                None => Term::call("field", vec![Term::word("it"), field()]),
            };
            found.push(Suggestion::new(meaning, LIKELY));
        }
        _ => {}
    }
    found
}

fn word(kind: SlotKind, place: usize) -> Term {
    Term::word(Slot { kind, place }.to_string())
}

/// The columns that are named of a table, or of one in which it is looked up, with their places among the slots.
fn named<'c>(
    table: usize,
    bound: &'c Bound,
    catalogue: &'c Catalogue,
) -> impl Iterator<Item = (usize, &'c tool::ColumnProfile)> {
    let tables = &catalogue.tables;
    let of_records = move |of: usize| {
        of == table || tables[table].lookups.iter().any(|lookup| lookup.table == tables[of].table)
    };
    let columns = bound.columns.iter().filter(move |(of, _)| of_records(*of));
    columns.enumerate().map(move |(i, (of, column))| (i + 1, &tables[*of].columns[*column]))
}

fn is_number(column: &tool::ColumnProfile) -> bool {
    matches!(column.kind, ColumnKind::Number | ColumnKind::Integer)
}

/// "what did order 1042 cost", 批次B4170是哪个产品: a record and fields of it; the machine it was on; how long it took.
fn of_record(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let [record] = bound.records.as_slice() else { return None };
    let table = &catalogue.tables[record.table];
    let alone = bound.tags.iter().all(|slot| slot.ambiguous || slot.bare);
    let key = table.columns.iter().position(|column| column.name == record.column)?;
    // Beside records that happened, what stands in a table of codes says which of them.
    let of_others =
        table.time.is_none() && bound.tables.iter().any(|other| catalogue.tables[*other].time.is_some());
    // "code F08: what is it, and what is the remedy" asks for all of it.
    let meaning = |asked: &String| matches!(asked.as_str(), "meaning_of" | "code_meaning");
    let all = table.time.is_none() && sketch.asked.iter().any(meaning);
    if !alone || all || of_others || !super::sketch::is_key(table, key) {
        return None;
    }
    let rec = || word(SlotKind::Record, 1);
    let fields: Vec<Term> = named(record.table, bound, catalogue)
        .filter(|(_, column)| {
            column.name != record.column && !(bound.how_long && column.kind == ColumnKind::Time)
        })
        .map(|(place, _)| Term::call("field", vec![word(SlotKind::Field, place), rec()]))
        .collect();
    match fields.as_slice() {
        [] => {}
        [one] => return Some(Suggestion::new(one.clone(), LIKELY)),
        _ => return Some(Suggestion::new(Term::call("several", fields), LIKELY)),
    }
    const WHOSE: &[&str] =
        &["which", "what machine", "what equipment", "哪台", "哪个设备", "哪一台", "哪个机", "谁的"];
    if !bound.kinds.is_empty() && bound.speaks_of(WHOSE) && table.asset.is_some() {
        return Some(Suggestion::new(Term::call("field", vec![Term::word("asset"), rec()]), LIKELY));
    }
    let lasted = table.time.is_some() && bound.how_long
        || bound.speaks_of(&["how much time", "time passed", "多少时间"]);
    lasted.then(|| Suggestion::new(Term::call("how_long", vec![rec()]), LIKELY))
}

/// "the rated power of boiler 2", 高温风机是什么型号: a machine and a column of the register that has it.
fn of_register(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let asset = *bound.assets.first().filter(|_| bound.assets.len() == 1)?;
    let tables = &catalogue.tables;
    let other = bound.tables.iter().any(|table| tables[*table].time.is_some());
    if other || !bound.windows.is_empty() || !bound.records.is_empty() {
        return None;
    }
    let columns: Vec<(usize, usize)> =
        bound.columns.iter().copied().filter(|(table, _)| names_each_once(&tables[*table])).collect();
    let (register, _) = *columns.first()?;
    let own = |(table, column): &(usize, usize)| {
        let name = &tables[*table].columns[*column].name;
        *table == register && name != "asset_id" && tables[*table].asset.as_ref() != Some(name)
    };
    let columns: Vec<(usize, usize)> = columns.into_iter().filter(own).collect();
    let id = &catalogue.plant.assets[asset].id;
    let listed = tables[register].column("asset_id")?.values.iter().any(|(value, _)| value == id);
    if columns.is_empty() || !listed {
        return None;
    }
    let fields = bound.tables.contains(&register);
    let meaning = Term::Call {
        name: "list".to_owned(),
        arguments: vec![word(SlotKind::Records, 1), word(SlotKind::Asset, 1)],
        options: vec![("show".to_owned(), word(SlotKind::Field, 1))],
    };
    let own =
        Bound { tables: vec![register], columns, tags: Vec::new(), values: Vec::new(), ..bound.clone() };
    let likelihood = if fields || bound.tags.is_empty() { PLAIN } else { LIKELY };
    Some(Suggestion { meaning, likelihood, bound: Some(own) })
}

/// "which reason code means blocked": the rows of a table of codes in which the words stand.
fn of_codes(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = *bound.tables.first().filter(|_| bound.tables.len() == 1)?;
    let told = bound.values.iter().any(|(of, _)| *of == table);
    let which = bound.speaks_of(&["which", "what", "哪", "什么"]);
    let alone = bound.tags.is_empty() && bound.assets.is_empty() && bound.records.is_empty();
    if catalogue.tables[table].time.is_some() || !told || !which || !alone {
        return None;
    }
    let condition = Term::call("where", vec![word(SlotKind::Value, 1)]);
    Some(Suggestion::new(Term::call("list", vec![word(SlotKind::Records, 1), condition]), LIKELY))
}

/// "how many readings were above 120", 负的读数占百分之几: samples for which something holds.
fn of_samples(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
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

/// "how long was it at 0 kW", 功率为零有多久: just that value.
fn at_zero(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
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
fn newest(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
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

/// "the shortest experiment", 最长的一次停机: the record that lasted least or most.
fn longest(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = *bound.tables.first()?;
    let long = bound.speaks_of(&["longest", "最长", "最久"]);
    let short = bound.speaks_of(&["shortest", "briefest", "最短"]);
    let plain = bound.tags.is_empty() && bound.columns.is_empty() && bound.records.is_empty();
    if long == short || !plain || catalogue.tables[table].time.is_none() {
        return None;
    }
    let of = Term::call(if long { "max" } else { "min" }, vec![Term::word("length")]);
    let arguments = vec![word(SlotKind::Records, 1), of, Term::word("w")];
    let name = if bound.how_long { "stat" } else { "extreme" };
    Some(Suggestion::new(Term::call(name, arguments), PLAIN))
}

/// "which experiment shows the highest peak of vibration": records in order of a statistic of a tag during each.
fn in_which_record(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let (table, [slot]) = (*bound.tables.first()?, bound.tags.as_slice()) else { return None };
    let times =
        catalogue.tables[table].columns.iter().filter(|column| column.kind == ColumnKind::Time).count();
    let which =
        sketch.asked.iter().any(|asked| matches!(asked.as_str(), "which_one" | "ranking" | "which_period"));
    let (high, low) = (bound.speaks_of(HIGHEST), bound.speaks_of(LOWEST));
    if times < 2 || slot.ambiguous || !which || high == low || !bound.records.is_empty() {
        return None;
    }
    let mean = bound.speaks_of(&["average", "mean", "on avg", "平均"]);
    let statistic = if mean {
        "mean"
    } else if low {
        "min"
    } else {
        "max"
    };
    let of = Term::call(statistic, vec![word(SlotKind::Tag, 1), Term::word("w")]);
    let mut options = vec![("of".to_owned(), word(SlotKind::Records, 1))];
    if low {
        options.push(("order".to_owned(), Term::word("lowest")));
    }
    options.push(match bound.count {
        Some(_) => ("top".to_owned(), Term::word("m")),
        None => ("top".to_owned(), Term::Number(1.0)),
    });
    let arguments = vec![Term::word("record"), of];
    Some(Suggestion::new(Term::Call { name: "rank".to_owned(), arguments, options }, LIKELY))
}

/// "how many readings are blank": of a tag, and of no records.
fn of_missing(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
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

/// "the three components with the highest mean": several tags are called so, and they are put in order.
fn of_likes(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
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
    let periods = PERIODS.iter().flat_map(|(_, words)| words.iter());
    if periods.into_iter().any(|word| bound.question.contains(word)) || !bound.tables.is_empty() {
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
fn in_all(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
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

/// "how many labour hours went into …": the sum of a field; "crafts by hours booked, most first": a sum for each.
fn of_fields(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let timed = |table: &usize| catalogue.tables[*table].time.is_some();
    let table = bound.tables.first().copied().filter(timed)?;
    let numbers: Vec<usize> = named(table, bound, catalogue)
        .filter(|(_, column)| is_number(column))
        .map(|(place, _)| place)
        .collect();
    let texts: Vec<usize> = named(table, bound, catalogue)
        .filter(|(_, column)| column.kind == ColumnKind::Text)
        .map(|(place, _)| place)
        .collect();
    let ranking = sketch.asked.iter().any(|asked| asked == "ranking");
    if ranking && bound.tags.is_empty() {
        const MACHINES: &[&str] = &["machine", "equipment", "asset", "设备", "哪台", "哪几台", "机器"];
        let by_asset =
            catalogue.tables[table].asset.is_some() && (bound.speaks_of(MACHINES) || !bound.kinds.is_empty());
        let by = match texts.as_slice() {
            [one] => word(SlotKind::Field, *one),
            _ if by_asset => Term::word("asset"),
            _ => return None,
        };
        let mut options = vec![("by".to_owned(), by)];
        let average = bound.speaks_of(&["average", "mean", "平均"]);
        let measure = if average { "mean" } else { "sum" };
        const COUNTS: &[&str] = &[
            "number of",
            "count",
            "how many",
            "how often",
            "most often",
            "frequent",
            "次数",
            "数量",
            "多少",
            "最多",
        ];
        const LENGTHS: &[&str] = &["hours", "minutes", "duration", "longest", "时长", "多久", "小时", "分钟"];
        let lengths = numbers.is_empty() && bound.speaks_of(LENGTHS);
        if lengths {
            options.push(("measure".to_owned(), Term::call(measure, vec![Term::word("length")])));
        } else if numbers.is_empty() && !bound.speaks_of(COUNTS) {
            return None;
        }
        if let [one] = numbers.as_slice() {
            options.push(("measure".to_owned(), Term::call(measure, vec![word(SlotKind::Field, *one)])));
        }
        let lowest = bound.speaks_of(&[
            "lowest first",
            "least first",
            "从低到高",
            "从小到大",
            "从少到多",
            "ascending",
        ]);
        options.push(("order".to_owned(), Term::word(if lowest { "lowest" } else { "highest" })));
        let which = sketch.asked.iter().any(|asked| asked == "which_one");
        if bound.count.is_some() {
            options.push(("top".to_owned(), Term::word("m")));
        } else if which {
            options.push(("top".to_owned(), Term::Number(1.0)));
        }
        let arguments = vec![word(SlotKind::Records, 1), Term::word("w")];
        let likelihood = if numbers.is_empty() { LIKELY } else { PLAIN };
        return Some(Suggestion::new(
            Term::Call { name: "group".to_owned(), arguments, options },
            likelihood,
        ));
    }
    if asks_how_many_of_a_field(sketch)
        && let [one] = numbers.as_slice()
    {
        let sum = Term::call("sum", vec![word(SlotKind::Field, *one)]);
        let meaning = Term::call("stat", vec![word(SlotKind::Records, 1), sum, Term::word("w")]);
        return Some(Suggestion::new(meaning, PLAIN));
    }
    None
}

/// Periods that may have the most of something.
const PERIODS: [(&str, &[&str]); 5] = [
    ("day", &["day", "date", "天", "日"]),
    ("hour", &["hour", "小时", "钟头"]),
    ("week", &["week", "周", "星期"]),
    ("month", &["month", "月份", "个月"]),
    ("shift", &["shift", "班"]),
];
const HIGHEST: &[&str] = &[
    "highest", "most", "greatest", "largest", "biggest", "maximum", "peak", "hottest", "warmest", "最高",
    "最大", "最多", "最热", "最强", "最快",
];
const LOWEST: &[&str] = &[
    "lowest", "least", "smallest", "fewest", "minimum", "coldest", "coolest", "最低", "最小", "最少", "最冷",
    "最弱", "最慢",
];

/// "the mean pressure on the day with the most rejects", 气温最高的那天发电平均多少: one thing on the day that another finds.
fn on_the_day(bound: &Bound) -> Option<Suggestion> {
    let ([_, _], [first, second]) = (bound.tags.as_slice(), bound.tag_places.as_slice()) else { return None };
    if !bound.records.is_empty() || bound.windows.len() > 1 {
        return None;
    }
    let question = bound.question.as_str();
    let find = |words: &[&str]| {
        let mut at: Vec<(usize, usize)> =
            words.iter().filter_map(|word| question.find(word).map(|at| (at, at + word.len()))).collect();
        at.sort_unstable();
        at.first().copied()
    };
    let (superlative, lowest) = match (find(HIGHEST), find(LOWEST)) {
        (Some(high), None) => (high, false),
        (None, Some(low)) => (low, true),
        _ => return None,
    };
    let chinese = question[superlative.0..superlative.1].chars().any(crate::text::is_chinese);
    // The period stands before the superlative in English ("the day with the most"), and behind it in Chinese.
    let (period, finder) = if chinese {
        let behind: String = question[superlative.1..].chars().take(6).collect();
        let told = behind.starts_with('的') || behind.starts_with('那') || behind.starts_with('一');
        let period =
            PERIODS.iter().find(|(_, words)| told && words.iter().any(|word| behind.contains(word)))?;
        let finder = [*first, *second].into_iter().rposition(|place| place < superlative.0)?;
        (period.0, finder)
    } else {
        let start = question[..superlative.0].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
        let before = &question[start..superlative.0];
        let links =
            ["with", "when", "that had", "which had", "of", "where", "that saw", "having", "on which", "it "];
        let period = PERIODS.iter().find(|(_, words)| {
            words.iter().any(|word| {
                before.rfind(word).is_some_and(|at| {
                    let gap = &before[at + word.len()..];
                    gap.len() <= 24 && links.iter().any(|link| gap.contains(link))
                })
            })
        })?;
        let finder = [*first, *second].into_iter().position(|place| place >= superlative.0)?;
        (period.0, finder)
    };
    let asked = 1 - finder;
    let places = [*first, *second];
    // What is said nearer to the one than to the other is said of it.
    let near = |words: &[&str], which: usize| {
        words.iter().flat_map(|word| question.match_indices(word)).any(|(at, _)| {
            let distance = |place: usize| place.abs_diff(at);
            at != superlative.0 && distance(places[which]) < distance(places[1 - which])
        })
    };
    const MEAN: &[&str] = &["average", "mean", "avg", "平均", "均值"];
    const TOTAL: &[&str] =
        &["total", "in all", "consumption", "used", "usage", "累计", "总", "用了", "用电", "产量"];
    let most =
        matches!(&question[superlative.0..superlative.1], "most" | "最多" | "least" | "最少" | "fewest");
    let found_by = if near(MEAN, finder) {
        "mean"
    } else if near(TOTAL, finder) || most {
        "total"
    } else if lowest {
        "min"
    } else {
        "max"
    };
    let statistic = if near(TOTAL, asked) && !near(MEAN, asked) {
        "total"
    } else if near(&["max", "最高", "最大", "peak"], asked) {
        "max"
    } else if near(&["min", "最低", "最小"], asked) {
        "min"
    } else {
        "mean"
    };
    let tag = |which: usize| word(SlotKind::Tag, which + 1);
    let inner = Term::call(found_by, vec![tag(finder), Term::word("w")]);
    let options = if lowest { vec![("order".to_owned(), Term::word("lowest"))] } else { Vec::new() };
    let best = Term::Call { name: "best".to_owned(), arguments: vec![Term::word(period), inner], options };
    Some(Suggestion::new(Term::call(statistic, vec![tag(asked), best]), LIKELY))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::planner::slots::{TagSlot, Threshold};

    fn tag(tag: usize) -> TagSlot {
        TagSlot {
            candidates: vec![(tag, 2.0)],
            ambiguous: false,
            at: 0,
            unexplained: Vec::new(),
            elsewhere: false,
            bare: false,
        }
    }

    fn check_day(question: &str, tags: [&str; 2], expected: Option<&str>) {
        let bound = Bound {
            tags: vec![tag(0), tag(1)],
            tag_places: tags.iter().map(|words| question.find(words).unwrap()).collect(),
            question: question.to_owned(),
            ..Bound::default()
        };
        let got = on_the_day(&bound).map(|found| found.meaning.to_string());
        assert_eq!(got.as_deref(), expected, "{question}");
    }

    #[test]
    fn one_thing_finds_the_day_for_another() {
        check_day(
            "average air pressure on the day with the most rejects",
            ["air pressure", "rejects"],
            Some("mean(t, best(day, total(t2, w)))"),
        );
        check_day(
            "find the day with the highest average load, then the mean efficiency on it",
            ["load", "efficiency"],
            Some("mean(t2, best(day, mean(t, w)))"),
        );
        check_day(
            "气温最高的那天余热发电平均几兆瓦",
            ["气温", "余热发电"],
            Some("mean(t2, best(day, max(t, w)))"),
        );
        check_day("highest flow and pressure on the day before", ["flow", "pressure"], None);
    }

    #[test]
    fn samples_above_a_number_are_counted() {
        let check = |question: &str, asked: &[&str], numbers: usize, expected: Option<&str>| {
            let bound = Bound {
                tags: vec![tag(0)],
                question: question.to_owned(),
                numbers: vec![Threshold { value: 1.0, unit: None }; numbers],
                percent: question.contains("百分"),
                ..Bound::default()
            };
            let asked = asked.iter().map(|word| (*word).to_owned()).collect();
            let sketch = Sketch { asked, ..Sketch::default() };
            let got = of_samples(&sketch, &bound).map(|found| found.meaning.to_string());
            assert_eq!(got.as_deref(), expected, "{question}");
        };
        check("how many readings were above 5", &["above"], 1, Some("count(t, w, while=above(t, n))"));
        check("how many readings were negative", &[], 0, Some("count(t, w, while=below(t, 0))"));
        check("负的读数占百分之多少", &[], 0, Some("percent(count(t, w, while=below(t, 0)), count(t, w))"));
        check("how long was it above 5", &["above"], 1, None);
    }
}
