//! The icons of our subset of Material Symbols Rounded, by code point.

/// An icon: one character of the icon font.
pub type Icon = &'static str;

macro_rules! icons {
    ($($name:ident $code:literal,)*) => {
        $(#[doc = stringify!($name)] pub const $name: Icon = $code;)*

        /// Every icon that the font must have.
        pub const ALL: &[Icon] = &[$($name,)*];
    };
}

icons! {
    ADD "\u{e145}",
    ARROW_DOWN "\u{e5db}",
    ARROW_UP "\u{e5d8}",
    ATTACH "\u{e226}",
    BOLT "\u{ea0b}",
    CANCEL "\u{e888}",
    CHECK "\u{e668}",
    CHEVRON_DOWN "\u{e5cf}",
    CHEVRON_RIGHT "\u{e5cc}",
    CLEAR_LIST "\u{e16c}",
    CLOSE "\u{e5cd}",
    CLOUD_UPLOAD "\u{e2c3}",
    COPY "\u{e14d}",
    DELETE "\u{e92e}",
    DOWNLOAD "\u{f090}",
    ERROR "\u{f8b6}",
    FILE "\u{e873}",
    FOLDER "\u{e2c8}",
    FOLLOW "\u{e258}",
    HARD_DRIVE "\u{f80e}",
    HOURGLASS "\u{ea5b}",
    INFO "\u{e88e}",
    KEY "\u{e73c}",
    LINK "\u{e250}",
    LOCK "\u{e899}",
    LOCK_OPEN "\u{e898}",
    MOON "\u{e51c}",
    MORE "\u{e5d4}",
    OPEN_OUTSIDE "\u{e89e}",
    PAUSE "\u{e034}",
    PLAY "\u{e037}",
    POWER "\u{f8c7}",
    PUBLISH "\u{e255}",
    REFRESH "\u{e5d5}",
    REPLAY "\u{e042}",
    SAVE "\u{e161}",
    SCHEDULE "\u{efd6}",
    SEARCH "\u{ef7a}",
    SEND "\u{e163}",
    SETTINGS "\u{e8b8}",
    SSE "\u{e0e5}",
    STOP "\u{e047}",
    SUN "\u{e518}",
    SYSTEM_THEME "\u{eb37}",
    TRANSLATE "\u{e8e2}",
    UPLOAD_FILE "\u{e9fc}",
    VISIBLE "\u{e8f4}",
    INVISIBLE "\u{e8f5}",
    WARNING "\u{f083}",
    WEB_SOCKET "\u{ea18}",
}
