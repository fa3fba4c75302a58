//! The marks of each family of models.

/// How a family of models marks calls and thoughts in its output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Qwen 2.5 and 3, Hermes and many others: JSON in `<tool_call>`.
    Hermes,
    /// Llama 3.1 to 3.3: bare JSON with `parameters`, or after `<|python_tag|>`.
    Llama3,
    /// A list of JSON after `[TOOL_CALLS]`, or name and arguments with `[ARGS]` between them.
    Mistral,
    /// Gemma 3 has no marks of its own: fenced blocks of JSON or of Python calls.
    Gemma,
    /// A list of JSON in `<|tool_call|>` or after `functools`.
    Phi,
    /// DeepSeek V3, R1 and V3.1: marks of their own around name and JSON.
    DeepSeek,
    /// gpt-oss: messages with headers that name channel and recipient.
    Harmony,
}

/// A stretch of output between marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub open: &'static str,
    pub close: &'static [&'static str],
    /// The end that is shown when the block turns out to be text.
    pub shown_end: &'static str,
    pub body: Body,
}

/// What stands between the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    Reasoning,
    /// The mark is dropped; nothing belongs to it.
    Nothing,
    /// A header of harmony.
    Header,
    /// JSON: a call, several, or a list of them.
    Json,
    /// As `Json`, after a bracket that was part of the mark.
    JsonList,
    /// A name, then JSON; or as `Json`.
    Named,
    /// A name beside DeepSeek's separator, then JSON.
    Separated,
    /// Calls in Python; or as `Json`.
    Code,
}

impl Body {
    pub fn is_call(self) -> bool {
        matches!(self, Self::Json | Self::JsonList | Self::Named | Self::Separated | Self::Code)
    }
}

const fn block(open: &'static str, close: &'static [&'static str], body: Body) -> Block {
    let shown_end = match close {
        [end, ..] => end,
        [] => "",
    };
    Block { open, close, shown_end, body }
}

pub const THINK: Block = block("<think>", &["</think>"], Body::Reasoning);
/// A call that stands alone, without a mark.
pub const BARE: Block = block("", &[], Body::Code);
pub const HARMONY_HEADER: Block = block("", &["<|message|>"], Body::Header);
const HARMONY_ENDS: &[&str] = &["<|end|>", "<|return|>", "<|call|>", "<|start|>"];
pub const HARMONY_THINK: Block = block("", HARMONY_ENDS, Body::Reasoning);
pub const HARMONY_CALL: Block = block("", HARMONY_ENDS, Body::Json);
/// Separates a name from what stands beside it in DeepSeek's calls.
pub const DEEPSEEK_SEPARATOR: &str = "<｜tool▁sep｜>";

impl Format {
    /// The format that a chat template speaks of.
    pub fn of_template(template: &str) -> Self {
        let marks: &[(&str, Self)] = &[
            ("<|channel|>", Self::Harmony),
            ("<｜tool▁call", Self::DeepSeek),
            ("<｜Assistant｜>", Self::DeepSeek),
            ("[TOOL_CALLS]", Self::Mistral),
            ("[INST]", Self::Mistral),
            ("<tool_call>", Self::Hermes),
            ("<|tool_call|>", Self::Phi),
            ("functools", Self::Phi),
            ("<|python_tag|>", Self::Llama3),
            ("<|start_header_id|>", Self::Llama3),
            ("<start_of_turn>", Self::Gemma),
            ("<|assistant|>", Self::Phi),
        ];
        marks.iter().find(|(mark, _)| template.contains(mark)).map_or(Self::Hermes, |(_, format)| *format)
    }

    /// How a call is written as JSON: what stands before it, what after it, and the key of its arguments. Nothing where a
    /// call is more than JSON between marks.
    pub fn json_marks(self) -> Option<(&'static str, &'static str, &'static str)> {
        match self {
            Self::Hermes => Some(("<tool_call>\n", "\n</tool_call>", "arguments")),
            Self::Llama3 => Some(("", "", "parameters")),
            Self::Mistral => Some(("[TOOL_CALLS][", "]", "arguments")),
            Self::Gemma => Some(("```json\n", "\n```", "arguments")),
            Self::Phi => Some(("<|tool_call|>[", "]<|/tool_call|>", "arguments")),
            Self::DeepSeek | Self::Harmony => None,
        }
    }

    /// Whether a call may stand at the beginning of the text without a mark.
    pub fn has_bare_calls(self) -> bool {
        matches!(self, Self::Llama3 | Self::Gemma)
    }

    pub fn blocks(self) -> &'static [Block] {
        const HERMES: Block = block("<tool_call>", &["</tool_call>"], Body::Json);
        match self {
            Self::Hermes => const { &[THINK, HERMES] },
            Self::Llama3 => {
                const { &[THINK, block("<|python_tag|>", &["<|eom_id|>", "<|eot_id|>"], Body::Json)] }
            }
            Self::Mistral => {
                const {
                    &[
                        block("[THINK]", &["[/THINK]"], Body::Reasoning),
                        // The next call's mark ends the one before; none is shown where it was text.
                        Block {
                            open: "[TOOL_CALLS]",
                            close: &["[TOOL_CALLS]", "</s>"],
                            shown_end: "",
                            body: Body::Named,
                        },
                    ]
                }
            }
            Self::Gemma => {
                const {
                    &[
                        block("```tool_code", &["```"], Body::Code),
                        block("```tool_call", &["```"], Body::Code),
                        block("```json", &["```"], Body::Json),
                        HERMES,
                    ]
                }
            }
            Self::Phi => {
                const {
                    &[
                        THINK,
                        block("<|tool_call|>", &["<|/tool_call|>"], Body::Json),
                        block("functools[", &["<|end|>"], Body::JsonList),
                    ]
                }
            }
            Self::DeepSeek => {
                const {
                    &[
                        THINK,
                        block("<｜tool▁calls▁begin｜>", &[], Body::Nothing),
                        block("<｜tool▁call▁begin｜>", &["<｜tool▁call▁end｜>"], Body::Separated),
                        block("<｜tool▁calls▁end｜>", &[], Body::Nothing),
                    ]
                }
            }
            Self::Harmony => {
                const {
                    &[
                        block("<|start|>", &["<|message|>"], Body::Header),
                        block("<|channel|>", &["<|message|>"], Body::Header),
                        block("<|end|>", &[], Body::Nothing),
                        block("<|return|>", &[], Body::Nothing),
                        block("<|call|>", &[], Body::Nothing),
                    ]
                }
            }
        }
    }
}
