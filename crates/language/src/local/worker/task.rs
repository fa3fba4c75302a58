//! One request while it is computed.

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::{BatchAddError, LlamaBatch};
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;

use super::super::output::Output;
use super::super::sampler::Sampler;
use crate::chat::{ChatError, ChatSender, FinishReason};

pub struct Task {
    pub prompt: Vec<LlamaToken>,
    /// Tokens at the front that other prompts share.
    pub fixed: usize,
    /// Tokens at the front that were in the cache already.
    pub kept: usize,
    /// The fixed tokens were looked at for keeping.
    pub prefix_seen: bool,
    output: Output,
    sampler: Sampler,
    /// Written, and not yet read back.
    next: Option<LlamaToken>,
    /// Row of the batch that the next token comes from.
    row: Option<i32>,
    made: usize,
    most: usize,
    finish: FinishReason,
}

/// How a task stands after a step.
pub enum Step {
    On,
    Ended,
    Failed(ChatError),
}

impl Task {
    /// `most` bounds the tokens of output.
    pub fn new(prompt: Vec<LlamaToken>, fixed: usize, output: Output, sampler: Sampler, most: usize) -> Self {
        Self {
            prompt,
            fixed,
            kept: 0,
            prefix_seen: false,
            output,
            sampler,
            next: None,
            row: None,
            made: 0,
            most,
            finish: FinishReason::Stop,
        }
    }

    pub fn is_stopped(&mut self) -> bool {
        self.output.sender().is_stopped()
    }

    pub fn into_sender(self) -> ChatSender {
        self.output.into_sender()
    }

    /// Puts the token that was written last into the batch.
    ///
    /// # Errors
    /// A batch that is too small; here and in `read`.
    pub fn write(
        &mut self,
        batch: &mut LlamaBatch<'_>,
        sequence: i32,
        cached: &mut Vec<LlamaToken>,
    ) -> Result<(), BatchAddError> {
        if let Some(token) = self.next.take() {
            self.row = Some(batch.n_tokens());
            batch.add(token, cached.len() as i32, &[sequence], true)?;
            cached.push(token);
        }
        Ok(())
    }

    /// Puts as much of the prompt into the batch as there is room for.
    pub fn read(
        &mut self,
        batch: &mut LlamaBatch<'_>,
        size: usize,
        sequence: i32,
        cached: &mut Vec<LlamaToken>,
    ) -> Result<(), BatchAddError> {
        let room = size.saturating_sub(batch.n_tokens() as usize);
        let from = cached.len();
        let to = self.prompt.len().min(from + room);
        for place in from..to {
            let last = place + 1 == self.prompt.len();
            if last {
                self.row = Some(batch.n_tokens());
            }
            batch.add(self.prompt[place], place as i32, &[sequence], last)?;
        }
        cached.extend_from_slice(self.prompt.get(from..to).unwrap_or_default());
        Ok(())
    }

    /// Takes the next token from the batch, where it has a row in it.
    pub fn advance(&mut self, model: &LlamaModel, context: &LlamaContext<'_>) -> Step {
        let Some(row) = self.row.take() else {
            return Step::On;
        };
        let token = match self.sampler.next(context.get_logits_ith(row)) {
            Ok(token) => token,
            Err(error) => return Step::Failed(ChatError::Failed(error.to_string())),
        };
        let vocabulary = model.vocab();
        self.made += 1;
        if vocabulary.is_eog(token) {
            return Step::Ended;
        }
        // Marks of calls are special tokens in some families.
        if self.output.push(&vocabulary.token_to_piece(token, true, None)).is_err() || self.output.stopped() {
            return Step::Ended;
        }
        if self.made >= self.most {
            self.finish = FinishReason::Length;
            return Step::Ended;
        }
        self.next = Some(token);
        Step::On
    }

    /// Gives what is left and the end.
    pub fn end(mut self) {
        let prompt = self.prompt.len() as u64;
        let made = self.made as u64;
        let given = self.output.finish().and_then(|()| self.output.sender().usage(prompt, made));
        if given.is_err() {
            return;
        }
        let finish = match self.finish {
            FinishReason::Stop if self.output.called() => FinishReason::ToolCalls,
            finish => finish,
        };
        self.output.into_sender().finish(finish);
    }
}
