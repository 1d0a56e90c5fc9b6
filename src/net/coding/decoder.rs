//! The codings of one body, one on top of the other, with the limits of what may come out. Sans-IO.

use bytes::{Buf as _, Bytes};

use super::{CodingFault, ContentCoding, brotli::Brotli, deflate::Deflate, gzip::Gzip, step::Step};
use crate::limits::{FREE_DECODED_BYTES, MAX_DECODED_FACTOR};

/// The most that is handed out at a time.
const MAX_PIECE_BYTES: usize = 64 * 1024;

/// The least room that is made for a piece.
const LEAST_PIECE_BYTES: usize = 4 * 1024;

/// Steps in which a layer neither takes nor makes anything: more than the end of a stream needs would be for ever.
const MAX_IDLE_STEPS: usize = 4;

/// Takes the codings of one body off. After a fault it is not to be asked again.
#[derive(Debug, Default)]
pub struct ContentDecoder {
    /// The coding that was applied last stands first. None: pieces go through as they are.
    layers: Vec<Layer>,
    /// Coded bytes that nothing has taken yet.
    waiting: Bytes,
}

#[derive(Debug)]
struct Layer {
    coding: ContentCoding,
    engine: Engine,
    /// What came out of the layer before.
    input: Bytes,
    taken_bytes: u64,
    made_bytes: u64,
    /// What it says next.
    fault: Option<CodingFault>,
}

#[derive(Debug)]
enum Engine {
    Gzip(Box<Gzip>),
    Deflate(Box<Deflate>),
    Brotli(Brotli),
}

impl ContentDecoder {
    /// For a body with these codings, in the order in which they were applied.
    pub fn new(codings: &[ContentCoding]) -> Self {
        Self { layers: codings.iter().rev().map(|&coding| Layer::new(coding)).collect(), waiting: Bytes::new() }
    }

    /// Whether there is a coding to be taken off.
    pub fn is_coded(&self) -> bool {
        !self.layers.is_empty()
    }

    /// Hands over the next coded bytes. Ask [`ContentDecoder::next_piece`] until it has nothing more before there are others.
    pub fn push(&mut self, coded: Bytes) {
        self.waiting = if self.waiting.is_empty() { coded } else { [&self.waiting[..], &coded[..]].concat().into() };
    }

    /// The next piece, at most 64 KiB and never none. `None`: more coded bytes must come first.
    ///
    /// # Errors
    /// When the data is damaged or holds too much.
    pub fn next_piece(&mut self) -> Result<Option<Bytes>, CodingFault> {
        pull(&mut self.layers, &mut self.waiting)
    }

    /// What the end of the coded bytes means. A body without a byte has no content, however it is coded.
    ///
    /// # Errors
    /// When the data is not whole.
    pub fn end(&self) -> Result<(), CodingFault> {
        match self.layers.iter().find(|layer| layer.taken_bytes > 0 && !layer.engine.is_whole()) {
            None => Ok(()),
            Some(&Layer { coding, taken_bytes: coded_bytes, made_bytes: decoded_bytes, .. }) => {
                Err(CodingFault::Unfinished { coding, coded_bytes, decoded_bytes })
            }
        }
    }

    /// Bytes that stood behind the content of a coding, and are left out as browsers do: which coding, and how many.
    pub fn trailing_bytes(&self) -> Option<(ContentCoding, u64)> {
        let trailing = self.layers.iter().map(|layer| (layer.coding, layer.engine.trailing_bytes()));
        trailing.into_iter().find(|&(_, bytes)| bytes > 0)
    }
}

/// The next piece out of the last layer; it asks the one before when it has nothing to work on.
fn pull(layers: &mut [Layer], waiting: &mut Bytes) -> Result<Option<Bytes>, CodingFault> {
    let Some((layer, before)) = layers.split_last_mut() else {
        let piece = waiting.split_to(waiting.len().min(MAX_PIECE_BYTES));
        return Ok(Some(piece).filter(|piece| !piece.is_empty()));
    };
    let mut idle_steps = 0;
    while idle_steps < MAX_IDLE_STEPS {
        if layer.input.is_empty() {
            layer.input = pull(before, waiting)?.unwrap_or_default();
        }
        let (is_starved, taken_bytes) = (layer.input.is_empty(), layer.taken_bytes);
        let piece = layer.step(before.first().map(|first| first.taken_bytes))?;
        if !piece.is_empty() {
            return Ok(Some(piece));
        }
        if is_starved {
            return Ok(None);
        }
        idle_steps = if layer.taken_bytes == taken_bytes { idle_steps + 1 } else { 0 };
    }
    Ok(None)
}

impl Layer {
    fn new(coding: ContentCoding) -> Self {
        let engine = match coding {
            ContentCoding::Gzip => Engine::Gzip(Box::new(Gzip::new())),
            ContentCoding::Deflate => Engine::Deflate(Box::new(Deflate::new())),
            ContentCoding::Brotli => Engine::Brotli(Brotli::new()),
        };
        Self { coding, engine, input: Bytes::new(), taken_bytes: 0, made_bytes: 0, fault: None }
    }

    /// Works on what there is, up to a piece. `came_bytes` is what came of the whole body, if that is not what this layer
    /// takes: the limit is on all layers together, and on what is between them.
    fn step(&mut self, came_bytes: Option<u64>) -> Result<Bytes, CodingFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let room = (self.input.len() * 4).clamp(LEAST_PIECE_BYTES, MAX_PIECE_BYTES);
        let mut piece = Vec::with_capacity(room);
        let Step { taken, problem } = self.engine.step(&self.input, &mut piece);
        self.input.advance(taken);
        self.taken_bytes += taken as u64;
        let coding = self.coding;
        let came_bytes = came_bytes.unwrap_or(self.taken_bytes);
        let limit_bytes = came_bytes.saturating_mul(MAX_DECODED_FACTOR).max(FREE_DECODED_BYTES);
        let room_bytes = usize::try_from(limit_bytes - self.made_bytes.min(limit_bytes)).unwrap_or(usize::MAX);
        let is_too_large = piece.len() > room_bytes;
        piece.truncate(room_bytes);
        self.made_bytes += piece.len() as u64;
        let (coded_bytes, decoded_bytes) = (self.taken_bytes, self.made_bytes);
        self.fault = match problem {
            _ if is_too_large => Some(CodingFault::TooLarge { coding, coded_bytes: came_bytes, decoded_bytes }),
            Some(problem) => Some(CodingFault::Damaged { coding, problem, coded_bytes, decoded_bytes }),
            None => None,
        };
        match &self.fault {
            Some(fault) if piece.is_empty() => Err(fault.clone()),
            _ => Ok(piece.into()),
        }
    }
}

impl Engine {
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>) -> Step {
        match self {
            Self::Gzip(gzip) => gzip.step(input, out),
            Self::Deflate(deflate) => deflate.step(input, out),
            Self::Brotli(brotli) => brotli.step(input, out),
        }
    }

    fn is_whole(&self) -> bool {
        match self {
            Self::Gzip(gzip) => gzip.is_whole(),
            Self::Deflate(deflate) => deflate.is_whole(),
            Self::Brotli(brotli) => brotli.is_whole(),
        }
    }

    fn trailing_bytes(&self) -> u64 {
        match self {
            Self::Gzip(gzip) => gzip.trailing_bytes(),
            Self::Deflate(deflate) => deflate.trailing_bytes(),
            Self::Brotli(brotli) => brotli.trailing_bytes(),
        }
    }
}

#[cfg(test)]
mod tests;
