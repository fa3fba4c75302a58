//! Whether a file is a model that this program can run.

use std::path::Path;

use plant::Problem;

/// Reads the front of the file and, where it fits in memory, loads it once.
///
/// # Errors
/// `PW6206`: a file that cannot be run, whatever the memory; `PW4003`, `PW4004` one that cannot be read.
#[cfg(feature = "local")]
pub fn runs(path: &Path, context: Option<u32>) -> Result<(), Problem> {
    use language::local::{self, GgufError, LocalError, LocalModel, LocalSettings};

    let refused = |error: &LocalError| match error {
        LocalError::File(GgufError::Io(error)) => server::durable::problem("the model's file", path, error),
        error => Problem::new("PW6206", format!("{} cannot be run: {error}", path.display())).help(
            "take a GGUF file of a model that was trained to chat; `plantwright explain PW6206` says more",
        ),
    };
    let new = LocalSettings::new(path);
    let settings = LocalSettings { context: context.unwrap_or(new.context), conversations: 1, ..new };
    let report = local::check(&settings).map_err(|error| refused(&error))?;
    match report.refusal {
        None => LocalModel::load(settings).map(drop).map_err(|error| refused(&error)),
        Some(error @ LocalError::TooLarge(_)) => {
            eprintln!("{} {error}", console::style("note").yellow());
            Ok(())
        }
        Some(error) => Err(refused(&error)),
    }
}

#[cfg(not(feature = "local"))]
pub fn runs(path: &Path, _: Option<u32>) -> Result<(), Problem> {
    let problem = Problem::new(
        "PW6206",
        format!("{} cannot be run: this program was built without the runtime for files", path.display()),
    );
    Err(problem.help("serve the file with any OpenAI-compatible server and name its address with --url"))
}
