//! Words of questions for causes: which way something is said to have gone, and what is not believed to be behind it.

const ROSE: &[&str] = &[
    "rise",
    "rose",
    "rising",
    "increas",
    "go up",
    "went up",
    "going up",
    "gone up",
    "jump",
    "spike",
    "climb",
    "surge",
    "shoot up",
    "shot up",
    "higher",
    "so high",
    "too high",
    "peak",
    "升",
    "涨",
    "变高",
    "偏高",
    "过高",
    "这么高",
    "那么高",
    "增",
    "冲高",
    "飙",
];

const FELL: &[&str] = &[
    "fall",
    "fell",
    "drop",
    "decreas",
    "go down",
    "went down",
    "going down",
    "gone down",
    "dip",
    "sink",
    "sank",
    "lower",
    "so low",
    "too low",
    "declin",
    "降",
    "跌",
    "掉",
    "变低",
    "偏低",
    "过低",
    "这么低",
    "那么低",
    "减少",
    "下滑",
];

/// `rise` or `fall`, where a question in lower case says just one of them.
pub fn direction_said(question: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| question.contains(word));
    match (says(ROSE), says(FELL)) {
        (true, false) => Some("rise"),
        (false, true) => Some("fall"),
        _ => None,
    }
}

/// Whether a question is for a cause.
pub fn asks_why(question: &str) -> bool {
    const WORDS: &[&str] = &[
        "why",
        "how come",
        "what caused",
        "what is the cause",
        "what was the cause",
        "reason for that",
        "what led to",
        "为什么",
        "为何",
        "为啥",
        "怎么回事",
        "怎么会",
        "什么原因",
        "原因是什么",
        "咋回事",
    ];
    let question = question.to_lowercase();
    WORDS.iter().any(|word| question.contains(word))
}

/// Kinds of hypotheses that a follow-up puts aside: "not the sensor, what else?", "除了仪表呢".
pub fn put_aside(question: &str) -> Vec<&'static str> {
    const ASIDE: &[&str] = &[
        "not ",
        "isn't",
        "besides",
        "apart from",
        "other than",
        "except",
        "without",
        "不是",
        "除了",
        "排除",
        "除此",
    ];
    const KINDS: &[(&str, &[&str])] = &[
        ("sensor", &["sensor", "instrument", "transmitter", "gauge", "仪表", "传感器", "变送器"]),
        ("setpoint", &["setpoint", "set point", "设定"]),
        ("operation", &["operation", "operator", "switch", "操作", "启停"]),
        ("ambient", &["weather", "ambient", "outdoor", "天气", "环境"]),
        ("load", &["load", "demand", "production", "负荷", "产量"]),
        ("recorded", &["work order", "record", "工单", "记录"]),
        ("failure_mode", &["failure mode", "失效"]),
    ];
    let question = question.to_lowercase();
    if !ASIDE.iter().any(|word| question.contains(word)) {
        return Vec::new();
    }
    let named = KINDS.iter().filter(|(_, words)| words.iter().any(|word| question.contains(word)));
    named.map(|(kind, _)| *kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_which_way() {
        for (question, expected) in [
            ("why did the supply temperature rise on 3 june", Some("rise")),
            ("why is the flow of p-101 so low", Some("fall")),
            ("what happened to the level", None),
            ("为什么出口压力昨晚下降了", Some("fall")),
            ("为什么压力先升后降", None),
        ] {
            assert_eq!(direction_said(question), expected, "{question}");
        }
    }

    #[test]
    fn a_follow_up_puts_kinds_aside() {
        assert_eq!(put_aside("not the sensor, what else?"), ["sensor"]);
        assert_eq!(put_aside("除了仪表和天气呢"), ["sensor", "ambient"]);
        assert!(put_aside("what about the sensor?").is_empty());
        assert!(asks_why("Why?") && asks_why("这是为什么") && !asks_why("when was that?"));
    }
}
