//! `models.toml`: the example of the documentation, and what is refused.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use language::{Keep, Limits, MaxTokensField, ModelSettings, OpenAiSettings, Settings};

const EXAMPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/models.example.toml"));

fn openai<'a>(settings: &'a Settings, name: &str) -> &'a OpenAiSettings {
    let Some(ModelSettings::OpenAi(model)) = settings.model(name) else { panic!("{name}") };
    model
}

#[test]
fn the_example_is_read() {
    let settings = Settings::parse(EXAMPLE, Path::new("/plant")).unwrap();
    let names: Vec<&str> = settings.models.iter().map(ModelSettings::name).collect();
    assert_eq!(names, ["hall", "cloud", "own"]);
    let hall = openai(&settings, "hall");
    assert_eq!((hall.base_url.as_str(), hall.context_tokens), ("http://127.0.0.1:8000/v1", 32_768));
    assert_eq!((hall.timeouts_s.first_token().as_secs(), hall.retries.attempts), (120, 3));
    assert_eq!((&hall.key().unwrap(), &hall.proxy), (&None, &None));
    let cloud = openai(&settings, "cloud");
    assert_eq!(cloud.api_key_env.as_deref(), Some("PLANTWRIGHT_CLOUD_KEY"));
    assert_eq!(cloud.ca_file.as_deref(), Some(Path::new("/plant/company-authority.pem")));
    assert_eq!(cloud.headers["X-Department"].expose(), "maintenance");
    assert_eq!(cloud.max_tokens_field, MaxTokensField::MaxCompletionTokens);
    assert_eq!((cloud.timeouts_s.whole().as_secs(), &cloud.body["top_p"]), (300, &serde_json::json!(0.9)));
    let Some(ModelSettings::Gguf(own)) = settings.model("own") else { panic!() };
    assert_eq!(own.file, Path::new("/plant/models/qwen3-0.6b-q8_0.gguf"));
    assert_eq!((own.context_tokens, own.threads, own.conversations), (Some(16_384), Some(4), Some(2)));
    assert_eq!((own.sha256.as_deref().map(str::len), &own.source), (Some(64), &None));
    let usual = Limits { steps: Some(16), rounds: Some(12), tokens: Some(200_000), seconds: Some(300.0) };
    assert_eq!((settings.budget, settings.audit.calls), (usual, Keep::Hashes));
    assert_eq!(settings.auto.below, Some(0.01));
    assert_eq!(own.budget.or(usual), Limits { steps: Some(8), seconds: Some(120.0), ..usual });
    assert_eq!(hall.budget, Limits::default());
    assert!(settings.model("other").is_none());
}

#[test]
fn a_file_without_models_has_none() {
    assert_eq!(Settings::parse("", Path::new("")).unwrap(), Settings::default());
}

/// A model that is right, with lines put behind it.
fn refused(lines: &str) -> String {
    let model = "[[model]]\nname = \"m\"\nkind = \"openai\"\nmodel = \"x\"\ncontext_tokens = 1\n";
    let address = if lines.contains("base_url") { "" } else { "base_url = \"http://127.0.0.1/v1\"\n" };
    Settings::parse(&format!("{model}{address}{lines}\n"), Path::new("")).unwrap_err().to_string()
}

#[test]
fn keys_that_are_not_known_are_told_with_their_place() {
    let wrong = [
        ("[[models]]\nname = \"m\"", "1:3: unknown field `models`"),
        ("[[model]]\nname = \"m\"\nkind = \"openai\"", "missing field `base_url`"),
        ("[[model]]\nname = \"m\"\nkind = \"onnx\"", "unknown variant `onnx`"),
        ("[[model]]\nname = \"m\"\nkind = \"gguf\"\nfile = \"a\"\nmodel = \"x\"", "unknown field `model`"),
        ("[[model]]\nname = \"m\"\nfile = \"a\"", "missing field `kind`"),
        ("[[model]\n", "1:9: "),
    ];
    for (text, expected) in wrong {
        let error = Settings::parse(text, Path::new("")).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert!(refused("api_key = \"sk-1\"").starts_with("1:1: unknown field `api_key`"));
    let second = format!("{EXAMPLE}\n\n[[model]]\nname = \"m\"\nkind = \"gguf\"\nfiles = \"a\"\n");
    let line = EXAMPLE.lines().count() + 3;
    let error = Settings::parse(&second, Path::new("")).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{line}:1: unknown field `files`")), "{error}");
    assert!(refused("[model.timeouts_s]\nfirst = 3").contains("unknown field `first`"));
    assert!(refused("[model.retries]\nmost = 3").contains("unknown field `most`"));
}

#[test]
fn values_that_cannot_be_meant_are_told() {
    let wrong = [
        ("base_url = \"127.0.0.1:80\"", "`base_url` is no address"),
        ("base_url = \"ftp://a/v1\"", "the scheme ftp, not http or https"),
        ("base_url = \"http://user:secret@a/v1\"", "`base_url` holds a user or password"),
        ("base_url = \"http://a/v1?key=secret\"", "`base_url` holds `?` or `#`"),
        ("proxy = \"socks5://user:secret@a:1\"", "`proxy` is no address"),
        ("api_key_env = \"A\"\napi_key_file = \"b\"", "not both"),
        ("max_response_bytes = 0", "`max_response_bytes` must be above zero"),
        ("[model.timeouts_s]\nwhole = 0", "`timeouts_s.whole` must be above 0"),
        ("[model.timeouts_s]\nconnect = nan", "`timeouts_s.connect` must be above 0"),
        ("[model.timeouts_s]\nnext_token = 1e9", "`timeouts_s.next_token` must be above 0"),
        ("[model.retries]\nattempts = 0", "`retries.attempts` must be above zero"),
        ("[model.retries]\nfirst_wait_s = -1", "`retries.first_wait_s` must be above 0"),
        ("[model.headers]\nHost = \"a\"", "the header `Host` is set by the client itself"),
        ("api_key_env = \"A\"\n[model.headers]\nAuthorization = \"a\"", "`Authorization` is set by"),
        ("[model.headers]\n\"a b\" = \"a\"", "`a b` is no name of a header"),
        ("[model.headers]\nA = \"secret\\n\"", "the value of header `A` cannot be sent"),
        ("[model.body]\nstream = false", "the field `stream` of the body"),
        ("[[model]]\nname = \"m\"\nkind = \"gguf\"\nfile = \"a\"", "two models have this name"),
        ("[[model]]\nname = \"\"\nkind = \"gguf\"\nfile = \"a\"", "a model needs a name"),
        ("[model.budget]\nsteps = 0", "model `m`: `budget.steps` must be 1 to 1000"),
        ("[model.budget]\nrounds = 2000", "`budget.rounds` must be 1 to 1000"),
        ("[model.budget]\ntokens = 0", "`budget.tokens` must be above zero"),
        ("[model.budget]\nseconds = nan", "`budget.seconds` must be above 0"),
        ("[model.budget]\nminutes = 5", "unknown field `minutes`"),
        ("[budget]\nsteps = 5000", "`budget.steps` must be 1 to 1000"),
        ("[budget]\nsteps = -1", "-1"),
        ("[audit]\ncalls = \"all\"", "unknown variant `all`"),
        ("[audit]\nprompts = \"full\"", "unknown field `prompts`"),
    ];
    let gguf = [
        ("threads = 0", "model `g`: `threads` must be"),
        ("conversations = 65", "`conversations` must be 1 to 64"),
        ("sha256 = \"9465\"", "`sha256` must be 64 hexadecimal digits"),
    ];
    for (line, expected) in gguf {
        let error = refused(&format!("[[model]]\nname = \"g\"\nkind = \"gguf\"\nfile = \"a\"\n{line}"));
        assert!(error.contains(expected), "{error}");
    }
    for (lines, expected) in wrong {
        let error = refused(lines);
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}
