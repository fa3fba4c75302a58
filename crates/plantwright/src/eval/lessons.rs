//! Lessons that are tried on a suite before anybody teaches them: what they put right, and what they change beside.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use agent::learned::{Example, Learned, Source};
use plant::{Place, Problem};
use serde::Deserialize;
use server::App;

use super::report::Graded;

/// A question with its meaning, at one plant.
#[derive(Debug, Clone, Deserialize)]
pub struct Lesson {
    pub plant: String,
    pub question: String,
    pub means: String,
}

/// Reads lessons.
///
/// # Errors
/// `PW7022` with the line when the file cannot be read as such.
pub fn read(path: &Path) -> Result<Vec<Lesson>, Problem> {
    let wrong = |line: Option<u64>, message: String| {
        Problem::new("PW7022", message)
            .at(Place { file: path.to_owned(), line, column: None })
            .help("lessons are one JSON object a line with plant, question and means")
    };
    let text = fs::read_to_string(path).map_err(|error| wrong(None, error.to_string()))?;
    let rows = (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty());
    rows.map(|(line, row)| serde_json::from_str(row).map_err(|error| wrong(Some(line), error.to_string())))
        .collect()
}

/// Makes all but one the planner's.
pub fn learn_all_but(app: &App, place: usize, likes: &[Option<Example>], near: f32) {
    let others = likes.iter().enumerate().filter(|(at, _)| *at != place);
    let examples = others.filter_map(|(_, example)| example.clone()).collect();
    app.agent.learn(Learned::new(examples, Vec::new()).within(near));
}

/// What lessons came to.
#[derive(Debug, Default)]
pub struct Tried {
    taught: usize,
    questions: BTreeSet<String>,
    /// Question and why it could not be taught.
    unfit: Vec<(String, String)>,
    passed: (usize, usize),
    cases: usize,
    changes: Vec<Change>,
}

/// A case whose answer is another with the lessons.
#[derive(Debug)]
struct Change {
    id: String,
    question: String,
    /// Its question is that of a lesson.
    taught: bool,
    before: bool,
    after: bool,
}

impl Tried {
    /// Makes the lessons the planner's, in place of what it had learnt.
    pub fn teach<'a>(&mut self, app: &App, lessons: impl Iterator<Item = &'a Lesson>, near: f32) {
        let mut examples: Vec<Example> = Vec::new();
        for lesson in lessons {
            match app.agent.lesson(&lesson.question, &lesson.means) {
                Ok(read) => {
                    self.questions.insert(lesson.question.clone());
                    examples.push(read.example(format!("e{}", examples.len() + 1), Source::Taught));
                }
                Err(problem) => self.unfit.push((lesson.question.clone(), problem.message)),
            }
        }
        self.taught += examples.len();
        app.agent.learn(Learned::new(examples, Vec::new()).within(near));
    }

    /// An example for each case, where it passes, asks one thing, and was read as a meaning.
    pub fn like(&mut self, app: &App, graded: &[Graded]) -> Vec<Option<Example>> {
        let liked = (1..).zip(graded).map(|(at, case)| {
            let [turn] = case.turns.as_slice() else { return None };
            let meaning = turn.meaning.as_ref().filter(|_| case.passed())?;
            let lesson = app.agent.lesson(&turn.question, meaning).ok()?;
            Some(lesson.example(format!("e{at}"), Source::Liked))
        });
        let liked: Vec<Option<Example>> = liked.collect();
        self.taught += liked.iter().flatten().count();
        liked
    }

    /// Holds the answers of a plant against those before.
    pub fn compare(&mut self, before: &[Graded], after: &[Graded]) {
        for (before, after) in before.iter().zip(after) {
            self.cases += 1;
            self.passed.0 += usize::from(before.passed());
            self.passed.1 += usize::from(after.passed());
            let given = |case: &Graded| case.turns.iter().map(|turn| turn.given.clone()).collect::<Vec<_>>();
            if given(before) != given(after) {
                let question = before.turns.first().map(|turn| turn.question.clone()).unwrap_or_default();
                let (taught, id) = (self.questions.contains(&question), before.id.clone());
                let (before, after) = (before.passed(), after.passed());
                self.changes.push(Change { id, question, taught, before, after });
            }
        }
    }

    /// Writes how many passed without and with the lessons, and every answer that they changed.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { taught, unfit, passed, cases, changes, .. } = self;
        writeln!(out, "lessons: {taught} taught, {} do not fit", unfit.len())?;
        for (question, why) in unfit {
            writeln!(out, "  not taught: {question}\n    {why}")?;
        }
        writeln!(out, "passed without lessons {}/{cases}, with them {}/{cases}", passed.0, passed.1)?;
        let count = |taught: bool| {
            let of = |before: bool, after: bool| {
                let same = |change: &&Change| {
                    change.taught == taught && (change.before, change.after) == (before, after)
                };
                changes.iter().filter(same).count()
            };
            format!(
                "{} right now, {} wrong now, {} as right or wrong as before",
                of(false, true),
                of(true, false),
                of(true, true) + of(false, false)
            )
        };
        writeln!(out, "answers that changed, of questions that were taught: {}", count(true))?;
        writeln!(out, "answers that changed, of others: {}", count(false))?;
        for Change { id, question, before, after, taught } in changes {
            let word = match (before, after) {
                (false, true) => "right now",
                (true, false) => "wrong now",
                (true, true) => "still right",
                (false, false) => "still wrong",
            };
            writeln!(out, "  {word:12}{} {id}  {question}", if *taught { " (taught)" } else { "" })?;
        }
        Ok(())
    }
}
