//! Notes each call of a server outside in the audit log, whatever the settings keep of models: it is something that left this
//! machine's plant.

use std::sync::Arc;

use language::foreign::{ForeignCall, ForeignError, Said, Watcher};
use serde_json::{Value as Json, json};

use super::{Action, Audit, Event, hash};

/// A call is made only when it is noted on disk, and what was said is given on only then.
#[derive(Debug)]
pub struct OutsideWatcher(Arc<Audit>);

impl OutsideWatcher {
    pub fn new(audit: Arc<Audit>) -> Self {
        Self(audit)
    }

    fn note(&self, action: Action, about: &str, text: &str, whole: &Json) -> Result<(), String> {
        let digest = Some(hash(whole.to_string().as_bytes()));
        let event = Event { digest, ..Event::new(action, about, text) };
        self.0.keep(event).map_err(|problem| problem.to_string())
    }
}

impl Watcher for OutsideWatcher {
    fn calls(&self, call: &ForeignCall<'_>) -> Result<(), String> {
        let whole = json!({"tool": call.name, "arguments": call.arguments});
        let length = Json::Object(call.arguments.clone()).to_string().len();
        let text = format!("{}: {length} bytes of arguments", call.name);
        self.note(Action::OutsideAsked, call.about, &text, &whole)
    }

    fn called(&self, call: &ForeignCall<'_>, outcome: Result<&Said, &ForeignError>) -> Result<(), String> {
        let (how, whole) = match outcome {
            Ok(said) => {
                let how = if said.is_error { "an error" } else { "a text" };
                let how = format!("{how} of {} characters", said.text.chars().count() + said.left_out);
                (how, json!({"tool": call.name, "text": said.text, "left_out": said.left_out}))
            }
            Err(error) => {
                (error.fault.kind().to_owned(), json!({"tool": call.name, "error": error.to_string()}))
            }
        };
        self.note(Action::OutsideAnswered, call.about, &format!("{}: {how}", call.name), &whole)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::{Duration, Instant};

    use language::Cancel;
    use language::foreign::{Fault, Outside as _, Watched};
    use language::scripted::ScriptedOutside;

    use super::*;
    use crate::audit::{file, verify};

    fn call(outside: &Watched, name: &str) -> Result<Said, Fault> {
        let arguments = [("place".to_owned(), json!("Oslo"))].into_iter().collect();
        let until = Instant::now() + Duration::from_secs(5);
        let call = ForeignCall { name, arguments: &arguments, about: "a1", until };
        outside.call(&call, &Cancel::new()).map_err(|error| error.fault)
    }

    fn watched(state_dir: &std::path::Path) -> Watched {
        let outside = ScriptedOutside::new("weather", &["forecast"], |_, _| Ok("12 degrees".to_owned()));
        let audit = Arc::new(Audit::new(file(state_dir)));
        Watched::new(Arc::new(outside), Arc::new(OutsideWatcher::new(audit)))
    }

    #[test]
    fn every_call_stands_in_the_log_with_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let outside = watched(folder.path());
        call(&outside, "weather__forecast").unwrap();
        call(&outside, "weather__launch").unwrap_err();
        let events = crate::audit::Log::new(file(folder.path())).events().unwrap();
        let told: Vec<(Action, &str)> =
            events.iter().map(|event| (event.action, event.text.as_str())).collect();
        let expected = [
            (Action::OutsideAsked, "weather__forecast: 16 bytes of arguments"),
            (Action::OutsideAnswered, "weather__forecast: a text of 10 characters"),
            (Action::OutsideAsked, "weather__launch: 16 bytes of arguments"),
            (Action::OutsideAnswered, "weather__launch: not_there"),
        ];
        assert_eq!(told, expected);
        assert!(events.iter().all(|event| event.subject == "a1" && event.digest.is_some()));
        assert!(verify(folder.path(), None).unwrap().broken.is_none());
    }

    #[test]
    fn what_cannot_be_noted_is_not_called() {
        let folder = tempfile::tempdir().unwrap();
        // A folder stands where the log would be written.
        std::fs::create_dir(file(folder.path())).unwrap();
        assert!(matches!(call(&watched(folder.path()), "weather__forecast"), Err(Fault::NotNoted(_))));
    }
}
