//! What records that are named suggest: their fields, their registers, their sums, the longest of them.

use tool::lookup::names_each_once;
use tool::{Catalogue, ColumnKind};

use super::words::{HIGHEST, LONGEST, LOWEST, MACHINES, MEAN, SHORTEST};
use super::{LIKELY, PLAIN, Suggestion, is_number, named, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::evident::{LESS, asks_how_many_of_a_field, one_or_other};
use crate::planner::sketch::{self, Sketch};

/// "what did order 1042 cost", 批次B4170是哪个产品: a record and fields of it; the machine it was on; how long it took.
pub(super) fn of_record(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
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
    if !alone || all || of_others || !sketch::is_key(table, key) {
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
    let lasted = bound.how_long || bound.speaks_of(&["how much time", "time passed", "多少时间"]);
    let lasted = lasted && table.time.is_some();
    if lasted {
        return Some(Suggestion::new(Term::call("how_long", vec![rec()]), LIKELY));
    }
    // "WO26451 - what did they find there": all of it.
    const WHAT: &[&str] = &[
        "what did",
        "what was",
        "what is",
        "tell me about",
        "details of",
        "修啥",
        "修的什么",
        "干的什么",
        "什么情况",
        "是啥",
    ];
    const OTHER: &[&str] = &[
        "when", "time", "long", "start", "finish", "before", "after", "during", "几点", "时候", "多久",
        "开始", "期间",
    ];
    let all = bound.speaks_of(WHAT) && !bound.speaks_of(OTHER) && bound.tags.is_empty();
    all.then(|| Suggestion::new(Term::call("describe", vec![rec()]), LIKELY))
}

/// "the rated power of boiler 2", 高温风机是什么型号: a machine and a column of the register that has it.
pub(super) fn of_register(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
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
pub(super) fn of_codes(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
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

/// "downtime code D10 = ?": what a code means, where nothing else is asked of it.
pub(super) fn of_code(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let [code] = bound.codes.as_slice() else { return None };
    let nothing_else = bound.tags.is_empty()
        && bound.windows.is_empty()
        && bound.assets.is_empty()
        && bound.numbers.is_empty()
        && sketch.pieces.iter().filter(|piece| !piece.slot).count() <= 2;
    let plain = sketch.asked.iter().all(|asked| {
        asked.starts_with('<') || matches!(asked.as_str(), "code_meaning" | "meaning_of" | "downtime")
    });
    (catalogue.tables[code.table].time.is_none() && nothing_else && plain)
        .then(|| Suggestion::new(Term::call("code", vec![word(SlotKind::Code, 1)]), PLAIN))
}

/// "how many labour hours went into …": the sum of a field; "crafts by hours booked, most first": a sum for each.
pub(super) fn of_fields(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
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
        let by_asset =
            catalogue.tables[table].asset.is_some() && (bound.speaks_of(MACHINES) || !bound.kinds.is_empty());
        let by = match texts.as_slice() {
            [one] => word(SlotKind::Field, *one),
            _ if by_asset => Term::word("asset"),
            _ => return None,
        };
        let mut options = vec![("by".to_owned(), by)];
        let average = bound.speaks_of(MEAN);
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

/// "the shortest experiment", 最长的一次停机: the record that lasted least or most.
pub(super) fn longest(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = *bound.tables.first()?;
    let long = bound.speaks_of(LONGEST);
    let short = bound.speaks_of(SHORTEST);
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
pub(super) fn in_which_record(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let (table, [slot]) = (*bound.tables.first()?, bound.tags.as_slice()) else { return None };
    let times =
        catalogue.tables[table].columns.iter().filter(|column| column.kind == ColumnKind::Time).count();
    let which =
        sketch.asked.iter().any(|asked| matches!(asked.as_str(), "which_one" | "ranking" | "which_period"));
    let (high, low) = (bound.speaks_of(HIGHEST), bound.speaks_of(LOWEST));
    if times < 2 || slot.ambiguous || !which || high == low || !bound.records.is_empty() {
        return None;
    }
    let mean = bound.speaks_of(MEAN);
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

/// 还没完工的工单: records in which a time that is named is empty.
pub(super) fn not_yet(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = *bound.tables.first().filter(|table| catalogue.tables[**table].time.is_some())?;
    let pieces = &sketch.pieces;
    let denied = (1..pieces.len()).any(|at| {
        pieces[at].text == "<f:time>"
            && matches!(pieces[at - 1].text.as_str(), "没" | "未" | "not" | "yet" | "un")
    });
    let mut times = named(table, bound, catalogue).filter(|(_, column)| column.kind == ColumnKind::Time);
    let place = times.next().filter(|_| denied && times.next().is_none())?.0;
    let empty = Term::call("where", vec![word(SlotKind::Field, place), Term::word("empty")]);
    let counted =
        sketch.asked.iter().any(|asked| matches!(asked.as_str(), "count_things" | "how_many_times"));
    let arguments = vec![word(SlotKind::Records, 1), empty];
    Some(Suggestion::new(Term::call(if counted { "count" } else { "list" }, arguments), PLAIN))
}

/// 9号机的工单比4号机多多少张: the records of one machine and of another.
pub(super) fn of_two_machines(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let ([_, _], [table]) = (bound.assets.as_slice(), bound.tables.as_slice()) else { return None };
    let profile = &catalogue.tables[*table];
    let numbers = named(*table, bound, catalogue).any(|(_, column)| is_number(column));
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let compared = bound.speaks_of(&["比", "more", "fewer", "less", "difference", "相差", "差多少", "than"]);
    if profile.time.is_none() || profile.asset.is_none() || numbers || !compared || !bound.tags.is_empty() {
        return None;
    }
    const AMOUNT: &[&str] = &[
        "how many more",
        "how many fewer",
        "多多少",
        "少多少",
        "多几",
        "少几",
        "相差",
        "差多少",
        "difference",
    ];
    let amount = bound.speaks_of(AMOUNT);
    let which = bound.speaks_of(&["which", "哪台", "哪个", "谁"]) || one_or_other(bound);
    if !amount && !which || asked(&["share_of_time", "percent_of"]) {
        return None;
    }
    let side = |place: usize| {
        let mut arguments = vec![word(SlotKind::Records, 1), word(SlotKind::Asset, place), Term::word("w")];
        arguments.extend(
            (1..=bound.values.len()).map(|place| Term::call("where", vec![word(SlotKind::Value, place)])),
        );
        Term::call("count", arguments)
    };
    let options = if amount {
        Vec::new()
    } else {
        let report = if bound.speaks_of(LESS) { "which_lower" } else { "which" };
        vec![("report".to_owned(), Term::word(report))]
    };
    let meaning = Term::Call { name: "compare".to_owned(), arguments: vec![side(1), side(2)], options };
    Some(Suggestion::new(meaning, PLAIN))
}

/// "how many oil analyses in 2019": records that nothing names but a value of theirs.
pub(super) fn of_values(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = *bound.tables.first()?;
    let pieces = &sketch.pieces;
    let named = pieces.iter().any(|piece| piece.text.starts_with("<r:"));
    let value = pieces.iter().any(|piece| piece.text == "<v>");
    let own = bound.values.iter().any(|(of, _)| *of == table);
    let plain = catalogue.tables[table].time.is_some() && bound.tags.is_empty() && !bound.how_long;
    if named || !value || !own || !plain {
        return None;
    }
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let condition = Term::call("where", vec![word(SlotKind::Value, 1)]);
    let arguments = vec![word(SlotKind::Records, 1), Term::word("w"), condition];
    let machines = bound.speaks_of(&["哪几台", "哪些台", "which machines", "which ones"])
        || !bound.kinds.is_empty() && bound.speaks_of(&["which", "哪些", "哪几"]);
    if machines && catalogue.tables[table].asset.is_some() {
        let options = vec![("by".to_owned(), Term::word("asset"))];
        return Some(Suggestion::new(Term::Call { name: "group".to_owned(), arguments, options }, PLAIN));
    }
    let counted = asked(&["count_things", "how_many_times"]);
    counted.then(|| Suggestion::new(Term::call("count", arguments), PLAIN))
}
