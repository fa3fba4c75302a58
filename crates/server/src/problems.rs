//! The pages of problem codes, carried inside the program.

/// Every page, sorted by code: (`PW1001`, its Markdown).
pub static PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/problem_pages.rs"));

/// The page of a code, written in any case, with or without `PW`.
pub fn page(code: &str) -> Option<(&'static str, &'static str)> {
    let wanted = code.trim().to_uppercase();
    let wanted = if wanted.starts_with("PW") { wanted } else { format!("PW{wanted}") };
    PAGES.binary_search_by(|(code, _)| (*code).cmp(wanted.as_str())).ok().map(|at| PAGES[at])
}

/// The title of a page: its first line without `# PWnnnn: `.
pub fn title(markdown: &str) -> &str {
    let first = markdown.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    first.split_once(": ").map_or(first, |(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_however_its_code_is_written() {
        for written in ["PW7001", "pw7001", " 7001 "] {
            assert_eq!(page(written).map(|(code, _)| code), Some("PW7001"), "{written}");
        }
        assert_eq!(page("PW0000"), None);
        assert_eq!(page(""), None);
    }

    #[test]
    fn every_page_begins_with_its_code_and_a_title() {
        for (code, text) in PAGES {
            assert!(text.starts_with(&format!("# {code}: ")), "{code}");
            assert!(!title(text).is_empty() && !title(text).contains("PW"), "{code}");
            let lines = text.lines().count();
            assert!((6..=40).contains(&lines), "{code} has {lines} lines");
        }
    }
}
