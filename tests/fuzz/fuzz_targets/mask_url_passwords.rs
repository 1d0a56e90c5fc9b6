//! Any text around a password in a URL: it does not come through, and what is masked stays as it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::transcript::secrets::mask_url_passwords;

const PASSWORD: &str = "hunter2hunter2";

fuzz_target!(|input: (u8, &str, &str, &str)| {
    let (form, before, user, behind) = input;
    let once = mask_url_passwords(before);
    assert_eq!(mask_url_passwords(&once), once, "masked again");
    // What ends an authority, or opens one, makes it another text.
    let has_it_already = [before, user, behind].iter().any(|text| text.contains(PASSWORD));
    if has_it_already || user.contains(is_end) || user.contains([':', '@']) {
        return;
    }
    // A word before it may be a longer user; one that ends is none.
    let gap = [" ", "\"", "<", "\n"][usize::from(form) % 4];
    let scheme = ["http", "ws", "socks5h", "ftp"][usize::from(form >> 2) % 4];
    let text = format!("{before}{gap}{scheme}://{user}:{PASSWORD}@host{behind}");
    let masked = mask_url_passwords(&text);
    assert!(!masked.contains(PASSWORD), "{text} -> {masked}");
});

fn is_end(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"'<>\\/?#`".contains(c)
}
