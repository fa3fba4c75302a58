//! Words that stand in cells in place of a value.

/// Nothing was measured or entered.
pub(crate) fn is_missing(cell: &[u8]) -> bool {
    const WORDS: [&[u8]; 18] = [
        b"nan", b"na", b"n/a", b"n.a.", b"null", b"(null)", b"none", b"nil", b"-", b"--", b"---", b"?",
        b"\\n", b"#n/a", b"#nv", b"#value!", b"#ref!", b"#div/0!",
    ];
    let cell = cell.trim_ascii();
    cell.is_empty() || (cell.len() <= 8 && WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word)))
}

/// What historians and loggers write instead of a number when there is none to be trusted.
pub(crate) fn is_status(cell: &[u8]) -> bool {
    const WORDS: [&str; 40] = [
        "bad",
        "bad input",
        "bad data",
        "bad value",
        "bad quality",
        "badquality",
        "i/o timeout",
        "io timeout",
        "timeout",
        "shutdown",
        "intf shut",
        "no data",
        "nodata",
        "no value",
        "pt created",
        "comm fail",
        "comm error",
        "communication failure",
        "configure",
        "configuration error",
        "calc failed",
        "over range",
        "under range",
        "out of range",
        "error",
        "err",
        "fault",
        "sensor fault",
        "sensor failure",
        "out of service",
        "not connect",
        "not connected",
        "disconnected",
        "offline",
        "scan off",
        "failed",
        "unit down",
        "坏值",
        "通讯中断",
        "通信故障",
    ];
    let Ok(text) = std::str::from_utf8(cell) else { return false };
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    text.len() <= 24 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The word pairs that mean true and false.
const BOOLEANS: [(&str, &str); 4] = [("true", "false"), ("on", "off"), ("yes", "no"), ("y", "n")];

/// Which pair a word belongs to and which side it is.
pub(crate) fn boolean(cell: &[u8]) -> Option<(usize, bool)> {
    let cell = cell.trim_ascii();
    if cell.len() > 5 {
        return None;
    }
    BOOLEANS.iter().enumerate().find_map(|(pair, (yes, no))| {
        if cell.eq_ignore_ascii_case(yes.as_bytes()) {
            Some((pair, true))
        } else if cell.eq_ignore_ascii_case(no.as_bytes()) {
            Some((pair, false))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        for word in ["", "  ", "NaN", "n/a", "NULL", "-", "#N/A", "#DIV/0!"] {
            assert!(is_missing(word.as_bytes()), "{word}");
        }
        for word in ["Bad", "I/O Timeout", "[-11059] No Good Data", "Shutdown", "坏值", "[Bad Input]"] {
            assert_eq!(is_status(word.as_bytes()), !word.contains("11059"), "{word}");
        }
        for word in ["0", "ok", "running", "name"] {
            assert!(!is_missing(word.as_bytes()) && !is_status(word.as_bytes()), "{word}");
        }
        assert_eq!(boolean(b"TRUE"), Some((0, true)));
        assert_eq!(boolean(b" off"), Some((1, false)));
        assert_eq!(boolean(b"1"), None);
    }
}
