//! How long it takes to link and plan a question on a plant of many tags, on one thread, and what memory it takes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use agent::link::Linker;
use agent::planner::Planner as _;
use agent::planner::model::Model;
use anyhow::{Context as _, Result};
use plant::{Asset, Language, Limits, Plant, Tag, Unit};
use tool::{Catalogue, TagProfile};

use crate::machine;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tags of the plant; one machine for each ten
    #[arg(long, default_value_t = 20_000)]
    tags: usize,
    /// Print what each question takes
    #[arg(long)]
    each: bool,
    /// How often each question is planned
    #[arg(long, default_value_t = 20)]
    runs: usize,
}

const QUESTIONS: [&str; 16] = [
    "average discharge pressure of pump 117 yesterday",
    "what's the motor current of fan 42 right now",
    "max bearing temperature of P-1024 last week and when",
    "how long was the flow of pump 7 above 80 m3/h yesterday",
    "mean power of compressor 300 per day in March",
    "which pump had the highest vibration last month",
    "vibration of fan 12 while its speed was above 1200 rpm last week",
    "compare the outlet temperature of pump 5 and pump 6 yesterday",
    "any gaps in the flow of pump 99 this week?",
    "is the level of tank 31 rising since monday",
    "117号泵昨天出口压力平均多少",
    "42号风机现在电机电流",
    "上周P-1024轴承温度最高多少,什么时候",
    "7号泵昨天流量超过80 m3/h多长时间",
    "300号压缩机3月每天平均功率",
    "hello, who won the match yesterday?",
];

const KINDS: [(&str, &str); 4] = [("P", "pump"), ("F", "fan"), ("C", "compressor"), ("T", "tank")];

const MEASURED: [(&str, &str, &str); 10] = [
    ("discharge_pressure", "pressure", "bar"),
    ("suction_pressure", "pressure", "bar"),
    ("flow", "flow", "m3/h"),
    ("motor_current", "current", "A"),
    ("power", "power", "kW"),
    ("bearing_temperature", "temperature", "Cel"),
    ("outlet_temperature", "temperature", "Cel"),
    ("vibration", "vibration", "mm/s"),
    ("speed", "speed", "{rpm}"),
    ("level", "level", "%"),
];

pub fn run(args: &Args) -> Result<()> {
    println!("{}", machine::line());
    let before = machine::memory().0;
    let started = Instant::now();
    let model = Model::built_in().context("no model is built in")?;
    let loaded = started.elapsed();
    let with_model = machine::memory().0;
    let catalogue = Arc::new(catalogue(args.tags));
    let with_plant = machine::memory().0;
    let started = Instant::now();
    let linker = Linker::new(catalogue);
    let indexed = started.elapsed();
    let with_index = machine::memory().0;
    let mut link_ms = Vec::new();
    let mut both_ms = Vec::new();
    for run in 0..=args.runs {
        for question in QUESTIONS {
            let started = Instant::now();
            let linked = linker.link(question);
            let link = started.elapsed();
            std::hint::black_box(model.plan(&linked, &Default::default(), linker.catalogue()));
            // The first round warms up.
            if run > 0 {
                link_ms.push(link.as_secs_f64() * 1e3);
                both_ms.push(started.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    if args.each {
        for (i, question) in QUESTIONS.iter().enumerate() {
            let own = |of: &[f64]| {
                of.iter().skip(i).step_by(QUESTIONS.len()).copied().fold(f64::INFINITY, f64::min)
            };
            println!("{:7.2} {:7.2} ms  {question}", own(&link_ms), own(&both_ms));
        }
    }
    let share = |of: &mut Vec<f64>, share: f64| {
        of.sort_by(f64::total_cmp);
        of[((of.len() - 1) as f64 * share) as usize]
    };
    let mb = |after: u64, before: u64| after.saturating_sub(before) as f64 / 1e6;
    println!("{} tags, {} questions, one thread", args.tags, QUESTIONS.len());
    println!(
        "link            median {:.2} ms, p95 {:.2} ms",
        share(&mut link_ms, 0.5),
        share(&mut link_ms, 0.95)
    );
    println!(
        "link and plan   median {:.2} ms, p95 {:.2} ms",
        share(&mut both_ms, 0.5),
        share(&mut both_ms, 0.95)
    );
    println!(
        "model           {:.0} MB, read in {:.0} ms",
        mb(with_model, before),
        loaded.as_secs_f64() * 1e3
    );
    println!("plant           {:.0} MB", mb(with_plant, with_model));
    println!(
        "index           {:.0} MB, made in {:.0} ms",
        mb(with_index, with_plant),
        indexed.as_secs_f64() * 1e3
    );
    Ok(())
}

fn catalogue(tags: usize) -> Catalogue {
    let (mut assets, mut all, mut profiles) = (Vec::new(), Vec::new(), Vec::new());
    let now = 1_742_477_400_000_000_000;
    for machine in 0..tags.div_ceil(MEASURED.len()) {
        let (letter, kind) = KINDS[machine % KINDS.len()];
        let id = format!("{letter}-{machine}");
        assets.push(Asset {
            id: id.clone(),
            name: format!("{}{} {machine}", kind[..1].to_uppercase(), &kind[1..]),
            kind: Some(kind.to_owned()),
            parent: None,
            description: String::new(),
            aliases: Vec::new(),
        });
        for (name, quantity, unit) in MEASURED {
            let tag = format!("{id}.{name}");
            profiles.push(TagProfile {
                tag: tag.clone(),
                count: 1_000_000,
                first: Some(now - 400 * 86_400_000_000_000),
                last: Some(now),
                step_s: Some(10.0),
                minimum: Some(0.0),
                maximum: Some(100.0),
                counts_up: false,
            });
            all.push(Tag {
                id: tag,
                asset: Some(id.clone()),
                name: name.replace('_', " "),
                quantity: Some(quantity.to_owned()),
                unit: Some(Unit::new(unit)),
                description: String::new(),
                aliases: Vec::new(),
                limits: Limits::default(),
            });
        }
    }
    let plant = Plant {
        root: PathBuf::new(),
        name: "Bench".to_owned(),
        timezone: jiff::tz::TimeZone::UTC,
        language: Language::English,
        now: Some(now),
        assets,
        tags: all,
        history: Vec::new(),
        records: Vec::new(),
        shifts: Vec::new(),
    };
    Catalogue { plant: Arc::new(plant), now, tags: profiles.into(), tables: Vec::new().into() }
}
