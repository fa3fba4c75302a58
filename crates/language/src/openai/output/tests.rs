use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value as Json, json};

use super::*;

/// A value of any shape that chunks have, or not.
fn any(random: &mut StdRng, depth: usize) -> Json {
    const NAMES: &[&str] = &[
        "choices",
        "delta",
        "content",
        "tool_calls",
        "function",
        "arguments",
        "index",
        "id",
        "name",
        "usage",
        "finish_reason",
        "error",
        "refusal",
        "reasoning",
    ];
    match random.random_range(0..if depth == 0 { 5 } else { 8 }) {
        0 => Json::Null,
        1 => json!(random.random_range(-2..3)),
        2 => json!("stop"),
        3 => json!("{"),
        4 => json!(true),
        5 => (0..random.random_range(0..3)).map(|_| any(random, depth - 1)).collect(),
        _ => (0..random.random_range(0..4))
            .map(|_| (NAMES[random.random_range(0..NAMES.len())].to_owned(), any(random, depth - 1)))
            .collect(),
    }
}

/// Whatever a server sends, it is an output or an error, and what is passed on is not empty.
#[test]
fn any_data_end_in_an_output_or_an_error() {
    let mut random = StdRng::seed_from_u64(3);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..20_000 {
        let mut output = Output::new(1);
        let mut pieces = Vec::new();
        let delta = any(&mut random, 4);
        let chunk = json!({"choices": [{"delta": delta, "finish_reason": any(&mut random, 0)}]});
        let data = if random.random_bool(0.2) { any(&mut random, 6) } else { chunk };
        let taken = output.take(&data.to_string(), &mut pieces);
        let full =
            |piece: &Piece| matches!(piece, Piece::Text(text) | Piece::Reasoning(text) if !text.is_empty());
        assert!(pieces.iter().all(full));
        match taken.and_then(|_| output.end()) {
            Ok(end) => {
                good += 1;
                assert!(end.calls.iter().all(|call| !call.id().is_empty() && !call.name().is_empty()));
            }
            Err(_) => bad += 1,
        }
    }
    assert!(good > 100 && bad > 100, "{good} {bad}");
}

/// A call may be cut anywhere.
#[test]
fn pieces_of_calls_come_together() {
    let mut random = StdRng::seed_from_u64(4);
    for _ in 0..500 {
        let mut parts: Vec<Vec<Json>> = (0..random.random_range(1..4))
            .map(|index| {
                let arguments = format!("{{\"tag\": \"t{index}\"}}");
                let cut = random.random_range(0..=arguments.len());
                let (first, second) = arguments.split_at(cut);
                vec![
                    json!({"index": index, "function": {"arguments": second}}),
                    json!({"index": index, "id": format!("c{index}"), "function": {"name": "mean", "arguments": first}}),
                ]
            })
            .collect();
        let count = parts.len();
        let mut output = Output::new(1);
        let mut begun = 0;
        while parts.iter().any(|parts| !parts.is_empty()) {
            // Calls begin in their order; how their pieces mix does not matter.
            let index = random.random_range(0..count.min(begun + 1));
            begun = begun.max(index + 1);
            if let Some(part) = parts[index].pop() {
                let data = json!({"choices": [{"delta": {"tool_calls": [part]}}]});
                output.take(&data.to_string(), &mut Vec::new()).unwrap();
            }
        }
        output.take(r#"{"choices": [{"finish_reason": "stop"}]}"#, &mut Vec::new()).unwrap();
        let calls = output.end().unwrap().calls;
        assert_eq!(calls.len(), count);
        for (index, call) in calls.iter().enumerate() {
            assert_eq!(
                (call.id(), call.arguments_text()),
                (format!("c{index}").as_str(), format!("{{\"tag\": \"t{index}\"}}").as_str())
            );
        }
    }
}
