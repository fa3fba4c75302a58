//! `plantwright model add NAME …`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use language::Secret;
use language::edit::{Editor, NewModel};
use language::fetch::{FetchError, Source};
use language::shelf;
use plant::Problem;

use super::{edit_problem, shelf_problem, size};
use crate::terminal::progress;
use crate::{models, terminal};

mod from;
mod verify;

use from::From;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How the plant's people call it: letters, digits, `.`, `_` and `-`
    name: String,
    /// A GGUF file; hf:OWNER/REPO/FILE; or the address of a file, http:// or https://
    #[arg(value_name = "FILE", required_unless_present = "url", conflicts_with = "url")]
    from: Option<String>,
    /// Address of an OpenAI-compatible server, up to /v1
    #[arg(long, value_name = "ADDRESS", requires = "model")]
    url: Option<String>,
    /// How the server calls the model
    #[arg(long, value_name = "MODEL", requires = "url")]
    model: Option<String>,
    /// SHA-256 that the file must have; a download needs one
    #[arg(long, value_name = "HEX", conflicts_with = "url")]
    sha256: Option<String>,
    /// Leave the file where it is, and put a symbolic link into the plant's folder
    #[arg(long, conflicts_with = "url")]
    link: bool,
    /// Most tokens of a conversation; for a server 32768 without it
    #[arg(long, value_name = "TOKENS", value_parser = clap::value_parser!(u32).range(1..))]
    context: Option<u32>,
    /// Environment variable that holds the server's key
    #[arg(long, value_name = "VARIABLE", requires = "url", conflicts_with = "key_file")]
    key_env: Option<String>,
    /// File that holds the server's key and nothing else
    #[arg(long, value_name = "FILE", requires = "url")]
    key_file: Option<PathBuf>,
    /// Proxy on the way to a server or a download: http://host:port
    #[arg(long, value_name = "ADDRESS")]
    proxy: Option<String>,
    /// Certificates (PEM) to trust beside those of the machine
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

/// Tokens that most models behind servers read.
const SERVER_CONTEXT: u32 = 32_768;
/// Longest name.
const LONGEST_NAME: usize = 64;

pub fn run(args: &Args, root: &Path) -> Result<ExitCode> {
    check_name(&args.name)?;
    if let Some(sum) = args.sha256.as_deref().filter(|sum| !language::is_sha256(sum)) {
        let problem = Problem::new("PW6207", format!("`{sum}` is no SHA-256"));
        return Err(problem.help("it has 64 hexadecimal digits").into());
    }
    // A name that is taken is told before anything is copied or asked for.
    if models::settings(root)?.model(&args.name).is_some() {
        return Err(edit_problem(root, language::edit::EditError::Taken(args.name.clone())).into());
    }
    let (new, told) = match (&args.url, &args.from) {
        (Some(url), _) => server(args, url),
        (None, Some(from)) => file(args, from, root)?,
        (None, None) => return Ok(ExitCode::FAILURE),
    };
    let mut editor = Editor::open(&models::file(root)).map_err(|error| edit_problem(root, error))?;
    let added = editor.add(&new).and_then(|()| editor.save());
    added.map_err(|error| edit_problem(root, error))?;
    let mut out = terminal::out();
    writeln!(out, "added `{}`: {told}", args.name)?;
    writeln!(
        out,
        "`plantwright model check {0}` tries it; `plantwright ask --planner {0} \"…\"` asks it",
        args.name
    )?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A name becomes that of a file.
fn check_name(name: &str) -> Result<(), Problem> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_plain);
    if !fits || name.starts_with(['.', '-']) {
        return Err(Problem::new("PW6209", format!("{name:?} cannot be a model's name"))
            .help("use letters, digits, `.`, `_` and `-`, a letter or digit first, at most 64"));
    }
    if models::is_reserved(name) {
        return Err(Problem::new("PW6209", format!("no model may be called `{name}`"))
            .help("that name means a planner of the program's own; take another"));
    }
    Ok(())
}

/// A model behind a server. Nothing is sent to it here.
fn server(args: &Args, url: &str) -> (NewModel, String) {
    let model = args.model.as_deref().unwrap_or_default();
    let context = args.context.unwrap_or(SERVER_CONTEXT);
    let path = |path: &Option<PathBuf>| path.as_deref().map(|path| absolute(path).display().to_string());
    let new = NewModel::openai(&args.name, url.trim_end_matches('/'), model, context)
        .with_some("api_key_env", args.key_env.as_deref())
        .with_some("api_key_file", path(&args.key_file))
        .with_some("proxy", args.proxy.as_deref())
        .with_some("ca_file", path(&args.ca_file));
    (new, format!("questions that name it go to {url}"))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A model in a file, which is on the shelf when this returns.
fn file(args: &Args, from: &str, root: &Path) -> Result<(NewModel, String), Problem> {
    let from = From::read(from)?;
    let shelf = super::shelf(root);
    let bar = progress::bytes();
    let moved = |done: u64, all: Option<u64>| {
        if let Some(all) = all {
            bar.set_length(all);
        }
        bar.set_position(done);
    };
    let expected = args.sha256.as_deref();
    let (path, sum, source) = match &from {
        From::Network { url, named } => {
            bar.set_message("downloading");
            let (path, sum) = download(args, url, &shelf, &moved)?;
            (path, sum, Some(named.clone()))
        }
        From::File(path) => {
            verify::runs(path, args.context)?;
            let mut told = |done, all| moved(done, Some(all));
            if shelf.holds(path) && path.canonicalize().is_ok() {
                let sum = shelf::sha256_of(path, &mut told)
                    .and_then(|sum| shelf::check_sum(path, &sum, expected).map(|()| sum));
                // It was there before, so that it is not ours to remove.
                (path.clone(), sum.map_err(shelf_problem)?, None)
            } else {
                let place = |name: &str| match args.link {
                    true => shelf.link(path, name, expected, &mut told),
                    false => shelf.copy(path, name, expected, &mut told),
                };
                let mut place = place;
                let (target, sum) = place(&args.name).map_err(shelf_problem)?;
                (target, sum, Some(absolute(path).display().to_string()))
            }
        }
    };
    bar.finish_and_clear();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = NewModel::gguf(&args.name, &format!("models/{name}"), &sum)
        .with_some("source", source)
        .with_some("context_tokens", args.context.map(i64::from));
    let length = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
    Ok((new, format!("{}, {}, SHA-256 {sum}", path.display(), size::bytes(length))))
}

fn download(
    args: &Args,
    url: &str,
    shelf: &shelf::Shelf,
    moved: &(dyn Fn(u64, Option<u64>) + Sync),
) -> Result<(PathBuf, String), Problem> {
    let Some(expected) = args.sha256.as_deref() else {
        return Err(Problem::new(
            "PW6207",
            "a file from the network is only taken with the SHA-256 that it must have",
        )
        .help("give it with --sha256; whoever publishes the file tells it beside the file"));
    };
    let mut source = Source::new(url).map_err(|error| fetch_problem(error, shelf))?;
    source.proxy = args.proxy.clone().map(Secret::new);
    source.ca_file.clone_from(&args.ca_file);
    let mut partial = shelf.begin(&args.name, Some(expected)).map_err(shelf_problem)?;
    let runtime = models::runtime().map_err(|error| {
        Problem::new("PW6208", format!("the download cannot be begun: {error}")).help("try again")
    })?;
    let fetched = runtime.block_on(source.fetch(&mut partial, &mut |done, all| moved(done, all)));
    fetched.map_err(|error| fetch_problem(error, shelf))?;
    let sum = partial.sum(&mut |done, all| moved(done, Some(all))).map_err(shelf_problem)?;
    let named = shelf::check_sum(Path::new(url), &sum, Some(expected)).map_err(shelf_problem);
    let named = named.and_then(|()| verify::runs(partial.path(), args.context));
    if let Err(problem) = named {
        // The same bytes would fail again.
        partial.discard();
        return Err(problem);
    }
    partial.name_it(sum, Some(expected)).map_err(shelf_problem)
}

fn fetch_problem(error: FetchError, shelf: &shelf::Shelf) -> Problem {
    let again = "the same command goes on from what is here";
    let help = match &error {
        FetchError::Unreachable { .. } => format!(
            "is there a network, and is the way to it open (--proxy)? Without one, bring the file by other means: \
             `plantwright model add NAME FILE`; {again}"
        ),
        FetchError::Cut { .. } | FetchError::Silent { .. } => again.to_owned(),
        FetchError::Refused { .. } => "see whether the address is right and open to everybody".to_owned(),
        FetchError::Address(_) => "for example hf:OWNER/REPO/FILE.gguf or https://host/FILE.gguf".to_owned(),
        FetchError::Certificates(_) => "--ca-file takes certificates as PEM".to_owned(),
        FetchError::Shelf(_) => String::new(),
    };
    match error {
        FetchError::Shelf(error) => {
            let problem = shelf_problem(error);
            if problem.code == "PW4002" {
                let help = format!("free some disk space; {again} ({})", shelf.folder().display());
                return problem.help(help);
            }
            problem
        }
        error => Problem::new("PW6208", error.to_string()).help(help),
    }
}
