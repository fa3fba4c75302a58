//! The built program from outside: what a script or a person gets.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests wait for processes")]

mod acting;
mod asking;
mod auditing;
mod errors;
mod grading;
mod importing;
mod learning;
mod modeling;
mod outside;
mod programs;
mod serving;
mod support;
mod viewing;
mod web;
