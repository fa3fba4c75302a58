//! A fault of ours: one line for the user, a report for us.

use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::{env, fs, process};

/// Replaces the panic message by one line with the code `PW9001` and the place of the report.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        let report = env::temp_dir().join(format!("plantwright-fault-{}.txt", process::id()));
        match fs::write(&report, text(panic)) {
            Ok(()) => eprintln!(
                "PW9001: a fault inside Plantwright (please pass on the report {})",
                report.display()
            ),
            Err(_) => eprintln!("PW9001: a fault inside Plantwright: {}", first_line(panic)),
        }
    }));
}

fn text(panic: &PanicHookInfo<'_>) -> String {
    let arguments: Vec<String> = env::args().collect();
    format!(
        "plantwright {}\narguments: {arguments:?}\n{}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        first_line(panic),
        Backtrace::force_capture(),
    )
}

fn first_line(panic: &PanicHookInfo<'_>) -> String {
    panic.to_string().replace('\n', " ")
}
