//! `/ws/illegal`: what a good server must not send, byte for byte.

use futures_util::SinkExt as _;
use http::request::Parts;
use tokio::io::AsyncWriteExt as _;
use tokio_tungstenite::tungstenite::Error;

use super::{
    super::server::{Params, Refusal, bad_value},
    behavior::{Behavior, Ending},
    compression::Compression,
    socket::{Socket, echo, next_message},
};
use crate::{
    limits::MAX_LAB_COUNT,
    net::{
        deflate::Deflater,
        tap::{apply_mask, header},
    },
};

/// What a block of the bomb inflates to, and how many blocks there are: 4 GiB in all.
const BOMB_BLOCK_BYTES: usize = 1024 * 1024;
const BOMB_BLOCKS: usize = 4096;

/// Blocks in a frame of the bomb, which then has less than 1 MiB.
const BLOCKS_A_FRAME: usize = 512;

macro_rules! kinds {
    ($($variant:ident $name:literal,)*) => {
        /// What is sent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $($variant,)* }

        impl Kind {
            const ALL: &'static [(&'static str, Self)] = &[$(($name, Self::$variant),)*];
        }
    };
}

kinds! {
    BadUtf8 "badUtf8",
    BadUtf8Fragmented "badUtf8Fragmented",
    ReservedBits "reservedBits",
    Rsv1 "rsv1",
    Rsv2 "rsv2",
    Rsv3 "rsv3",
    ReservedOpcode "reservedOpcode",
    ReservedControl "reservedControl",
    Masked "masked",
    OversizedControl "oversizedControl",
    FragmentedControl "fragmentedControl",
    Continuation "continuation",
    Unfinished "unfinished",
    CloseCode "closeCode",
    CloseOneByte "closeOneByte",
    CloseBadUtf8 "closeBadUtf8",
    CloseLongReason "closeLongReason",
    LengthNotMinimal "lengthNotMinimal",
    Length63Bit "length63bit",
    Truncated "truncated",
    AfterClose "afterClose",
    BadDeflate "badDeflate",
    Bomb "bomb",
}

/// What is sent after how many good echoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Illegal {
    kind: Kind,
    code: u16,
    after: u64,
}

impl Behavior for Illegal {
    /// `kind`, `code` and `after` of a query.
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        let text = params.text("kind").unwrap_or("reservedBits");
        let kind = Kind::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind).ok_or_else(|| {
            let names: Vec<&str> = Kind::ALL.iter().map(|(name, _)| *name).collect();
            bad_value("kind", text, &format!("one of {}", names.join(", ")))
        })?;
        let code = params.number("code", 1005, 0..=65_535, "a close code")? as u16;
        let illegal = Self { kind, code, after: params.number("after", 0, 0..=MAX_LAB_COUNT, "messages")? };
        if illegal.needs_deflate() && illegal.after > 0 {
            let expected = "0: a compressed kind is sent at once";
            return Err(bad_value("after", &illegal.after.to_string(), expected));
        }
        Ok(illegal)
    }

    fn needs_deflate(&self) -> bool {
        matches!(self.kind, Kind::BadDeflate | Kind::Bomb)
    }

    /// The bytes of a compressed kind are as they are; any other kind is none of compression's business.
    fn compression(&self, _params: &Params) -> Result<Compression, Refusal> {
        Ok(if self.needs_deflate() { Compression::as_offered() } else { Compression::default() })
    }

    /// Echoes so many messages, then sends what must not be sent, and waits for what the client makes of it.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        for _ in 0..self.after {
            let Some(message) = next_message(socket).await? else { return Ok(Ending::Peer) };
            echo(socket, message).await?;
            socket.flush().await?;
        }
        socket.flush().await?;
        let Some(stream) = socket.get_mut().tap() else { return Ok(Ending::Peer) };
        if self.kind == Kind::Bomb {
            let block = bomb_block();
            for number in 0..BOMB_BLOCKS / BLOCKS_A_FRAME {
                let first =
                    if number == 0 { 0x42 } else { 0 } | u8::from((number + 1) * BLOCKS_A_FRAME == BOMB_BLOCKS) << 7;
                stream.write_all(&header(first, None, block.len() * BLOCKS_A_FRAME)).await?;
                for _ in 0..BLOCKS_A_FRAME {
                    stream.write_all(&block).await?;
                }
            }
        } else {
            stream.write_all(&self.bytes()).await?;
        }
        stream.flush().await?;
        Ok(if self.kind == Kind::Truncated { Ending::Drop } else { Ending::Peer })
    }
}

impl Illegal {
    fn bytes(self) -> Vec<u8> {
        match self.kind {
            Kind::BadUtf8 => frame(0x81, b"not UTF-8: \xc3\x28"),
            Kind::BadUtf8Fragmented => [frame(0x01, b"cut in two: \xc3"), frame(0x80, b"\x28")].concat(),
            Kind::ReservedBits => frame(0xf1, b"all three reserved bits"),
            Kind::Rsv1 => frame(0xc1, b"RSV1"),
            Kind::Rsv2 => frame(0xa1, b"RSV2"),
            Kind::Rsv3 => frame(0x91, b"RSV3"),
            Kind::ReservedOpcode => frame(0x83, b"opcode 3"),
            Kind::ReservedControl => frame(0x8b, b"opcode 11"),
            Kind::Masked => {
                let mut payload = b"masked by a server".to_vec();
                apply_mask(&mut payload, *b"mask", 0);
                [&header(0x81, Some(*b"mask"), payload.len())[..], &payload].concat()
            }
            Kind::OversizedControl => frame(0x89, &[b'p'; 126]),
            Kind::FragmentedControl => [frame(0x09, b"a ping "), frame(0x80, b"in two")].concat(),
            Kind::Continuation => frame(0x80, b"of nothing"),
            Kind::Unfinished => [frame(0x01, b"a message "), frame(0x81, b"inside another")].concat(),
            Kind::CloseCode => frame(0x88, &[&self.code.to_be_bytes()[..], b"on purpose"].concat()),
            Kind::CloseOneByte => frame(0x88, &[0x03]),
            Kind::CloseBadUtf8 => frame(0x88, b"\x03\xe8\xff"),
            Kind::CloseLongReason => frame(0x88, &[&1000_u16.to_be_bytes()[..], &[b'r'; 130]].concat()),
            Kind::LengthNotMinimal => [&b"\x81\x7e\x00\x05"[..], b"hello"].concat(),
            Kind::Length63Bit => [&b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"[..], b"not so much"].concat(),
            Kind::Truncated => [&b"\x81\x32"[..], b"fifty bytes were announced"].concat(),
            Kind::AfterClose => [frame(0x88, b"\x03\xe8"), frame(0x81, b"too late")].concat(),
            Kind::BadDeflate => frame(0xc1, &[0xff; 30]),
            Kind::Bomb => Vec::new(),
        }
    }
}

fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [&header(first, None, payload.len())[..], payload].concat()
}

/// Zeros compressed so that the block can follow itself: it refers to nothing but zeros.
fn bomb_block() -> Vec<u8> {
    let mut block = Vec::new();
    if let Some(mut deflater) = Deflater::new(15, true) {
        deflater.push(&vec![0; BOMB_BLOCK_BYTES], false, &mut block);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::deflate::Inflater;

    #[test]
    fn a_block_of_the_bomb_can_follow_itself_and_a_frame_stays_below_its_limit() {
        let block = bomb_block();
        assert!(block.len() * BLOCKS_A_FRAME < 1024 * 1024, "{}", block.len());
        let mut zeros = Vec::new();
        let mut inflater = Inflater::new(true);
        for _ in 0..2 {
            inflater.push(&block, &mut zeros).expect("compressed bytes");
        }
        assert_eq!(zeros.len(), 2 * BOMB_BLOCK_BYTES);
    }
}
