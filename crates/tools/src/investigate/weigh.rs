//! What speaks for a hypothesis, and how much: kinds of evidence are counted by a rule that
//! `docs/investigate.md` gives to people.

use tool::{Clue, Confidence, Hypothesis};

/// Kinds of evidence that are independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It changed first.
    Order,
    /// It stands on the asset itself, directly below it or directly above it.
    Place,
    /// A record of that time.
    Record,
    /// A record that gives the reason.
    Statement,
    /// A known failure mode that describes it.
    Knowledge,
    /// Samples that are stuck, missing or bad.
    Samples,
    /// Nothing else changed where much was compared.
    Alone,
    /// What a controller is to hold moved the same way.
    Setpoint,
    /// Other days show the same at that time.
    Usual,
}

impl Kind {
    /// What counts in the order of hypotheses of one confidence.
    const fn weight(self) -> f64 {
        match self {
            Self::Statement => 4.0,
            Self::Usual => 3.5,
            Self::Setpoint | Self::Samples => 2.5,
            Self::Alone => 2.0,
            Self::Knowledge => 1.5,
            Self::Record => 1.0,
            Self::Order | Self::Place => 0.5,
        }
    }
}

/// A hypothesis while evidence is gathered.
#[derive(Debug)]
pub struct Draft {
    what: &'static str,
    subject: String,
    kinds: Vec<Kind>,
    supports: Vec<Clue>,
    against: Vec<Clue>,
    missing: Vec<Clue>,
    checks: Vec<Clue>,
    /// Adds to the kinds' weights.
    score: f64,
    most: Confidence,
}

impl Draft {
    pub fn new(what: &'static str, subject: impl Into<String>) -> Self {
        Self {
            what,
            subject: subject.into(),
            kinds: Vec::new(),
            supports: Vec::new(),
            against: Vec::new(),
            missing: Vec::new(),
            checks: Vec::new(),
            score: 0.0,
            most: Confidence::Likely,
        }
    }

    pub const fn what(&self) -> &'static str {
        self.what
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// That one more kind of evidence speaks for it; each counts once.
    pub fn kind(&mut self, kind: Kind) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    #[must_use]
    pub fn by(mut self, kind: Kind) -> Self {
        self.kind(kind);
        self
    }

    #[must_use]
    pub fn by_if(self, holds: bool, kind: Kind) -> Self {
        if holds { self.by(kind) } else { self }
    }

    #[must_use]
    pub fn supported(mut self, clues: impl IntoIterator<Item = Clue>) -> Self {
        self.supports.extend(clues);
        self
    }

    #[must_use]
    pub fn opposed(mut self, clues: impl IntoIterator<Item = Clue>) -> Self {
        self.against.extend(clues);
        self
    }

    #[must_use]
    pub fn missing(mut self, clues: impl IntoIterator<Item = Clue>) -> Self {
        self.missing.extend(clues);
        self
    }

    #[must_use]
    pub fn check(mut self, clue: Clue) -> Self {
        self.checks.push(clue);
        self
    }

    #[must_use]
    pub fn score(mut self, score: f64) -> Self {
        self.score += score;
        self
    }

    /// No more confidence than this, whatever is counted.
    #[must_use]
    pub fn at_most(mut self, most: Confidence) -> Self {
        self.most = most;
        self
    }

    fn confidence(&self) -> Confidence {
        let found = match (self.kinds.len(), self.against.is_empty()) {
            (2.., true) => Confidence::Likely,
            (1, true) | (2.., false) => Confidence::Possible,
            _ => Confidence::Weak,
        };
        found.min(self.most)
    }

    fn weight(&self) -> f64 {
        self.score + self.kinds.iter().map(|kind| kind.weight()).sum::<f64>()
    }

    fn finish(self) -> Hypothesis {
        Hypothesis {
            confidence: self.confidence(),
            what: self.what.to_owned(),
            subject: self.subject,
            supports: self.supports,
            against: self.against,
            missing: self.missing,
            checks: self.checks,
            text: String::new(),
        }
    }
}

/// In the order of confidence, then of weight; at most `most`, and how many were left out.
pub fn ordered(mut drafts: Vec<Draft>, most: usize) -> (Vec<Hypothesis>, usize) {
    drafts.sort_by(|a, b| {
        (b.confidence(), b.weight())
            .partial_cmp(&(a.confidence(), a.weight()))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let left_out = drafts.len().saturating_sub(most);
    (drafts.into_iter().take(most).map(Draft::finish).collect(), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_evidence_are_counted_once_and_what_is_against_takes_one_word_off() {
        let draft = || Draft::new("asset", "a");
        let against = || [Clue::new("changed_after", "t")];
        for (draft, expected) in [
            (draft(), Confidence::Weak),
            (draft().by(Kind::Order), Confidence::Possible),
            (draft().by(Kind::Order).by(Kind::Order), Confidence::Possible),
            (draft().by(Kind::Order).by(Kind::Place), Confidence::Likely),
            (draft().by(Kind::Order).by(Kind::Place).opposed(against()), Confidence::Possible),
            (draft().by(Kind::Order).opposed(against()), Confidence::Weak),
            (draft().by(Kind::Order).by(Kind::Place).at_most(Confidence::Possible), Confidence::Possible),
        ] {
            assert_eq!(draft.confidence(), expected, "{draft:?}");
        }
    }

    #[test]
    fn a_word_of_confidence_comes_before_any_weight() {
        let heavy = Draft::new("sensor", "heavy").by(Kind::Samples).score(99.0);
        let light = Draft::new("asset", "light").by(Kind::Order).by(Kind::Place);
        let (found, left_out) = ordered(vec![heavy, light, Draft::new("load", "none")], 2);
        assert_eq!(found.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["light", "heavy"]);
        assert_eq!(left_out, 1);
    }
}
