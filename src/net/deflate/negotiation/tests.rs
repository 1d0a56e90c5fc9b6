//! Offers and answers of RFC 7692 §7.1, each with what follows from it.

use proptest::prelude::*;

use super::*;

fn agree(offer: &str, answer: &str) -> Result<(bool, bool, u8, u8), DeflateRule> {
    let offer = Offer::parse(offer).expect("an offer");
    let answer = parse_extensions([answer]).remove(0);
    Agreement::of_answer(&[offer], &answer).map(|a| {
        (a.server_no_context_takeover, a.client_no_context_takeover, a.server_window_bits, a.client_window_bits)
    })
}

#[test]
fn an_answer_says_what_both_sides_do() {
    let browser = "client_max_window_bits";
    for (offer, answer, agreed) in [
        (browser, "permessage-deflate", (false, false, 15, 15)),
        (browser, "permessage-deflate; client_max_window_bits=12; server_max_window_bits=12", (false, false, 12, 12)),
        (
            browser,
            "permessage-deflate;server_no_context_takeover;client_no_context_takeover ; client_max_window_bits=\"8\"",
            (true, true, 15, 8),
        ),
        (
            "client_no_context_takeover; client_max_window_bits=10",
            "permessage-deflate; client_max_window_bits=9",
            (false, true, 15, 9),
        ),
        ("client_max_window_bits=10", "permessage-deflate", (false, false, 15, 10)),
        ("server_max_window_bits=10", "permessage-deflate; server_max_window_bits=10", (false, false, 10, 15)),
    ] {
        assert_eq!(agree(offer, answer), Ok(agreed), "{offer} / {answer}");
    }
}

#[test]
fn an_answer_that_does_not_fit_says_why() {
    let browser = "client_max_window_bits";
    for (offer, answer, words) in [
        (browser, "permessage-deflate; shrink", "\"shrink\", which there is not"),
        (browser, "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9", "twice"),
        (browser, "permessage-deflate; server_max_window_bits=7", "server_max_window_bits=\"7\""),
        (browser, "permessage-deflate; server_max_window_bits=16", "\"16\""),
        (browser, "permessage-deflate; server_max_window_bits=09", "\"09\""),
        (browser, "permessage-deflate; server_max_window_bits", "no value"),
        (browser, "permessage-deflate; client_max_window_bits", "no value"),
        (browser, "permessage-deflate; server_no_context_takeover=1", "no value"),
        ("", "permessage-deflate; client_max_window_bits=12", "client_max_window_bits, which was not offered"),
        (
            "client_max_window_bits=9",
            "permessage-deflate; client_max_window_bits=10",
            "client_max_window_bits of the offer",
        ),
        ("server_max_window_bits=9", "permessage-deflate", "server_max_window_bits of the offer"),
        (
            "server_max_window_bits=9",
            "permessage-deflate; server_max_window_bits=10",
            "server_max_window_bits of the offer",
        ),
        ("server_no_context_takeover", "permessage-deflate", "server_no_context_takeover of the offer"),
    ] {
        let error = agree(offer, answer).expect_err(answer).to_string();
        assert!(error.contains(words) && error.contains("RFC 7692"), "{answer}: {error}");
    }
}

#[test]
fn an_offer_is_read_as_it_is_typed() {
    assert_eq!(Offer::default().header(), "permessage-deflate; client_max_window_bits");
    let all = "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
               server_max_window_bits=10; client_max_window_bits=11";
    assert_eq!(Offer::parse(all).map(|offer| offer.header()).as_deref(), Ok(all));
    assert_eq!(Offer::parse("").map(|offer| offer.header()).as_deref(), Ok("permessage-deflate"));
    assert!(matches!(Offer::parse("bzip2; x; permessage-deflate"), Err(OfferError::Parameter { .. })));
    assert!(matches!(Offer::parse("server_max_window_bits=7"), Err(OfferError::Parameter { .. })));
    assert!(matches!(Offer::parse("server_max_window_bits"), Err(OfferError::Parameter { .. })));
}

#[test]
fn a_server_takes_the_first_offer_that_it_can_keep() {
    let answer =
        |offered: &str, limits: ServerLimits| Agreement::answer_to([offered], &limits).map(|(_, header)| header);
    let none = ServerLimits::default();
    assert_eq!(answer("permessage-deflate; client_max_window_bits", none).as_deref(), Some("permessage-deflate"));
    assert_eq!(answer("x-webkit-deflate-frame, foo", none), None);
    assert_eq!(
        answer("permessage-deflate; nonsense, permessage-deflate; server_max_window_bits=9", none).as_deref(),
        Some("permessage-deflate; server_max_window_bits=9")
    );
    let small = ServerLimits { client_max_window_bits: Some(10), server_no_context_takeover: true, ..none };
    assert_eq!(
        answer("permessage-deflate, permessage-deflate; client_max_window_bits=12", small).as_deref(),
        Some("permessage-deflate; server_no_context_takeover; client_max_window_bits=10")
    );
    assert_eq!(answer("permessage-deflate", small), None);
}

#[test]
fn commas_and_semicolons_in_quotes_separate_nothing() {
    let extensions = parse_extensions(["a; p=\"x,y;z\"; q, b", " , c"]);
    let names: Vec<&str> = extensions.iter().map(|extension| extension.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(extensions[0].parameters, [("p".to_owned(), Some("x,y;z".to_owned())), ("q".to_owned(), None)]);
}

proptest! {
    #[test]
    fn both_sides_of_every_negotiation_understand_the_same(
        flags in any::<[bool; 4]>(),
        bits in prop::array::uniform4(prop::option::of(8..=15_u8)),
        hint in any::<bool>(),
    ) {
        let offer = Offer {
            server_no_context_takeover: flags[0],
            client_no_context_takeover: flags[1],
            server_max_window_bits: bits[0],
            client_max_window_bits: if hint { Some(bits[1]) } else { None },
        };
        prop_assert_eq!(Offer::parse(&offer.header()), Ok(offer));
        let limits = ServerLimits {
            server_no_context_takeover: flags[2],
            client_no_context_takeover: flags[3],
            server_max_window_bits: bits[2],
            client_max_window_bits: bits[3],
        };
        if let Some((agreed, header)) = Agreement::answer_to([offer.header().as_str()], &limits) {
            let answer = parse_extensions([header.as_str()]).remove(0);
            prop_assert_eq!(Agreement::of_answer(&[offer], &answer), Ok(agreed));
        } else {
            prop_assert!(offer.client_max_window_bits.is_none() && bits[3].is_some_and(|bits| bits < 15));
        }
    }

    #[test]
    fn no_header_makes_it_panic(text in "[ -~]{0,60}") {
        for extension in parse_extensions([text.as_str()]) {
            Agreement::of_answer(&[Offer::default()], &extension).ok();
        }
        Offer::parse(&text).ok();
    }
}
