//! What may lie behind something, as a list: each hypothesis with what speaks for and against it, then what was looked at.

use std::io::{self, Write};

use console::style;
use plant::Language;
use tool::{Clue, Confidence, Findings, Hypothesis};

use super::answer::wrapped;

/// Before what belongs to a hypothesis.
const INDENT: &str = "     ";

/// Writes an investigation; nothing of other findings.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut impl Write, findings: &Findings, language: Language, width: usize) -> io::Result<()> {
    let Findings::Investigation { steps, hypotheses, .. } = findings else { return Ok(()) };
    let words = Words::of(language);
    for (at, hypothesis) in hypotheses.iter().enumerate() {
        if at == 0 {
            writeln!(out)?;
        }
        let head = format!("{:>2}. {}: {}", at + 1, words.confidence(hypothesis.confidence), hypothesis.text);
        for line in wrapped(&head, width) {
            writeln!(out, "{}", style(line).bold())?;
        }
        write_clues(out, hypothesis, &words, width)?;
    }
    if !steps.is_empty() {
        writeln!(out)?;
        writeln!(out, "{}", words.looked_at)?;
        for step in steps {
            write_line(out, &format!("   - {}", step.text), width)?;
        }
    }
    Ok(())
}

fn write_clues(out: &mut impl Write, hypothesis: &Hypothesis, words: &Words, width: usize) -> io::Result<()> {
    let parts: [(&str, &[Clue]); 4] = [
        (words.supports, &hypothesis.supports),
        (words.against, &hypothesis.against),
        (words.missing, &hypothesis.missing),
        (words.check, &hypothesis.checks),
    ];
    for (word, clues) in parts {
        for clue in clues {
            write_line(out, &format!("{INDENT}{word} {}", clue.text), width)?;
        }
    }
    Ok(())
}

fn write_line(out: &mut impl Write, line: &str, width: usize) -> io::Result<()> {
    wrapped(line, width).into_iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The words around what was found.
struct Words {
    supports: &'static str,
    against: &'static str,
    missing: &'static str,
    check: &'static str,
    looked_at: &'static str,
    confidence: [&'static str; 3],
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::English => Self {
                supports: "for:",
                against: "against:",
                missing: "missing:",
                check: "check:",
                looked_at: "Looked at:",
                confidence: ["little speaks for", "possible", "likely"],
            },
            Language::Chinese => Self {
                supports: "支持：",
                against: "反对：",
                missing: "缺少：",
                check: "核查：",
                looked_at: "查看了：",
                confidence: ["依据很少", "有可能", "较有可能"],
            },
        }
    }

    const fn confidence(&self, confidence: Confidence) -> &'static str {
        self.confidence[confidence as usize]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hypothesis_stands_with_what_speaks_for_and_against_it() {
        let clue = |text: &str| Clue { text: text.to_owned(), ..Clue::new("alone", "t") };
        let findings = Findings::Investigation {
            subject: "t".to_owned(),
            premise: clue("it rose"),
            steps: vec![clue("12 other tags")],
            hypotheses: vec![Hypothesis {
                what: "sensor".to_owned(),
                subject: "t".to_owned(),
                confidence: Confidence::Possible,
                supports: vec![clue("nothing else changed")],
                against: vec![],
                missing: vec![],
                checks: vec![clue("compare it with a gauge")],
                text: "the instrument".to_owned(),
            }],
        };
        let mut out = Vec::new();
        write(&mut out, &findings, Language::English, 80).unwrap();
        let text = console::strip_ansi_codes(std::str::from_utf8(&out).unwrap()).into_owned();
        assert_eq!(
            text,
            "\n 1. possible: the instrument\n     for: nothing else changed\n     check: compare it with a gauge\n\nLooked at:\n   - 12 other tags\n"
        );
        out.clear();
        write(&mut out, &Findings::Series { series: vec![] }, Language::Chinese, 80).unwrap();
        assert!(out.is_empty());
    }
}
