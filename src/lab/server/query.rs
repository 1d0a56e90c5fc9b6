//! Reads the parameters of a lab URL.
//!
//! Each reader's error is the answer: 400 with a sentence that names the parameter, its value and what was expected.

use std::{fmt::Write as _, ops::RangeInclusive};

use http::{StatusCode, Uri};

use super::refusal::Refusal;

/// The longest wait that can be asked for: a day, in milliseconds.
pub(in crate::lab) const LONGEST_MILLIS: u64 = 86_400_000;

/// The query of a URL, decoded. Names that an endpoint does not know are ignored, so `?random=…` does no harm.
#[derive(Debug)]
pub(in crate::lab) struct Params(Vec<(String, String)>);

impl Params {
    /// The parameters of a request's target.
    pub(in crate::lab) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The first value of that name.
    pub(in crate::lab) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of that name, `default` where there is none; it has at most `most_bytes`.
    pub(in crate::lab) fn short_text<'a>(
        &'a self,
        name: &str,
        default: &'a str,
        most_bytes: usize,
    ) -> Result<&'a str, Refusal> {
        let text = self.text(name).unwrap_or(default);
        if text.len() > most_bytes {
            return Err(bad_value(name, text, &format!("at most {most_bytes} bytes, not {}", text.len())));
        }
        Ok(text)
    }

    /// A whole number within `range`; `unit` is said in the sentence when it is not.
    pub(in crate::lab) fn number(
        &self,
        name: &str,
        default: u64,
        range: RangeInclusive<u64>,
        unit: &str,
    ) -> Result<u64, Refusal> {
        let Some(text) = self.text(name) else { return Ok(default) };
        plain_number(text).filter(|number| range.contains(number)).ok_or_else(|| {
            let (low, high) = (range.start(), range.end());
            bad_value(name, text, &format!("a whole number of {unit} from {low} to {high}"))
        })
    }

    /// A wait in milliseconds, at least `shortest`.
    pub(in crate::lab) fn millis(&self, name: &str, default: u64, shortest: u64) -> Result<u64, Refusal> {
        self.number(name, default, shortest..=LONGEST_MILLIS, "milliseconds")
    }

    /// `true` or `false`; false when it is not there.
    pub(in crate::lab) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        self.flag_or(name, false)
    }

    /// `true` or `false`, also said as `on` and `off`.
    pub(in crate::lab) fn flag_or(&self, name: &str, default: bool) -> Result<bool, Refusal> {
        match self.text(name) {
            None => Ok(default),
            Some("false" | "0" | "off") => Ok(false),
            Some("true" | "1" | "on") => Ok(true),
            Some(text) => Err(bad_value(name, text, "true or false")),
        }
    }

    /// A status that ends a request: 200 to 599.
    pub(in crate::lab) fn status(&self, name: &str, default: StatusCode) -> Result<StatusCode, Refusal> {
        let Some(text) = self.text(name) else { return Ok(default) };
        plain_number(text)
            .filter(|number| (200..=599).contains(number))
            .and_then(|number| StatusCode::from_u16(number as u16).ok())
            .ok_or_else(|| bad_value(name, text, "a status from 200 to 599"))
    }
}

/// The sentence for a parameter that makes no sense.
pub(in crate::lab) fn bad_value(name: &str, value: &str, expected: &str) -> Refusal {
    Refusal::bad_request(format!("The parameter {name} is \"{}\": expected {expected}.", shortened(value)))
}

/// Digits only: no sign, no space, no fraction.
pub(in crate::lab) fn plain_number(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// At most 100 characters, none of them a control character: what is quoted in a sentence. What is missing is counted.
pub(in crate::lab) fn shortened(value: &str) -> String {
    let mut chars = value.chars().filter(|c| !c.is_control());
    let mut text: String = chars.by_ref().take(100).collect();
    let missing = chars.count();
    if missing > 0 {
        // Writing to a string cannot fail.
        write!(text, "… ({missing} characters more)").ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;

    use super::*;

    fn params(query: &str) -> Params {
        Params::of(&format!("/x?{query}").parse().expect("a target"))
    }

    #[test]
    fn a_missing_parameter_takes_its_default_and_unknown_ones_are_ignored() {
        let params = params("random=0.5&count=7");
        assert_eq!(params.number("count", 1, 0..=10, "messages"), Ok(7));
        assert_eq!(params.number("size", 64, 0..=100, "bytes"), Ok(64));
        assert_eq!(params.flag("binary"), Ok(false));
    }

    #[test]
    fn values_that_make_no_sense_are_refused_with_name_value_and_expectation() {
        for query in
            ["every=abc", "every=", "every=-1", "every=0", "every=1.5", "every=86400001", "every=%2B5", "every=1%20"]
        {
            let refusal = params(query).millis("every", 1000, 1).expect_err(query);
            let text = format!("{refusal:?}");
            assert!(text.contains("every") && text.contains("from 1 to 86400000"), "{text}");
            assert_eq!(refusal.into_response().status(), 400);
        }
        assert!(params("every=99999999999999999999999").millis("every", 1, 1).is_err());
        assert!(params("binary=yes").flag("binary").is_err());
        for code in ["199", "600", "1000", "abc", ""] {
            assert!(params(&format!("code={code}")).status("code", StatusCode::OK).is_err(), "{code}");
        }
        assert_eq!(params("code=299").status("code", StatusCode::OK).map(|code| code.as_u16()), Ok(299));
    }
}
