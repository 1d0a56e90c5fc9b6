//! Any bytes behind a head: how they are cut does not change the body, and no more of it is kept than was asked for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::net::{coding::AskedCodings, http1::head::ResponseHead, refusal_body::BodyReader};
use wirelight_fuzz::{pieces, split_input};

const HEADS: [&str; 6] = [
    "HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.1 403 No\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 3\r\n\r\n",
    "HTTP/1.1 403 No\r\nContent-Length: 40\r\n\r\n",
    "HTTP/1.1 403 No\r\nContent-Length: 18446744073709551615\r\n\r\n",
    "HTTP/1.0 403 No\r\n\r\n",
    "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n",
];

fuzz_target!(|input: &[u8]| {
    let [head, limit, rest @ ..] = input else { return };
    let Some((lengths, bytes)) = split_input(rest) else { return };
    let head = ResponseHead::parse(HEADS[usize::from(*head) % HEADS.len()].as_bytes()).expect("a head");
    let limit_bytes = usize::from(*limit) * 4;
    let cut = read(&head, limit_bytes, bytes, lengths);
    assert_eq!(cut, read(&head, limit_bytes, bytes, &[]), "the cuts matter");
    assert!(cut.0.len() <= limit_bytes.min(bytes.len()));
});

fn read(head: &ResponseHead, limit_bytes: usize, bytes: &[u8], lengths: &[u8]) -> (Vec<u8>, bool) {
    let mut reader = BodyReader::new(head, &AskedCodings::default(), limit_bytes);
    for piece in pieces(bytes, lengths) {
        reader.push(piece);
    }
    let complete = reader.is_complete();
    (reader.into_body(), complete)
}
