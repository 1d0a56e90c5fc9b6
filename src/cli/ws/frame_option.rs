//! Frames as the command line describes them: `fin=1,rsv=4,opcode=3,mask=0:c328`, and closes with any code.

use bytes::Bytes;

use crate::protocols::websocket::{RawFrame, send::draft::parse_hex};

/// Reads a frame; what is not said is as in a text message in one piece.
///
/// # Errors
/// In words for clap, which names the option and exits with 2, when a part is not what the form asks for.
pub(super) fn parse_frame(text: &str) -> Result<RawFrame, String> {
    let (head, payload) = text.split_once(':').unwrap_or((text, ""));
    let payload = parse_hex(payload).map_err(|error| format!("the payload behind the colon: {error}"))?;
    let mut frame = RawFrame { fin: true, rsv: 0, opcode: 1, masked: true, payload };
    for part in head.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or_else(|| format!("{part:?} is no KEY=VALUE"))?;
        let number = |most: u8| {
            let number = value.trim().parse::<u8>().ok().filter(|number| *number <= most);
            number.ok_or_else(|| format!("{key} is a number from 0 to {most}, not {value:?}"))
        };
        match key.trim() {
            "fin" => frame.fin = number(1)? == 1,
            "rsv" => frame.rsv = number(7)?,
            "opcode" => frame.opcode = number(15)?,
            "mask" => frame.masked = number(1)? == 1,
            _ => return Err(format!("{key:?} is none of fin, rsv, opcode and mask")),
        }
    }
    Ok(frame)
}

/// Reads a close with any code and a reason of any length.
///
/// # Errors
/// In words for clap, which names the option and exits with 2, when the code is no number up to 65535.
pub(super) fn parse_close(text: &str) -> Result<RawFrame, String> {
    let (code, reason) = text.split_once(':').unwrap_or((text, ""));
    let code: u16 = code.parse().map_err(|_error| format!("a close code is a number from 0 to 65535, not {code:?}"))?;
    let payload = Bytes::from([&code.to_be_bytes(), reason.as_bytes()].concat());
    Ok(RawFrame { fin: true, rsv: 0, opcode: 8, masked: true, payload })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_it_is_described() {
        let frame = |fin, rsv, opcode, masked, payload: &'static [u8]| {
            Ok(RawFrame { fin, rsv, opcode, masked, payload: Bytes::from_static(payload) })
        };
        assert_eq!(parse_frame("fin=1,rsv=4,opcode=3,mask=0:c3 28"), frame(true, 4, 3, false, b"\xc3\x28"));
        assert_eq!(parse_frame("fin=0, opcode=9"), frame(false, 0, 9, true, b""));
        assert_eq!(parse_frame(":41"), frame(true, 0, 1, true, b"A"));
        for wrong in ["fin=2", "rsv=8", "opcode=16", "mask", "size=3", "fin=1:4", "opcode=-1"] {
            assert!(parse_frame(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_close_may_have_any_code() {
        let payload = |text: &str| parse_close(text).map(|frame| frame.payload.to_vec());
        assert_eq!(payload("1005"), Ok(vec![0x03, 0xed]));
        assert_eq!(payload("0:a:b"), Ok(b"\0\0a:b".to_vec()));
        assert!(payload("65536").is_err() && payload("none").is_err());
    }
}
