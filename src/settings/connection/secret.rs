//! What of a connection is secret: the values of secret headers, logins, cookies, and passwords in addresses.

use std::ops::Range;

use super::{Connection, scalar_text};
use crate::transcript::secrets::{MASK, Secrets, mask_url};

/// Flags whose values are secret as a whole.
const SECRET_FLAGS: [&str; 2] = ["bearer", "cookie"];

/// Flags whose values are addresses, which may hold a password.
const ADDRESS_FLAGS: [&str; 2] = ["proxy", "publish-url"];

impl Connection {
    /// The same without what is secret; [`Self::secret`] lists what was left out. A value that is only a variable
    /// (`{{token}}`) is none: it stays.
    #[must_use]
    pub fn without_secrets(mut self, secrets: &Secrets) -> Self {
        let mut left_out = std::mem::take(&mut self.secret);
        let mut leave_out = |name: String| {
            if !left_out.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
                left_out.push(name);
            }
        };
        self.headers.retain(|(name, value)| {
            let is_secret = secrets.is_secret_header(name) && !value.is_empty() && !names_variables_only(value);
            if is_secret {
                leave_out(name.clone());
            }
            !is_secret
        });
        for flag in SECRET_FLAGS {
            if self.settings.get(flag).is_some_and(|value| !all_variables(value)) {
                self.settings.remove(flag);
                leave_out(format!("--{flag}"));
            }
        }
        if let Some((user, password)) = self.text("user").as_deref().and_then(|user| user.split_once(':'))
            && !password.is_empty()
            && !names_variables_only(password)
        {
            self.set("user", user);
            leave_out("--user".to_owned());
        }
        for flag in ADDRESS_FLAGS {
            if let Some(without) = self.text(flag).and_then(|address| without_password(&address)) {
                self.set(flag, without);
                leave_out(format!("--{flag}"));
            }
        }
        if let Some(without) = without_password(&self.url) {
            self.url = without;
            leave_out("url".to_owned());
        }
        self.secret = left_out;
        self
    }

    /// What was left out and has not been given again: no connect without it, and never with an empty value.
    pub fn missing_secrets(&self) -> Vec<&str> {
        self.secret.iter().map(String::as_str).filter(|name| self.lacks(name)).collect()
    }

    fn lacks(&self, name: &str) -> bool {
        match name.strip_prefix("--") {
            Some("user") => {
                self.text("user").is_none_or(|user| user.split_once(':').is_none_or(|(_, word)| word.is_empty()))
            }
            Some(flag) if ADDRESS_FLAGS.contains(&flag) => {
                !self.text(flag).is_some_and(|address| has_password(&address))
            }
            Some(flag) => !self.settings.contains_key(flag),
            None if name == "url" => !has_password(&self.url),
            None => self.header(name).is_none_or(str::is_empty),
        }
    }
}

/// Whether a text is nothing but `{{name}}`s, with a scheme of a login in front at most (`Bearer {{token}}`).
fn names_variables_only(text: &str) -> bool {
    let mut rest = text.trim();
    if let Some((scheme, value)) = rest.split_once(' ')
        && scheme.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        rest = value.trim_start();
    }
    let mut any = false;
    while let Some((_, behind)) = rest.strip_prefix("{{").and_then(|inside| inside.split_once("}}")) {
        any = true;
        rest = behind;
    }
    any && rest.is_empty()
}

fn all_variables(value: &toml::Value) -> bool {
    match value {
        toml::Value::Array(values) => values.iter().all(all_variables),
        value => scalar_text(value).is_some_and(|text| {
            let (_, secret) = text.split_once('=').unwrap_or(("", &text));
            names_variables_only(secret)
        }),
    }
}

/// The address without its password, if it has one that is no variable.
fn without_password(address: &str) -> Option<String> {
    let Some(place) = password_place(address) else {
        // It may hold one all the same: what is no URL yet is hidden rather too far.
        return has_password(address).then(|| mask_url(address).replace(&format!(":{MASK}@"), "@"));
    };
    if names_variables_only(&address[place.clone()]) {
        return None;
    }
    Some(format!("{}{}", &address[..place.start - 1], &address[place.end..]))
}

/// Where the password of a URL stands. URL Standard, §4.4: up to the last `@` before the path.
fn password_place(address: &str) -> Option<Range<usize>> {
    let start = address.find("://")? + 3;
    let length = address[start..].find(['/', '?', '#', '\\']).unwrap_or(address.len() - start);
    let user_info = &address[start..start + address[start..start + length].rfind('@')?];
    let colon = user_info.find(':')?;
    Some(start + colon + 1..start + user_info.len()).filter(|place| !place.is_empty())
}

fn has_password(address: &str) -> bool {
    let masked = mask_url(address);
    masked.contains(&format!(":{MASK}@"))
}
