//! A question without its plant, as it is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::planner::sketch::{Piece, Sketch};

/// What the planner sees of a question: what is named has become a slot (`<t>`, `<w>`), the words between stay. Kept with
/// the example, so that it does not change when the plant does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Form {
    /// Words and slots in the order of the question.
    pub words: Vec<String>,
    /// Concepts of the lexicon and slots.
    pub outline: Vec<String>,
    /// Phrases of what is asked for, and slots.
    pub asked: Vec<String>,
    /// What is known of the whole: how many tags, which language.
    pub facts: Vec<String>,
}

impl Form {
    /// As a person reads it.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }
}

impl From<&Sketch> for Form {
    fn from(sketch: &Sketch) -> Self {
        Self {
            words: sketch.pieces.iter().map(|piece| piece.text.clone()).collect(),
            outline: sketch.outline.clone(),
            asked: sketch.asked.clone(),
            facts: sketch.facts.clone(),
        }
    }
}

impl From<&Form> for Sketch {
    fn from(form: &Form) -> Self {
        let piece = |text: &String| Piece { text: text.clone(), slot: slot(text).is_some() };
        Self {
            pieces: form.words.iter().map(piece).collect(),
            outline: form.outline.clone(),
            asked: form.asked.clone(),
            facts: form.facts.clone(),
        }
    }
}

/// The kind of a slot as it stands among words: `r` of `<r:alarm>`. The marks `<` and `>` alone are none.
fn slot(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('<')?.strip_suffix('>').filter(|inner| !inner.is_empty())?;
    inner.split(':').next()
}

/// How many slots of each kind there are.
pub type Kinds = BTreeMap<String, usize>;

/// How many slots of each kind a question has. Windows of time are left out: the same question may be asked of a day, a
/// month, or of all there is.
pub fn kinds(sketch: &Sketch) -> Kinds {
    let mut counted = Kinds::new();
    let slots = sketch.pieces.iter().filter(|piece| piece.slot).filter_map(|piece| slot(&piece.text));
    for kind in slots.filter(|kind| !kind.starts_with('w')) {
        *counted.entry(kind.to_owned()).or_default() += 1;
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_the_sketch_that_it_was_made_of() {
        let piece =
            |text: &str| Piece { text: text.to_owned(), slot: text.len() > 1 && text.starts_with('<') };
        let sketch = Sketch {
            pieces: ["how", "often", "<t>", "<", "<n>", "<w>", "<r:alarm>"].map(piece).to_vec(),
            outline: vec!["how_often".to_owned()],
            asked: vec!["count".to_owned(), "<t>".to_owned()],
            facts: vec!["en".to_owned()],
        };
        let form = Form::from(&sketch);
        assert_eq!(
            (Sketch::from(&form), form.text().as_str()),
            (sketch, "how often <t> < <n> <w> <r:alarm>")
        );
        let sketch = Sketch::from(&form);
        assert_eq!(
            kinds(&sketch).into_iter().collect::<Vec<_>>(),
            ["n", "r", "t"].map(|kind| (kind.to_owned(), 1))
        );
    }
}
