//! Results that fit into a model's context: long lists and texts are cut, and it is said.

use serde_json::{Value as Json, json};

/// Entries of a list that are tried first; halved until all of it fits.
const MOST_ENTRIES: usize = 4_096;
/// Characters of a text for each entry of a list, so that both shrink together.
const CHARACTERS_AN_ENTRY: usize = 64;
const LEAST_CHARACTERS: usize = 256;

/// The same result in at most `most_bytes` of JSON, or as near as one entry a list comes. What was
/// cut is said in a field `cut`.
pub fn fit(result: Json, most_bytes: usize) -> Json {
    let whole = result.to_string().len();
    if whole <= most_bytes {
        return result;
    }
    let mut entries = MOST_ENTRIES;
    loop {
        let mut smaller = result.clone();
        shorten(&mut smaller, entries, (entries * CHARACTERS_AN_ENTRY).max(LEAST_CHARACTERS));
        if let Some(fields) = smaller.as_object_mut() {
            let said = format!(
                "the whole result has {whole} bytes: each list is cut to its first {entries} entries; ask for a \
                 shorter window, fewer tags or a limit"
            );
            fields.insert("cut".to_owned(), json!(said));
        }
        if entries == 1 || smaller.to_string().len() <= most_bytes {
            return smaller;
        }
        entries /= 2;
    }
}

fn shorten(json: &mut Json, entries: usize, characters: usize) {
    match json {
        Json::Array(list) => {
            list.truncate(entries);
            list.iter_mut().for_each(|item| shorten(item, entries, characters));
        }
        Json::Object(fields) => fields.values_mut().for_each(|item| shorten(item, entries, characters)),
        Json::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(characters) {
                text.truncate(end);
                text.push('…');
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_cut_and_says_so() {
        let small = json!({"rows": [1, 2, 3]});
        assert_eq!(fit(small.clone(), 100), small);
        let rows: Vec<Json> = (0..5_000).map(|row| json!([row, "泵".repeat(20)])).collect();
        let cut = fit(json!({"rows": rows, "query": "x".repeat(90_000)}), 20_000);
        assert!(cut.to_string().len() <= 20_000);
        let kept = cut["rows"].as_array().map_or(0, Vec::len);
        assert!(kept >= 64, "{kept} rows");
        assert!(
            cut["cut"].as_str().is_some_and(|said| said.contains(&format!("first {kept} entries"))),
            "{cut}"
        );
        assert!(cut["query"].as_str().is_some_and(|query| query.ends_with('…')));
    }
}
