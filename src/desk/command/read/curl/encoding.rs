//! What of a value must be written as `%XX` in an address or a form.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a user and a password may not hold in a URL. URL Standard, userinfo percent-encode set.
const USER_INFO: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b';')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// `name:password` as it stands in a URL.
pub(super) fn encoded_user(user: &str) -> String {
    utf8_percent_encode(user, USER_INFO).to_string()
}

/// A value as a form sends it. curl's own: letters, digits and `-._~` stay.
pub(super) fn encoded_value(value: &str) -> String {
    const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(value, FORM).to_string()
}
