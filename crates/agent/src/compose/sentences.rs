//! One sentence for each kind of evidence, in both languages.

use plant::{Language, Unit};
use serde_json::Value as Json;
use tool::{AnswerValue, Catalogue, Evidence, Findings, SeriesResult};

use super::figures;
use super::tables::bounds_of_groups;

/// How many items of a list are read out.
pub(super) const READ_OUT: usize = 12;

pub struct Writer<'a> {
    pub catalogue: &'a Catalogue,
    pub language: Language,
}

impl Writer<'_> {
    pub(super) fn chinese(&self) -> bool {
        self.language == Language::Chinese
    }

    pub(super) fn say(&self, english: String, chinese: String) -> String {
        if self.chinese() { chinese } else { english }
    }

    /// A sentence about a step before the answer's, where a reader needs it.
    pub fn step(&self, evidence: &Evidence) -> Option<String> {
        match evidence.tool.as_str() {
            "record_window" => None,
            _ => Some(self.answer(evidence)),
        }
    }

    pub fn answer(&self, evidence: &Evidence) -> String {
        let when = self.when(evidence);
        match &evidence.result {
            Findings::Quantity { what, subject, value, unit, details, episodes } => {
                self.quantity(evidence, what, subject, *value, unit.as_ref(), details, episodes.len(), &when)
            }
            Findings::Instant { time, .. } if evidence.tool == "conditions" => {
                let (condition, time) = (self.conditions(evidence), self.instant(time));
                self.say(format!("{condition}: from {time}."), format!("{condition}：始于{time}。"))
            }
            Findings::Instant { what, subject, time, value, unit } => {
                let time = self.instant(time);
                let subject = self.name(subject);
                let at = value.map(|value| figures::quantity(value, unit.as_ref(), self.language));
                let what = self.statistic(what);
                match at {
                    Some(at) if evidence.tool == "latest" => self.say(
                        format!("The newest value of {subject} is of {time}: {at}."),
                        format!("{subject}的最新值来自{time}，为{at}。"),
                    ),
                    Some(at) => self.say(
                        format!("{subject} had its {what}{when} on {time}: {at}."),
                        format!("{when}{subject}的{what}出现在{time}，为{at}。"),
                    ),
                    None => {
                        self.say(format!("{subject}, {what}: {time}."), format!("{subject}{what}：{time}。"))
                    }
                }
            }
            Findings::Verdict { what, verdict, .. } if evidence.tool == "conditions" => {
                self.condition_verdict(evidence, what, *verdict, &when)
            }
            Findings::Verdict { what, subject, verdict, details } => {
                self.verdict(what, subject, *verdict, details, &when)
            }
            Findings::Table { what, columns, rows, total_rows } => {
                self.table(evidence, what, (columns, rows), *total_rows, &when)
            }
            Findings::Series { series } => self.series(series, &when),
            Findings::Facts { what, subject, facts } => self.facts(what, subject, facts, evidence),
            Findings::Investigation { premise, hypotheses, .. } => {
                self.investigated(evidence, premise, hypotheses)
            }
        }
    }

    /// " on 10 June 2020", empty where the evidence has no window.
    fn when(&self, evidence: &Evidence) -> String {
        let given = evidence.arguments.contains_key("window") || evidence.arguments.contains_key("shift");
        let Some(window) = evidence.window.as_ref().filter(|_| given) else { return String::new() };
        match figures::window(window, &self.catalogue.plant.timezone, self.language) {
            Some(text) => {
                // "in June 2020", "in 2017", but "on 10 June 2020".
                let day = text.starts_with(|c: char| c.is_ascii_digit()) && text.len() > 4;
                let before = if day { "on" } else { "in" };
                let [english, chinese] = parts_of_window(evidence);
                self.say(format!(" {before} {text}{english}"), format!("{text}{chinese}，"))
            }
            None => String::new(),
        }
    }

    pub(super) fn instant(&self, text: &str) -> String {
        figures::instant(text, &self.catalogue.plant.timezone, self.language)
    }

    /// A tag or asset as it is called; anything else as it is.
    pub(super) fn name(&self, id: &str) -> String {
        let plant = &self.catalogue.plant;
        if let Some(tag) = plant.tag(id) {
            let own = self.pick(&tag.name, &tag.aliases);
            let asset = tag.asset.as_deref().and_then(|asset| plant.asset(asset));
            return match asset.map(|asset| self.pick(&asset.name, &asset.aliases)) {
                Some(asset) if !own.to_lowercase().contains(&asset.to_lowercase()) => {
                    self.say(format!("{asset} {own}"), format!("{asset}{own}"))
                }
                _ => own,
            };
        }
        match plant.asset(id) {
            Some(asset) => self.pick(&asset.name, &asset.aliases),
            None => id.to_owned(),
        }
    }

    /// A tag as it is spoken of within an English sentence: "the header pressure of Cooling water header".
    pub(super) fn spoken(&self, id: &str) -> String {
        let plant = &self.catalogue.plant;
        let Some(tag) = plant.tag(id) else { return self.name(id) };
        let asset =
            tag.asset.as_deref().and_then(|asset| plant.asset(asset)).map(|asset| asset.name.as_str());
        let own = uncapitalised(&tag.name);
        match asset {
            Some(asset) if !own.to_lowercase().contains(&asset.to_lowercase()) => {
                format!("the {own} of {asset}")
            }
            _ => self.name(id),
        }
    }

    /// The name in the asker's language where an alias gives one.
    pub(super) fn pick(&self, name: &str, aliases: &[String]) -> String {
        let chinese = |text: &&String| text.chars().any(crate::text::is_chinese);
        match self.language {
            Language::Chinese => aliases.iter().find(chinese).cloned().unwrap_or_else(|| name.to_owned()),
            Language::English => name.to_owned(),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one finding")]
    fn quantity(
        &self,
        evidence: &Evidence,
        what: &str,
        subject: &str,
        value: f64,
        unit: Option<&Unit>,
        details: &[AnswerValue],
        episodes: usize,
        when: &str,
    ) -> String {
        let amount = figures::quantity(value, unit, self.language);
        let detail = |label: &str| details.iter().find(|detail| detail.label == label);
        let name = self.name(subject);
        match (evidence.tool.as_str(), what) {
            ("count_records" | "records_statistic", "count") => {
                let records = self.records_of(evidence, value == 1.0);
                self.say(format!("{amount} {records}{when}."), format!("{when}{records}共{amount}条。"))
            }
            ("group_records" | "top_groups", "count") => {
                let (groups, groups_zh) = match subject {
                    "asset_id" => ("assets", "台设备"),
                    "day" => ("days", "天"),
                    _ => ("groups", "组"),
                };
                let records = self.records_of(evidence, false);
                let (bounds, bounds_zh) = bounds_of_groups(evidence);
                self.say(
                    format!("{amount} {groups} had {bounds}{records}{when}."),
                    format!("{when}{records}{bounds_zh}的有{amount}{groups_zh}。"),
                )
            }
            ("records_statistic", _) => {
                let of =
                    evidence.arguments.get("of").and_then(Json::as_str).unwrap_or_default().replace('_', " ");
                let what = self.statistic(what);
                let records = self.records_of(evidence, false);
                self.say(
                    format!("The {what} {of} of {records}{when} is {amount}."),
                    format!("{when}{records}的{of}{what}为{amount}。"),
                )
            }
            ("conditions", _) => {
                let condition = self.conditions(evidence);
                match what {
                    "days" => self.say(
                        format!("{condition} held on {amount} days{when}."),
                        format!("{when}{condition}的天数为{amount}。"),
                    ),
                    "episodes" => self.say(
                        format!("{condition} held {amount} times{when}."),
                        format!("{when}{condition}共{amount}次。"),
                    ),
                    "share" => self.say(
                        format!("{condition} held for {amount} of the time{when}."),
                        format!("{when}{condition}的时间占{amount}。"),
                    ),
                    "longest duration" => self.say(
                        format!("The longest that {condition} held{when} is {amount}."),
                        format!("{when}{condition}最长{amount}。"),
                    ),
                    _ => self.say(
                        format!("{condition} held for {amount}{when}."),
                        format!("{when}{condition}的时间共{amount}。"),
                    ),
                }
            }
            ("summarise", _) => {
                let word = self.statistic(what);
                self.say(format!("Of these the {word} is {amount}."), format!("其中{word}为{amount}。"))
            }
            ("calculate", "conversion") => self.say(format!("That is {amount}."), format!("即{amount}。")),
            ("calculate", "time since") => {
                self.say(format!("That was {amount} ago."), format!("距今{amount}。"))
            }
            ("calculate", "percent_of") => {
                self.say(format!("That is a share of {amount}."), format!("占{amount}。"))
            }
            ("calculate", "ratio") if per_period(evidence).is_some() => {
                let (one, one_zh) = per_period(evidence).unwrap_or_default();
                self.say(format!("That is {amount} per {one}."), format!("平均每{one_zh}{amount}。"))
            }
            ("calculate", _) => {
                let word = self.statistic(what);
                self.say(format!("The {word} is {amount}."), format!("{word}为{amount}。"))
            }
            ("duration", _) => {
                let condition = self.run_state(subject, details).unwrap_or_else(|| self.condition(details));
                // Only the first of them are listed.
                let all = detail("episodes").and_then(|detail| detail.value.as_f64());
                let episodes = all.map_or(episodes, |all| all as usize);
                let stretches = if episodes > 0 {
                    let word = if episodes == 1 { "stretch" } else { "stretches" };
                    self.say(format!(", in {episodes} {word}"), format!("，共{episodes}段"))
                } else {
                    String::new()
                };
                match what {
                    "episodes" => self.say(
                        format!("{name} was {condition} {amount} times{when}."),
                        format!("{when}{name}{condition}共{amount}次。"),
                    ),
                    "share" => self.say(
                        format!("{name} was {condition} for {amount} of the time{when}."),
                        format!("{when}{name}{condition}的时间占{amount}。"),
                    ),
                    "longest duration" => self.say(
                        format!("The longest that {name} was {condition}{when} is {amount}."),
                        format!("{when}{name}{condition}最长{amount}。"),
                    ),
                    _ => self.say(
                        format!("{name} was {condition} for {amount}{when}{stretches}."),
                        format!("{when}{name}{condition}的时间共{amount}{stretches}。"),
                    ),
                }
            }
            ("latest" | "value_at", _) => {
                let time = evidence
                    .values
                    .first()
                    .and_then(|v| v.time.as_deref())
                    .map(|time| self.instant(time))
                    .unwrap_or_default();
                self.say(format!("{name} was {amount} on {time}."), format!("{time}，{name}为{amount}。"))
            }
            ("compare", _) => {
                let sides: Vec<String> = details
                    .iter()
                    .filter(|d| d.value.is_number())
                    .take(2)
                    .map(|d| figures::value(d, self.language))
                    .collect();
                match sides.as_slice() {
                    [left, right] => self.say(
                        format!("The difference is {amount} ({left} against {right})."),
                        format!("相差{amount}（{left}对{right}）。"),
                    ),
                    _ => self.say(format!("The difference is {amount}."), format!("相差{amount}。")),
                }
            }
            ("correlate", _) => {
                let other = evidence
                    .arguments
                    .get("with")
                    .and_then(|with| with.get(0))
                    .and_then(Json::as_str)
                    .map(|id| self.name(id))
                    .unwrap_or_default();
                let tag = evidence
                    .arguments
                    .get("tag")
                    .and_then(Json::as_str)
                    .map(|id| self.name(id))
                    .unwrap_or(name);
                self.say(
                    format!("{tag} and {other} have a correlation of {amount}{when}."),
                    format!("{when}{tag}与{other}的相关系数为{amount}。"),
                )
            }
            ("data_quality", "longest_gap" | "longest gap") => {
                let since =
                    detail("start").map(|d| self.instant(d.value.as_str().unwrap_or_default())).or_else(
                        || evidence.values.first().and_then(|v| v.time.as_deref()).map(|t| self.instant(t)),
                    );
                match since {
                    Some(since) => self.say(
                        format!("The longest gap{when} is {amount}, from {since}."),
                        format!("{when}最长的数据中断为{amount}，始于{since}。"),
                    ),
                    None => self.say(
                        format!("The longest gap{when} is {amount}."),
                        format!("{when}最长的数据中断为{amount}。"),
                    ),
                }
            }
            _ => {
                let word = self.statistic(what);
                let subject = match evidence.tool.as_str() {
                    "aggregate" | "extreme" => format!("The {word} of {}{when} was", self.spoken(subject)),
                    _ => format!("{name}, {word}{when}:"),
                };
                let time =
                    evidence.values.first().and_then(|v| v.time.as_deref()).map(|time| self.instant(time));
                match time {
                    Some(time) => self.say(
                        format!("{subject} {amount}, on {time}."),
                        format!("{when}{name}{word}为{amount}，时间是{time}。"),
                    ),
                    None => {
                        self.say(format!("{subject} {amount}."), format!("{when}{name}{word}为{amount}。"))
                    }
                }
            }
        }
    }

    /// "on" or "off", for a state that is 0 or 1 and held against one half.
    fn run_state(&self, subject: &str, details: &[AnswerValue]) -> Option<String> {
        let tag = self.catalogue.plant.tag(subject)?;
        if !matches!(tag.quantity.as_deref(), Some("status" | "state")) {
            return None;
        }
        let at_half = |label: &str| {
            details.iter().any(|detail| detail.label == label && detail.value.as_f64() == Some(0.5))
        };
        match (at_half("above"), at_half("below")) {
            (true, false) => Some(self.say("on".to_owned(), "为开".to_owned())),
            (false, true) => Some(self.say("off".to_owned(), "为关".to_owned())),
            _ => None,
        }
    }

    fn condition_verdict(&self, evidence: &Evidence, what: &str, verdict: bool, when: &str) -> String {
        let condition = self.conditions(evidence);
        let english = match (what, verdict) {
            ("now", true) => format!("Yes: {condition}."),
            ("now", false) => format!("No: not {condition}."),
            ("always", true) => format!("Yes: {condition} all the time{when}."),
            ("always", false) => format!("No: not {condition} all the time{when}."),
            (_, true) => format!("Yes: {condition} at some time{when}."),
            (_, false) => format!("No: never {condition}{when}."),
        };
        let chinese = match (what, verdict) {
            ("now", true) => format!("是：{condition}。"),
            ("now", false) => format!("不是：并非{condition}。"),
            ("always", true) => format!("是：{when}一直{condition}。"),
            ("always", false) => format!("不是：{when}并非一直{condition}。"),
            (_, true) => format!("是：{when}出现过{condition}。"),
            (_, false) => format!("没有：{when}从未{condition}。"),
        };
        self.say(english, chinese)
    }

    /// "P-101 flow above 20 m³/h and P-101 power below 5 kW".
    pub(super) fn conditions(&self, evidence: &Evidence) -> String {
        let Some(list) = evidence.arguments.get("conditions").and_then(Json::as_array) else {
            return String::new();
        };
        let parts: Vec<String> = list
            .iter()
            .map(|condition| {
                let id = condition.get("tag").and_then(Json::as_str).unwrap_or_default();
                let own = self.catalogue.plant.tag(id).and_then(|tag| tag.unit.clone());
                let unit = condition.get("unit").and_then(Json::as_str).map(Unit::new).or(own);
                let sides: Vec<AnswerValue> = ["above", "below"]
                    .into_iter()
                    .filter_map(|side| {
                        let number = condition.get(side).and_then(Json::as_f64)?;
                        Some(AnswerValue::number(side, number, unit.clone()))
                    })
                    .collect();
                let state = self.run_state(id, &sides).unwrap_or_else(|| self.condition(&sides));
                self.say(format!("{} {state}", self.name(id)), format!("{}{state}", self.name(id)))
            })
            .collect();
        let any = evidence.arguments.get("combine").and_then(Json::as_str) == Some("any");
        let joint =
            if any { self.say(" or ".into(), "或".into()) } else { self.say(" and ".into(), "且".into()) };
        parts.join(&joint)
    }

    /// "above 1,000 kW", "between 60 and 80 %".
    fn condition(&self, details: &[AnswerValue]) -> String {
        let value =
            |label: &str| details.iter().find(|d| d.label == label).map(|d| figures::value(d, self.language));
        match (value("above"), value("below")) {
            (Some(above), Some(below)) => {
                self.say(format!("between {above} and {below}"), format!("介于{above}与{below}之间"))
            }
            (Some(above), None) => self.say(format!("above {above}"), format!("高于{above}")),
            (None, Some(below)) => self.say(format!("below {below}"), format!("低于{below}")),
            (None, None) => String::new(),
        }
    }

    fn verdict(
        &self,
        what: &str,
        subject: &str,
        verdict: bool,
        details: &[AnswerValue],
        when: &str,
    ) -> String {
        let name = self.name(subject);
        let answer = if verdict {
            self.say("Yes".into(), "是".into())
        } else {
            self.say("No".into(), "不是".into())
        };
        let numbers: Vec<String> = details
            .iter()
            .filter(|detail| detail.value.is_number())
            .take(2)
            .map(|detail| {
                let label = self.name(&detail.label);
                self.say(
                    format!("{label} {}", figures::value(detail, self.language)),
                    format!("{label}{}", figures::value(detail, self.language)),
                )
            })
            .collect();
        let held = if numbers.is_empty() {
            String::new()
        } else {
            self.say(format!(" ({})", numbers.join(", ")), format!("（{}）", numbers.join("，")))
        };
        let claim = self.claim(what);
        self.say(
            format!("{answer}: {name}, {claim}{when}{held}."),
            format!("{answer}：{when}{name}{claim}{held}。"),
        )
    }

    fn claim(&self, what: &str) -> String {
        let chinese = match what {
            "rising" => "在上升",
            "falling" => "在下降",
            "steady" => "保持平稳",
            "stuck" => "卡死不变",
            "left_higher" => "前者更高",
            "left_lower" => "前者更低",
            "ever" => "出现过",
            "always" => "一直成立",
            "now" => "此刻成立",
            "any" => "有记录",
            other => other,
        };
        let english = match what {
            "left_higher" => "the first is higher",
            "left_lower" => "the first is lower",
            "ever" => "at some time",
            "always" => "all the time",
            "now" => "now",
            "any" => "there are records",
            other => other,
        };
        self.say(english.to_owned(), chinese.to_owned())
    }

    fn series(&self, series: &[SeriesResult], when: &str) -> String {
        let parts: Vec<String> = series
            .iter()
            .take(READ_OUT)
            .map(|one| {
                let low = one.points.iter().map(|p| p.min).fold(f64::INFINITY, f64::min);
                let high = one.points.iter().map(|p| p.max).fold(f64::NEG_INFINITY, f64::max);
                let (low, high) =
                    (figures::number(low), figures::quantity(high, one.unit.as_ref(), self.language));
                let name = self.name(&one.tag);
                let samples = figures::number(one.samples as f64);
                self.say(
                    format!("{name} went between {low} and {high} ({samples} samples)"),
                    format!("{name}在{low}到{high}之间（{samples}个样本）"),
                )
            })
            .collect();
        let all = series.len();
        let rest = if all > READ_OUT {
            self.say(format!(" and others, {all} in all"), format!("等，共{all}个测点"))
        } else {
            String::new()
        };
        self.say(format!("{}{rest}{when}.", parts.join("; ")), format!("{when}{}{rest}。", parts.join("；")))
    }

    fn facts(&self, what: &str, subject: &str, facts: &[AnswerValue], evidence: &Evidence) -> String {
        let name = self.name(subject);
        let shown: Vec<String> = facts
            .iter()
            .filter(|fact| !fact.value.is_null() && fact.value.as_str() != Some(""))
            .take(READ_OUT + 4)
            .map(|fact| {
                let text = match &fact.value {
                    Json::String(text) => self.name(text),
                    _ => figures::value(fact, self.language),
                };
                let label = fact.label.replace('_', " ");
                if facts.len() == 1 {
                    text
                } else {
                    self.say(format!("{label}: {text}"), format!("{label}：{text}"))
                }
            })
            .collect();
        let list = shown.join(if self.chinese() { "；" } else { "; " });
        match (evidence.tool.as_str(), what) {
            ("describe_tag", what) if facts.len() == 1 => {
                let word = self.statistic(what);
                self.say(format!("{name}, {word}: {list}."), format!("{name}的{word}：{list}。"))
            }
            ("trend", _) => {
                let word = facts.first().and_then(|fact| fact.value.as_str()).unwrap_or_default();
                let word = self.claim(word);
                let when = self.when(evidence);
                self.say(format!("{name} was {word}{when}."), format!("{when}{name}{word}。"))
            }
            ("record_window", _)
                if evidence.arguments.get("report").is_some_and(|report| report != "record") =>
            {
                self.record_told(&name, evidence)
            }
            _ => self.say(format!("{name}: {list}."), format!("{name}：{list}。")),
        }
    }

    /// When a record began or ended, or how long it lasted.
    fn record_told(&self, name: &str, evidence: &Evidence) -> String {
        let Some(value) = evidence.values.first() else { return String::new() };
        let at = value.value.as_str().map(|time| self.instant(time)).unwrap_or_default();
        match value.label.as_str() {
            "start" => self.say(format!("{name} began on {at}."), format!("{name}始于{at}。")),
            "end" => self.say(format!("{name} ended on {at}."), format!("{name}结束于{at}。")),
            _ => {
                let length = figures::value(value, self.language);
                self.say(format!("{name} lasted {length}."), format!("{name}持续了{length}。"))
            }
        }
    }

    pub(super) fn statistic(&self, what: &str) -> String {
        let chinese = match what {
            "mean" => "平均值",
            "max" => "最大值",
            "min" => "最小值",
            "sum" => "总和",
            "total" => "总量",
            "count" => "样本数",
            "std" => "标准差",
            "median" => "中位数",
            "percentile" => "百分位数",
            "range" => "极差",
            "first" => "第一个值",
            "last" => "最后一个值",
            "time_weighted_mean" => "时间加权平均值",
            "unit" => "单位",
            "limits" => "限值",
            "high" => "高限",
            "high_high" => "高高限",
            "low" => "低限",
            "low_low" => "低低限",
            "description" => "说明",
            "coverage" => "数据范围",
            "difference" | "percent" => "差值",
            "ratio" => "比值",
            "product" => "乘积",
            "step" => "采样间隔",
            other => other,
        };
        let english = match what {
            "std" => "standard deviation",
            "percent" => "difference",
            "max" => "maximum",
            "min" => "minimum",
            "high" => "high limit",
            "high_high" => "high high limit",
            "low" => "low limit",
            "low_low" => "low low limit",
            "step" => "sampling interval",
            other => other,
        };
        self.say(english.replace('_', " "), chinese.to_owned())
    }
}

/// `Header pressure` within a sentence; `pH` and `CO2 flow` stay.
fn uncapitalised(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// What a ratio is told for, where it is one per period.
fn per_period(evidence: &Evidence) -> Option<(&'static str, &'static str)> {
    let label = evidence.arguments.get("right")?.get("label")?.as_str()?;
    Some(match label {
        "hours" => ("hour", "小时"),
        "days" => ("day", "天"),
        "weeks" => ("week", "周"),
        "months" => ("month", "月"),
        _ => return None,
    })
}

/// `alarm` of `alarms`, `batch` of `batches`.
pub(super) fn singular(table: &str) -> String {
    if ["series", "us", "ss", "is"].iter().any(|ending| table.ends_with(ending)) {
        return table.to_owned();
    }
    if let Some(stem) = table.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hissing = ["ches", "shes", "xes", "sses"].iter().any(|ending| table.ends_with(ending));
    let ending = if hissing { "es" } else { "s" };
    table.strip_suffix(ending).unwrap_or(table).to_owned()
}

/// That only some stretches of the window count.
fn parts_of_window(evidence: &Evidence) -> [String; 2] {
    match evidence.arguments.get("within").and_then(Json::as_array).map(Vec::len) {
        None => Default::default(),
        Some(1) => [" (one stretch of it)".to_owned(), "（其中1段）".to_owned()],
        Some(n) => [format!(" ({n} stretches of it)"), format!("（其中{n}段）")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_record_is_told_in_the_singular() {
        for (many, one) in [
            ("alarms", "alarm"),
            ("batches", "batch"),
            ("entries", "entry"),
            ("work orders", "work order"),
            ("series", "series"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
