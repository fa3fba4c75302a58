//! One thing that an investigation found, in words.

use plant::Language;
use tool::Clue;

use super::figures;
use super::sentences::Writer;

impl Writer<'_> {
    /// The text of a clue's value; empty where it has none.
    pub(super) fn of_clue(&self, clue: &Clue, label: &str) -> String {
        let Some(value) = clue.value(label) else { return String::new() };
        match value.value.as_str() {
            Some(text) if matches!(label, "time" | "end") => self.instant(text),
            Some(text) if matches!(label, "asset" | "tag") => self.name(text),
            Some(text) if label == "table" => text.replace('_', " "),
            None if label == "size" => {
                let size = value.value.as_f64().unwrap_or(f64::NAN);
                if size < 100.0 { format!("{size:.1}") } else { figures::number(size.round()) }
            }
            _ => figures::value(value, self.language),
        }
    }

    fn number_of(clue: &Clue, label: &str) -> Option<f64> {
        clue.value(label)?.value.as_f64()
    }

    /// A length of time, whichever way it goes.
    fn length(&self, clue: &Clue, label: &str) -> String {
        Self::number_of(clue, label)
            .map(|seconds| figures::duration(seconds.abs(), self.language))
            .unwrap_or_default()
    }

    /// "rose from 3 bar to 4 bar".
    pub(super) fn moved(&self, clue: &Clue) -> String {
        let rose = Self::number_of(clue, "change").is_some_and(|change| change > 0.0);
        let (before, after) = (self.of_clue(clue, "before"), self.of_clue(clue, "after"));
        let (english, chinese) = if rose { ("rose", "上升") } else { ("fell", "下降") };
        self.say(format!("{english} from {before} to {after}"), format!("从{before}{chinese}到{after}"))
    }

    /// A clue as a sentence without its end.
    pub(super) fn clue(&self, clue: &Clue) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let name = || self.name(&clue.subject);
        let (english, chinese) = match clue.what.as_str() {
            "changed_before" | "changed_together" | "changed_after" => return self.changed(clue),
            "went_the_other_way" => (
                format!("{} went the other way: it {}", name(), self.moved(clue)),
                format!("{}方向相反：{}", name(), self.moved(clue)),
            ),
            "did_not_change" => (format!("{} did not change", name()), format!("{}没有变化", name())),
            "alone" => (
                format!("none of {} other tags changed before it or with it", of("looked_at")),
                format!("比较过的{}个其他测点都没有在它之前或同时变化", of("looked_at")),
            ),
            "stuck" => (
                format!("{} read exactly {} for {}, from {}", name(), of("value"), of("length"), of("time")),
                format!("{}从{}起有{}一直是{}", name(), of("time"), of("length"), of("value")),
            ),
            "gap" => (
                format!("no samples of {} for {}, from {}", name(), of("length"), of("time")),
                format!("{}从{}起有{}没有数据", name(), of("time"), of("length")),
            ),
            "doubtful" => (
                format!(
                    "{} of the samples of {} are not good; before it was {}",
                    of("share"),
                    name(),
                    of("usual")
                ),
                format!("{}有{}的样本质量不好，此前为{}", name(), of("share"), of("usual")),
            ),
            "jump" => (
                format!("{} jumped by {} from one sample to the next", name(), of("jump")),
                format!("{}在相邻两个样本之间跳变了{}", name(), of("jump")),
            ),
            "failure_mode_fits" => (
                format!("what is known of this failure mode fits: {}", of("words")),
                format!("已知的失效模式描述相符：{}", of("words")),
            ),
            "another_asset" => (format!("it is about {}", name()), format!("它说的是{}", name())),
            "no_reason" => ("the record gives no reason".to_owned(), "记录里没有写原因".to_owned()),
            "no_record" => {
                (format!("there is no record about {} then", name()), format!("那时没有关于{}的记录", name()))
            }
            "no_records_kept" => {
                ("the plant keeps no records of what happened".to_owned(), "工厂没有事件记录".to_owned())
            }
            what if what.starts_with("record") => return self.record(clue),
            what if what.starts_with("check") => return self.check(clue),
            _ => return self.looked_at(clue),
        };
        self.say(english, chinese)
    }

    /// Another tag's change, and when it was beside the one asked about.
    fn changed(&self, clue: &Clue) -> String {
        let (name, moved, time) = (self.name(&clue.subject), self.moved(clue), self.of_clue(clue, "time"));
        let length = self.length(clue, "lead");
        match clue.what.as_str() {
            "changed_before" => self.say(
                format!("{name} {moved} from {time} on, {length} earlier"),
                format!("{name}从{time}起{moved}，早{length}"),
            ),
            "changed_after" => self.say(
                format!("{name} {moved} from {time} on, {length} later"),
                format!("{name}从{time}起{moved}，晚{length}"),
            ),
            _ => self.say(
                format!("{name} {moved} about the same time, {time}"),
                format!("{name}大约同时（{time}）{moved}"),
            ),
        }
    }

    /// A record: what it is, when, and what it says.
    fn record(&self, clue: &Clue) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let asset = clue.value("asset").map(|_| of("asset"));
        let length = clue.value("length").map(|_| of("length"));
        let said: Vec<String> =
            ["reason", "words"].into_iter().map(of).filter(|text| !text.is_empty()).collect();
        let said = said.join(if self.chinese() { "；" } else { "; " });
        let records = Self::number_of(clue, "records");
        let together = clue.value("together").map(|_| of("together"));
        let mut text = format!("{} {}", of("table"), clue.subject);
        if let Some(asset) = asset {
            text += &self.say(format!(" on {asset}"), format!("（{asset}）"));
        }
        text += &self.say(format!(", {}", of("time")), format!("，{}", of("time")));
        if let Some(length) = length {
            text += &self.say(format!(" for {length}"), format!("，持续{length}"));
        }
        if clue.what == "record_during" {
            text += &self.say(", was under way".to_owned(), "，正在进行".to_owned());
        }
        if !said.is_empty() {
            text += &self.say(format!(": {said}"), format!("：{said}"));
        }
        match (records, together) {
            (Some(count), Some(together)) => {
                let count = figures::number(count);
                text += &self.say(
                    format!(" ({count} such records, {together} together)"),
                    format!("（这样的记录共{count}条，合计{together}）"),
                );
            }
            (Some(count), None) => {
                let count = figures::number(count);
                text += &self.say(format!(" (one of {count})"), format!("（共{count}条）"));
            }
            _ => {}
        }
        text
    }

    /// What a person may look at next.
    fn check(&self, clue: &Clue) -> String {
        let name = self.name(&clue.subject);
        let (english, chinese) = match clue.what.as_str() {
            "check_sensor" => (
                format!("compare {name} with a gauge on the spot or another instrument"),
                format!("用就地仪表或另一台仪表核对{name}"),
            ),
            "check_setpoint" => {
                (format!("ask who moved {name}, and why"), format!("问清是谁改了{name}，为什么改"))
            }
            "check_operation" => (
                format!("see in the operators' log what switched {name}"),
                format!("查运行日志，看{name}为什么切换"),
            ),
            "check_record" => (
                format!("read {} {} and ask who wrote it", self.of_clue(clue, "table"), clue.subject),
                format!("查看{} {}，并问记录人", self.of_clue(clue, "table"), clue.subject),
            ),
            "check_mode" if clue.value("action").is_some() => {
                let action = self.of_clue(clue, "action");
                (format!("on {name}: {action}"), format!("{name}：{action}"))
            }
            "check_mode" => (format!("inspect {name}"), format!("检查{name}")),
            _ => (format!("look at the course of {name}"), format!("查看{name}的曲线")),
        };
        self.say(english, chinese)
    }

    /// A step of the investigation.
    fn looked_at(&self, clue: &Clue) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let (english, chinese) = match clue.what.as_str() {
            "course" => (
                format!(
                    "the course of {}: {} samples, in places of {}",
                    self.name(&clue.subject),
                    of("samples"),
                    of("width")
                ),
                format!("{}的曲线：{}个样本，每格{}", self.name(&clue.subject), of("samples"), of("width")),
            ),
            "comparable" => (
                format!("{} earlier windows like this one", of("windows")),
                format!("{}个可比的更早时段", of("windows")),
            ),
            "compared_tags" => (
                format!(
                    "{} of {} other tags: {} changed; {} before, {} with it, {} after",
                    of("looked_at"),
                    of("there_are"),
                    of("changed"),
                    of("before"),
                    of("together"),
                    of("after")
                ),
                format!(
                    "{}个其他测点（共{}个）：{}个有变化，其中之前{}个、同时{}个、之后{}个",
                    of("looked_at"),
                    of("there_are"),
                    of("changed"),
                    of("before"),
                    of("together"),
                    of("after")
                ),
            ),
            "records" => (
                format!("records around the time: {} in {} tables", of("records"), of("tables")),
                format!("前后的记录：{}张表，{}条", of("tables"), of("records")),
            ),
            "samples" => (
                format!("samples of {} tags: stuck, missing, bad", of("tags")),
                format!("{}个测点的样本：卡死、缺失、质量差", of("tags")),
            ),
            "setpoints" => (
                format!("setpoints: {} compared, {} moved", of("looked_at"), of("changed")),
                format!("设定值：比较{}个，变化{}个", of("looked_at"), of("changed")),
            ),
            "failure_modes" => {
                (format!("known failure modes: {}", of("known")), format!("已知失效模式：{}条", of("known")))
            }
            other => (other.replace('_', " "), other.replace('_', " ")),
        };
        self.say(english, chinese)
    }
}

/// Whether a language is written without spaces between sentences.
pub(super) fn joined(parts: &[String], language: Language) -> String {
    parts.join(if language == Language::Chinese { "" } else { " " })
}
