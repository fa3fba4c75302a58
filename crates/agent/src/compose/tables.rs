//! Sentences for rows: of what they are, which conditions hold for them, fields of one record.

use serde_json::Value as Json;
use tool::{Cell, Column, Evidence};

use super::figures;
use super::sentences::{READ_OUT, Writer, capital, singular};

/// A record of which more is asked is shown as a table alone.
const FEW_FIELDS: usize = 4;

impl Writer<'_> {
    /// Rows of anything: a headline and the first values.
    pub(super) fn table(
        &self,
        evidence: &Evidence,
        what: &str,
        (columns, rows): (&[Column], &[Vec<Cell>]),
        total: u64,
        when: &str,
    ) -> String {
        if let (Some(text), 1) = (self.one_record(evidence, columns, rows), total) {
            return text;
        }
        let values: Vec<String> = evidence
            .values
            .iter()
            .take(READ_OUT)
            .map(|value| {
                let label = self.name(&value.label);
                let text = match &value.value {
                    Json::String(id) => self.name(id),
                    _ => figures::value(value, self.language),
                };
                let beside = self
                    .time_held(evidence, rows, &value.label)
                    .or_else(|| self.of_group(evidence, columns, rows, &value.label));
                if let Some(beside) = beside {
                    self.say(format!("{text} ({beside})"), format!("{text}（{beside}）"))
                } else if label == text || value.label.is_empty() || value.value.is_string() {
                    text
                } else {
                    format!("{label}: {text}")
                }
            })
            .collect();
        let more = evidence.values.len().saturating_sub(READ_OUT);
        let separator = if self.chinese() { "、" } else { ", " };
        let mut list = values.join(separator);
        if more > 0 {
            // How many are left is no number that a result holds; how many there are is.
            let all = evidence.values.len();
            list = self.say(format!("{list} and others, {all} in all"), format!("{list}等，共{all}个"));
        }
        let head = self.headline(evidence, what, total);
        debug_assert!(rows.len() as u64 <= total || columns.is_empty() || total == 0);
        if evidence.values.is_empty() {
            return self.say(format!("{head}{when}: none."), format!("{when}{head}：没有。"));
        }
        self.say(format!("{head}{when}: {list}."), format!("{when}{head}：{list}。"))
    }

    /// What a table is of, by the tool that made it.
    fn headline(&self, evidence: &Evidence, what: &str, total: u64) -> String {
        let argument = |name: &str| evidence.arguments.get(name).and_then(Json::as_str);
        let table = argument("table").unwrap_or(what).replace('_', " ");
        let asset = argument("asset").map(|asset| self.name(asset));
        match evidence.tool.as_str() {
            "find_tags" => self.say(
                format!("{total} tags{}", asset.as_ref().map(|a| format!(" on {a}")).unwrap_or_default()),
                format!("{}共有{total}个测点", asset.unwrap_or_default()),
            ),
            "find_assets" => self.say(format!("{total} assets"), format!("共有{total}台设备")),
            "list_records" => self.say(
                format!("{total} {table}{}", asset.as_ref().map(|a| format!(" of {a}")).unwrap_or_default()),
                format!("{}{table}共{total}条", asset.unwrap_or_default()),
            ),
            "group_records" | "top_groups" => {
                let (bounds, bounds_zh) = bounds_of_groups(evidence);
                let of = argument("of").map(|of| of.replace('_', " "));
                let measured = of.map(|of| (self.statistic(argument("measure").unwrap_or("sum")), of));
                let (of, of_zh) = match measured {
                    Some((measure, of)) => (format!(", {measure} of {of}"), format!("，{of}{measure}")),
                    None => Default::default(),
                };
                self.say(
                    format!(
                        "{}{}{of}",
                        capital(&format!("{bounds}{table}")),
                        asset.as_ref().map(|a| format!(" of {a}")).unwrap_or_default()
                    ),
                    format!("{}{table}{bounds_zh}{of_zh}", asset.unwrap_or_default()),
                )
            }
            "failure_modes" => self.say(capital(what), what.replace("failure modes of", "失效模式，")),
            "rank_tags" => {
                let first =
                    evidence.arguments.get("tags").and_then(|tags| tags.get(0)).and_then(Json::as_str);
                let measured = first.and_then(|id| self.catalogue.plant.tag(id));
                let measured = measured.map(|tag| self.pick(&tag.name, &tag.aliases));
                let measured =
                    measured.or_else(|| argument("quantity").map(str::to_owned)).unwrap_or_default();
                let statistic = self.statistic(argument("statistic").unwrap_or("mean"));
                let lowest = argument("order") == Some("lowest");
                let (order, order_zh) = if lowest { ("lowest", "最低") } else { ("highest", "最高") };
                if let Some(limits) = self.limits(evidence, first) {
                    return self.say(
                        format!("{} with a {statistic} {limits}", capital(&measured)),
                        format!("{measured}{statistic}{limits}的"),
                    );
                }
                self.say(
                    format!("{}, {statistic}, {order} first", capital(&measured)),
                    format!("{measured}{statistic}{order_zh}的"),
                )
            }
            "rank_conditions" => self.held_by(evidence),
            "conditions" => {
                let condition = self.conditions(evidence);
                let by = argument("by").unwrap_or_default();
                let each = match by {
                    "hour" => "小时",
                    "day" => "天",
                    "week" => "周",
                    "month" => "月",
                    _ => "班",
                };
                match argument("order") {
                    None => self
                        .say(format!("{condition}, time in each {by}"), format!("每{each}{condition}的时长")),
                    Some("lowest") => self.say(
                        format!("{condition}, the {by} with the least time"),
                        format!("{condition}时间最短的{each}"),
                    ),
                    Some(_) => self.say(
                        format!("{condition}, the {by} with the most time"),
                        format!("{condition}时间最长的{each}"),
                    ),
                }
            }
            "rank_periods" | "aggregate" => {
                let tag = argument("tag").or_else(|| {
                    evidence.arguments.get("tags").and_then(|tags| tags.get(0)).and_then(Json::as_str)
                });
                let statistic = self.statistic(argument("statistic").unwrap_or("mean"));
                let by = argument("by").unwrap_or_default();
                let limits = self.limits(evidence, tag);
                match tag.map(|tag| self.name(tag)) {
                    Some(tag) if limits.is_some() => {
                        let limits = limits.unwrap_or_default();
                        self.say(
                            format!("{tag}, each {by} with a {statistic} {limits}"),
                            format!("{tag}{statistic}{limits}的"),
                        )
                    }
                    Some(tag) if !by.is_empty() => {
                        self.say(format!("{tag}, {statistic} by {by}"), format!("{tag}{statistic}"))
                    }
                    Some(tag) => self.say(format!("{tag}, {statistic}"), format!("{tag}{statistic}")),
                    None => self.say(capital(what), what.to_owned()),
                }
            }
            "correlate" => {
                let tag = argument("tag").map(|tag| self.name(tag)).unwrap_or_default();
                self.say(
                    format!("What goes along with {tag}, strongest first"),
                    format!("与{tag}最相关的测点"),
                )
            }
            _ => capital(&what.replace('_', " ")),
        }
    }

    /// "above 80 °C and below 90 °C": what a statistic must be, where something is asked of it.
    fn limits(&self, evidence: &Evidence, tag: Option<&str>) -> Option<String> {
        let own = tag.and_then(|tag| self.catalogue.plant.tag(tag)).and_then(|tag| tag.unit.clone());
        let asked = evidence.arguments.get("unit").and_then(Json::as_str).map(plant::Unit::new);
        let unit = asked.or(own);
        let sides = [("above", "above", "高于"), ("below", "below", "低于")];
        let said: Vec<String> = sides
            .iter()
            .filter_map(|(name, english, chinese)| {
                let number = evidence.arguments.get(*name).and_then(Json::as_f64)?;
                let number = figures::quantity(number, unit.as_ref(), self.language);
                Some(self.say(format!("{english} {number}"), format!("{chinese}{number}")))
            })
            .collect();
        (!said.is_empty()).then(|| said.join(if self.chinese() { "且" } else { " and " }))
    }

    /// A record and the fields of it that were asked for: "H9495: defect Q5 (Twist or bow)". What a code means stands
    /// behind the code.
    fn one_record(&self, evidence: &Evidence, columns: &[Column], rows: &[Vec<Cell>]) -> Option<String> {
        let asked = evidence.tool == "list_records" && evidence.arguments.contains_key("columns");
        let [row] = rows else { return None };
        if !asked || !(2..=FEW_FIELDS).contains(&columns.len()) || row.len() != columns.len() {
            return None;
        }
        let mut fields: Vec<String> = Vec::new();
        for (column, cell) in columns.iter().zip(row).skip(1) {
            let text = self.cell(cell, column);
            match fields.last_mut() {
                // A looked up column has the name of its table before its own.
                Some(field) if column.name.contains('.') => {
                    *field += &self.say(format!(" ({text})"), format!("（{text}）"));
                }
                _ => fields.push(format!("{} {text}", column.name.replace('_', " "))),
            }
        }
        let name = self.cell(&row[0], &columns[0]);
        let list = fields.join(if self.chinese() { "，" } else { ", " });
        Some(self.say(format!("{name}: {list}."), format!("{name}：{list}。")))
    }

    fn cell(&self, cell: &Cell, column: &Column) -> String {
        match cell {
            Cell::Null => self.say("empty".to_owned(), "空".to_owned()),
            Cell::Boolean(true) => self.say("yes".to_owned(), "是".to_owned()),
            Cell::Boolean(false) => self.say("no".to_owned(), "否".to_owned()),
            Cell::Integer(number) => figures::quantity(*number as f64, column.unit.as_ref(), self.language),
            Cell::Number(number) => figures::quantity(*number, column.unit.as_ref(), self.language),
            Cell::Text(text) => self.name(text),
        }
    }

    /// How many records a group has, or the number by which it was chosen; of a period how long a condition held.
    fn of_group(
        &self,
        evidence: &Evidence,
        columns: &[Column],
        rows: &[Vec<Cell>],
        label: &str,
    ) -> Option<String> {
        let of = match evidence.tool.as_str() {
            "top_groups" => columns.iter().position(|column| column.name == "label")?,
            "conditions" if evidence.arguments.contains_key("order") => 0,
            _ => return None,
        };
        let row = rows.iter().find(|row| matches!(row.get(of), Some(Cell::Text(own)) if own == label))?;
        Some(self.cell(row.last()?, columns.last()?))
    }

    /// For which of several things a condition holds, or by how long it held.
    fn held_by(&self, evidence: &Evidence) -> String {
        let conditions = evidence.arguments.get("conditions").and_then(Json::as_array);
        let condition = conditions.and_then(|list| list.first()).map(|first| self.condition_said(first));
        let condition = condition.unwrap_or_default();
        let lowest = evidence.arguments.get("order").and_then(Json::as_str) == Some("lowest");
        let order = if lowest { "shortest" } else { "longest" };
        match evidence.arguments.get("report").and_then(Json::as_str).unwrap_or("time") {
            "now" => self.say(format!("Now {condition}"), format!("现在{condition}的")),
            "ever" => self.say(format!("At some time {condition}"), format!("曾经{condition}的")),
            "share" => self.say(
                format!("By share of the time {condition}, {order} first"),
                format!("按{condition}的时间占比从{}", if lowest { "低到高" } else { "高到低" }),
            ),
            _ => self.say(
                format!("By time {condition}, {order} first"),
                format!("按{condition}的时长从{}", if lowest { "短到长" } else { "长到短" }),
            ),
        }
    }

    /// How long, or for what share, a condition held on the tag of a row.
    fn time_held(&self, evidence: &Evidence, rows: &[Vec<Cell>], tag: &str) -> Option<String> {
        let report = evidence.arguments.get("report").and_then(Json::as_str).unwrap_or("time");
        if evidence.tool != "rank_conditions" || report == "now" {
            return None;
        }
        let row = rows.iter().find(|row| matches!(row.first(), Some(Cell::Text(own)) if own == tag))?;
        let number =
            |place: usize| if let Some(Cell::Number(number)) = row.get(place) { Some(*number) } else { None };
        let (number, unit) = if report == "share" { (number(3)?, "%") } else { (number(2)?, "s") };
        Some(figures::quantity(number, Some(&plant::Unit::new(unit)), self.language))
    }

    /// "running" of a machine's state, "above 80 °C" of anything else.
    fn condition_said(&self, condition: &Json) -> String {
        let number = |name: &str| condition.get(name).and_then(Json::as_f64);
        let tag = condition.get("tag").and_then(Json::as_str).and_then(|id| self.catalogue.plant.tag(id));
        let unit = condition.get("unit").and_then(Json::as_str).map(plant::Unit::new);
        let unit = unit.or_else(|| tag.and_then(|tag| tag.unit.clone()));
        let text = |value: f64| figures::quantity(value, unit.as_ref(), self.language);
        match (number("above"), number("below")) {
            (Some(0.5), None) => self.say("running".to_owned(), "运行".to_owned()),
            (None, Some(0.5)) => self.say("stopped".to_owned(), "停止".to_owned()),
            (Some(above), Some(below)) if above == below => {
                self.say(format!("at {}", text(above)), format!("等于{}", text(above)))
            }
            (Some(above), Some(below)) => self.say(
                format!("between {} and {}", text(above), text(below)),
                format!("介于{}与{}之间", text(above), text(below)),
            ),
            (Some(above), None) => self.say(format!("above {}", text(above)), format!("高于{}", text(above))),
            (None, Some(below)) => self.say(format!("below {}", text(below)), format!("低于{}", text(below))),
            (None, None) => String::new(),
        }
    }

    /// Which records were counted: table, conditions, asset.
    /// `one`: in the singular.
    pub(super) fn records_of(&self, evidence: &Evidence, one: bool) -> String {
        let table =
            evidence.arguments.get("table").and_then(Json::as_str).unwrap_or("records").replace('_', " ");
        let filters = evidence.arguments.get("filters").and_then(Json::as_array);
        let conditions: Vec<String> =
            filters.into_iter().flatten().filter_map(|filter| self.condition_of(filter)).collect();
        let asset = evidence.arguments.get("asset").and_then(Json::as_str).map(|asset| self.name(asset));
        let table = match table.ends_with('s') {
            _ if self.chinese() => table,
            true if one => singular(&table),
            true => table,
            false if one => format!("{table} record"),
            false => format!("{table} records"),
        };
        let with = if conditions.is_empty() {
            String::new()
        } else {
            self.say(format!(" with {}", conditions.join(", ")), format!("（{}）", conditions.join("，")))
        };
        self.say(
            format!("{table}{}{with}", asset.as_ref().map(|a| format!(" of {a}")).unwrap_or_default()),
            format!("{}{table}{with}", asset.as_ref().map(|a| format!("{a}的")).unwrap_or_default()),
        )
    }

    /// "priority 1 or 2", "no cleared", "status not C".
    fn condition_of(&self, filter: &Json) -> Option<String> {
        let text = |value: &Json| match value {
            Json::String(text) => self.name(text),
            other => other.to_string(),
        };
        let column = filter.get("column")?.as_str()?.replace('_', " ");
        let op = filter.get("op").and_then(Json::as_str).unwrap_or("=");
        let value = match filter.get("value") {
            None if filter.get("than").is_some() => filter.get("than")?.as_str()?.replace('_', " "),
            Some(Json::Array(items)) => {
                let all: Vec<String> = items.iter().map(text).collect();
                all.join(if self.chinese() { "或" } else { " or " })
            }
            Some(one) => text(one),
            None => String::new(),
        };
        Some(match op {
            "empty" => self.say(format!("no {column}"), format!("无{column}")),
            "not empty" => self.say(format!("any {column}"), format!("有{column}")),
            "!=" => self.say(format!("{column} not {value}"), format!("{column}不是{value}")),
            ">" => self.say(format!("{column} above {value}"), format!("{column}大于{value}")),
            ">=" => self.say(format!("{column} at least {value}"), format!("{column}至少{value}")),
            "<" => self.say(format!("{column} below {value}"), format!("{column}小于{value}")),
            "<=" => self.say(format!("{column} at most {value}"), format!("{column}至多{value}")),
            _ => format!("{column} {value}"),
        })
    }
}

/// "more than 3 ", 多于3条: what groups of records must have; empty where that is nothing.
pub(super) fn bounds_of_groups(evidence: &Evidence) -> (String, String) {
    let bound = |name: &str| evidence.arguments.get(name).and_then(Json::as_f64);
    let (mut english, mut chinese) = (Vec::new(), Vec::new());
    for (name, more, more_zh) in [("above", "more than", "多于"), ("below", "fewer than", "少于")] {
        if let Some(number) = bound(name) {
            english.push(format!("{more} {number}"));
            chinese.push(format!("{more_zh}{number}"));
        }
    }
    let space = if english.is_empty() { "" } else { " " };
    (english.join(" and ") + space, chinese.join("且"))
}
