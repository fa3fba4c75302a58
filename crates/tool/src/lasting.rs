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

/// The columns of times that a record begins and ends with, by their names; `time` is the one that the table's
/// records are ordered by.
pub fn begins_and_ends<'a>(times: &[&'a str], time: Option<&'a str>) -> (Option<&'a str>, Option<&'a str>) {
    let called = |words: &[&str]| {
        times.iter().copied().find(|name| words.iter().any(|word| name.to_lowercase().contains(word)))
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
        let times: Vec<&str> = self
            .columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Time)
            .map(|column| column.name.as_str())
            .collect();
        let (start, end) = begins_and_ends(&times, self.time.as_deref());
        let end = start.and(end)?;
        self.columns.iter().position(|column| column.name == end)
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
    }
}
