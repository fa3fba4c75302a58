//! The shapes of requests and responses.

pub mod acting;
pub mod answer;
pub mod append;
pub mod ask;
pub mod asset;
pub mod board;
pub mod chat;
pub mod feedback;
pub mod findings;
pub mod history;
pub mod import;
pub mod latest;
pub mod learned;
pub mod line_protocol;
pub mod pairs;
pub mod plant;
pub mod records;
pub mod registry;
pub mod search;
pub mod series;
pub mod sql;
pub mod statistics;
pub mod steering;
pub mod suggestion;
pub mod system;
pub mod time;
