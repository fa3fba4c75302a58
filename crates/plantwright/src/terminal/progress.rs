//! A progress bar on standard error: share, rate, time left. Drawn on a terminal only.

use std::borrow::Cow;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over bytes, with room for what is being read.
pub fn bytes() -> ProgressBar {
    let bar = ProgressBar::no_length();
    bar.set_style(style(
        "{bar:30.cyan/dim} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left  {wide_msg}",
    ));
    bar
}

/// A line that moves while something without a known length is done.
pub fn busy(message: impl Into<Cow<'static, str>>) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_style(style("{spinner} {msg} ({elapsed})"));
    bar.set_message(message);
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
