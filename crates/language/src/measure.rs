//! How fast a model is, seen from whoever asks it.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::chat::{Cancel, ChatError, ChatModel, ChatReply, ChatRequest, Message};

/// What a model is given to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Tokens of a prompt, about: instructions that stay the same and a question.
    pub prompt_tokens: u64,
    pub output_tokens: u32,
    /// So many ask at once, after each other.
    pub conversations: Vec<usize>,
}

impl Default for Work {
    fn default() -> Self {
        Self { prompt_tokens: 512, output_tokens: 64, conversations: vec![4] }
    }
}

/// What was measured; tokens as the model counts them. A speed is missing where the model does not count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    pub prompt_tokens: Option<u64>,
    /// Of the prompt, those of the question and what follows it; the rest is the beginning.
    pub question_tokens: Option<u64>,
    pub output_tokens: Option<u64>,
    /// From the question to the first of the answer, nothing of the prompt being known, seconds.
    pub first_token_s: f64,
    /// The same for another question with the same instructions.
    pub first_token_again_s: f64,
    /// Tokens of prompts a second, the first of the output counted in.
    pub reading_per_s: Option<f64>,
    /// Tokens of one output a second, from its first on.
    pub writing_per_s: Option<f64>,
    pub together: Vec<Together>,
}

/// Several who ask at once, with instructions that are known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Together {
    pub conversations: usize,
    /// Tokens a second of all outputs together, from the questions to the last end.
    pub writing_per_s: Option<f64>,
    /// How long the last of them waited for its first token, seconds.
    pub slowest_first_token_s: f64,
}

/// Letters of the instructions that are asked first, to learn how many letters a token has.
const SAMPLE: usize = 400;

/// Measures a model. Whatever else it does meanwhile is measured as well.
///
/// # Errors
/// The first request that fails.
pub fn measure(model: &dyn ChatModel, work: &Work) -> Result<Measured, ChatError> {
    // No two runs have the same beginning, which might be kept, nor has the sample that of the run.
    let run = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    let sample = ask(model, question(&format!("sample {run:x}"), SAMPLE, 0, 1))?;
    let letters = match sample.usage.map(|usage| usage.prompt_tokens).filter(|tokens| *tokens > 0) {
        Some(tokens) => SAMPLE * usize::try_from(work.prompt_tokens).unwrap_or(usize::MAX) / tokens as usize,
        // A token of most vocabularies has about four letters of such a text.
        None => 4 * usize::try_from(work.prompt_tokens).unwrap_or(usize::MAX),
    };
    let name = format!("{run:x}");
    let asked = |number, tokens| question(&name, letters, number, tokens);
    let cold = timed(model, asked(0, work.output_tokens))?;
    let again = timed(model, asked(1, work.output_tokens))?;
    let together = work.conversations.iter().map(|count| at_once(model, *count, &asked, work.output_tokens));
    let together = together.collect::<Result<Vec<_>, _>>()?;
    let mut alone = asked(0, 1);
    alone.messages.remove(0);
    let alone = ask(model, alone)?.usage;
    let usage = cold.reply.usage;
    Ok(Measured {
        prompt_tokens: usage.map(|usage| usage.prompt_tokens),
        question_tokens: alone.map(|usage| usage.prompt_tokens),
        output_tokens: usage.map(|usage| usage.completion_tokens),
        first_token_s: cold.first.as_secs_f64(),
        first_token_again_s: again.first.as_secs_f64(),
        reading_per_s: usage.and_then(|usage| rate(usage.prompt_tokens, cold.first)),
        writing_per_s: [&cold, &again].into_iter().filter_map(Timed::writing_per_s).reduce(f64::max),
        together,
    })
}

/// A whole output and its times.
struct Timed {
    reply: ChatReply,
    first: Duration,
    whole: Duration,
}

impl Timed {
    fn writing_per_s(&self) -> Option<f64> {
        let tokens = self.reply.usage?.completion_tokens.checked_sub(1).filter(|tokens| *tokens > 0)?;
        rate(tokens, self.whole.saturating_sub(self.first))
    }
}

fn timed(model: &dyn ChatModel, request: ChatRequest) -> Result<Timed, ChatError> {
    let started = Instant::now();
    let reply = ask(model, request)?;
    let whole = started.elapsed();
    let first = reply.usage.and_then(|usage| usage.first_token).unwrap_or(whole);
    Ok(Timed { reply, first, whole })
}

fn at_once(
    model: &dyn ChatModel,
    conversations: usize,
    asked: &dyn Fn(usize, u32) -> ChatRequest,
    tokens: u32,
) -> Result<Together, ChatError> {
    let started = Instant::now();
    let streams: Vec<_> =
        (0..conversations).map(|number| model.chat(asked(number + 2, tokens), &Cancel::new())).collect();
    let (mut written, mut slowest) = (Some(0), Duration::ZERO);
    for stream in streams {
        let usage = stream.blocking_reply()?.usage;
        written = written.zip(usage).map(|(all, usage)| all + usage.completion_tokens);
        slowest = slowest.max(usage.and_then(|usage| usage.first_token).unwrap_or_default());
    }
    let writing_per_s = written.and_then(|tokens| rate(tokens, started.elapsed()));
    Ok(Together { conversations, writing_per_s, slowest_first_token_s: slowest.as_secs_f64() })
}

fn rate(tokens: u64, time: Duration) -> Option<f64> {
    (tokens > 0 && !time.is_zero()).then(|| tokens as f64 / time.as_secs_f64())
}

fn ask(model: &dyn ChatModel, request: ChatRequest) -> Result<ChatReply, ChatError> {
    model.chat(request, &Cancel::new()).blocking_reply()
}

/// Instructions of so many letters, which begin with the run's name.
fn question(run: &str, letters: usize, number: usize, tokens: u32) -> ChatRequest {
    const RULE: &str = "Answer questions of people in a plant; give numbers with their units. ";
    let mut rules = format!("{run}. ");
    rules.extend(RULE.chars().cycle().take(letters.saturating_sub(rules.len())));
    let asked = format!("Count upwards in words from {} to a hundred, and say nothing else.", number + 1);
    ChatRequest {
        messages: vec![Message::System(rules), Message::User(asked)],
        max_tokens: Some(tokens),
        temperature: Some(0.0),
        seed: Some(1),
        ..ChatRequest::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scripted::{ScriptedModel, Step};

    #[test]
    fn times_and_tokens_are_told_apart() {
        let pause = Duration::from_millis(40);
        let model = ScriptedModel::answering(move |request| {
            let again = request.messages.last().is_some_and(|asked| asked.text().contains("from 2 "));
            let first = if again { pause / 10 } else { pause };
            let text = || Step::Text("one".to_owned());
            let letters = request.messages[0].text().len() as u64;
            Some(vec![Step::Wait(first), text(), Step::Wait(pause), text(), Step::Usage(letters / 2, 11)])
        });
        let work = Work { prompt_tokens: 300, output_tokens: 11, conversations: vec![3] };
        let measured = measure(&model, &work).unwrap();
        // Two letters make a token here, which the sample told.
        assert_eq!((measured.prompt_tokens, measured.output_tokens), (Some(300), Some(11)));
        assert_eq!(measured.question_tokens, Some(32));
        assert!(measured.first_token_s >= 0.04 && measured.first_token_again_s < measured.first_token_s);
        let (reading, writing) = (measured.reading_per_s.unwrap(), measured.writing_per_s.unwrap());
        assert!(reading <= 300.0 / 0.04 && writing <= 10.0 / 0.04, "{measured:?}");
        let together = &measured.together[0];
        assert_eq!(together.conversations, 3);
        assert!(together.writing_per_s.unwrap() <= 33.0 / 0.08, "{measured:?}");
        assert!(together.slowest_first_token_s >= 0.04, "{measured:?}");
        assert_eq!(model.asked()[1].messages[0], model.asked()[2].messages[0]);
        assert_ne!(model.asked()[0].messages[0], model.asked()[1].messages[0]);
    }

    #[test]
    fn a_model_that_does_not_count_has_no_speed() {
        let model = ScriptedModel::answering(|_| Some(vec![Step::Text("one".to_owned())]));
        let measured = measure(&model, &Work::default()).unwrap();
        assert_eq!((measured.reading_per_s, measured.writing_per_s), (None, None));
        assert_eq!(measured.together[0].writing_per_s, None);
    }
}
