//! The problems of a whole file (`PW2xxx`); see `docs/problems/`.

use std::path::Path;

use plant::{Place, Problem};

use crate::times::Undecided;

fn of(file: &Path, code: &str, message: String, help: &str) -> Problem {
    Problem::new(code, message).at(Place { file: file.to_owned(), line: None, column: None }).help(help)
}

pub(crate) fn unreadable(file: &Path, error: &std::io::Error) -> Problem {
    of(file, "PW2001", format!("the file cannot be read: {error}"), "check that it is there and may be read")
}

pub(crate) fn not_a_table(file: &Path, what: &str, help: &str) -> Problem {
    of(file, "PW2002", format!("this is {what}, not CSV or Parquet"), help)
}

pub(crate) fn empty(file: &Path, what: &str) -> Problem {
    of(file, "PW2003", what.to_owned(), "the first line names the columns, one row follows on each line")
}

pub(crate) fn no_time_column(file: &Path, named: Option<&str>, columns: &[String]) -> Problem {
    let shown: Vec<&str> = columns.iter().take(12).map(String::as_str).collect();
    let help = format!("write time = \"...\" in plant.toml; the columns are: {}", shown.join(", "));
    let message = match named {
        Some(name) => format!("there is no column \"{name}\" for the time"),
        None => "no column holds times".to_owned(),
    };
    of(file, "PW2004", message, &help)
}

pub(crate) fn undecided(file: &Path, column: &str, why: Undecided) -> Problem {
    match why {
        Undecided::NoTime => of(
            file,
            "PW2009",
            format!("nothing in column \"{column}\" can be read as a time"),
            "times are written 2024-05-31 14:00:00, 31.05.2024 14:00, or as seconds since 1970",
        ),
        Undecided::DateOrder => of(
            file,
            "PW2005",
            format!("dates in column \"{column}\" could have the day or the month first"),
            "write dates = \"day-first\" or dates = \"month-first\" in plant.toml, in the section that names the file",
        ),
        Undecided::Contradiction => of(
            file,
            "PW2005",
            format!("in column \"{column}\" some dates have the day first and others the month"),
            "write all dates in one way, or as 2024-05-31",
        ),
    }
}

pub(crate) fn undecided_decimal(file: &Path, cell: &str) -> Problem {
    of(
        file,
        "PW2006",
        format!("\"{cell}\" could be a thousand or a fraction, and nothing else in the file tells"),
        "write decimal = \",\" or decimal = \".\" in plant.toml, in the section that names the file",
    )
}

pub(crate) fn no_column(file: &Path, role: &str, name: &str, columns: &[String]) -> Problem {
    let near = plant::nearest::nearest(name, columns.iter().map(String::as_str));
    let help = match near {
        Some(near) => format!("did you mean \"{near}\"? Write it in plant.toml"),
        None => format!("mend the name in plant.toml; the columns are: {}", columns.join(", ")),
    };
    of(file, "PW2007", format!("there is no column \"{name}\" for the {role}"), &help)
}

pub(crate) fn damaged(file: &Path, why: &str) -> Problem {
    of(file, "PW2008", format!("the file is damaged: {why}"), "copy it again from where it came from")
}

pub(crate) fn nothing_to_infer(dir: &Path) -> Problem {
    of(
        dir,
        "PW2010",
        "there is no CSV or Parquet file in this folder".to_owned(),
        "put measured values under history/ and work orders, alarms and the like under records/",
    )
}
