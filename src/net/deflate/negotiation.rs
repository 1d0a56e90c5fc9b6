//! The words in `Sec-WebSocket-Extensions`: what a client offers, what a server answers, what both then do.

use std::collections::HashSet;

use super::NAME;
use crate::{
    net::quoted::Quoted,
    transcript::reason::{Code, HasReason, Reason},
};

/// A member of a `Sec-WebSocket-Extensions` header. RFC 6455 §9.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// Its parameters in order; quotes around a value are gone.
    pub parameters: Vec<(String, Option<String>)>,
}

/// What a client offers. RFC 7692 §7.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Offer {
    /// The server shall forget each message when it has sent it.
    pub server_no_context_takeover: bool,
    /// We shall, if the server likes.
    pub client_no_context_takeover: bool,
    /// The server's window is no larger, 8 to 15.
    pub server_max_window_bits: Option<u8>,
    /// The server may ask us for a smaller window; `Some(Some(bits))` says that ours is no larger anyway.
    pub client_max_window_bits: Option<Option<u8>>,
}

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Each message of the server is compressed by itself.
    pub server_no_context_takeover: bool,
    /// Each of the client's is.
    pub client_no_context_takeover: bool,
    /// The server's window, 8 to 15.
    pub server_window_bits: u8,
    /// The client's window, 8 to 15.
    pub client_window_bits: u8,
}

/// What a server wants beyond the offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServerLimits {
    /// It compresses each message by itself.
    pub server_no_context_takeover: bool,
    /// It wants the client to do so.
    pub client_no_context_takeover: bool,
    /// It uses no larger window.
    pub server_max_window_bits: Option<u8>,
    /// It wants the client to use no larger one.
    pub client_max_window_bits: Option<u8>,
}

/// Why an answer cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeflateRule {
    /// There is no such parameter.
    #[error(
        "the server's permessage-deflate has the parameter {}, which there is not (RFC 7692 §7.1)",
        Quoted::new(name)
    )]
    UnknownParameter {
        /// Its name.
        name: String,
    },
    /// It stands there twice.
    #[error("the server's permessage-deflate has the parameter {} twice (RFC 7692 §5.2)", Quoted::new(name))]
    Twice {
        /// Its name.
        name: String,
    },
    /// Its value is none.
    #[error(
        "the server's permessage-deflate has {name}={}, which is no value that it may have (RFC 7692 §7.1)",
        Quoted::new(value)
    )]
    Value {
        /// The parameter.
        name: String,
        /// Its value.
        value: String,
    },
    /// It needs an offer.
    #[error("the server's permessage-deflate sets {name}, which was not offered (RFC 7692 §7.1)")]
    NotOffered {
        /// The parameter.
        name: &'static str,
    },
    /// It does not do what the offer asks for.
    #[error("the server accepts permessage-deflate, but not the {name} of the offer (RFC 7692 §7.1)")]
    Ignored {
        /// The parameter.
        name: &'static str,
    },
}

impl HasReason for DeflateRule {
    fn reason(&self) -> Reason {
        match self {
            Self::UnknownParameter { name } => Reason::new(Code::DeflateParameterUnknown).with("name", name),
            Self::Twice { name } => Reason::new(Code::DeflateParameterTwice).with("name", name),
            Self::Value { name, value } => {
                Reason::new(Code::DeflateValueInvalid).with("name", name).with("value", value)
            }
            Self::NotOffered { name } => Reason::new(Code::DeflateNotOffered).with("name", *name),
            Self::Ignored { name } => Reason::new(Code::DeflateIgnored).with("name", *name),
        }
    }
}

/// Why typed parameters are no offer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// It is another extension.
    #[error("only permessage-deflate can be offered, not {name:?}")]
    Name {
        /// What was typed.
        name: String,
    },
    /// A parameter is not known, has a wrong value or stands there twice.
    #[error(
        "{parameter:?} is no parameter of permessage-deflate: use server_no_context_takeover, client_no_context_takeover, \
         server_max_window_bits=8…15, client_max_window_bits or client_max_window_bits=8…15, each once"
    )]
    Parameter {
        /// What was typed.
        parameter: String,
    },
}

const SERVER_NO_CONTEXT: &str = "server_no_context_takeover";
const CLIENT_NO_CONTEXT: &str = "client_no_context_takeover";
const SERVER_BITS: &str = "server_max_window_bits";
const CLIENT_BITS: &str = "client_max_window_bits";

/// As browsers offer it.
impl Default for Offer {
    fn default() -> Self {
        Self {
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: None,
            client_max_window_bits: Some(None),
        }
    }
}

impl Offer {
    /// Reads an offer as it stands in a header; the name at its begin may be left out.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, OfferError> {
        let text = text.trim();
        let has_name = text.split(';').next().is_some_and(|first| first.trim() == NAME);
        let whole = if has_name || text.is_empty() { text.to_owned() } else { format!("{NAME};{text}") };
        let Some(extension) = parse_extensions(std::iter::once(whole.as_str())).into_iter().next() else {
            return Ok(Self { client_max_window_bits: None, ..Self::default() });
        };
        if extension.name != NAME {
            return Err(OfferError::Name { name: extension.name });
        }
        Self::try_from(&extension)
    }

    /// The offer in an extension; else the parameter that is none.
    fn of(extension: &Extension) -> Result<Self, (String, Option<String>)> {
        let mut offer = Self { client_max_window_bits: None, ..Self::default() };
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in &extension.parameters {
            let wrong = || (name.clone(), value.clone());
            if seen.contains(&name.as_str()) {
                return Err(wrong());
            }
            seen.push(name);
            let bits = || value.as_deref().and_then(window_bits).ok_or_else(wrong);
            match (name.as_str(), value) {
                (SERVER_NO_CONTEXT, None) => offer.server_no_context_takeover = true,
                (CLIENT_NO_CONTEXT, None) => offer.client_no_context_takeover = true,
                (SERVER_BITS, Some(_)) => offer.server_max_window_bits = Some(bits()?),
                (CLIENT_BITS, None) => offer.client_max_window_bits = Some(None),
                (CLIENT_BITS, Some(_)) => offer.client_max_window_bits = Some(Some(bits()?)),
                _ => return Err(wrong()),
            }
        }
        Ok(offer)
    }

    /// As it stands in the header.
    pub fn header(&self) -> String {
        let mut text = NAME.to_owned();
        let mut add = |parameter: &str| {
            text.push_str("; ");
            text.push_str(parameter);
        };
        if self.server_no_context_takeover {
            add(SERVER_NO_CONTEXT);
        }
        if self.client_no_context_takeover {
            add(CLIENT_NO_CONTEXT);
        }
        if let Some(bits) = self.server_max_window_bits {
            add(&format!("{SERVER_BITS}={bits}"));
        }
        match self.client_max_window_bits {
            Some(Some(bits)) => add(&format!("{CLIENT_BITS}={bits}")),
            Some(None) => add(CLIENT_BITS),
            None => {}
        }
        text
    }

    /// Whether an answer does what this offer asks for.
    fn check(self, answer: Self) -> Result<Agreement, DeflateRule> {
        if self.server_no_context_takeover && !answer.server_no_context_takeover {
            return Err(DeflateRule::Ignored { name: SERVER_NO_CONTEXT });
        }
        let server_window_bits = match (self.server_max_window_bits, answer.server_max_window_bits) {
            (Some(offered), Some(chosen)) if chosen <= offered => chosen,
            (Some(_), _) => return Err(DeflateRule::Ignored { name: SERVER_BITS }),
            (None, chosen) => chosen.unwrap_or(15),
        };
        let client_window_bits = match (self.client_max_window_bits, answer.client_max_window_bits.flatten()) {
            (None, Some(_)) => return Err(DeflateRule::NotOffered { name: CLIENT_BITS }),
            (Some(Some(offered)), Some(chosen)) if chosen > offered => {
                return Err(DeflateRule::Ignored { name: CLIENT_BITS });
            }
            (Some(Some(offered)), None) => offered,
            (_, chosen) => chosen.unwrap_or(15),
        };
        Ok(Agreement {
            server_no_context_takeover: answer.server_no_context_takeover,
            client_no_context_takeover: answer.client_no_context_takeover || self.client_no_context_takeover,
            server_window_bits,
            client_window_bits,
        })
    }
}

impl TryFrom<&Extension> for Offer {
    type Error = OfferError;

    fn try_from(extension: &Extension) -> Result<Self, OfferError> {
        Self::of(extension).map_err(|(name, value)| OfferError::Parameter {
            parameter: value.map_or_else(|| name.clone(), |value| format!("{name}={value}")),
        })
    }
}

impl Agreement {
    /// What a server's answer to these offers means; it fits one of them.
    ///
    /// # Errors
    /// When it fits none: what is wrong by the last one.
    pub fn of_answer(offers: &[Offer], answer: &Extension) -> Result<Self, DeflateRule> {
        let mut seen = HashSet::new();
        for (name, _) in &answer.parameters {
            if !seen.insert(name) {
                return Err(DeflateRule::Twice { name: name.clone() });
            }
        }
        let understood = Offer::of(answer).map_err(|(name, value)| {
            if [SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_BITS, CLIENT_BITS].contains(&name.as_str()) {
                DeflateRule::Value { name, value: value.unwrap_or_default() }
            } else {
                DeflateRule::UnknownParameter { name }
            }
        })?;
        if understood.client_max_window_bits == Some(None) {
            return Err(DeflateRule::Value { name: CLIENT_BITS.to_owned(), value: String::new() });
        }
        let mut rule = DeflateRule::NotOffered { name: NAME };
        for offer in offers {
            match offer.check(understood) {
                Ok(agreement) => return Ok(agreement),
                Err(broken) => rule = broken,
            }
        }
        Err(rule)
    }

    /// What a server makes of the offers in a request: the first that it can accept, and the answer's header.
    pub fn answer_to<'a>(offered: impl IntoIterator<Item = &'a str>, limits: &ServerLimits) -> Option<(Self, String)> {
        let offers = parse_extensions(offered).into_iter().filter(|extension| extension.name == NAME);
        offers.filter_map(|extension| Offer::try_from(&extension).ok()).find_map(|offer| {
            let client_bits = match (offer.client_max_window_bits, limits.client_max_window_bits) {
                // It cannot be told to use a smaller window.
                (None, Some(bits)) if bits < 15 => return None,
                (None, _) => None,
                (Some(hint), wanted) => wanted.into_iter().chain(hint).min(),
            };
            let answer = Offer {
                server_no_context_takeover: offer.server_no_context_takeover || limits.server_no_context_takeover,
                client_no_context_takeover: limits.client_no_context_takeover,
                server_max_window_bits: offer
                    .server_max_window_bits
                    .into_iter()
                    .chain(limits.server_max_window_bits)
                    .min(),
                client_max_window_bits: client_bits.map(Some),
            };
            offer.check(answer).ok().map(|agreement| (agreement, answer.header()))
        })
    }
}

/// The members of the header, over all its lines. What is no extension is left out.
pub fn parse_extensions<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Extension> {
    let members = values.into_iter().flat_map(|value| split_outside_quotes(value, ','));
    members
        .filter_map(|member| {
            let mut parts = split_outside_quotes(member, ';').into_iter().map(str::trim);
            let name = parts.next().filter(|name| !name.is_empty())?.to_owned();
            let parameters = parts.map(|part| match part.split_once('=') {
                Some((name, value)) => (name.trim().to_owned(), Some(unquoted(value.trim()))),
                None => (part.to_owned(), None),
            });
            Some(Extension { name, parameters: parameters.collect() })
        })
        .collect()
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

fn unquoted(value: &str) -> String {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| value.to_owned(), |inner| inner.replace('\\', ""))
}

/// 8 to 15, without a zero before it. RFC 7692 §7.1.2.1.
fn window_bits(text: &str) -> Option<u8> {
    text.parse().ok().filter(|bits| (8..=15).contains(bits) && !text.starts_with(['0', '+']))
}

#[cfg(test)]
mod tests;
