//! The shapes of requests and responses.

pub mod answer;
pub mod append;
pub mod ask;
pub mod history;
pub mod line_protocol;
pub mod plant;
pub mod registry;
pub mod series;
pub mod sql;
pub mod time;
