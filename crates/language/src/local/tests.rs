#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use futures::StreamExt;
use serde_json::json;

use super::*;
use crate::chat::{ChatEvent, ChatReply, FinishReason, Message, ToolChoice, ToolSpec};
use crate::schema::OutputSchema;

struct Place {
    folder: tempfile::TempDir,
    settings: LocalSettings,
}

/// A folder with a tiny model and settings for it.
fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = LocalSettings::new(tiny::write(folder.path(), 1));
    settings.conversations = 4;
    settings.threads = Some(1);
    settings.batch = 64;
    Place { folder, settings }
}

fn ask(text: &str) -> ChatRequest {
    ChatRequest { max_tokens: Some(24), ..ChatRequest::user(text) }
}

/// A question behind instructions that are long enough to be kept.
fn ask_with_instructions(text: &str) -> ChatRequest {
    let instructions = "You answer questions of people in a plant. Give numbers with units. ".repeat(3);
    let messages = vec![Message::System(instructions), Message::User(text.to_owned())];
    ChatRequest { messages, ..ask("") }
}

fn reply(model: &LocalModel, request: ChatRequest) -> Result<ChatReply, ChatError> {
    model.chat(request, &Cancel::new()).blocking_reply()
}

#[test]
fn it_answers_the_same_each_time() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let first = reply(&model, ask("what is the level?")).unwrap();
    assert_eq!(
        first,
        reply(&model, ask("what is the level?")).map(|again| same_but_clock(again, &first)).unwrap()
    );
    let usage = first.usage.unwrap();
    assert!(usage.prompt_tokens > 20 && (1..=24).contains(&usage.completion_tokens), "{usage:?}");
    assert!(!first.text.is_empty());
    assert_ne!(first.text, reply(&model, ask("and the flow?")).unwrap().text);
    assert_eq!((model.name(), model.context_length()), ("tiny-1", tiny::CONTEXT as usize));
}

fn same_but_clock(mut reply: ChatReply, other: &ChatReply) -> ChatReply {
    if let (Some(usage), Some(other)) = (&mut reply.usage, other.usage) {
        usage.first_token = other.first_token;
    }
    reply
}

#[test]
fn a_seed_decides() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let text = |seed| {
        reply(&model, ChatRequest { temperature: Some(1.0), seed: Some(seed), ..ask("level?") }).unwrap().text
    };
    assert_eq!(text(1), text(1));
    let different = (2..10).filter(|seed| text(*seed) != text(1)).count();
    assert!(different >= 7, "{different} of 8 seeds differ");
}

#[test]
fn four_at_once_say_what_each_says_alone() {
    let Place { settings, .. } = &place();
    let questions =
        ["level of tank 1?", "how warm is the oven", "list the alarms of today", "mean flow by hour"];
    let alone = questions.map(|question| {
        let model = LocalModel::load(settings.clone()).unwrap();
        reply(&model, ask_with_instructions(question)).unwrap().text
    });
    let model = LocalModel::load(settings.clone()).unwrap();
    let streams = questions.map(|question| model.chat(ask_with_instructions(question), &Cancel::new()));
    let together = streams.map(|stream| stream.blocking_reply().unwrap().text);
    assert_eq!(together, alone);
    // More than there are places: the rest waits.
    let streams = [questions, questions, questions]
        .concat()
        .into_iter()
        .map(|question| model.chat(ask(question), &Cancel::new()))
        .collect::<Vec<_>>();
    let texts = streams.into_iter().map(|stream| stream.blocking_reply().unwrap().text).collect::<Vec<_>>();
    assert_eq!(texts[..4], texts[4..8]);
    assert_eq!(texts[..4], texts[8..]);
}

fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "prefix")).collect()
}

#[test]
fn a_kept_prefix_changes_no_token() {
    let Place { folder, settings } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let without = reply(&model, ask_with_instructions("level?")).unwrap().text;
    drop(model);

    let prefixes = folder.path().join("prefixes");
    let settings = LocalSettings { prefixes: Some(prefixes.clone()), ..settings.clone() };
    let model = LocalModel::load(settings.clone()).unwrap();
    reply(&model, ask_with_instructions("flow?")).unwrap();
    assert_eq!(reply(&model, ask_with_instructions("level?")).unwrap().text, without, "from memory");
    drop(model);
    assert_eq!(kept(&prefixes).len(), 1);

    let model = LocalModel::load(settings.clone()).unwrap();
    assert_eq!(reply(&model, ask_with_instructions("level?")).unwrap().text, without, "from the disk");
    drop(model);
    let path = kept(&prefixes).pop().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    std::fs::write(&path, bytes).unwrap();
    let model = LocalModel::load(settings).unwrap();
    assert_eq!(reply(&model, ask_with_instructions("level?")).unwrap().text, without, "from a damaged file");
}

#[test]
fn a_conversation_goes_on() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let mut request = ask_with_instructions("level?");
    let first = reply(&model, request.clone()).unwrap().text;
    request.messages.push(Message::Assistant { text: first, tool_calls: Vec::new() });
    request.messages.push(Message::User("and yesterday?".to_owned()));
    let second = reply(&model, request.clone()).unwrap().text;
    drop(model);
    let fresh = LocalModel::load(settings.clone()).unwrap();
    assert_eq!(reply(&fresh, request).unwrap().text, second);
}

#[test]
fn output_keeps_to_a_schema() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let schema = json!({
        "type": "object",
        "properties": {
            "tool": { "enum": ["mean", "trend"] },
            "tags": { "type": "array", "items": { "enum": ["LT-101", "FT-7"] }, "minItems": 1, "maxItems": 3 },
            "hours": { "type": "integer", "minimum": 1, "maximum": 48 },
            "ok": { "type": "boolean" },
        },
        "required": ["tool", "tags", "hours", "ok"],
        "additionalProperties": false,
    });
    for temperature in [0.0, 1.0, 1.0, 1.0] {
        let schema = Some(OutputSchema::new(schema.clone()).unwrap());
        let request = ChatRequest {
            schema,
            temperature: Some(temperature),
            seed: Some(4),
            ..ChatRequest::user("plan")
        };
        let reply = reply(&model, request).unwrap();
        assert_eq!(reply.finish, FinishReason::Stop);
        let value: serde_json::Value = serde_json::from_str(&reply.text).unwrap();
        assert!(matches!(value["tool"].as_str(), Some("mean" | "trend")), "{value}");
        assert!((1..=48).contains(&value["hours"].as_i64().unwrap()), "{value}");
        assert!(
            (1..=3).contains(&value["tags"].as_array().unwrap().len()) && value["ok"].is_boolean(),
            "{value}"
        );
    }
}

fn tool(name: &str) -> ToolSpec {
    let parameters = json!({
        "type": "object",
        "properties": { "hours": { "type": "integer", "minimum": 1, "maximum": 9 } },
        "required": ["hours"],
        "additionalProperties": false,
    });
    ToolSpec { name: name.to_owned(), description: "looks".to_owned(), parameters }
}

#[test]
fn a_call_can_be_demanded() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let tools = vec![tool("mean"), tool("trend")];
    let request = ChatRequest { tools, max_tokens: None, ..ask_with_instructions("level?") };
    let named = ChatRequest { tool_choice: ToolChoice::Named("trend".to_owned()), ..request.clone() };
    let reply_named = reply(&model, named).unwrap();
    assert_eq!(reply_named.finish, FinishReason::ToolCalls);
    let [call] = reply_named.tool_calls.as_slice() else { panic!("{reply_named:?}") };
    assert_eq!((call.name(), call.id(), reply_named.text.as_str()), ("trend", "c00000000", ""));
    assert!((1..=9).contains(&call.arguments().unwrap()["hours"].as_i64().unwrap()));
    let any = reply(&model, ChatRequest { tool_choice: ToolChoice::Required, ..request.clone() }).unwrap();
    assert!(matches!(any.tool_calls[0].name(), "mean" | "trend"));
    let missing = ChatRequest { tool_choice: ToolChoice::Named("none".to_owned()), ..request };
    assert!(matches!(reply(&model, missing), Err(ChatError::Request(_))));
}

#[test]
fn too_long_a_request_is_an_error() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(LocalSettings { context: 128, ..settings.clone() }).unwrap();
    let error = reply(&model, ask(&"0123456789".repeat(20))).unwrap_err();
    assert!(matches!(error, ChatError::TooLong { tokens, most: 128 } if tokens > 200), "{error}");
    let error = reply(&model, ChatRequest { max_tokens: Some(120), ..ask("level?") }).unwrap_err();
    assert!(matches!(error, ChatError::TooLong { most: 128, .. }), "{error}");
    // Without a bound it writes until the context is full, and says so.
    let whole = reply(&model, ChatRequest { max_tokens: None, ..ask("level?") }).unwrap();
    let usage = whole.usage.unwrap();
    if whole.finish == FinishReason::Length {
        assert_eq!(usage.prompt_tokens + usage.completion_tokens, 128);
    }
    assert!(usage.prompt_tokens + usage.completion_tokens <= 128);
}

#[test]
fn cancelling_ends_it() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let forever = || ChatRequest { max_tokens: None, temperature: Some(1.5), ..ChatRequest::user("level?") };
    let cancel = Cancel::new();
    let mut stream = model.chat(forever(), &cancel);
    assert!(matches!(stream.blocking_next(), Some(Ok(ChatEvent::Text(_) | ChatEvent::Reasoning(_)))));
    cancel.cancel();
    let rest = futures::executor::block_on(stream.collect::<Vec<_>>());
    assert!(matches!(rest.last(), Some(Err(ChatError::Cancelled))), "{rest:?}");
    // Dropping the stream frees its place, as four more than there are show.
    for _ in 0..8 {
        drop(model.chat(forever(), &Cancel::new()));
    }
    assert!(reply(&model, ask("level?")).is_ok());
}

#[test]
fn a_stop_text_ends_it() {
    let Place { settings, .. } = &place();
    let model = LocalModel::load(settings.clone()).unwrap();
    let whole = reply(&model, ask("level?")).unwrap().text;
    let place = whole.char_indices().nth(whole.chars().count() / 2).unwrap().0;
    let stop = whole[place..].chars().take(2).collect::<String>();
    let cut = reply(&model, ChatRequest { stop: vec![stop.clone()], ..ask("level?") }).unwrap();
    assert_eq!(cut.text, whole[..whole.find(&stop).unwrap()]);
    assert_eq!(cut.finish, FinishReason::Stop);
}

#[test]
fn what_does_not_fit_is_refused_before_it_is_loaded() {
    let Place { settings, .. } = &place();
    let refused = LocalSettings { available_memory: Some(64 << 20), ..settings.clone() };
    let Err(LocalError::TooLarge(error)) = LocalModel::load(refused.clone()).map(drop) else {
        panic!("it was loaded")
    };
    assert!(error.to_string().contains("would fit"), "{error}");
    assert!(matches!(check(&refused).unwrap().refusal, Some(LocalError::TooLarge(_))));
    let report = check(settings).unwrap();
    assert!(report.refusal.is_none(), "{report:?}");
    assert_eq!((report.architecture.as_str(), report.format), ("qwen3", Some(Format::Hermes)));
    // Two layers of two heads of 16, keys and values, two bytes each.
    assert_eq!(report.estimate.cache_per_token, 2 * 2 * (16 + 16) * 2);
}

#[test]
fn a_smaller_context_that_fits_is_named() {
    let Place { settings, .. } = &place();
    let gguf = Gguf::open(&settings.model).unwrap();
    let mut settings = LocalSettings { context: 4096, conversations: 4, ..settings.clone() };
    settings.batch = 512;
    let wanted = Estimate::of(&gguf, settings.cells(4096), 512).total();
    let error = fit::check(&gguf, 4096, &settings, wanted + (256 << 20) - 1).unwrap_err();
    let context = error.fitting_context.unwrap();
    assert!((4000..4096).contains(&context), "{context}");
    assert!(fit::check(&gguf, context, &settings, wanted + (256 << 20) - 1).is_ok());
}

#[test]
fn logits_do_not_depend_on_the_batch() {
    let Place { settings, .. } = &place();
    let tokens = (0..100).map(|place| place * 37 % 256).collect::<Vec<_>>();
    let small =
        LocalModel::load(LocalSettings { batch: 32, ..settings.clone() }).unwrap().logits(&tokens).unwrap();
    let large =
        LocalModel::load(LocalSettings { batch: 128, ..settings.clone() }).unwrap().logits(&tokens).unwrap();
    assert_eq!(small.len(), 100);
    let largest = small.concat().iter().fold(0.0_f32, |most, logit| most.max(logit.abs()));
    let apart = small.concat().iter().zip(large.concat()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    // Keys and values are kept in half precision, and batches of different sizes are added up in different order.
    assert!(apart < largest * 5e-3, "{apart} of {largest}");
    assert!(LocalModel::load(settings.clone()).unwrap().logits(&[100_000]).is_err());
}

#[test]
fn an_adapter_applies_as_strongly_as_asked() {
    let Place { folder, settings } = &place();
    let path = tiny::write_adapter(folder.path(), 9);
    let logits = |adapter| {
        let settings = LocalSettings { adapter, ..settings.clone() };
        LocalModel::load(settings).unwrap().logits(&[1, 2, 3, 4, 5, 6]).unwrap().concat()
    };
    let scaled = |scale| logits(Some(Adapter { path: path.clone(), scale }));
    let apart = |left: &[f32], right: &[f32]| {
        left.iter().zip(right).map(|(left, right)| (left - right).abs()).fold(0.0, f32::max)
    };
    let plain = logits(None);
    assert!(apart(&plain, &scaled(0.0)) < 1e-5);
    let (weak, strong) = (apart(&plain, &scaled(0.1)), apart(&plain, &scaled(1.0)));
    assert!(0.0 < weak && weak < strong, "{weak} {strong}");
    let missing = Adapter { path: folder.path().join("none.gguf"), scale: 1.0 };
    let refused = LocalModel::load(LocalSettings { adapter: Some(missing), ..settings.clone() }).map(drop);
    assert!(matches!(refused, Err(LocalError::File(GgufError::Io(_)))), "{refused:?}");
    let model = Adapter { path: settings.model.clone(), scale: 1.0 };
    let refused = LocalModel::load(LocalSettings { adapter: Some(model), ..settings.clone() }).map(drop);
    assert!(matches!(refused, Err(LocalError::Adapter(_))), "{refused:?}");
}

#[test]
fn files_that_are_no_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gguf");
    std::fs::write(&path, b"not a model").unwrap();
    assert!(matches!(LocalModel::load(LocalSettings::new(&path)), Err(LocalError::File(GgufError::Magic))));
    let missing = folder.path().join("missing.gguf");
    assert!(matches!(LocalModel::load(LocalSettings::new(missing)), Err(LocalError::File(GgufError::Io(_)))));
}
