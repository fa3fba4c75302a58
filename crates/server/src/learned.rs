//! What the built-in planner learnt at this plant: examples and names, each a line of a file that is only ever added to.
//! Nothing is deleted: what is forgotten is no longer in force, and says since when and by whom.

use std::path::PathBuf;

use agent::learned::{Example, Learned, Means, OwnName, Source};
use jiff::Timestamp;
use parking_lot::Mutex;
use plant::Problem;
use serde::{Deserialize, Serialize};

use crate::journal::Journal;

/// The file, below the plant's state folder.
pub const FILE: &str = "learned.jsonl";

/// Examples and names that may be in force at a time: each question is compared with all of them.
const MOST: usize = 2_000;

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line {
    Learned {
        #[serde(flatten)]
        origin: Origin,
        example: Example,
    },
    Named {
        #[serde(flatten)]
        origin: Origin,
        name: OwnName,
    },
    Forgotten {
        #[serde(flatten)]
        origin: Origin,
        id: String,
    },
}

/// When something was said, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// RFC 3339, UTC.
    pub at: String,
    /// The name that was given; nobody's identity is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Id of the answer that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

impl Origin {
    /// Now, by somebody who may have given a name.
    pub fn now(by: Option<&str>, answer: Option<&str>) -> Self {
        Self {
            at: Timestamp::now().to_string(),
            by: by.map(str::to_owned),
            answer: answer.map(str::to_owned),
        }
    }
}

/// What was learnt.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Example(Example),
    Name(OwnName),
}

/// Something that was learnt, and whether it is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub what: What,
    pub origin: Origin,
    pub forgotten: Option<Origin>,
}

impl Entry {
    pub fn id(&self) -> &str {
        match &self.what {
            What::Example(example) => &example.id,
            What::Name(name) => &name.id,
        }
    }

    pub fn is_in_force(&self) -> bool {
        self.forgotten.is_none()
    }

    /// The question or the name.
    pub fn text(&self) -> &str {
        match &self.what {
            What::Example(example) => &example.question,
            What::Name(name) => &name.name,
        }
    }
}

/// The list of one plant. Every method takes `&self`.
#[derive(Debug)]
pub struct LearnedList {
    journal: Journal<Line>,
    /// Oldest first; read when first asked for.
    entries: Mutex<Option<Vec<Entry>>>,
}

impl LearnedList {
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { journal: Journal::new("the list of what was learnt", file), entries: Mutex::new(None) }
    }

    /// Keeps an example, on disk when this returns. One in force that says the same of the same is given back instead.
    ///
    /// # Errors
    /// `PW6220` when there are too many; `PW4002` and others when it cannot be kept.
    pub fn add(&self, mut example: Example, origin: Origin) -> Result<Entry, Problem> {
        let mut entries = self.entries.lock();
        let entries = self.read(&mut entries)?;
        let same = |entry: &&Entry| match &entry.what {
            What::Example(other) => {
                entry.is_in_force()
                    && (&other.form, &other.means) == (&example.form, &example.means)
                    && (other.source == Source::Disliked) == (example.source == Source::Disliked)
            }
            What::Name(_) => false,
        };
        if let Some(known) = entries.iter().find(same) {
            return Ok(known.clone());
        }
        example.id = next_id(entries, 'e')?;
        self.journal.append(&Line::Learned { origin: origin.clone(), example: example.clone() })?;
        entries.push(Entry { what: What::Example(example), origin, forgotten: None });
        Ok(entries[entries.len() - 1].clone())
    }

    /// Keeps a name; as [`LearnedList::add`].
    ///
    /// # Errors
    /// As [`LearnedList::add`].
    pub fn name(&self, name: &str, of: &str, origin: Origin) -> Result<Entry, Problem> {
        let mut entries = self.entries.lock();
        let entries = self.read(&mut entries)?;
        let name = OwnName { id: next_id(entries, 'n')?, name: name.trim().to_owned(), of: of.to_owned() };
        self.journal.append(&Line::Named { origin: origin.clone(), name: name.clone() })?;
        entries.push(Entry { what: What::Name(name), origin, forgotten: None });
        Ok(entries[entries.len() - 1].clone())
    }

    /// Takes something out of force. What was forgotten already stays as it was.
    ///
    /// # Errors
    /// `PW6221` where there is nothing of that id; `PW4002` and others when it cannot be kept.
    pub fn forget(&self, id: &str, origin: Origin) -> Result<(Entry, bool), Problem> {
        let mut entries = self.entries.lock();
        let entries = self.read(&mut entries)?;
        let Some(entry) = entries.iter_mut().find(|entry| entry.id() == id) else {
            return Err(Problem::new("PW6221", format!("nothing was learnt under the id `{id}`"))
                .help("`plantwright model learned` lists what there is"));
        };
        let fresh = entry.is_in_force();
        if fresh {
            self.journal.append(&Line::Forgotten { origin: origin.clone(), id: id.to_owned() })?;
            entry.forgotten = Some(origin);
        }
        Ok((entry.clone(), fresh))
    }

    /// Everything, oldest first.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn all(&self) -> Result<Vec<Entry>, Problem> {
        let mut entries = self.entries.lock();
        Ok(self.read(&mut entries)?.clone())
    }

    /// What is in force.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn in_force(&self) -> Result<Learned, Problem> {
        let (mut examples, mut names) = (Vec::new(), Vec::new());
        for entry in self.all()?.into_iter().filter(Entry::is_in_force) {
            match entry.what {
                What::Example(example) => examples.push(example),
                What::Name(name) => names.push(name),
            }
        }
        Ok(Learned::new(examples, names))
    }

    fn read<'a>(&self, entries: &'a mut Option<Vec<Entry>>) -> Result<&'a mut Vec<Entry>, Problem> {
        let read = match entries.take() {
            Some(read) => read,
            None => self.journal.read()?.into_iter().fold(Vec::new(), told),
        };
        Ok(entries.insert(read))
    }
}

/// What is known after one more line.
fn told(mut entries: Vec<Entry>, line: Line) -> Vec<Entry> {
    match line {
        Line::Learned { origin, example } => {
            entries.push(Entry { what: What::Example(example), origin, forgotten: None });
        }
        Line::Named { origin, name } => {
            entries.push(Entry { what: What::Name(name), origin, forgotten: None });
        }
        Line::Forgotten { origin, id } => {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.id() == id) {
                entry.forgotten.get_or_insert(origin);
            }
        }
    }
    entries
}

/// The id after the highest that there is.
fn next_id(entries: &[Entry], letter: char) -> Result<String, Problem> {
    if entries.iter().filter(|entry| entry.is_in_force()).count() >= MOST {
        return Err(Problem::new(
            "PW6220",
            format!("{MOST} examples and names are in force, which is the most"),
        )
        .help("forget some: `plantwright model forget ID`"));
    }
    let number = |entry: &Entry| entry.id().get(1..).and_then(|digits| digits.parse::<u64>().ok());
    Ok(format!("{letter}{}", entries.iter().filter_map(number).max().unwrap_or(0) + 1))
}

/// What an example says a question means, as a person reads it.
pub fn meaning(means: &Means) -> String {
    match means {
        Means::Meaning(meaning) => meaning.clone(),
        Means::Plan(template) => format!("a plan with {}", template.text()),
    }
}

#[cfg(test)]
mod tests;
