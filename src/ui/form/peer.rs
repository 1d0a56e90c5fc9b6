//! The fields that all tabs have, and the way to a peer that they describe.

use serde::{Deserialize, Serialize};

use super::{connection::ConnectionForm, problem::PeerProblem};
use crate::{
    net::{
        coding::ask_for_codings,
        cookies::CookieJar,
        headers::{HeaderLine, add_missing},
        peer::PeerOptions,
    },
    ui::{headers::HeaderLines, security::SecurityForm},
};

/// What is typed there. In the settings its fields stand beside those of the protocol.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PeerForm {
    /// More header lines.
    pub headers: HeaderLines,
    /// Whether compressed answers are asked for.
    pub accepts_codings: bool,
    /// How the server is reached, and who we are there.
    pub connection: ConnectionForm,
    /// How the server is checked.
    pub security: SecurityForm,
    /// The cookies of the tab: kept over its connections, and never on disk.
    #[serde(skip)]
    pub cookies: CookieJar,
}

impl PeerForm {
    /// The way to the peer.
    ///
    /// # Errors
    /// When a field makes no sense.
    pub fn options(&self) -> Result<PeerOptions, PeerProblem> {
        let mut headers = self.headers.parse()?;
        self.add_login(&mut headers)?;
        self.add_cookies(&mut headers)?;
        if self.accepts_codings {
            ask_for_codings(&mut headers);
        }
        Ok(PeerOptions {
            headers,
            tls: self.security.tls_options()?,
            connect: self.connection.options()?,
            follows_redirects: self.connection.follows_redirects,
            cookies: if self.connection.keeps_cookies { self.cookies.clone() } else { CookieJar::off() },
            answer_timeout: self.connection.answer_timeout()?,
            ..PeerOptions::default()
        })
    }

    /// Why the login cannot be sent, if it cannot.
    pub(super) fn login_problem(&self) -> Option<PeerProblem> {
        self.add_login(&mut Vec::new()).err()
    }

    /// Why the cookies that are typed cannot be sent, if they cannot.
    pub(super) fn cookies_problem(&self) -> Option<PeerProblem> {
        self.add_cookies(&mut Vec::new()).err()
    }

    fn add_login(&self, headers: &mut Vec<HeaderLine>) -> Result<(), PeerProblem> {
        let Some(login) = self.connection.login.authorization() else { return Ok(()) };
        add_missing(headers, "Authorization", &login).map_err(PeerProblem::Login)
    }

    fn add_cookies(&self, headers: &mut Vec<HeaderLine>) -> Result<(), PeerProblem> {
        match self.connection.cookies.trim() {
            "" => Ok(()),
            cookies => add_missing(headers, "Cookie", cookies).map_err(PeerProblem::Cookies),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{
        form::{FormSection, LoginForm},
        headers::HeaderLine,
    };

    fn with(change: impl FnOnce(&mut PeerForm)) -> PeerForm {
        let mut form = PeerForm::default();
        change(&mut form);
        form
    }

    #[test]
    fn a_login_cookies_and_codings_become_headers_unless_a_line_says_them() {
        let mut form = with(|form| {
            form.connection.login =
                LoginForm { user: "us".to_owned(), password: "pw".to_owned(), ..LoginForm::default() };
            form.connection.cookies = " a=1; b=2 ".to_owned();
            form.accepts_codings = true;
        });
        let lines = |form: &PeerForm| {
            let headers = form.options().expect("options").headers;
            headers.iter().map(|line| (line.spelling().to_owned(), line.value().clone())).collect::<Vec<_>>()
        };
        let line = |name: &str, value: &'static str| (name.to_owned(), http::HeaderValue::from_static(value));
        let codings = line("Accept-Encoding", "gzip, deflate, br");
        assert_eq!(lines(&form), [line("Authorization", "Basic dXM6cHc="), line("Cookie", "a=1; b=2"), codings]);
        let typed = |name: &str| HeaderLine { name: name.to_owned(), value: "mine".to_owned() };
        form.headers = HeaderLines(vec![typed("authorization"), typed("cookie"), typed("accept-encoding")]);
        let mine = ["authorization", "cookie", "accept-encoding"].map(|name| line(name, "mine"));
        assert_eq!(lines(&form), mine);
    }

    #[test]
    fn what_makes_no_sense_is_told_where_it_can_be_mended() {
        let header = HeaderLine { name: "a b".to_owned(), value: String::new() };
        for (form, section) in [
            (with(|form| form.headers = HeaderLines(vec![header])), FormSection::Headers),
            (with(|form| form.connection.proxy = "ftp://h".to_owned()), FormSection::Connection),
            (with(|form| form.connection.timeout_seconds = "0".to_owned()), FormSection::Connection),
            (with(|form| form.connection.answer_timeout_seconds = "soon".to_owned()), FormSection::Connection),
            (with(|form| form.connection.cookies = "a=\u{1}".to_owned()), FormSection::Cookies),
            (with(|form| form.connection.login.bearer = "a\u{1}".to_owned()), FormSection::Security),
            (with(|form| form.security.pin = "00".to_owned()), FormSection::Security),
        ] {
            let problem = form.options().expect_err("a problem");
            assert_eq!(problem.section::<()>(), Some(section), "{problem}");
        }
    }

    #[test]
    fn what_is_secret_is_not_saved_and_older_settings_are_read() {
        for (proxy, kept) in [
            ("http://u:hush@h:1", "http://u@h:1/"),
            ("u:hush@h:1", "http://u@h:1/"),
            ("socks5://h:1", "socks5://h:1"),
            ("u:hush@", ""),
        ] {
            let form = with(|form| {
                form.connection.proxy = proxy.to_owned();
                let [password, bearer] = ["hush", "hush"].map(str::to_owned);
                form.connection.login = LoginForm { user: "name".to_owned(), password, bearer };
                form.connection.cookies = "a=hush".to_owned();
            });
            let text = toml::to_string(&form).expect("serialised");
            assert!(!text.contains("hush"), "{text}");
            let back: PeerForm = toml::from_str(&text).expect("parsed");
            assert_eq!((back.connection.proxy.as_str(), back.connection.login.user.as_str()), (kept, "name"));
        }
        let older = "accepts_codings = true\n[connection]\nproxy = \"h:1\"\nuser = \"me\"\nfollows_redirects = true\n\
                     [security]\nextra_ca = \"a.pem\"\n";
        let form: PeerForm = toml::from_str(older).expect("parsed");
        assert!(form.accepts_codings && form.connection.follows_redirects);
        assert_eq!((form.connection.login.user.as_str(), form.security.extra_ca.as_str()), ("me", "a.pem"));
    }
}
