//! The thread that computes. It alone holds the model; in each step one batch carries a token of every conversation that
//! writes and a stretch of every prompt that is still read, as far as the batch reaches.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::{LlamaCppError, LogOptions, send_logs_to_tracing};

use super::error::LocalError;
use super::prefix::Prefixes;
use super::prompt::{Prompt, Prompter, common};
use super::settings::LocalSettings;
use super::template::ChatTemplate;
use super::{calls::Parser, grammar, output::Output, sampler::Sampler};
use crate::chat::{ChatError, ChatRequest, ChatSender, Message, ToolChoice};

mod task;

use task::{Step, Task};

/// Shortest beginning that is worth keeping, tokens.
const SHORTEST_PREFIX: usize = 64;

/// What the thread is asked to do.
pub enum Order {
    Chat(Box<Job>),
    Logits { tokens: Vec<i32>, reply: SyncSender<Result<Vec<Vec<f32>>, LocalError>> },
}

/// A request and where its output goes.
pub struct Job {
    pub request: ChatRequest,
    pub sender: ChatSender,
}

/// A conversation's place in the cache.
struct Slot {
    sequence: i32,
    /// Tokens whose state the cache holds; those of the conversation before, for it may go on.
    cached: Vec<LlamaToken>,
    task: Option<Task>,
}

struct Worker<'model> {
    model: &'model LlamaModel,
    context: LlamaContext<'model>,
    prompter: Prompter,
    settings: &'model LocalSettings,
    /// Most tokens of a conversation.
    most: usize,
    slots: Vec<Slot>,
    waiting: VecDeque<Job>,
    prefixes: Option<Prefixes>,
    /// The beginning whose state the sequence after the slots' holds.
    prefix: Vec<LlamaToken>,
    prefix_saved: bool,
    /// States can be cut anywhere; not so those of recurrent models.
    divisible: bool,
}

/// One for the program: llama.cpp's own global state.
static BACKEND: LazyLock<Result<LlamaBackend, LlamaCppError>> = LazyLock::new(|| {
    send_logs_to_tracing(LogOptions::default());
    LlamaBackend::init()
});

/// Loads the model, tells how that went, and works until nobody gives orders any more.
pub fn run(
    settings: &LocalSettings,
    template: ChatTemplate,
    context: u32,
    orders: &Receiver<Order>,
    ready: &SyncSender<Result<(), LocalError>>,
) {
    // Whoever waits for it holds the other end of `ready`, and needs no answer when it has gone.
    let _ = match serve(settings, template, context, orders, ready) {
        Ok(()) => Ok(()),
        Err(error) => ready.send(Err(error)),
    };
}

fn serve(
    settings: &LocalSettings,
    template: ChatTemplate,
    most: u32,
    orders: &Receiver<Order>,
    ready: &SyncSender<Result<(), LocalError>>,
) -> Result<(), LocalError> {
    let backend = BACKEND.as_ref().map_err(|error| LocalError::Load(error.to_string()))?;
    let mut model = LlamaModel::load_from_file(backend, &settings.model, &LlamaModelParams::default())
        .map_err(|error| LocalError::Load(error.to_string()))?;
    let mut adapter = match &settings.adapter {
        Some(adapter) => Some((
            model.lora_adapter_init(&adapter.path).map_err(|error| LocalError::Adapter(error.to_string()))?,
            adapter.scale,
        )),
        None => None,
    };
    let cells = u32::try_from(settings.cells(most)).unwrap_or(u32::MAX);
    let threads = i32::try_from(settings.threads()).unwrap_or(1);
    let parameters = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(cells))
        .with_n_batch(settings.batch())
        .with_n_ubatch(settings.batch())
        // The slots' and the kept prefix's.
        .with_n_seq_max(settings.conversations() + 1)
        // One cache for all sequences, so that they share a prefix without copying it.
        .with_kv_unified(true)
        .with_n_threads(threads)
        .with_n_threads_batch(threads);
    let mut context =
        model.new_context(backend, parameters).map_err(|error| LocalError::Load(error.to_string()))?;
    if let Some((adapter, scale)) = &mut adapter {
        context.lora_adapter_set(adapter, *scale).map_err(|error| LocalError::Adapter(error.to_string()))?;
    }
    let mut worker = Worker::new(&model, context, template, settings, most);
    // As above.
    let _ = ready.send(Ok(()));
    worker.work(orders);
    Ok(())
}

impl<'model> Worker<'model> {
    fn new(
        model: &'model LlamaModel,
        context: LlamaContext<'model>,
        template: ChatTemplate,
        settings: &'model LocalSettings,
        most: u32,
    ) -> Self {
        let divisible = !model.is_recurrent() && !model.is_hybrid();
        let open = |folder| Prefixes::open(folder, settings);
        let prefixes = settings.prefixes.as_deref().map(open).transpose().unwrap_or_else(|error| {
            tracing::warn!(%error, "prefixes are not kept on disk");
            None
        });
        let slot = |sequence| Slot { sequence, cached: Vec::new(), task: None };
        Self {
            model,
            context,
            prompter: Prompter::new(template, &model.vocab(), settings),
            settings,
            most: most as usize,
            slots: (0..settings.conversations() as i32).map(slot).collect(),
            waiting: VecDeque::new(),
            prefixes,
            prefix: Vec::new(),
            prefix_saved: true,
            divisible,
        }
    }

    fn work(&mut self, orders: &Receiver<Order>) {
        loop {
            let idle = self.waiting.is_empty() && self.slots.iter().all(|slot| slot.task.is_none());
            if idle {
                self.save_prefix();
                match orders.recv() {
                    Ok(order) => self.take(order),
                    Err(_) => return,
                }
            }
            loop {
                match orders.try_recv() {
                    Ok(order) => self.take(order),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return self.end(),
                }
            }
            self.waiting.retain(|job| !job.sender.is_stopped());
            self.admit();
            self.step();
        }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Chat(job) => self.waiting.push_back(*job),
            Order::Logits { tokens, reply } => {
                // Whoever asked may have gone.
                let _ = reply.send(self.logits(&tokens));
            }
        }
    }

    fn end(&mut self) {
        let running = self.slots.iter_mut().filter_map(|slot| slot.task.take()).map(Task::into_sender);
        let waiting = self.waiting.drain(..).map(|job| job.sender);
        running.chain(waiting).for_each(|sender| sender.fail(ChatError::Cancelled));
    }

    /// Gives free slots to those who wait.
    fn admit(&mut self) {
        while self.slots.iter().any(|slot| slot.task.is_none()) {
            let Some(job) = self.waiting.pop_front() else {
                return;
            };
            let Job { request, sender } = job;
            match self.prepare(&request) {
                Ok((sampler, prompt, parser, most)) => {
                    let calls = request.messages.iter().map(calls_in).sum();
                    let output = Output::new(sender, parser, &request.stop, calls);
                    self.start(Task::new(prompt.tokens, prompt.fixed, output, sampler, most));
                }
                Err(error) => sender.fail(error),
            }
        }
    }

    fn prepare(&mut self, request: &ChatRequest) -> Result<(Sampler, Prompt, Parser, usize), ChatError> {
        let format = self.prompter.format;
        let grammar = grammar::of_request(request, format)?;
        let prompt = self.prompter.prepare(&self.model.vocab(), request, grammar.is_some())?;
        let wanted = request.max_tokens.map_or(1, |tokens| tokens.max(1) as usize);
        let tokens = prompt.tokens.len().saturating_add(wanted);
        if prompt.tokens.is_empty() || tokens > self.most {
            return Err(ChatError::TooLong { tokens, most: self.most });
        }
        let room = self.most - prompt.tokens.len();
        let most = request.max_tokens.map_or(room, |tokens| tokens.max(1) as usize);
        let grammar = grammar.map(|grammar| grammar::sampler(self.model, &grammar)).transpose()?;
        let temperature = request.temperature.unwrap_or(self.settings.temperature);
        let sampler = Sampler::new(temperature, self.settings.top_p, request.seed.unwrap_or(0), grammar);
        let tools = !request.tools.is_empty() && request.tool_choice != ToolChoice::None;
        let parser = Parser::new(format, tools, prompt.thinking);
        Ok((sampler, prompt, parser, most))
    }

    /// Puts a task into the free slot that holds most of its prompt already.
    fn start(&mut self, mut task: Task) {
        // The last token is always computed, for what comes after it.
        let reusable = task.prompt.len() - 1;
        let shared = |slot: &Slot| common(&slot.cached, &task.prompt).min(reusable);
        let free = (0..self.slots.len()).filter(|place| self.slots[*place].task.is_none());
        let Some(place) = free.max_by_key(|place| (shared(&self.slots[*place]), std::cmp::Reverse(*place)))
        else {
            return task.into_sender().fail(ChatError::Failed("there is no place for it".to_owned()));
        };
        let mut kept = if self.divisible { shared(&self.slots[place]) } else { 0 };
        let sequence = self.slots[place].sequence;
        let fixed = self.keepable(&task);
        if fixed > kept && self.find_prefix(&task.prompt[..fixed]) {
            self.clear(sequence, 0);
            self.copy(self.prefix_sequence(), sequence, fixed);
            kept = fixed.min(reusable);
        }
        self.clear(sequence, kept);
        task.kept = kept;
        let slot = &mut self.slots[place];
        slot.cached.clear();
        slot.cached.extend_from_slice(&task.prompt[..kept]);
        slot.task = Some(task);
    }

    /// Tokens at the front of a prompt that are worth keeping for others; 0 when there are too few, or too many.
    fn keepable(&self, task: &Task) -> usize {
        let longest = LocalSettings::longest_prefix(self.most as u32) as usize;
        let fits = self.divisible && (SHORTEST_PREFIX..=longest).contains(&task.fixed);
        if fits { task.fixed } else { 0 }
    }

    /// Whether the prefix's sequence holds these tokens, or can be filled from the disk.
    fn find_prefix(&mut self, tokens: &[LlamaToken]) -> bool {
        if self.prefix == tokens {
            return true;
        }
        if !self.prefixes.as_ref().is_some_and(|prefixes| prefixes.has(tokens)) {
            return false;
        }
        self.save_prefix();
        let sequence = self.prefix_sequence();
        self.clear(sequence, 0);
        self.prefix.clear();
        let Self { context, prefixes, .. } = self;
        if !prefixes.as_ref().is_some_and(|prefixes| prefixes.restore(context, sequence, tokens)) {
            // Half of a state may be there.
            self.clear(sequence, 0);
            return false;
        }
        self.prefix = tokens.to_vec();
        true
    }

    /// Keeps the beginning of a prompt that was just read.
    fn keep_prefix(&mut self, place: usize) {
        let slot = &mut self.slots[place];
        let Some(task) = &mut slot.task else {
            return;
        };
        if task.prefix_seen || slot.cached.len() < task.fixed {
            return;
        }
        task.prefix_seen = true;
        let sequence = slot.sequence;
        let Some(task) = &self.slots[place].task else {
            return;
        };
        let fixed = self.keepable(task);
        if fixed == 0 || self.prefix == task.prompt[..fixed] {
            return;
        }
        self.prefix = task.prompt[..fixed].to_vec();
        self.prefix_saved = false;
        self.clear(self.prefix_sequence(), 0);
        self.copy(sequence, self.prefix_sequence(), fixed);
    }

    /// On disk, while nobody waits.
    fn save_prefix(&mut self) {
        let sequence = self.prefix_sequence();
        if let (false, Some(prefixes)) = (self.prefix_saved, &self.prefixes)
            && let Err(error) = prefixes.save(&self.context, sequence, &self.prefix)
        {
            tracing::warn!(%error, "a prefix could not be kept on disk");
        }
        self.prefix_saved = true;
    }

    fn prefix_sequence(&self) -> i32 {
        self.slots.len() as i32
    }

    /// Forgets what a sequence holds from a place on.
    fn clear(&mut self, sequence: i32, from: usize) {
        let sequence = u32::try_from(sequence).ok();
        // Sequences and places are small numbers, which is all that can go wrong.
        let cut = self.context.clear_kv_cache_seq(sequence, u32::try_from(from).ok(), None).unwrap_or(false);
        debug_assert!(cut || !self.divisible);
    }

    /// Lets a sequence hold what another one holds at its front.
    fn copy(&mut self, from: i32, to: i32, tokens: usize) {
        // As in `clear`.
        let copied = self.context.copy_kv_cache_seq(from, to, Some(0), u32::try_from(tokens).ok());
        debug_assert!(copied.is_ok());
    }

    /// Computes one batch and gives each conversation its next token.
    fn step(&mut self) {
        for slot in &mut self.slots {
            if slot.task.as_mut().is_some_and(Task::is_stopped) {
                // The stream itself tells whoever cancelled.
                slot.task = None;
            }
        }
        let size = self.settings.batch() as usize;
        let mut batch = LlamaBatch::new(size, 1);
        let mut added = Ok(());
        for slot in self.slots.iter_mut() {
            if let Some(task) = &mut slot.task {
                added = added.and(task.write(&mut batch, slot.sequence, &mut slot.cached));
            }
        }
        for slot in self.slots.iter_mut() {
            if let Some(task) = &mut slot.task {
                added = added.and(task.read(&mut batch, size, slot.sequence, &mut slot.cached));
            }
        }
        if batch.n_tokens() == 0 {
            return;
        }
        let computed = added.map_err(|error| error.to_string());
        let computed =
            computed.and_then(|()| self.context.decode(&mut batch).map_err(|error| error.to_string()));
        if let Err(error) = computed {
            return self.fail_all(&error);
        }
        for place in 0..self.slots.len() {
            self.keep_prefix(place);
            let Some(mut task) = self.slots[place].task.take() else {
                continue;
            };
            match task.advance(self.model, &self.context) {
                Step::On => self.slots[place].task = Some(task),
                Step::Ended => task.end(),
                Step::Failed(error) => task.into_sender().fail(error),
            }
        }
    }

    /// What the cache holds after a failed step is not known, so all of it goes.
    fn fail_all(&mut self, error: &str) {
        self.context.clear_kv_cache();
        self.prefix.clear();
        self.prefix_saved = true;
        for slot in &mut self.slots {
            slot.cached.clear();
            if let Some(task) = slot.task.take() {
                task.into_sender().fail(ChatError::Failed(error.to_owned()));
            }
        }
    }

    fn logits(&mut self, tokens: &[i32]) -> Result<Vec<Vec<f32>>, LocalError> {
        let known = 0..self.model.n_vocab();
        let problem = |text: &str| Err(LocalError::Tokens(text.to_owned()));
        if tokens.len() > self.most {
            return problem("there are more than a conversation may have");
        }
        if tokens.iter().any(|token| !known.contains(token)) {
            return problem("the model lacks one of them");
        }
        if self.slots[0].task.is_some() {
            return problem("conversations are running");
        }
        self.clear(0, 0);
        self.slots[0].cached.clear();
        let failed = |error: &dyn std::fmt::Display| LocalError::Tokens(error.to_string());
        let mut rows = Vec::new();
        for (number, chunk) in tokens.chunks(self.settings.batch() as usize).enumerate() {
            let mut batch = LlamaBatch::new(chunk.len(), 1);
            let start = number * self.settings.batch() as usize;
            for (offset, token) in chunk.iter().enumerate() {
                let place = (start + offset) as i32;
                batch.add(LlamaToken(*token), place, &[0], true).map_err(|error| failed(&error))?;
            }
            self.context.decode(&mut batch).map_err(|error| failed(&error))?;
            rows.extend((0..chunk.len()).map(|row| self.context.get_logits_ith(row as i32).to_vec()));
        }
        self.clear(0, 0);
        Ok(rows)
    }
}

fn calls_in(message: &Message) -> usize {
    match message {
        Message::Assistant { tool_calls, .. } => tool_calls.len(),
        _ => 0,
    }
}
