#![allow(clippy::unwrap_used)]

use super::*;

const FORMATS: &[Format] = &[
    Format::Hermes,
    Format::Llama3,
    Format::Mistral,
    Format::Gemma,
    Format::Phi,
    Format::DeepSeek,
    Format::Harmony,
];

/// What comes out of an output that comes in pieces of so many letters: text, thoughts, calls.
fn read(format: Format, output: &str, size: usize, tools: bool) -> (String, String, Vec<Call>) {
    let mut parser = Parser::new(format, tools, false);
    let letters = output.chars().collect::<Vec<_>>();
    let mut pieces = Vec::new();
    for chunk in letters.chunks(size.max(1)) {
        pieces.extend(parser.push(&chunk.iter().collect::<String>()));
    }
    pieces.extend(parser.finish());
    let (mut text, mut thoughts, mut calls) = (String::new(), String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Text(more) => text.push_str(&more),
            Piece::Reasoning(more) => thoughts.push_str(&more),
            Piece::Call(call) => calls.push(call),
        }
    }
    (text, thoughts, calls)
}

#[track_caller]
fn check(format: Format, output: &str, text: &str, thoughts: &str, calls: &[(&str, &str)]) {
    let calls = calls
        .iter()
        .map(|(name, arguments)| Call { name: (*name).to_owned(), arguments: (*arguments).to_owned() });
    let expected = (text.to_owned(), thoughts.to_owned(), calls.collect::<Vec<_>>());
    for size in [1, 2, 3, 7, usize::MAX] {
        assert_eq!(read(format, output, size, true), expected, "{format:?} in pieces of {size}");
    }
}

const LEVEL: (&str, &str) = ("level", r#"{"tag":"LT-101"}"#);
const NOW: (&str, &str) = ("now", "{}");

#[test]
fn hermes() {
    let call = "<tool_call>\n{\"name\": \"level\", \"arguments\": {\"tag\": \"LT-101\"}}\n</tool_call>";
    let now = "<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>";
    check(Format::Hermes, "The level is 5 < 7.", "The level is 5 < 7.", "", &[]);
    check(Format::Hermes, call, "", "", &[LEVEL]);
    check(
        Format::Hermes,
        &format!("<think>\nhm\n</think>\n\nI look.{call}\n{now}"),
        "I look.\n",
        "\nhm\n",
        &[LEVEL, NOW],
    );
    check(Format::Hermes, "a <tool_cal", "a <tool_cal", "", &[]);
    check(Format::Hermes, "<tool_call>nothing</tool_call>", "<tool_call>nothing</tool_call>", "", &[]);
    // Cut before its end: what was written goes to the caller, who can tell the model.
    check(
        Format::Hermes,
        "<tool_call>{\"name\": \"level\", \"arguments\": {\"tag\": \"LT",
        "",
        "",
        &[("level", "{\"tag\": \"LT")],
    );
    let text = read(Format::Hermes, call, 3, false).0;
    assert_eq!(text, call, "without tools a call is text");
}

#[test]
fn llama() {
    check(Format::Llama3, "{\"name\": \"level\", \"parameters\": {\"tag\": \"LT-101\"}}", "", "", &[LEVEL]);
    check(
        Format::Llama3,
        "<|python_tag|>{\"name\": \"level\", \"parameters\": {\"tag\": \"LT-101\"}}; {\"name\": \"now\", \"parameters\": {}}",
        "",
        "",
        &[LEVEL, NOW],
    );
    check(Format::Llama3, "{\"level\": 5}", "{\"level\": 5}", "", &[]);
    check(Format::Llama3, "It is {5}.", "It is {5}.", "", &[]);
}

#[test]
fn mistral() {
    check(
        Format::Mistral,
        "[TOOL_CALLS][{\"name\": \"level\", \"arguments\": {\"tag\": \"LT-101\"}, \"id\": \"a1\"}, {\"name\": \"now\", \"arguments\": {}}]",
        "",
        "",
        &[LEVEL, NOW],
    );
    check(
        Format::Mistral,
        "[THINK]hm[/THINK]So:[TOOL_CALLS]level[CALL_ID]x1[ARGS]{\"tag\":\"LT-101\"}[TOOL_CALLS]now{}</s>",
        "So:",
        "hm",
        &[LEVEL, NOW],
    );
    check(Format::Mistral, "[1] see the manual", "[1] see the manual", "", &[]);
}

#[test]
fn gemma() {
    check(Format::Gemma, "```tool_code\nlevel(tag=\"LT-101\")\nnow()\n```", "", "", &[LEVEL, NOW]);
    check(Format::Gemma, "```tool_code\nprint(level(tag='LT-101',))\n```", "", "", &[LEVEL]);
    check(
        Format::Gemma,
        "I look:\n```json\n{\"name\": \"level\", \"parameters\": {\"tag\": \"LT-101\"}}\n```",
        "I look:\n",
        "",
        &[LEVEL],
    );
    check(Format::Gemma, "```json\n{\"a\": 1}\n``` ok", "```json\n{\"a\": 1}\n``` ok", "", &[]);
    check(
        Format::Gemma,
        "[f(a=[1, -2.5, 1_000], b={\"c\": None}, d=True, e='it\\'s')]",
        "",
        "",
        &[("f", r#"{"a":[1,-2.5,1000],"b":{"c":null},"d":true,"e":"it's"}"#)],
    );
    check(Format::Gemma, "```tool_code\nx = 1\n```", "```tool_code\nx = 1\n```", "", &[]);
}

#[test]
fn phi() {
    check(
        Format::Phi,
        "<|tool_call|>[{\"name\": \"level\", \"arguments\": {\"tag\": \"LT-101\"}}]<|/tool_call|>",
        "",
        "",
        &[LEVEL],
    );
    check(Format::Phi, "functools[{\"name\": \"now\", \"arguments\": {}}]", "", "", &[NOW]);
}

#[test]
fn deepseek() {
    check(
        Format::DeepSeek,
        "<think>hm</think>Let me see.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>level\n```json\n\
         {\"tag\":\"LT-101\"}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "Let me see.\n",
        "hm",
        &[LEVEL, NOW],
    );
}

#[test]
fn harmony() {
    check(
        Format::Harmony,
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>commentary to=functions.level \
         <|constrain|>json<|message|>{\"tag\":\"LT-101\"}<|call|>",
        "",
        "hm",
        &[LEVEL],
    );
    check(
        Format::Harmony,
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>It is 5.<|return|>",
        "It is 5.",
        "hm",
        &[],
    );
    check(Format::Harmony, " to=functions.now<|channel|>commentary json<|message|>{}", "", "", &[NOW]);
    check(Format::Harmony, "no header at all", "no header at all", "", &[]);
}

#[test]
fn prompts_that_end_in_a_thought() {
    let mut parser = Parser::new(Format::Hermes, true, true);
    let mut pieces = parser.push("hm</think>\n\n5");
    pieces.extend(parser.finish());
    assert_eq!(pieces, [Piece::Reasoning("hm".to_owned()), Piece::Text("5".to_owned())]);
}

#[test]
fn a_call_without_an_end_is_bounded() {
    let long = format!("<tool_call>{}</tool_call>", "x".repeat(LONGEST_CALL * 2));
    for size in [1009, 4096, usize::MAX] {
        let mut parser = Parser::new(Format::Hermes, true, false);
        let mut text = String::new();
        for chunk in long.as_bytes().chunks(size) {
            for piece in parser.push(std::str::from_utf8(chunk).unwrap()) {
                let Piece::Text(more) = piece else { panic!("{piece:?}") };
                text.push_str(&more);
            }
            assert!(parser.held.len() <= LONGEST_CALL + 64 + size.min(long.len()));
        }
        for piece in parser.finish() {
            let Piece::Text(more) = piece else { panic!("{piece:?}") };
            text.push_str(&more);
        }
        assert!(text == long, "pieces of {size}: the text differs");
    }
}

/// Outputs made of marks, halves of marks, JSON and noise: nothing panics, and however an output is cut, the same comes
/// out of it.
#[test]
fn cuts_change_nothing() {
    const PARTS: &[&str] = &[
        "<think>",
        "</think>",
        "<tool_call>",
        "</tool_call>",
        "<tool_",
        "</",
        "[TOOL_CALLS]",
        "[ARGS]",
        "[",
        "]",
        "{",
        "}",
        "{\"name\": \"f\", \"arguments\": {}}",
        "{\"name\": \"f\", \"parameters\": {\"a\": [1]}}",
        "\"name\"",
        ":",
        ",",
        "f",
        "f(a=1)",
        "(",
        ")",
        "'",
        "```tool_code\n",
        "```json\n",
        "```",
        "<|tool_call|>",
        "<|/tool_call|>",
        "functools[",
        "<｜tool▁calls▁begin｜>",
        "<｜tool▁call▁begin｜>",
        "<｜tool▁sep｜>",
        "<｜tool▁call▁end｜>",
        "<｜",
        "<|start|>",
        "assistant",
        "<|channel|>",
        "analysis",
        "final",
        "to=functions.f",
        "to=",
        "<|message|>",
        "<|end|>",
        "<|call|>",
        "<|",
        "<|python_tag|>",
        "µ",
        " ",
        "\n",
        "\\",
        "\"",
        "text",
        "[THINK]",
        "[/THINK]",
        "</s>",
        "\u{0}",
    ];
    let mut random = crate::local::tiny::Random(3);
    for round in 0..6000 {
        let format = FORMATS[round % FORMATS.len()];
        let count = 1 + random.below(14);
        let output = (0..count).map(|_| PARTS[random.below(PARTS.len())]).collect::<String>();
        let whole = read(format, &output, usize::MAX, true);
        for size in [1, 2, 5] {
            assert_eq!(
                read(format, &output, size, true),
                whole,
                "{format:?}: {output:?} in pieces of {size}"
            );
        }
        if round % 5 == 0 {
            let (text, ..) = read(format, &output, 2, false);
            assert!(text.len() <= output.len());
        }
    }
}

#[test]
fn formats_of_templates() {
    for (template, format) in [
        ("{{ '<|im_start|>' }} <tool_call>", Format::Hermes),
        ("<|start_header_id|>", Format::Llama3),
        ("[INST] [TOOL_CALLS]", Format::Mistral),
        ("<start_of_turn>", Format::Gemma),
        ("<|assistant|><|end|>", Format::Phi),
        ("<｜Assistant｜>", Format::DeepSeek),
        ("<|channel|>", Format::Harmony),
        ("<|im_start|>", Format::Hermes),
    ] {
        assert_eq!(Format::of_template(template), format, "{template}");
    }
}
