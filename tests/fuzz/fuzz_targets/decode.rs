//! Any bytes as a payload of each format: a tree is JSON, and what is read has its bounds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Deserialize as _;
use wirelight::{
    decode::{Content, Format, decode},
    limits::{MAX_INFLATED_BYTES, MAX_TREE_BYTES},
};

fuzz_target!(|input: &[u8]| {
    let [choice, payload @ ..] = input else { return };
    let format = Format::ALL.get(usize::from(*choice) % (Format::ALL.len() + 1)).copied();
    let decoded = decode(payload, format, &|| false);
    match decoded.content {
        Content::Nothing => {}
        Content::Tree(tree) => {
            assert!(tree.len() <= MAX_TREE_BYTES, "{} bytes", tree.len());
            let mut json = serde_json::Deserializer::from_slice(&tree);
            json.disable_recursion_limit();
            let value = serde::de::IgnoredAny::deserialize(&mut json).and_then(|_| json.end());
            assert!(value.is_ok(), "{format:?}: {}", String::from_utf8_lossy(&tree));
        }
        Content::Text(text) => assert!(std::str::from_utf8(&text).is_ok() && text.len() <= MAX_INFLATED_BYTES),
        Content::Bytes(bytes) => assert!(bytes.len() <= MAX_INFLATED_BYTES),
    }
    if let Some(fault) = decoded.fault {
        assert!(!fault.to_string().is_empty());
    }
});
