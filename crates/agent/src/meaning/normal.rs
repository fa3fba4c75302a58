//! The normal form of a meaning: the same thing asked in other notation, or with its slots numbered otherwise, is one.
//!
//! - A quantity on a machine (`q@a`), a quantity alone (`q`) and one that a word implies (`temperature@a`) are tags: which
//!   tag is meant is found by linking, not by planning. The machine of such a pair, where it is needed again, is
//!   `owner(t)`. A quantity of every machine of a kind (`q@k`) is `of=k`.
//! - Slots are numbered by where they stand in the question, so that `t2` is the tag named second.
//! - The time that a record lasted (`during(rec)`) is a window like any other.
//! - `where(f, v)` is `where(v)`: a value brings its column along.
//! - A machine that is found, in whichever way it is written, is `on=best(asset, …)` of what is asked of it; several days that
//!   are found are `days=rank(…)`.
//! - How many records there were in each period is `group(r, by=…)`.
//! - What is the default is left out: the highest first; one number for each asset where something is asked `of` many.

use std::collections::HashMap;

use super::{Slot, SlotKind, Term};

/// The slots of a question in the order in which they stand there.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub order: Vec<Slot>,
}

impl Names {
    fn place(&self, slot: Slot) -> usize {
        self.order.iter().position(|other| *other == slot).unwrap_or(self.order.len())
    }

    fn place_of(&self, term: &Term) -> usize {
        match term {
            Term::Word(word) => Slot::of(word).map_or(self.order.len(), |slot| self.place(slot)),
            _ => self.order.len(),
        }
    }
}

/// Quantities that the notation writes as words where the question implies them.
const QUANTITIES: [&str; 16] = [
    "temperature",
    "pressure",
    "flow",
    "level",
    "power",
    "energy",
    "current",
    "speed",
    "vibration",
    "humidity",
    "water",
    "air",
    "steam",
    "gas",
    "production",
    "weight",
];

/// Operations whose first arguments stand in an order that matters.
const ORDERED: [&str; 12] = [
    "compare",
    "minus",
    "ratio",
    "percent",
    "times",
    "plus",
    "several",
    "correlate",
    "where",
    "between",
    "outside",
    "relation",
];

/// The normal form, and what each of its slots was called before.
pub fn normal(term: &Term, names: &Names) -> (Term, Vec<(Slot, Term)>) {
    let mut pairs: Vec<Term> = Vec::new();
    tags_in(term, &mut pairs);
    // A tag stands where its quantity does; the same quantity of two machines, where these do.
    pairs.sort_by_key(|pair| match pair {
        Term::On(quantity, place) if matches!(&**quantity, Term::Word(w) if Slot::of(w).is_some()) => {
            (names.place_of(quantity), names.place_of(place))
        }
        Term::On(_, place) => (names.place_of(place), 0),
        other => (names.place_of(other), 0),
    });
    let owners: HashMap<String, usize> = pairs
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(i, pair)| match pair {
            Term::On(_, place) => match &**place {
                Term::Word(word) if Slot::of(word).is_some_and(|slot| slot.kind == SlotKind::Asset) => {
                    Some((word.clone(), i))
                }
                _ => None,
            },
            _ => None,
        })
        .collect();
    let mut renamed = Renamed { pairs, owners, windows: Vec::new(), others: Vec::new() };
    let mut others: Vec<Slot> = term.slots();
    others.sort_by_key(|slot| names.place(*slot));
    let (mut lasting, mut alone) = (Vec::new(), Vec::new());
    records(term, &mut lasting, &mut alone);
    for slot in others {
        let is_tag = matches!(slot.kind, SlotKind::Tag | SlotKind::Quantity);
        if is_tag || renamed.owners.contains_key(&slot.to_string()) {
            continue;
        }
        if lasting.contains(&slot) {
            renamed.windows.push(slot);
        }
        if slot.kind == SlotKind::Window {
            renamed.windows.push(slot);
        } else if slot.kind != SlotKind::Record || alone.contains(&slot) {
            renamed.others.push(slot);
        }
    }
    let mut normal = renamed.term(term);
    lift_found(&mut normal);
    let mut counted = None;
    simplify(&mut normal, &mut counted);
    let mut before: Vec<(Slot, Term)> = renamed
        .pairs
        .iter()
        .enumerate()
        .map(|(i, pair)| (Slot { kind: SlotKind::Tag, place: i + 1 }, pair.clone()))
        .collect();
    before.extend(
        renamed
            .windows
            .iter()
            .enumerate()
            .map(|(i, slot)| (Slot { kind: SlotKind::Window, place: i + 1 }, Term::word(slot.to_string()))),
    );
    before.extend(renamed.others.iter().map(|slot| (renamed.slot(*slot), Term::word(slot.to_string()))));
    if let Some(number) = counted {
        before.push((Slot { kind: SlotKind::Count, place: 1 }, Term::Number(number)));
    }
    (normal, before)
}

/// Whether a node stands for a tag: `t`, `q`, `q@a`, `temperature@a`.
fn is_tag(term: &Term) -> bool {
    match term {
        Term::On(..) => true,
        Term::Word(word) => {
            Slot::of(word).is_some_and(|slot| matches!(slot.kind, SlotKind::Tag | SlotKind::Quantity))
                || QUANTITIES.contains(&word.as_str())
        }
        _ => false,
    }
}

/// Every term that stands for a tag, each once.
fn tags_in(term: &Term, found: &mut Vec<Term>) {
    match term {
        Term::Call { arguments, options, .. } => {
            arguments.iter().for_each(|argument| tags_in(argument, found));
            options.iter().for_each(|(_, value)| tags_in(value, found));
        }
        _ if is_tag(term) && !found.contains(term) => found.push(term.clone()),
        _ => {}
    }
}

/// The record slot that `during` has.
fn lasting_record(arguments: &[Term]) -> Option<Slot> {
    match arguments {
        [Term::Word(word)] => Slot::of(word).filter(|slot| slot.kind == SlotKind::Record),
        _ => None,
    }
}

/// Records whose time is a window, and records that are asked for otherwise.
fn records(term: &Term, lasting: &mut Vec<Slot>, alone: &mut Vec<Slot>) {
    match term {
        Term::Call { name, arguments, .. } if name == "during" && lasting_record(arguments).is_some() => {
            lasting.extend(lasting_record(arguments));
        }
        Term::Call { arguments, options, .. } => {
            arguments.iter().for_each(|argument| records(argument, lasting, alone));
            options.iter().for_each(|(_, value)| records(value, lasting, alone));
        }
        Term::Word(word) => alone.extend(Slot::of(word).filter(|slot| slot.kind == SlotKind::Record)),
        _ => {}
    }
}

struct Renamed {
    /// Terms that stand for tags, in order.
    pairs: Vec<Term>,
    /// Asset slots that are the machine of a tag: which tag's.
    owners: HashMap<String, usize>,
    /// Windows, and records whose time is one, in order of the question.
    windows: Vec<Slot>,
    /// Every other slot, in order of the question.
    others: Vec<Slot>,
}

impl Renamed {
    fn slot(&self, slot: Slot) -> Slot {
        let before = self.others.iter().take_while(|other| **other != slot);
        Slot { kind: slot.kind, place: 1 + before.filter(|other| other.kind == slot.kind).count() }
    }

    fn window(&self, slot: Slot) -> Option<Term> {
        let place = self.windows.iter().position(|other| *other == slot)? + 1;
        Some(Term::word(Slot { kind: SlotKind::Window, place }.to_string()))
    }

    fn tag(&self, place: usize) -> Term {
        Term::word(Slot { kind: SlotKind::Tag, place: place + 1 }.to_string())
    }

    fn term(&self, term: &Term) -> Term {
        if let Some(place) = self.pairs.iter().position(|pair| pair == term) {
            return self.tag(place);
        }
        match term {
            Term::Word(word) => match (self.owners.get(word), Slot::of(word)) {
                (Some(tag), _) => Term::call("owner", vec![self.tag(*tag)]),
                (None, Some(slot)) if slot.kind == SlotKind::Window => {
                    self.window(slot).unwrap_or_else(|| term.clone())
                }
                (None, Some(slot)) => Term::word(self.slot(slot).to_string()),
                (None, None) => term.clone(),
            },
            Term::Number(_) => term.clone(),
            Term::On(..) => Term::word("t"),
            Term::Call { name, arguments, .. } if name == "during" && lasting_record(arguments).is_some() => {
                lasting_record(arguments).and_then(|slot| self.window(slot)).unwrap_or_else(|| term.clone())
            }
            Term::Call { name, arguments, options } => {
                let mut options: Vec<(String, Term)> =
                    options.iter().map(|(key, value)| (key.clone(), self.term(value))).collect();
                // `q@k`: of every machine of the kind.
                for argument in arguments {
                    if let Term::On(_, place) = argument
                        && let Term::Word(word) = &**place
                        && Slot::of(word).is_some_and(|slot| slot.kind == SlotKind::Kind)
                        && !options.iter().any(|(key, _)| key == "of")
                    {
                        options.push(("of".to_owned(), self.term(place)));
                    }
                }
                let arguments = arguments.iter().map(|argument| self.term(argument)).collect();
                Term::Call { name: name.clone(), arguments, options }
            }
        }
    }
}

/// Operations that may be asked of a machine that is found.
const OF_MACHINES: [&str; 24] = [
    "latest",
    "mean",
    "min",
    "max",
    "sum",
    "count",
    "std",
    "median",
    "range",
    "change",
    "twmean",
    "total",
    "percentile",
    "series",
    "trend",
    "list",
    "group",
    "stat",
    "extreme",
    "exists",
    "first",
    "last",
    "value",
    "quality",
];
/// Operations that hand on what their one argument is asked of.
const HANDED_ON: [&str; 2] = ["when", "time_since"];
const PERIODS: [&str; 5] = ["hour", "day", "week", "month", "shift"];

/// Writes what is asked of found machines, found days and the lengths of records in one way.
fn lift_found(term: &mut Term) {
    let Term::Call { name, arguments, options } = term else { return };
    arguments.iter_mut().for_each(lift_found);
    options.iter_mut().for_each(|(_, value)| lift_found(value));
    let of_records = |term: &Term| matches!(term, Term::Word(word) if Slot::of(word).is_none_or(|slot| slot.kind == SlotKind::Records));
    if name == "count" && options.iter().any(|(key, _)| key == "by") && arguments.iter().any(of_records) {
        *name = "group".to_owned();
    }
    if OF_MACHINES.contains(&name.as_str()) {
        let of = options.iter().position(|(key, value)| key == "of" && finder(value).is_some());
        let found = match (arguments.iter().position(|argument| finder(argument).is_some()), of) {
            (Some(at), _) => finder(&arguments.remove(at)),
            (None, Some(at)) => finder(&options.remove(at).1),
            (None, None) => None,
        };
        options.extend(found.map(|found| ("on".to_owned(), found)));
        let days =
            |argument: &Term| argument.name() == "rank" && is_word(argument.arguments().first(), &PERIODS);
        if let Some(at) = arguments.iter().position(days) {
            let days = arguments.remove(at);
            options.push(("days".to_owned(), days));
        }
        if let [Term::Call { name: long, arguments: of, .. }] = arguments.as_slice()
            && long == "how_long"
            && of.iter().all(|of| !matches!(of, Term::Word(word) if Slot::of(word).is_some_and(|slot| slot.kind == SlotKind::Record)))
        {
            arguments[0] = Term::word("length");
        }
    }
    if HANDED_ON.contains(&name.as_str())
        && let [Term::Call { options: inner, .. }] = arguments.as_mut_slice()
        && let Some(at) = inner.iter().position(|(key, _)| key == "on")
    {
        options.push(inner.remove(at));
    }
}

fn is_word(term: Option<&Term>, words: &[&str]) -> bool {
    matches!(term, Some(Term::Word(word)) if words.contains(&word.as_str()))
}

/// The one machine that a term finds: the first of `rank(asset, …)`, of `group(…, by=asset)`, of `steadiest(asset, …)`.
fn finder(term: &Term) -> Option<Term> {
    let Term::Call { name, arguments, options } = term else { return None };
    let first = match term.option("top") {
        None => name != "group",
        Some(Term::Number(number)) => *number == 1.0,
        Some(_) => false,
    };
    let asset = is_word(arguments.first(), &["asset"]);
    let mut kept: Vec<(String, Term)> =
        options.iter().filter(|(key, _)| matches!(key.as_str(), "of" | "order")).cloned().collect();
    let of = match name.as_str() {
        "rank" if asset => arguments.get(1)?.clone(),
        "steadiest" if asset => {
            let most = kept.iter().any(|(key, order)| key == "order" && order.name() == "highest");
            kept.retain(|(key, _)| key != "order");
            kept.extend((!most).then(|| ("order".to_owned(), Term::word("lowest"))));
            Term::call("std", arguments[1..].to_vec())
        }
        "group" if is_word(term.option("by"), &["asset"]) => {
            let mut arguments = arguments.clone();
            let measure = term.option("measure").cloned();
            let name = if measure.is_some() { "stat" } else { "count" };
            arguments.extend(measure);
            let inner =
                |(key, _): &&(String, Term)| !matches!(key.as_str(), "by" | "measure" | "order" | "top");
            let options = options.iter().filter(inner).cloned().collect();
            Term::Call { name: name.to_owned(), arguments, options }
        }
        _ => return None,
    };
    first.then(|| Term::Call {
        name: "best".to_owned(),
        arguments: vec![Term::word("asset"), of],
        options: kept,
    })
}

/// Leaves out what is said twice or goes without saying. `counted`: a number written out as how many are asked for.
fn simplify(term: &mut Term, counted: &mut Option<f64>) {
    let Term::Call { name, arguments, options } = term else { return };
    match name.as_str() {
        "act" | "absent" | "opinion" | "injected" => arguments.clear(),
        "where" => {
            let field = |term: &Term| matches!(term, Term::Word(w) if Slot::of(w).is_some_and(|s| s.kind == SlotKind::Field));
            let value = |term: &Term| matches!(term, Term::Word(w) if Slot::of(w).is_some_and(|s| s.kind == SlotKind::Value));
            match arguments.as_slice() {
                [f, v] if field(f) && value(v) => {
                    arguments.remove(0);
                }
                [f, Term::Word(not), v] if field(f) && not == "not" && value(v) => {
                    arguments.remove(0);
                }
                _ => {}
            }
        }
        _ => {}
    }
    let many = options.iter().any(|(key, _)| key == "of");
    options.retain(|(key, value)| {
        let word = if let Term::Word(word) = value { word.as_str() } else { "" };
        !(key == "by" && word == "asset" && many
            || key == "order" && word == "highest" && name != "steadiest"
            || key == "pct")
    });
    for (key, value) in options.iter_mut() {
        if key == "top"
            && let Term::Number(number) = value
            && *number != 1.0
        {
            *counted = Some(*number);
            *value = Term::word("m");
        }
        simplify(value, counted);
    }
    options.sort_by(|a, b| a.0.cmp(&b.0));
    arguments.iter_mut().for_each(|argument| simplify(argument, counted));
    if !ORDERED.contains(&name.as_str()) {
        arguments.sort_by_key(|argument| match argument {
            Term::Word(word) => match Slot::of(word) {
                Some(slot) if slot.kind != SlotKind::Tag => 1 + slot.kind as usize,
                _ => 0,
            },
            _ => 0,
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(order: &str, meaning: &str, expected: &str) {
        let order = order.split_whitespace().map(|name| Slot::of(name).unwrap()).collect();
        let (normal, _) = normal(&Term::parse(meaning).unwrap(), &Names { order });
        assert_eq!(normal.to_string(), expected);
    }

    #[test]
    fn quantities_on_machines_are_tags() {
        check("q a w", "mean(q@a, w)", "mean(t, w)");
        check("a w", "total(energy@a, w)", "total(t, w)");
        check("q a a2", "compare(latest(q@a), latest(q@a2))", "compare(latest(t), latest(t2))");
        check("q a w", "mean(q@a, w, while=running(a))", "mean(t, w, while=running(owner(t)))");
        check("q k", "latest(q@k)", "latest(t, of=k)");
        check("q k w", "mean(q, w, of=k, by=asset)", "mean(t, w, of=k)");
    }

    #[test]
    fn slots_are_numbered_by_the_question() {
        check("t2 t w", "value(t2, when(max(t, w)))", "value(t, when(max(t2, w)))");
        check("w2 w t", "compare(mean(t, w), mean(t, w2))", "compare(mean(t, w2), mean(t, w))");
        check("t q a", "correlate(q@a, t)", "correlate(t2, t)");
    }

    #[test]
    fn machines_and_days_that_are_found_are_written_in_one_way() {
        let found = "mean(t, w, on=best(asset, max(t2, w), of=k))";
        check("q q2 k w", "mean(q, w, of=rank(asset, max(q2, w), of=k, top=1))", found);
        let stopped = "count(w, r, on=best(asset, count(w, r2)))";
        check("r r2 w", "count(r, group(r2, w, by=asset, top=1), w)", stopped);
        check(
            "q k",
            "when(max(q, of=steadiest(asset, q, of=k)))",
            "when(max(t), on=best(asset, std(t), of=k, order=lowest))",
        );
        check(
            "t t2 w",
            "mean(t, rank(day, max(t2, w), top=3))",
            "mean(t, days=rank(day, max(t2, w), top=m))",
        );
        check("r w", "extreme(r, max(how_long(r)), w)", "extreme(max(length), w, r)");
    }

    #[test]
    fn notation_does_not_matter() {
        check("r f v w", "count(r, w, where(f, v))", "count(where(v), w, r)");
        check("r w f", "group(r, w, by=f, order=highest, top=1)", "group(w, r, by=f, top=1)");
        check("r w f", "list(r, w, top=5, order=most(f))", "list(w, r, order=most(f), top=m)");
        check("a", "act(a)", "act()");
        check("t n n2 w", "time(outside(t, n, n2), w)", "time(outside(t, n, n2), w)");
        check("r w", "mean(count(r, w, by=day))", "mean(group(w, r, by=day))");
        check("rec t w", "compare(mean(t, w), mean(t, during(rec)))", "compare(mean(t, w2), mean(t, w))");
        check("rec f", "field(rec, f)", "field(f, rec)");
        check("t w", "percentile(t, w, pct=95)", "percentile(t, w)");
    }
}
