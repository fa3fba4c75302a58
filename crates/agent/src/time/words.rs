//! The words of time, in tables. An entry is a phrase: English words are separated by
//! spaces, Chinese is written together; the grammar takes the longest that fits.

mod calendar;
mod clock;
mod guards;
mod shifted;
mod special;

pub(super) use calendar::*;
pub(super) use clock::*;
pub(super) use guards::*;
pub(super) use shifted::SHIFTED;
pub(super) use special::*;

pub(super) type Table<T> = &'static [(&'static str, T)];
