//! Bodies in content codings, as servers make them: whole, and flushed piece by piece.

use std::io::Write;

use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};

/// One GiB of zeros in `br`, 1.6 KB.
pub(crate) const BROTLI_BOMB: &[u8] = include_bytes!("zeros_1_gib.br");

/// A whole body in gzip.
pub(crate) fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_ref()).expect("memory");
    encoder.finish().expect("memory")
}

/// A whole body in `br`.
pub(crate) fn brotli(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 4096, 5, 18).write_all(content.as_ref()).expect("memory");
    out
}

/// A whole body in `deflate`, in zlib's frame.
pub(crate) fn zlib(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_ref()).expect("memory");
    encoder.finish().expect("memory")
}

/// These texts in one coded body, each flushed: piece `n` makes text `n` readable.
pub(crate) fn flushed(coding: &str, texts: &[&str]) -> Vec<Vec<u8>> {
    match coding {
        "gzip" => pieces(
            GzEncoder::new(Vec::new(), Compression::default()),
            texts,
            |encoder| encoder.get_ref().len(),
            |encoder| encoder.finish().expect("memory"),
        ),
        "deflate" => pieces(
            DeflateEncoder::new(Vec::new(), Compression::default()),
            texts,
            |encoder| encoder.get_ref().len(),
            |encoder| encoder.finish().expect("memory"),
        ),
        _ => pieces(
            brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22),
            texts,
            |encoder| encoder.get_ref().len(),
            brotli::CompressorWriter::into_inner,
        ),
    }
}

/// The last piece has the coding's end as well.
fn pieces<W: Write>(mut encoder: W, texts: &[&str], length: fn(&W) -> usize, finish: fn(W) -> Vec<u8>) -> Vec<Vec<u8>> {
    let mut ends = Vec::new();
    for text in texts {
        encoder.write_all(text.as_bytes()).expect("memory");
        encoder.flush().expect("memory");
        ends.push(length(&encoder));
    }
    let whole = finish(encoder);
    if let Some(last) = ends.last_mut() {
        *last = whole.len();
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, &end)| whole[start..end].to_vec()).collect()
}
