//! The method of a request whose answer is read, as it is typed.

use http::Method;

/// Why a method cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MethodError {
    /// It is no method.
    #[error("{text:?} is not a method")]
    Invalid {
        /// What was typed.
        text: String,
        /// What RFC 9110 §9.1 does not allow in it.
        source: http::method::InvalidMethod,
    },
    /// It asks for something else than an answer with a body. Fetch §2.2.1.
    #[error("{method} does not ask for an answer with a body")]
    Forbidden {
        /// The method.
        method: Method,
    },
}

/// Reads a method; the usual ones in any case.
///
/// # Errors
/// When it is none, or one that has no answer with a body.
pub fn parse_method(text: &str) -> Result<Method, MethodError> {
    let upper = text.trim().to_ascii_uppercase();
    let usual = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "CONNECT", "TRACE"];
    let name = if usual.contains(&upper.as_str()) { upper.as_str() } else { text.trim() };
    let method =
        Method::from_bytes(name.as_bytes()).map_err(|source| MethodError::Invalid { text: text.to_owned(), source })?;
    if matches!(method, Method::CONNECT | Method::TRACE | Method::HEAD) {
        return Err(MethodError::Forbidden { method });
    }
    Ok(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_read_as_fetch_reads_them() {
        for (text, method) in [("get", "GET"), (" Post ", "POST"), ("QUERY", "QUERY"), ("patch", "PATCH")] {
            assert_eq!(parse_method(text).expect("a method"), method);
        }
        for text in ["", "two words", "CONNECT", "trace", "head"] {
            assert!(parse_method(text).is_err(), "{text}");
        }
    }
}
