//! Messages deflated and inflated, piece by piece. RFC 7692 §7.2.

use flate2::{Compress, Compression, Decompress, DecompressError, FlushCompress, FlushDecompress, Status};

/// What the sender leaves out at the end of a message.
const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// [`TAIL`], and empty stored blocks behind it: where a message ends as it must, they inflate to nothing and change
/// nothing. Inside a block they are taken for its data, or are an error: the library does not say where it is. In 40,000
/// messages that were cut at random it took 25 of them at most, to get through the head of a block; one costs about 10 ns.
const PROBED_TAIL: [u8; 4 + 5 * PROBES] = probed_tail();

const PROBES: usize = 32;

const fn probed_tail() -> [u8; 4 + 5 * PROBES] {
    let mut bytes = [0; 4 + 5 * PROBES];
    let mut block = 0;
    while block <= PROBES {
        // Each ends with the length 0 and its complement.
        bytes[block * 5 + 2] = 0xff;
        bytes[block * 5 + 3] = 0xff;
        block += 1;
    }
    bytes
}

/// The room for output that is made at a time.
const STEP_BYTES: usize = 4 * 1024;

/// Deflates the messages of one direction.
#[derive(Debug)]
pub struct Deflater {
    compress: Compress,
    keeps_context: bool,
}

/// Inflates the messages of one direction.
#[derive(Debug)]
pub struct Inflater {
    decompress: Decompress,
    keeps_context: bool,
    /// The message that is coming has bytes.
    has_begun: bool,
}

/// Why bytes are no deflated message.
#[derive(Debug, thiserror::Error)]
pub enum InflateError {
    /// They are no DEFLATE data. RFC 1951.
    #[error("these bytes are no DEFLATE data")]
    NoData(#[from] DecompressError),
    /// They end inside a block, or without the empty one that a message ends with. RFC 7692 §7.2.1.
    #[error("the DEFLATE data does not end where its message ends (RFC 7692 §7.2.1)")]
    NoEnd,
}

impl Deflater {
    /// `None` when the window is one that the library cannot keep to (8 bits): messages then go as they are.
    pub fn new(window_bits: u8, keeps_context: bool) -> Option<Self> {
        let compress = (9..=15)
            .contains(&window_bits)
            .then(|| Compress::new_with_window_bits(Compression::default(), false, window_bits))?;
        Some(Self { compress, keeps_context })
    }

    /// Appends a piece of a message, deflated.
    pub fn push(&mut self, mut piece: &[u8], ends_message: bool, out: &mut Vec<u8>) {
        let begin = out.len();
        loop {
            out.reserve(STEP_BYTES.max(piece.len() / 4));
            let before = self.compress.total_in();
            // The room was made above; a sync flush has no other way to fail.
            let status = self.compress.compress_vec(piece, out, FlushCompress::Sync);
            let taken = (self.compress.total_in() - before) as usize;
            piece = &piece[taken..];
            if piece.is_empty() && out.len() < out.capacity() || status.is_err() {
                break;
            }
        }
        if ends_message {
            if out[begin..].ends_with(&TAIL) {
                out.truncate(out.len() - TAIL.len());
            }
            if out.len() == begin {
                // RFC 7692 §7.2.3.6.
                out.push(0);
            }
            if !self.keeps_context {
                self.compress.reset();
            }
        }
    }
}

impl Inflater {
    /// Inflates what was compressed with a window of any size.
    pub fn new(keeps_context: bool) -> Self {
        Self { decompress: Decompress::new(false), keeps_context, has_begun: false }
    }

    /// Appends what a piece of a message inflates to. A piece of n bytes inflates to about 1032 n at most.
    ///
    /// # Errors
    /// When these are no deflated bytes.
    pub fn push(&mut self, mut piece: &[u8], out: &mut Vec<u8>) -> Result<(), InflateError> {
        self.has_begun |= !piece.is_empty();
        loop {
            out.reserve(STEP_BYTES.max(piece.len() * 3));
            let before = (self.decompress.total_in(), out.len());
            let status = self.decompress.decompress_vec(piece, out, FlushDecompress::None)?;
            let taken = (self.decompress.total_in() - before.0) as usize;
            piece = &piece[taken..];
            if status == Status::StreamEnd {
                // A block with its final bit set ends the stream, but not the message. RFC 7692 §7.2.3.5.
                self.decompress.reset(false);
            } else if out.len() < out.capacity() && piece.is_empty() || taken == 0 && out.len() == before.1 {
                return Ok(());
            }
            if piece.is_empty() && status == Status::StreamEnd {
                return Ok(());
            }
        }
    }

    /// Ends a message: what comes next is another one. A message without a byte is taken for an empty one.
    ///
    /// # Errors
    /// When the message ends elsewhere than its data: what follows could not be inflated.
    pub fn finish(&mut self) -> Result<(), InflateError> {
        if std::mem::take(&mut self.has_begun) {
            let before = (self.decompress.total_in(), self.decompress.total_out());
            let status = self.decompress.decompress(&PROBED_TAIL, &mut [0; 1], FlushDecompress::None)?;
            let taken = (self.decompress.total_in() - before.0) as usize;
            let is_silent = self.decompress.total_out() == before.1;
            if status == Status::StreamEnd || taken < PROBED_TAIL.len() || !is_silent {
                return Err(InflateError::NoEnd);
            }
        }
        if !self.keeps_context {
            self.decompress.reset(false);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn deflate(deflater: &mut Deflater, message: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        deflater.push(message, true, &mut out);
        out
    }

    fn inflate(inflater: &mut Inflater, wire: &[u8], step: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in wire.chunks(step.max(1)) {
            inflater.push(piece, &mut out).expect("deflated bytes");
        }
        inflater.finish().expect("deflated bytes");
        out
    }

    #[test]
    fn the_examples_of_the_standard_are_understood() {
        let mut inflater = Inflater::new(true);
        let hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        assert_eq!(inflate(&mut inflater, &hello, 3), b"Hello");
        // With the window of the message before. RFC 7692 §7.2.3.2.
        assert_eq!(inflate(&mut inflater, &[0xf2, 0x00, 0x11, 0x00, 0x00], 9), b"Hello");
        // Not compressed, final bit set, two blocks. §7.2.3.3 to §7.2.3.5.
        for wire in [
            &[0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00][..],
            &[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00],
            &[0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00],
        ] {
            assert_eq!(inflate(&mut Inflater::new(false), wire, 2), b"Hello", "{wire:?}");
        }
        assert_eq!(inflate(&mut Inflater::new(true), &[0x00], 1), b"");
        assert_eq!(PROBED_TAIL[..9], [0, 0, 0xff, 0xff, 0, 0, 0, 0xff, 0xff]);
    }

    fn is_message(inflater: &mut Inflater, wire: &[u8]) -> bool {
        inflater.push(wire, &mut Vec::new()).and_then(|()| inflater.finish()).is_ok()
    }

    #[test]
    fn data_that_ends_elsewhere_than_its_message_is_refused_with_it() {
        let hello = &[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00][..];
        for (wire, why) in [
            (&hello[..6], "the empty block is not begun"),
            (&hello[..3], "inside a block"),
            (&[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], "a final block and nothing behind it"),
            (&[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06], "a final block and what is no block behind it"),
            (&[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf2, 0x48], "a final block and half of one behind it"),
            (&[0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65], "inside a stored block"),
            (&[0x00, 0xff], "inside the head of a stored block"),
            (&[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff], "the tail is not left out"),
        ] {
            for keeps_context in [true, false] {
                let mut inflater = Inflater::new(keeps_context);
                assert_eq!(inflate(&mut inflater, hello, 9), b"Hello");
                assert!(!is_message(&mut inflater, wire), "{why}");
            }
        }
        // Without a byte there is nothing that could end wrong.
        let mut inflater = Inflater::new(true);
        assert!(is_message(&mut inflater, b"") && is_message(&mut inflater, hello));
    }

    #[test]
    fn an_empty_message_is_one_byte_and_a_window_of_8_bits_is_not_to_be_had() {
        let mut deflater = Deflater::new(15, true).expect("a window");
        assert_eq!(deflate(&mut deflater, b""), [0]);
        assert!(deflate(&mut deflater, &[b'a'; 1000]).len() < 30);
        assert!(Deflater::new(8, true).is_none() && Deflater::new(16, true).is_none());
    }

    #[test]
    fn noise_is_refused() {
        let mut out = Vec::new();
        assert!(Inflater::new(true).push(&[0xff; 40], &mut out).is_err());
    }

    proptest! {
        #[test]
        fn what_was_deflated_is_inflated(
            messages in prop::collection::vec(prop::collection::vec(0..4_u8, 0..3_000), 1..5),
            bits in 9..=15_u8,
            keeps_context in any::<bool>(),
            step in 1..500_usize,
        ) {
            let mut deflater = Deflater::new(bits, keeps_context).expect("a window");
            let mut inflater = Inflater::new(keeps_context);
            for message in messages {
                let mut wire = Vec::new();
                let half = message.len() / 2;
                deflater.push(&message[..half], false, &mut wire);
                deflater.push(&message[half..], true, &mut wire);
                prop_assert_eq!(inflate(&mut inflater, &wire, step), message);
            }
        }

        #[test]
        fn a_message_that_is_cut_is_refused_and_not_the_next_one(
            message in prop::collection::vec(prop_oneof![4 => b'a'..b'f', 1 => b' '..b'~'], 1..6_000),
            cut in any::<prop::sample::Index>(),
        ) {
            let wire = deflate(&mut Deflater::new(15, true).expect("a window"), &message);
            let cut = 1 + cut.index(wire.len() - 1);
            let mut inflater = Inflater::new(true);
            prop_assert!(!is_message(&mut inflater, &wire[..cut]), "{cut} of {} bytes", wire.len());
        }

        #[test]
        fn no_bytes_make_it_panic_or_restore_to_too_much(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut out = Vec::new();
            Inflater::new(true).push(&bytes, &mut out).ok();
            prop_assert!(out.len() <= bytes.len() * 1100 + 64);
        }
    }
}
