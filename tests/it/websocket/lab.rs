//! Sessions against the lab: what its routes promise, seen by the client.

use std::net::{Ipv4Addr, SocketAddr};

use wirelight::{
    lab::{Lab, LabOptions},
    protocols::websocket::Session,
    session::Model as _,
    transcript::Body,
};

use super::{close, config, described_when_open, open, send, text, until_open, wait_for};
use crate::support::{all_rows, rows_until};

async fn lab() -> (Lab, String) {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let lab = Lab::start(LabOptions { listen, ..LabOptions::default() }).await.expect("a lab");
    let url = format!("ws://{}", lab.addr());
    (lab, url)
}

#[tokio::test]
async fn an_echo_comes_back_and_the_chosen_subprotocol_is_known() {
    let (_lab, url) = lab().await;
    let mut config = config(&format!("{url}/ws/echo"));
    config.subprotocols = vec!["superchat".to_owned(), "chat".to_owned()];
    let session = open(config);
    let mut model = Session::default();
    wait_for(&session, |event| {
        model.apply(event.clone());
        model.opened_at_micros
    })
    .await;
    assert_eq!(model.subprotocol.as_deref(), Some("superchat"));
    send(&session, text("héllo 三"));
    rows_until(&session, |row| row.direction.name() == "in" && row.body.payload() == "héllo 三".as_bytes()).await;
    close(&session, "1001:away");
    let summary = super::described(&all_rows(&session).await);
    assert_eq!(summary[summary.len() - 2..], ["local close 1001 \"away\" clean", "local closed 3"]);
}

#[tokio::test]
async fn a_flood_arrives_whole_and_in_order() {
    const COUNT: usize = 20_000;
    let (_lab, url) = lab().await;
    let rows = all_rows(&open(config(&format!("{url}/ws/flood?count={COUNT}&size=64")))).await;
    let numbers: Vec<usize> = rows
        .iter()
        .filter_map(|row| match &row.body {
            Body::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim_end_matches('.').parse().ok(),
            _ => None,
        })
        .collect();
    assert!(numbers.into_iter().eq(0..COUNT));
    assert!(rows.is_sorted_by_key(|row| row.at_micros));
    assert!(described_when_open(&rows).contains(&"local close 1000 \"\" clean".to_owned()));
}

#[tokio::test]
async fn codes_drops_and_origins_are_seen() {
    let (_lab, url) = lab().await;
    for (path, expected) in [
        ("/ws/close?code=4321&reason=so%20long", "local close 4321 \"so long\" clean"),
        ("/ws/drop", "local close 1006 \"\" not clean"),
        ("/ws/origin", "local close 1006 \"\" not clean"),
    ] {
        let rows = all_rows(&open(config(&format!("{url}{path}")))).await;
        assert!(super::described(&rows).contains(&expected.to_owned()), "{path}: {rows:#?}");
    }
    let mut config = config(&format!("{url}/ws/origin"));
    config.origin = Some("https://javascript.info".parse().expect("an origin"));
    until_open(&open(config)).await;
}
