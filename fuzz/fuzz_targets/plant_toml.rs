//! `plant.toml` may hold anything: no panic, every problem has a place and a remedy, and a
//! plant that was read is written and read back as the same.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let root = Path::new("p");
    match plant::parse(root, text) {
        Ok((plant, warnings)) => {
            assert!(warnings.iter().all(|problem| !problem.help.is_empty()));
            let written = plant::to_toml(&plant);
            match plant::parse(root, &written) {
                Ok((again, _)) => assert_eq!(again, plant, "{written}"),
                Err(problems) => panic!("{problems:?}\n{written}"),
            }
        }
        Err(problems) => assert!(problems.iter().all(|problem| !problem.help.is_empty())),
    }
});
