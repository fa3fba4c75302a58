//! Teaching the built-in planner: what a person says, likes or dislikes, and what larger models planned. Every change is
//! in force with the next question, and in the audit log.

use std::collections::HashMap;

use agent::learned::{Example, Source, names};
use logbook::Name;
use plant::Problem;
use tool::Answer;

use crate::App;
use crate::audit::Action;
use crate::feedback::Verdict;
use crate::learned::{Entry, Origin, What};

/// Longest question that is taught, characters.
const LONGEST: usize = 1_000;

/// Something that was learnt, with how many kept answers rest on it; of a name, in how many kept questions it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Used {
    pub entry: Entry,
    pub used: u64,
}

impl App {
    /// Makes what is kept the planner's.
    pub(crate) fn take_up(&self) -> Result<(), Problem> {
        let learned = self.learned.in_force()?;
        self.agent.learn(learned);
        Ok(())
    }

    /// Keeps what a person says a question means. Computes: call it from [`crate::pool::Pool::run`].
    ///
    /// # Errors
    /// `PW6220` where the meaning does not fit, `PW3305` for what is no name; PW4xxx when it cannot be kept.
    pub fn teach(&self, question: &str, means: &str, by: Option<&str>) -> Result<Entry, Problem> {
        let question = question.trim();
        if question.is_empty() || question.chars().count() > LONGEST {
            return Err(Problem::new(
                "PW6220",
                format!("a question that is taught has 1 to {LONGEST} characters"),
            )
            .help("write the question as somebody would ask it"));
        }
        let by = named(by)?;
        let lesson = self.agent.lesson(question, means)?;
        let example = lesson.example(String::new(), Source::Taught);
        self.keep_example(example, Origin::now(by.as_deref(), None))
    }

    /// Keeps what people call an asset or a tag.
    ///
    /// # Errors
    /// `PW6220` for a name that cannot be one or is one already, `PW6221` where there is no such asset or tag, and as
    /// [`App::teach`].
    pub fn teach_name(&self, name: &str, of: &str, by: Option<&str>) -> Result<Entry, Problem> {
        let by = named(by)?;
        // With the names that are in force already.
        names::check(&self.agent.linker().catalogue().plant, name, of)?;
        let entry = self.learned.name(name, of, Origin::now(by.as_deref(), None))?;
        self.audit.note_by(by.as_deref(), Action::Taught, entry.id(), name)?;
        self.take_up()?;
        Ok(entry)
    }

    /// Takes an example or a name out of force.
    ///
    /// # Errors
    /// `PW6221` where there is none, and as [`App::teach`].
    pub fn forget(&self, id: &str, by: Option<&str>) -> Result<Entry, Problem> {
        let by = named(by)?;
        let (entry, fresh) = self.learned.forget(id, Origin::now(by.as_deref(), None))?;
        if fresh {
            self.audit.note_by(by.as_deref(), Action::Forgotten, id, entry.text())?;
            self.take_up()?;
        }
        Ok(entry)
    }

    /// Everything that was learnt, oldest first, with how often it was of use. Computes.
    ///
    /// # Errors
    /// PW4xxx when the list or the log of answers cannot be read.
    pub fn learned(&self) -> Result<Vec<Used>, Problem> {
        let entries = self.learned.all()?;
        let names: Vec<(String, String, String)> = entries
            .iter()
            .filter_map(|entry| match &entry.what {
                What::Name(name) => {
                    Some((name.id.clone(), name.name.to_lowercase(), entry.origin.at.clone()))
                }
                What::Example(_) => None,
            })
            .collect();
        let mut used: HashMap<String, u64> = HashMap::new();
        if !entries.is_empty() {
            self.answers.each(&mut |summary| {
                if let Some(example) = &summary.example {
                    *used.entry(example.clone()).or_default() += 1;
                }
                let question = summary.question.to_lowercase();
                for (id, name, since) in &names {
                    if summary.asked_at >= *since && question.contains(name) {
                        *used.entry(id.clone()).or_default() += 1;
                    }
                }
            })?;
        }
        let counted = |entry: Entry| Used { used: used.get(entry.id()).copied().unwrap_or_default(), entry };
        Ok(entries.into_iter().map(counted).collect())
    }

    /// What a person's word on an answer teaches: the last word on it counts. An answer that stands on an earlier question
    /// teaches nothing, nor does one that the plan cannot be taken over from.
    ///
    /// # Errors
    /// PW4xxx when it cannot be kept.
    pub(crate) fn learn_from_verdict(
        &self,
        question: &str,
        answer: &Answer,
        verdict: Verdict,
    ) -> Result<(), Problem> {
        let mut changed = false;
        for entry in self.learned.all()? {
            let of_this = entry.is_in_force() && entry.origin.answer.as_deref() == Some(&answer.id);
            let disliked =
                matches!(&entry.what, What::Example(example) if example.source == Source::Disliked);
            if of_this && disliked != (verdict == Verdict::Dislike) {
                self.learned.forget(entry.id(), Origin::now(None, Some(&answer.id)))?;
                self.audit.note(Action::Forgotten, entry.id(), entry.text())?;
                changed = true;
            }
        }
        // One person's dislike must not take a good answer from everybody: it takes back what this answer taught, no more.
        let liked = verdict == Verdict::Like;
        if let Some(lesson) = self.agent.lesson_of(question, answer).filter(|_| liked) {
            let example = lesson.example(String::new(), Source::Liked);
            self.keep_example(example, Origin::now(None, Some(&answer.id)))?;
        } else if changed {
            self.take_up()?;
        }
        Ok(())
    }

    /// Keeps the plan of a larger model as an example, where the plant's settings say so. The answer is given also when
    /// nothing can be learnt from it.
    pub(crate) fn learn_from_model(&self, question: &str, answer: &Answer) {
        let by_model = answer.planner != agent::BUILT_IN && !answer.evidence.is_empty();
        if !self.learn || !by_model {
            return;
        }
        let Some(lesson) = self.agent.lesson_of(question, answer) else { return };
        let example = lesson.example(String::new(), Source::Model(answer.planner.clone()));
        if let Err(problem) = self.keep_example(example, Origin::now(None, Some(&answer.id))) {
            tracing::warn!("the plan of answer {} is not kept as an example: {problem}", answer.id);
        }
    }

    fn keep_example(&self, example: Example, origin: Origin) -> Result<Entry, Problem> {
        let before = self.learned.all()?.len();
        let (by, question) = (origin.by.clone(), example.question.clone());
        let entry = self.learned.add(example, origin)?;
        if self.learned.all()?.len() > before {
            self.audit.note_by(by.as_deref(), Action::Taught, entry.id(), &question)?;
        }
        self.take_up()?;
        Ok(entry)
    }
}

/// A person's name, where one is given.
fn named(by: Option<&str>) -> Result<Option<String>, Problem> {
    by.map(|by| Ok(Name::new(by)?.to_string())).transpose()
}
