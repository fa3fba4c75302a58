//! Which columns say when a record begins and ends.

use crate::catalogue::{ColumnKind, TableProfile};

const STARTS: &[&str] = &[
    "start",
    "begin",
    "began",
    "raised",
    "opened",
    "reported",
    "from",
    "out_of_service",
    "开始",
    "报修",
    "发生",
    "报警时间",
];
const ENDS: &[&str] = &[
    "end",
    "finish",
    "stop",
    "cleared",
    "until",
    "closed",
    "completed",
    "restored",
    "back_in",
    "back in",
    "结束",
    "恢复",
    "完成",
    "关闭",
];
/// What was meant to be, whatever then was.
const PLANS: &[&str] = &["plan", "sched", "target", "expected", "计划", "预计", "预定"];
const DUE: &[&str] = &["due", "deadline", "required_by", "required by", "截止", "期限", "到期", "要求完成"];

fn has(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

/// The columns of times that a record begins and ends with, by their names; `time` is the one that the table's
/// records are ordered by.
pub fn begins_and_ends<'a>(times: &[&'a str], time: Option<&'a str>) -> (Option<&'a str>, Option<&'a str>) {
    let called = |words: &[&str]| {
        let named = |planned: bool| {
            times
                .iter()
                .copied()
                .find(|name| has(name, words) && (has(name, PLANS) || has(name, DUE)) == planned)
        };
        named(false).or_else(|| named(true))
    };
    let end = called(ENDS);
    let start = called(STARTS)
        .or(time.filter(|time| Some(*time) != end))
        .or_else(|| times.iter().copied().find(|name| Some(*name) != end));
    (start, end)
}

impl TableProfile {
    /// The column that says when a record ended and is empty while it lasts; `None` where the records are instants.
    pub fn end_column(&self) -> Option<usize> {
        self.begin_and_end().map(|(_, end)| end)
    }

    /// The column that says when a record began, where another says when it ended.
    pub fn start_column(&self) -> Option<usize> {
        self.begin_and_end().map(|(start, _)| start)
    }

    fn begin_and_end(&self) -> Option<(usize, usize)> {
        let times = self.columns.iter().filter(|column| column.kind == ColumnKind::Time);
        let times: Vec<&str> = times.map(|column| column.name.as_str()).collect();
        let (start, end) = begins_and_ends(&times, self.time.as_deref());
        let place = |name: &str| self.columns.iter().position(|column| column.name == name);
        place(start?).zip(place(end?))
    }

    /// The column that says until when a record was meant to have ended.
    pub fn due_column(&self) -> Option<usize> {
        let times = || self.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Time);
        let due = times().find(|(_, column)| has(&column.name, DUE));
        let planned = || times().find(|(_, column)| has(&column.name, PLANS) && has(&column.name, ENDS));
        due.or_else(planned).map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_time_is_which() {
        let check = |times: &[&str], time: Option<&str>, expected: (Option<&str>, Option<&str>)| {
            assert_eq!(begins_and_ends(times, time), expected, "{times:?}");
        };
        check(&["raised", "cleared"], Some("raised"), (Some("raised"), Some("cleared")));
        check(&["结束", "开始"], Some("结束"), (Some("开始"), Some("结束")));
        check(&["time"], Some("time"), (Some("time"), None));
        check(&["finished"], Some("finished"), (None, Some("finished")));
        check(
            &["planned_start", "planned_finish", "actual_start", "actual_finish"],
            None,
            (Some("actual_start"), Some("actual_finish")),
        );
    }
}
