//! What an investigation found, in words: whether the premise holds, and what may lie behind it.

use tool::{Clue, Confidence, Evidence, Hypothesis};

use super::clues::joined;
use super::sentences::{Writer, capital};

/// Hypotheses that are told in the text; all stand beside it.
const TOLD: usize = 3;

impl Writer<'_> {
    /// Writes the words of every clue and hypothesis into it.
    pub(super) fn tell(&self, premise: &mut Clue, steps: &mut [Clue], hypotheses: &mut [Hypothesis]) {
        premise.text = self.premise(premise, None);
        steps.iter_mut().for_each(|step| step.text = self.clue(step));
        for hypothesis in hypotheses {
            hypothesis.text = self.hypothesis(hypothesis);
            let Hypothesis { supports, against, missing, checks, .. } = hypothesis;
            for clue in [supports, against, missing, checks].into_iter().flatten() {
                clue.text = if clue.what == premise.what { premise.text.clone() } else { self.clue(clue) };
            }
        }
    }

    pub(super) fn investigated(
        &self,
        evidence: &Evidence,
        premise: &Clue,
        hypotheses: &[Hypothesis],
    ) -> String {
        let mut parts = vec![self.premise(premise, self.window_of(evidence))];
        let held = !matches!(
            premise.what.as_str(),
            "steady" | "rose_instead" | "fell_instead" | "usual" | "no_event"
        );
        if held && hypotheses.is_empty() {
            parts.push(self.say(
                "Nothing was found that may lie behind it.".to_owned(),
                "没有找到可能的原因。".to_owned(),
            ));
        }
        if premise.what != "usual" {
            parts.extend(self.by_confidence(&hypotheses[..hypotheses.len().min(TOLD)]));
        }
        if held && !hypotheses.is_empty() {
            parts.push(self.say(
                "What goes together need not be cause and effect.".to_owned(),
                "同时或先后变化，不等于因果。".to_owned(),
            ));
        }
        joined(&parts, self.language)
    }

    /// "Likely: …; …. Possible: ….", each with the first thing that speaks for it.
    fn by_confidence(&self, hypotheses: &[Hypothesis]) -> Vec<String> {
        let mut parts = Vec::new();
        for confidence in [Confidence::Likely, Confidence::Possible, Confidence::Weak] {
            let told: Vec<String> = hypotheses
                .iter()
                .filter(|one| one.confidence == confidence)
                .map(|one| {
                    let reason = one.supports.first().map(|clue| self.clue(clue)).unwrap_or_default();
                    let text = self.hypothesis(one);
                    self.say(format!("{text} ({reason})"), format!("{text}（{reason}）"))
                })
                .collect();
            if !told.is_empty() {
                let word = capital(&self.confidence(confidence));
                let list = told.join(if self.chinese() { "；" } else { "; " });
                parts.push(self.say(format!("{word}: {list}."), format!("{word}：{list}。")));
            }
        }
        parts
    }

    fn confidence(&self, confidence: Confidence) -> String {
        let (english, chinese) = match confidence {
            Confidence::Likely => ("likely", "较有可能"),
            Confidence::Possible => ("possible", "有可能"),
            Confidence::Weak => ("little speaks for", "依据很少"),
        };
        self.say(english.to_owned(), chinese.to_owned())
    }

    /// What may lie behind it, a phrase.
    fn hypothesis(&self, hypothesis: &Hypothesis) -> String {
        let name = self.name(&hypothesis.subject);
        let asset = hypothesis.supports.iter().find(|clue| clue.what == "failure_mode_fits");
        let asset = asset.map(|clue| self.of_clue(clue, "asset")).unwrap_or_default();
        let (english, chinese) = match hypothesis.what.as_str() {
            "sensor" => (format!("the instrument: {name}"), format!("仪表问题：{name}")),
            "setpoint" => (format!("a setpoint: {name}"), format!("设定值：{name}")),
            "operation" => (format!("operation: {name}"), format!("运行操作：{name}")),
            "recorded" => (format!("a record's own reason, {name}"), format!("记录给出的原因：{name}")),
            "event" => (format!("what happened then, {name}"), format!("当时的事件：{name}")),
            "failure_mode" => (format!("{name} of {asset}"), format!("{asset}失效：{name}")),
            "asset" => (format!("a change at {name}"), format!("{name}有变化")),
            "ambient" => (format!("surroundings: {name}"), format!("环境条件：{name}")),
            "load" => (format!("load: {name}"), format!("负荷：{name}")),
            "usual_course" => ("the usual course".to_owned(), "通常的变化".to_owned()),
            other => (format!("{other}: {name}"), format!("{other}：{name}")),
        };
        self.say(english, chinese)
    }

    fn window_of(&self, evidence: &Evidence) -> Option<String> {
        let window = evidence.window.as_ref()?;
        super::figures::window(window, &self.catalogue.plant.timezone, self.language)
    }

    /// Whether the premise holds, with its numbers.
    fn premise(&self, clue: &Clue, window: Option<String>) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let tag = if self.chinese() { self.name(&clue.subject) } else { self.spoken(&clue.subject) };
        match clue.what.as_str() {
            "rose" | "fell" => self.held(clue, &tag),
            "usual" => self.say(
                format!(
                    "{} {} from {} on, but that is its usual course at that time.",
                    capital(&tag),
                    self.moved(clue),
                    of("time")
                ),
                format!("{tag}从{}起{}，但这个时段通常就是这样。", of("time"), self.moved(clue)),
            ),
            "event" => self.event(clue),
            "no_event" => {
                let asset = self.name(&clue.subject);
                let (english, chinese) = window
                    .map_or_else(Default::default, |window| (format!(", {window}"), format!("{window}，")));
                self.say(
                    format!("Nothing out of the usual was found on {asset}{english}: no stop, no alarm, and none of its {} tags changed more than usual.", of("tags")),
                    format!("{chinese}{asset}没有发现异常：没有停机和报警，{}个测点都没有超出通常的变化。", of("tags")),
                )
            }
            _ => self.not_so(clue, &tag, window),
        }
    }

    fn held(&self, clue: &Clue, tag: &str) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let shape = clue.value("shape").and_then(|value| value.value.as_str()).unwrap_or_default();
        let how = match shape {
            "spell" => self.say(format!(", until {}", of("end")), format!("，到{}为止", of("end"))),
            "ramp" => self.say(", little by little".to_owned(), "，逐渐变化".to_owned()),
            _ => String::new(),
        };
        let compared = clue.value("comparable").and_then(|value| value.value.as_f64()).unwrap_or(0.0);
        let against = if compared >= 1.0 {
            self.say(
                format!(
                    "; more than in {} of {} earlier windows like it",
                    of("larger_than"),
                    of("comparable")
                ),
                format!("，大于{}个可比时段中的{}个", of("comparable"), of("larger_than")),
            )
        } else {
            String::new()
        };
        let earlier = if clue.value("earlier").is_some() {
            self.say(" That was before the time asked about.".to_owned(), "这早于所问的时段。".to_owned())
        } else {
            String::new()
        };
        self.say(
            format!(
                "{} {} from {} on{how} ({} times its usual variation{against}).{earlier}",
                capital(tag),
                self.moved(clue),
                of("time"),
                of("size")
            ),
            format!(
                "{tag}从{}起{}{how}（是通常波动的{}倍{against}）。{earlier}",
                of("time"),
                self.moved(clue),
                of("size")
            ),
        )
    }

    /// The premise is false: it did not change, or went the other way.
    fn not_so(&self, clue: &Clue, tag: &str, window: Option<String>) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let said = clue.value("said").and_then(|value| value.value.as_str()).unwrap_or_default();
        let (verb, verb_zh) = match said {
            "rise" => ("rise", "上升"),
            "fall" => ("fall", "下降"),
            _ => ("change", "变化"),
        };
        let (when, when_zh) = window.map_or_else(Default::default, |window| {
            let day = window.starts_with(|c: char| c.is_ascii_digit()) && window.len() > 4;
            (format!(" {} {window}", if day { "on" } else { "in" }), window)
        });
        let level = if clue.value("usual_mean").is_some() {
            self.say(
                format!(": its mean was {}, and {} is usual for this time", of("mean"), of("usual_mean")),
                format!("：平均为{}，这个时段通常为{}", of("mean"), of("usual_mean")),
            )
        } else {
            String::new()
        };
        if clue.value("change").is_some() {
            return self.say(
                format!(
                    "{} did not {verb}{when}: it {} from {} on.",
                    capital(tag),
                    self.moved(clue),
                    of("time")
                ),
                format!("{when_zh}{tag}没有{verb_zh}：从{}起{}。", of("time"), self.moved(clue)),
            );
        }
        self.say(
            format!("{} did not {verb} more than usual{when}{level}.", capital(tag)),
            format!("{when_zh}{tag}没有超出通常的{verb_zh}{level}。"),
        )
    }

    /// A stop or an alarm.
    fn event(&self, clue: &Clue) -> String {
        let of = |label: &str| self.of_clue(clue, label);
        let asset = self.name(&clue.subject);
        let length = if clue.value("length").is_some() {
            self.say(format!(" for {}", of("length")), format!("，持续{}", of("length")))
        } else {
            String::new()
        };
        let all = if clue.value("stops").is_some() {
            self.say(
                format!(", the longest of {} ({} together)", of("stops"), of("together")),
                format!("，是{}次中最长的（合计{}）", of("stops"), of("together")),
            )
        } else {
            String::new()
        };
        self.say(
            format!("{asset}: {} {} from {}{length}{all}.", of("table"), of("record"), of("time")),
            format!("{asset}：{} {}，始于{}{length}{all}。", of("table"), of("record"), of("time")),
        )
    }
}
