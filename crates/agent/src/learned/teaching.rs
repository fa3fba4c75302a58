//! Reading what somebody teaches: whether it can be meant, and what is kept of it.

use plant::Problem;
use tool::{Answer, Plan, Status};

use super::{Example, Form, Learned, Means, Source, Template};
use crate::Agent;
use crate::conversation::Conversation;
use crate::link::Linked;
use crate::meaning::{Names, Slot, SlotKind, Term, normal};
use crate::planner::compile::{Stop, compile};
use crate::planner::model::seen;
use crate::planner::{Proposal, complete};

/// A question with its meaning, read and found to fit the plant.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    pub question: String,
    pub form: Form,
    pub means: Means,
    /// What would be run for the question itself.
    pub plan: Plan,
}

impl Lesson {
    /// As it is kept.
    pub fn example(self, id: String, source: Source) -> Example {
        let Self { question, form, means, .. } = self;
        Example { id, question, form, means, source }
    }
}

impl Agent {
    /// Reads a question with its meaning in the notation: it must compile for what the question names, and nothing may stand
    /// before it.
    ///
    /// # Errors
    /// `PW6220` with what does not fit.
    pub fn lesson(&self, question: &str, means: &str) -> Result<Lesson, Problem> {
        let lesson = self.fitting(question, means)?;
        // What was taught must be what is then answered.
        let example = lesson.clone().example(String::new(), Source::Taught);
        let linker = self.linker();
        let linked = linker.link(question);
        let alone = Learned::new(vec![example], Vec::new());
        let conversation = Conversation::default();
        match self.planner.plan_with(&linked, &conversation, linker.catalogue(), &alone).proposal {
            Proposal::Plan { plan, .. } if plan == lesson.plan => Ok(lesson),
            Proposal::Abstain(problem) | Proposal::NotThere { problem, .. } => {
                Err(unfit(format!("the question would not be answered by it, for {}", problem.message)))
            }
            _ => Err(unfit("the question would be read otherwise all the same".to_owned())),
        }
    }

    /// The same without looking at what the planner makes of it.
    fn fitting(&self, question: &str, means: &str) -> Result<Lesson, Problem> {
        let meaning =
            Term::parse(means).map_err(|error| unfit(format!("`{means}` is no meaning: {error}")))?;
        // `temperature@a` is a tag; a meaning in slots alone keeps their numbers, which count what the question names.
        let mut paired = false;
        meaning.walk(&mut |term| {
            let quantity = matches!(term, Term::Word(word) if Slot::of(word).is_some_and(|slot| slot.kind == SlotKind::Quantity));
            paired |= quantity || matches!(term, Term::On(..));
        });
        let meaning = if paired { normal(&meaning, &Names::default()).0 } else { meaning };
        let linker = self.linker();
        let catalogue = linker.catalogue();
        let linked = linker.link(question);
        let (sketch, bound, _) = seen(&linked, catalogue)
            .ok_or_else(|| unfit("what the question names is not clear by itself".to_owned()))?;
        let slots = meaning.slots();
        let whole = complete::completed(&meaning, &slots, &bound, &sketch);
        let compiled = whole.and_then(|whole| compile(&whole, &bound, catalogue).ok());
        let plan = match compiled {
            Some(plan) => plan,
            None => compile(&meaning, &bound, catalogue).map_err(|stop| unfit(said(&stop, &linked)))?,
        };
        let means = Means::Meaning(meaning.to_string());
        Ok(Lesson { question: question.to_owned(), form: Form::from(&sketch), means, plan })
    }

    /// What an answer that stands alone teaches: its meaning where the built-in planner read one, else its plan with slots.
    /// `None` where it was not answered, or rests on more than its question says.
    pub fn lesson_of(&self, question: &str, answer: &Answer) -> Option<Lesson> {
        let reading = answer.reading.as_ref()?;
        if answer.status != Status::Answered || answer.grounding.numbers != answer.grounding.supported {
            return None;
        }
        if let Some(meaning) = &reading.meaning {
            // What was read together with something that the meaning does not hold is no lesson.
            let tools = |plan: &Plan| plan.steps.iter().map(|step| step.tool.clone()).collect::<Vec<_>>();
            let lesson = self.fitting(question, meaning).ok();
            return lesson.filter(|lesson| tools(&lesson.plan) == tools(&answer.plan));
        }
        let linker = self.linker();
        let catalogue = linker.catalogue();
        let (sketch, bound, _) = seen(&linker.link(question), catalogue)?;
        let template = Template::of(&answer.plan, &bound, catalogue)?;
        crate::check::check(&answer.plan, self.toolbox.as_ref(), crate::check::Allowed::Reads).ok()?;
        Some(Lesson {
            question: question.to_owned(),
            form: Form::from(&sketch),
            means: Means::Plan(template),
            plan: answer.plan.clone(),
        })
    }
}

/// `PW6220` with what does not fit.
fn unfit(what: String) -> Problem {
    Problem::new("PW6220", what).help(
        "`plantwright ask --reading \"QUESTION\"` shows what its words name; models/planner/corpus/README.md has the notation",
    )
}

fn said(stop: &Stop, linked: &Linked) -> String {
    match stop {
        Stop::Missing(slot) => format!("`{slot}` stands for nothing that \"{}\" names", linked.question),
        Stop::Unfit(what) => format!("the meaning does not fit what the question names: {what}"),
        Stop::Ambiguous(_) => "what the question names may be several tags".to_owned(),
        Stop::NotYet(what) => format!("`{what}` is not computed by any tool here"),
        Stop::Abstain(problem) => format!("the meaning gives no answer: {}", problem.message),
        Stop::Ask(_) => "a meaning that asks back teaches nothing".to_owned(),
    }
}
