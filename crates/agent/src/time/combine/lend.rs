//! What the mentions of a sentence lend each other: months, years, days.

use super::super::TimeMeaning;
use super::super::calendar::Calendar;
use super::super::item::{Cal, Found, Item, PartialDate, Readings};
use super::merge_items;

/// `6号机` beside a real date is no date.
pub(super) fn drop_machines(found: &mut Vec<Found>) {
    let score = |found: &Found| found.readings.first().map_or(0.0, |(_, score)| *score);
    let dated = |found: &Found| matches!(found.readings.first(), Some((Item::Cal(_) | Item::Both(..), score)) if *score > 0.5);
    if found.iter().any(dated) {
        found.retain(|found| score(found) > 0.2);
    }
}

/// A day of the month takes the month that stands alone elsewhere in the sentence, and a month its year.
pub(super) fn lend_months(found: &mut [Found], calendar: &Calendar) {
    let lenders: Vec<PartialDate> = found
        .iter()
        .filter_map(|found| match found.readings.first()?.0 {
            Item::Cal(Cal::Partial(date)) if date.day.is_none() => Some(date),
            _ => None,
        })
        .collect();
    lend_along(found);
    let [lender] = lenders[..] else { return };
    for found in found {
        for (item, _) in &mut found.readings {
            let (Item::Cal(Cal::Partial(date)) | Item::Both(Cal::Partial(date), _)) = item else { continue };
            let open_day = date.day.is_some() && date.month.is_none();
            let lent = if open_day {
                PartialDate { month: lender.month, year: lender.year, ..*date }
            } else if date.month.is_some() && date.year.is_none() && lender.month.is_none() {
                PartialDate { year: lender.year, ..*date }
            } else {
                continue;
            };
            if (lent.month.is_some() || !open_day) && calendar.resolve_partial(lent).is_some() {
                *date = lent;
            }
        }
    }
}

/// 6月8日和9日: a day behind a full date is of the same month.
fn lend_along(found: &mut [Found]) {
    let mut previous: Option<(PartialDate, usize)> = None;
    for found in found {
        let Some((Item::Cal(Cal::Partial(date)) | Item::Both(Cal::Partial(date), _), _)) =
            found.readings.first_mut()
        else {
            previous = None;
            continue;
        };
        let near = previous.filter(|(_, end)| found.tokens.start.saturating_sub(*end) <= 2);
        if let (Some((full, _)), None, Some(_)) = (near, date.month, date.day) {
            *date = PartialDate { year: full.year, month: full.month, ..*date };
        }
        previous = date.month.is_some().then_some((*date, found.tokens.end));
    }
}

/// One calendar expression and clocks apart from it: the clocks take its day.
pub(super) fn lend_days(found: &mut [Found], calendar: &Calendar) {
    let mut days: Vec<usize> = indices(found, |item| matches!(item, Item::Cal(_)));
    // "day shift and night shift yesterday": the day of one is the day of both.
    if days.is_empty() {
        days = indices(found, |item| matches!(item, Item::Both(..)));
    }
    let clocks: Vec<usize> =
        indices(found, |item| matches!(item, Item::Clock(_) | Item::Repeated { cal: None, .. }));
    let ([day], [_, ..]) = (&days[..], &clocks[..]) else { return };
    let alone = matches!(found[*day].readings.first(), Some((Item::Cal(_), _)));
    let day_of = |(item, score): &(Item, f32)| match item {
        Item::Cal(cal) | Item::Both(cal, _) => Some((Item::Cal(*cal), *score)),
        _ => None,
    };
    let day_readings: Readings<Item> = found[*day].readings.iter().filter_map(day_of).collect();
    let Some((Item::Cal(best), _)) = day_readings.first() else { return };
    if calendar.resolve(*best).is_none() {
        return;
    }
    for &clock in &clocks {
        let mut combined: Readings<Item> = Vec::new();
        for (item, score) in &found[clock].readings {
            for (day, day_score) in &day_readings {
                combined.extend(merge_items(item, day).map(|item| (item, score * day_score)));
            }
        }
        let own = found[clock].readings.iter().map(|(item, score)| (item.clone(), score * 0.4));
        let all: Readings<Item> = combined.iter().cloned().chain(own).collect();
        found[clock].readings = all;
        if clocks.len() == 1 && alone {
            let rest = day_readings.iter().map(|(item, score)| (item.clone(), score * 0.5));
            found[*day].readings = combined.into_iter().chain(rest).collect();
        }
    }
}

/// "the previous month" behind another window is told from that one.
pub(super) fn prefer_shifted(found: &mut [Found]) {
    let mut windows = 0;
    for found in found {
        let shifted =
            found.readings.iter_mut().find(|(item, _)| matches!(item, Item::Fixed(TimeMeaning::Shifted(_))));
        if let Some((_, score)) = shifted.filter(|_| windows > 0) {
            *score = 0.95;
        }
        windows += usize::from(matches!(found.readings.first(), Some((Item::Cal(_) | Item::Both(..), _))));
    }
}

fn indices(found: &[Found], wanted: impl Fn(&Item) -> bool) -> Vec<usize> {
    let fits = |found: &Found| found.readings.first().is_some_and(|(item, _)| wanted(item));
    found.iter().enumerate().filter(|(_, found)| fits(found)).map(|(index, _)| index).collect()
}
