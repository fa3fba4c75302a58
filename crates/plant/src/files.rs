//! Which files a path or pattern of `plant.toml` names.

use std::path::{Path, PathBuf};

/// The files that `pattern` (a path or a glob, relative to `root`) names, sorted by name in
/// the way people count: `line-2` before `line-10`.
///
/// # Errors
/// Why the pattern is none, in words.
pub fn matching(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let plain = root.join(pattern);
    if plain.is_file() {
        return Ok(vec![plain]);
    }
    // The folder's own name may hold `[` or `*`; only the pattern is one.
    let root_text = glob::Pattern::escape(&root.to_string_lossy());
    let whole = if Path::new(pattern).is_absolute() {
        pattern.to_owned()
    } else {
        format!("{}/{pattern}", root_text.trim_end_matches('/'))
    };
    let paths = glob::glob(&whole).map_err(|error| error.msg.to_owned())?;
    let mut files: Vec<PathBuf> = paths.filter_map(Result::ok).filter(|path| path.is_file()).collect();
    files.sort_by(|a, b| natural(&a.to_string_lossy(), &b.to_string_lossy()));
    Ok(files)
}

/// Order of names with numbers in them.
fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    while let (Some(x), Some(y)) = (a_rest.chars().next(), b_rest.chars().next()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (x_digits, x_after) = leading_digits(a_rest);
            let (y_digits, y_after) = leading_digits(b_rest);
            let (x_number, y_number) = (x_digits.trim_start_matches('0'), y_digits.trim_start_matches('0'));
            let order = x_number.len().cmp(&y_number.len()).then_with(|| x_number.cmp(y_number));
            if order.is_ne() {
                return order;
            }
            (a_rest, b_rest) = (x_after, y_after);
        } else if x == y {
            (a_rest, b_rest) = (&a_rest[x.len_utf8()..], &b_rest[y.len_utf8()..]);
        } else {
            return x.cmp(&y);
        }
    }
    a_rest.len().cmp(&b_rest.len()).then_with(|| a.cmp(b))
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn names_are_counted_as_people_count() {
        let mut names = ["b-10.csv", "b-2.csv", "a.csv", "b-02.csv", "b.csv", "b-1.csv"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a.csv", "b-1.csv", "b-02.csv", "b-2.csv", "b-10.csv", "b.csv"]);
    }
}
