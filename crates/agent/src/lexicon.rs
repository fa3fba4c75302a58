//! The bilingual words of questions (concepts) and of the trade (nouns), as data files
//! that a person can read and extend.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::{self, Script};

/// What class of thing a canonical noun is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NounClass {
    /// What is measured: temperature, flow.
    Quantity,
    Medium,
    Equipment,
    /// Part, place or property: bearing, inlet, code.
    Part,
    /// Things that happened: work order, alarm.
    Record,
}

/// Phrases as sequences of unit texts, grouped by their first unit.
#[derive(Debug, Default)]
pub struct PhraseBook<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T: Clone> PhraseBook<T> {
    pub fn new() -> Self {
        Self { by_first: HashMap::new() }
    }

    pub fn add(&mut self, phrase: &str, what: T) {
        let parts: Vec<String> = phrase_units(phrase);
        if let Some(first) = parts.first() {
            self.by_first.entry(first.clone()).or_default().push((parts, what));
        }
    }

    /// Every phrase that begins at `at`: how many units it takes, and what it is.
    pub fn at<'a>(&'a self, units: &'a [String], at: usize) -> impl Iterator<Item = (usize, &'a T)> + 'a {
        units.get(at).and_then(|first| self.by_first.get(first)).into_iter().flatten().filter_map(
            move |(parts, what)| {
                let window = units.get(at..at + parts.len())?;
                (window == parts.as_slice()).then_some((parts.len(), what))
            },
        )
    }

    /// The first words of all phrases and the words inside them, for mending typos.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.by_first.values().flatten().flat_map(|(parts, _)| parts.iter().map(String::as_str))
    }
}

/// Units of a phrase without the marks that carry nothing.
pub fn phrase_units(phrase: &str) -> Vec<String> {
    text::units(phrase)
        .into_iter()
        .filter(|unit| unit.script != Script::Mark || matches!(unit.text.as_str(), "%" | ">" | "<"))
        .map(|unit| unit.text)
        .collect()
}

/// A canonical noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Noun {
    pub word: &'static str,
    pub class: NounClass,
}

/// A sort of table, of column, or of what stands in one: work orders, costs, "waiting for parts".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Table(&'static str),
    Field(&'static str),
    Value(&'static str),
}

pub struct Lexicon {
    pub concepts: PhraseBook<&'static str>,
    pub nouns: PhraseBook<Noun>,
    /// Words that say what is measured without naming it: "how hot" is a temperature.
    pub implied: PhraseBook<&'static str>,
    /// What questions ask for, in many more words than `concepts`; read by the model alone.
    pub asked: PhraseBook<&'static str>,
    /// What records, their fields and values are called.
    pub sorts: PhraseBook<Sort>,
    /// Words that carry nothing by themselves.
    stop: HashSet<&'static str>,
    /// All Latin words known, for mending typos.
    pub vocabulary: HashSet<String>,
}

/// Function words and politeness: nothing in a plant is called so.
const STOP_ENGLISH: &str = "a an the of for on in at to from by with and or is was are were be been am do does did has have had \
    it its this that these those there here me my we our us you your i they them their he she him her what whats which who \
    please pls plz thx could can would will shall should may might must just so as if then than but not no yes ok okay \
    tell show give get let lets know want need like look see how about into onto during while over through throughout \
    per each any some all only also too very really exactly roughly approximately approx around about ever overall \
    hi hello hey thing things whole entire value values reading readings data number figure plant unit units \
    am pm o clock oclock s t re ve ll d m up down out off again back got going go went come came run ran running \
    said say says ask question answer check quick quickly actual actually real really now today yesterday \
    s' us via across between among against per both either neither one ones two three first second kind sort \
    reported report recorded record records measured measure observed seen saw find found return file site return \
    happen happened occur occurred occurring took take taken make made using use used put long much many more most less least \
    counting sit sitting sat stood stand standing stay stayed wide \
    when where why whose whom since until till before after within without because due";

const STOP_CHINESE: &str = "的 了 在 是 我 你 您 他 它 们 请 问 下 帮 给 要 想 把 被 这 那 些 个 台 次 条 和 与 及 跟 同 对 从 到 于 \
    为 以 之 其 有 没 无 都 也 就 还 又 再 吗 呢 吧 啊 呀 哦 么 嘛 一 里 中 内 上 时 候 间 期 来 去 过 得 地 着 会 能 可 该 \
    多 少 大 小 怎 样 什 么 哪 几 谁 何 总 共 所 各 每 最 比 较 很 太 更 看 查 算 说 知 道 告 诉 麻 烦 数 值 号 年 月 日 天 点 分 秒 周 今 昨 明 前 后 \
    发 生 出 现 情 况 做 用 开 展 当 本 此 某 全 部 整 体 约 概 左 右 值 高 低 长 短 啥 嘞 哈 噢 嗯 呗 咱 只 才 并 而 但 或 如 果 因 由 按 照 向 往";

/// Nouns: those that every plant knows, then the words of the trades.
const NOUNS: [&str; 9] = [
    include_str!("../lexicon/nouns.toml"),
    include_str!("../lexicon/trade-machines.toml"),
    include_str!("../lexicon/trade-parts.toml"),
    include_str!("../lexicon/trade-properties.toml"),
    include_str!("../lexicon/trade-heavy.toml"),
    include_str!("../lexicon/trade-chemistry.toml"),
    include_str!("../lexicon/trade-energy.toml"),
    include_str!("../lexicon/trade-goods.toml"),
    include_str!("../lexicon/trade-quality.toml"),
];

/// By class, the canonical word with its other spellings. Ordered: the same words give the same reading every time.
type Nouns = BTreeMap<String, BTreeMap<String, Vec<String>>>;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// The built-in lexicon.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn read() -> Self {
        type Concepts = BTreeMap<String, BTreeMap<String, Vec<String>>>;
        const CONCEPTS: &str = include_str!("../lexicon/concepts.toml");
        const IMPLIED: &str = include_str!("../lexicon/implied.toml");
        // The files are compiled in; a test reads them, so a typing error cannot ship.
        let concepts: Concepts = toml::from_str(CONCEPTS).unwrap_or_default();
        let implied_quantities: Concepts = toml::from_str(IMPLIED).unwrap_or_default();
        let mut implied = PhraseBook::new();
        for (quantity, languages) in implied_quantities {
            let quantity: &'static str = Box::leak(quantity.into_boxed_str());
            for phrase in languages.values().flatten() {
                implied.add(phrase, quantity);
            }
        }
        const ASKED: &str = include_str!("../lexicon/asked.toml");
        let mut asked = PhraseBook::new();
        for (concept, languages) in toml::from_str::<Concepts>(ASKED).unwrap_or_default() {
            let concept: &'static str = Box::leak(concept.into_boxed_str());
            for phrase in languages.values().flatten() {
                asked.add(phrase, concept);
            }
        }
        const RECORDS: &str = include_str!("../lexicon/records.toml");
        let mut sorts = PhraseBook::new();
        for (place, of_place) in toml::from_str::<BTreeMap<String, Concepts>>(RECORDS).unwrap_or_default() {
            for (sort, languages) in of_place {
                let sort: &'static str = Box::leak(sort.into_boxed_str());
                let sort = match place.as_str() {
                    "table" => Sort::Table(sort),
                    "field" => Sort::Field(sort),
                    _ => Sort::Value(sort),
                };
                for phrase in languages.values().flatten() {
                    sorts.add(phrase, sort);
                }
            }
        }
        let mut book = PhraseBook::new();
        let mut vocabulary = HashSet::new();
        for (concept, languages) in concepts {
            let concept: &'static str = Box::leak(concept.into_boxed_str());
            for phrase in languages.values().flatten() {
                book.add(phrase, concept);
            }
        }
        let mut noun_book = PhraseBook::new();
        for (class, words) in NOUNS.iter().flat_map(|text| toml::from_str::<Nouns>(text).unwrap_or_default())
        {
            let class = match class.as_str() {
                "quantity" => NounClass::Quantity,
                "medium" => NounClass::Medium,
                "equipment" => NounClass::Equipment,
                "record" => NounClass::Record,
                _ => NounClass::Part,
            };
            for (word, others) in words {
                let word: &'static str = Box::leak(word.into_boxed_str());
                let noun = Noun { word, class };
                noun_book.add(&word.replace('_', " "), noun);
                for other in others {
                    noun_book.add(&other, noun);
                }
            }
        }
        vocabulary.extend(book.words().map(str::to_owned));
        vocabulary.extend(noun_book.words().map(str::to_owned));
        vocabulary.extend(implied.words().map(str::to_owned));
        vocabulary.extend(sorts.words().map(str::to_owned));
        let stop: HashSet<&'static str> =
            STOP_ENGLISH.split_whitespace().chain(STOP_CHINESE.split_whitespace()).collect();
        vocabulary.extend(stop.iter().map(|word| (*word).to_owned()));
        Self { concepts: book, nouns: noun_book, implied, asked, sorts, stop, vocabulary }
    }

    pub fn is_stop(&self, word: &str) -> bool {
        self.stop.contains(word)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_files_are_read() {
        let lexicon = lexicon();
        let units = phrase_units("出口压力超过");
        let nouns: Vec<&str> =
            (0..units.len()).flat_map(|at| lexicon.nouns.at(&units, at)).map(|(_, noun)| noun.word).collect();
        assert!(nouns.contains(&"outlet") && nouns.contains(&"pressure"), "{nouns:?}");
        let concepts: Vec<&str> =
            (0..units.len()).flat_map(|at| lexicon.concepts.at(&units, at)).map(|(_, c)| *c).collect();
        assert_eq!(concepts, ["above"]);
    }

    /// "press" is short for pressure and a machine; the first file wins.
    const TWO_SENSES: [&str; 1] = ["press"];

    #[test]
    fn every_noun_has_one_sense() {
        let mut senses: HashMap<Vec<String>, String> = HashMap::new();
        let mut doubled = Vec::new();
        for text in NOUNS {
            let nouns: Nouns = toml::from_str(text).unwrap();
            for (word, others) in nouns.into_values().flatten() {
                for phrase in others.iter().chain([&word.replace('_', " ")]) {
                    let known = senses.entry(phrase_units(phrase)).or_insert_with(|| word.clone());
                    if *known != word && !TWO_SENSES.contains(&phrase.as_str()) {
                        doubled.push(format!("{phrase}: {known} and {word}"));
                    }
                }
            }
        }
        assert!(doubled.is_empty(), "{doubled:#?}");
        assert!(senses.len() > 5_000, "{} phrases", senses.len());
    }

    #[test]
    fn phrases_are_stemmed_like_questions() {
        let lexicon = lexicon();
        let units = phrase_units("heat exchangers");
        assert!(lexicon.nouns.at(&units, 0).any(|(n, noun)| n == 2 && noun.word == "exchanger"));
    }
}
