//! A question suite: JSON lines, one case each (contract, section 3).

use std::fs;
use std::path::Path;

use plant::{Place, Problem};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// One case: a question with what is expected of its answer, or a conversation of them.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub id: String,
    pub plant: String,
    pub lang: String,
    pub category: String,
    #[serde(default)]
    question: Option<String>,
    #[serde(default)]
    expect: Option<Expected>,
    #[serde(default)]
    turns: Vec<Turn>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Turn {
    pub question: String,
    pub expect: Expected,
}

/// What is expected, with the words in which the suite says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Json")]
pub struct Expected {
    pub text: String,
    pub expect: Expect,
}

impl TryFrom<Json> for Expected {
    type Error = serde_json::Error;

    fn try_from(json: Json) -> Result<Self, serde_json::Error> {
        Ok(Self { text: json.to_string(), expect: serde_json::from_value(json)? })
    }
}

/// What an answer has to hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Expect {
    pub status: Option<String>,
    pub accept_status: Vec<String>,
    pub kind: Option<Kind>,
    /// A number, an id, a list of ids, an instant or a boolean, by kind.
    pub value: Json,
    /// For `numbers`: label, or several with `|` between, to number.
    pub values: Map<String, Json>,
    pub unit: Option<String>,
    pub rel_tol: Option<f64>,
    pub abs_tol: f64,
    pub tol_s: Option<f64>,
    /// Whether `value` is a difference: 9 degF apart are 5 Cel apart.
    pub delta: bool,
    pub ordered: bool,
    /// Names equal to an id; for `ids`, by id.
    pub accept: Json,
    pub must_include: Vec<String>,
    pub or_len: Option<usize>,
    pub document: Option<String>,
    pub page: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Number,
    Numbers,
    Id,
    Ids,
    Time,
    Bool,
    Text,
    Page,
    None,
}

impl Case {
    /// The questions in order; a single question is a conversation of one.
    pub fn turns(&self) -> Vec<Turn> {
        match (&self.question, &self.expect) {
            (Some(question), Some(expect)) if self.turns.is_empty() => {
                vec![Turn { question: question.clone(), expect: expect.clone() }]
            }
            _ => self.turns.clone(),
        }
    }
}

/// Reads a suite.
///
/// # Errors
/// `PW7022` with the line when the file cannot be read as one.
pub fn read(path: &Path) -> Result<Vec<Case>, Problem> {
    let wrong = |line: Option<u64>, message: String| {
        Problem::new("PW7022", message)
            .at(Place { file: path.to_owned(), line, column: None })
            .help("a suite has one JSON object a line with id, plant, lang, category, question and expect")
    };
    let text = fs::read_to_string(path).map_err(|error| wrong(None, error.to_string()))?;
    let mut cases = Vec::new();
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        let case: Case = serde_json::from_str(row).map_err(|error| wrong(Some(line), error.to_string()))?;
        if case.turns().is_empty() {
            return Err(wrong(Some(line), "the case asks nothing".to_owned()));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(wrong(None, "there is no case in it".to_owned()));
    }
    Ok(cases)
}
