//! Errors on the wire: `{code, message, help}`, and the one place where a
//! class of error becomes an HTTP status.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use plant::{ErrorClass, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What every refused request gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// `PW7004`; `GET /api/problems/{code}` explains it.
    #[schema(example = "PW7004")]
    pub code: String,
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A refused request.
#[derive(Debug)]
pub struct ApiError(pub Problem);

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Problem> for ErrorBody {
    fn from(problem: Problem) -> Self {
        let Problem { code, message, place, help } = problem;
        let message = match place {
            Some(place) => format!("{place}: {message}"),
            None => message,
        };
        Self { code, message, help }
    }
}

impl From<historian::HistorianError> for ApiError {
    fn from(error: historian::HistorianError) -> Self {
        Self(error.into())
    }
}

/// The class of a problem, by its code.
pub fn class(code: &str) -> ErrorClass {
    let number: u32 = code.strip_prefix("PW").and_then(|digits| digits.parse().ok()).unwrap_or(9001);
    match number {
        3204 => ErrorClass::Denied,
        3301 | 6221 => ErrorClass::NotFound,
        1000..=2999 | 3200..=3299 | 3302..=3399 | 5001 | 6000..=6999 => ErrorClass::BadRequest,
        3100..=3199 => ErrorClass::NotFound,
        4001 | 5003 => ErrorClass::Busy,
        5002 => ErrorClass::Denied,
        7002 | 7003 | 7043 => ErrorClass::Denied,
        7005 | 7009..=7011 | 7016 | 7019 | 7041 => ErrorClass::NotFound,
        7006 => ErrorClass::Busy,
        7000..=7089 => ErrorClass::BadRequest,
        _ => ErrorClass::Internal,
    }
}

/// The HTTP status of a class.
pub fn status(class: ErrorClass) -> StatusCode {
    match class {
        ErrorClass::BadRequest => StatusCode::BAD_REQUEST,
        ErrorClass::NotFound => StatusCode::NOT_FOUND,
        ErrorClass::Denied => StatusCode::FORBIDDEN,
        ErrorClass::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ErrorClass::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let ErrorBody { code, message, help } = self.0.into();
        let class = class(&code);
        if class == ErrorClass::Internal {
            tracing::error!(%code, %message, "request failed");
        }
        let status = match code.as_str() {
            // Some that HTTP has a name of its own for.
            "PW7007" | "PW7014" => StatusCode::PAYLOAD_TOO_LARGE,
            "PW3302" | "PW3303" | "PW3304" => StatusCode::CONFLICT,
            "PW7009" => StatusCode::METHOD_NOT_ALLOWED,
            "PW7043" => StatusCode::UNAUTHORIZED,
            _ => status(class),
        };
        let mut response = (status, Json(ErrorBody { code, message, help })).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if class == ErrorClass::Busy {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// A JSON body whose refusal is an [`ApiError`].
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(ApiError(refused_body(&rejection))),
        }
    }
}

fn refused_body(rejection: &JsonRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    let message = match rejection {
        JsonRejection::MissingJsonContentType(_) => "the body is not marked as JSON".to_owned(),
        other => other.body_text(),
    };
    Problem::new("PW7004", message)
        .help("send a JSON object with the header Content-Type: application/json; see /api/openapi.json")
}

/// The body is over the limit of its route.
pub fn too_large() -> Problem {
    Problem::new("PW7007", "the body is larger than this route takes").help("send it in smaller parts")
}

/// Parameters of the address whose refusal is an [`ApiError`].
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(ApiError(refused_query(&rejection))),
        }
    }
}

/// A part of the address's path whose refusal is an [`ApiError`].
pub struct PathPart<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned + Send> FromRequestParts<S> for PathPart<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => {
                let problem = Problem::new("PW7004", rejection.body_text());
                Err(ApiError(problem.help("write the address in UTF-8, percent-encoded")))
            }
        }
    }
}

fn refused_query(rejection: &QueryRejection) -> Problem {
    Problem::new("PW7004", rejection.body_text()).help("see /api/openapi.json for the parameters")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: u16) {
        let response = ApiError(Problem::new(code, "x")).into_response();
        assert_eq!(response.status().as_u16(), expected, "{code}");
    }

    #[test]
    fn a_code_has_one_status() {
        for (code, expected) in [
            ("PW3101", 404),
            ("PW3201", 400),
            ("PW3204", 403),
            ("PW3301", 404),
            ("PW3302", 409),
            ("PW3303", 409),
            ("PW3304", 409),
            ("PW3305", 400),
            ("PW3306", 400),
            ("PW6220", 400),
            ("PW6221", 404),
            ("PW4001", 503),
            ("PW4002", 500),
            ("PW5001", 400),
            ("PW5002", 403),
            ("PW5003", 503),
            ("PW7003", 403),
            ("PW7004", 400),
            ("PW7005", 404),
            ("PW7006", 503),
            ("PW7007", 413),
            ("PW7009", 405),
            ("PW7010", 404),
            ("PW7014", 413),
            ("PW7016", 404),
            ("PW7017", 400),
            ("PW7041", 404),
            ("PW7042", 400),
            ("PW7043", 401),
            ("PW9001", 500),
            ("nonsense", 500),
        ] {
            check(code, expected);
        }
    }

    #[test]
    fn a_busy_server_says_when_to_come_back() {
        let response = ApiError(Problem::new("PW7006", "x")).into_response();
        assert_eq!(response.headers().get(header::RETRY_AFTER).map(HeaderValue::as_bytes), Some(&b"1"[..]));
    }
}
