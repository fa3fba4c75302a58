//! The client against a server that follows a script: good answers in the shapes that servers are known to give, and
//! every fault within its time.
#![allow(clippy::unwrap_used)]

mod openai {
    mod answers;
    mod faults;
    mod listing;
    mod retries;
    mod secrets;
    mod support;
    mod ways;
}
