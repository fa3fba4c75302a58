//! The faces. HTTP: questions, events of their stages, what a person looks at without asking,
//! SQL, what is kept of answers (log, boards, feedback, what was learnt), files that are handed in, appends,
//! metrics, the OpenAPI document and the page. For programs: the Model Context Protocol, over
//! HTTP and standard input, and chat completions as OpenAI's clients know them.
//!
//! The one crate that knows wire shapes. Knows nothing of mathematics, of how a
//! question is understood, of how samples are stored, or of files other than its
//! own in the plant's `.plantwright/`. Nothing here computes inside an async task: work goes
//! to [`pool::Pool`], imports to threads of their own.
//!
//! When you add a route, also touch `routes.rs` (the router), and see that
//! its shapes stand in `wire/`; the OpenAPI document follows. When you change
//! what an answer looks like, also touch `wire/answer.rs`.

pub mod acting;
pub mod answers;
pub mod asking;
pub mod audit;
pub mod auth;
pub mod boards;
pub mod durable;
pub mod error;
pub mod feedback;
pub mod guard;
pub mod imports;
pub mod journal;
pub mod learned;
pub mod listen;
pub mod mcp;
pub mod metrics;
pub mod page;
pub mod pool;
pub mod problems;
pub mod routes;
pub mod state;
pub mod steering;
pub mod teaching;
pub mod wire;

pub use answers::{AnswerLog, Entry};
pub use listen::{Listening, bind};
pub use state::{App, Models};
