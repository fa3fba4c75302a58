//! What the page asks the server, from outside.

mod handing_in;
mod keeping;
mod looking;
mod steering;
