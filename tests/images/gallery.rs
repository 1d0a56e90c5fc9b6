//! The log with rows of every look, its bars and its inspector, in both themes.

use std::{net::SocketAddr, str::FromStr as _};

use bytes::Bytes;
use egui::{Theme, Ui};
use egui_kittest::Harness;
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    net::tls::Verification,
    transcript::{Body, Direction, Entry, Kind, RowRef, Tally, Traffic, Transcript, entry::Failure},
    ui::{
        address::Address,
        banner::{Banner, Tone, banner_ui},
        bars::{self, FillRow, Ground},
        button::{self, Button},
        chip::{Chip, Filtered},
        format, icons,
        inspector::{Exchange, Heads, Inspected, Payload},
        light::{Light, ReadyState, badge_ui},
        log::{LogState, LogView, log_ui},
        menu,
        notice::Notices,
        options::{Section, option_row_ui},
        status_bar::{Item, Pace, status_bar_ui},
        tab_context::TabContext,
        table::{ColumnSpec, DELTA, DIRECTION, HeadWords, KIND, PREVIEW, RowPaint, RowView, SIZE, TIME},
        theme::{self, Tokens, height},
    },
};

struct Fixture {
    i18n: I18n,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
    transcript: Transcript,
    traffic: Traffic,
    log: LogState,
    url: String,
    send: String,
    mode: u8,
    open_section: Option<usize>,
    notices: Notices,
}

impl Fixture {
    fn new(lang: Lang) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let mut transcript = Transcript::default();
        let mut traffic = Traffic::default();
        for entry in rows() {
            traffic.count(&entry);
            transcript.push(&entry);
        }
        let mut log = LogState::default();
        log.table.select(7);
        Self {
            i18n: I18n::new(lang),
            spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
            _runtime: runtime,
            transcript,
            traffic,
            log,
            url: "ws://127.0.0.1:4460/ws/echo".to_owned(),
            send: String::new(),
            mode: 0,
            open_section: None,
            notices: Notices::default(),
        }
    }

    fn ui(&mut self, ui: &mut Ui) {
        let i18n = &self.i18n;
        let mut settings = wirelight::settings::Settings::default();
        let mut cx = TabContext::new(i18n, &self.spawner, &mut self.notices, &mut settings)
            .with_lab(SocketAddr::from_str("127.0.0.1:4460").ok());
        bars::top_open_ui(ui, "address", height::ADDRESS_ROW, |ui| {
            badge_ui(ui, &ReadyState::numbered(Light::Open, "OPEN", 1), "The connection is open");
            let row = FillRow::begin(ui, "address");
            let verification = Verification::Platform;
            Address { url: &mut self.url, verification, is_wrong: false, enabled: true, width: row.width }
                .show(ui, &mut cx);
            Button::primary("Connect").enabled(false).pressed(ui);
            button::split_ui(ui, Button::secondary("Close"), "1000 Normal", "Close code", |_| ());
            row.end(ui);
        });
        let sections = [
            Section::new("Headers", "2"),
            Section::new("Subprotocols", "1"),
            Section::new("Security", ""),
            Section::new("Options", ""),
        ];
        option_row_ui(ui, i18n, &sections, &mut self.open_section, "permessage-deflate · HTTP/1.1");
        let banner = Banner {
            tone: Tone::Warn,
            light: Some(Light::Backoff(0.7)),
            what: "Reconnecting in",
            when: "4.2 s",
            why: "Connection refused. Nothing answers at 127.0.0.1:4460: start the lab, or check the port.",
            buttons: &["Now", "Stop trying"],
        };
        banner_ui(ui, "banner", &banner);
        let tokens = Tokens::of(ui);
        let items = [
            Item::incoming(i18n, Tally { messages: 812, bytes: 1_153_433 }),
            Item::outgoing(i18n, Tally { messages: 40, bytes: 9_420 }),
            Item::new("bufferedAmount", "0"),
            Item::new("ignored", "1").colored(tokens.warn),
        ];
        let pace =
            Pace { traffic: &self.traffic, elapsed_micros: 252_000_000, began_micros: 0, running: false, rate: None };
        status_bar_ui(ui, i18n, &items, Some(&pace));
        bars::bottom_ui(ui, "composer", height::COMPOSER, Ground::Surface, |ui| {
            let row = FillRow::begin(ui, "composer");
            wirelight::ui::field::Field::new(&mut self.send, "Message")
                .hint("Message to send")
                .width(row.width)
                .show(ui);
            menu::select_ui(ui, "Kind of message", &mut self.mode, &[(0, "Text"), (1, "Binary")]);
            Button::primary("Send").icon(icons::SEND).pressed(ui);
            Button::secondary("Ping").pressed(ui);
            Button::danger("Abort").icon(icons::CLOSE).pressed(ui);
            row.end(ui);
        });
        log_ui(ui, &mut cx, &mut self.log, &self.transcript, &FixtureView);
    }
}

struct FixtureView;

impl RowView for FixtureView {
    fn id(&self) -> &'static str {
        "fixture"
    }

    fn started_at(&self) -> jiff::Timestamp {
        // Noon where this machine is: pictures must not depend on its time zone.
        let noon = jiff::civil::date(2026, 3, 2).at(12, 0, 0, 0);
        noon.to_zoned(jiff::tz::TimeZone::system()).expect("a moment").timestamp()
    }

    fn columns(&self, _width: f32) -> Vec<ColumnSpec> {
        vec![
            ColumnSpec::new(TIME, "Time", 14.0, 90.0),
            ColumnSpec::new(DELTA, "Δ ms", 4.0, 46.0).right().gap_after(8.0),
            ColumnSpec::new(DIRECTION, "Direction", 4.0, 12.0),
            ColumnSpec::new(KIND, "Kind", 7.0, 60.0),
            ColumnSpec::new(SIZE, "Size", 0.0, 35.0).right(),
            ColumnSpec::flexible(PREVIEW, "Preview", 16.0),
        ]
    }

    fn paint(&self, row: &RowRef<'_>, _words: &HeadWords, to: &mut RowPaint<'_>) {
        let tokens = to.tokens;
        let color = match row.kind {
            Kind::Text => to.soft_text(),
            Kind::Binary => tokens.accent,
            Kind::Error => tokens.error,
            Kind::Close => tokens.warn,
            _ => tokens.muted,
        };
        match row.kind {
            Kind::Error => to.tint(tokens.error),
            Kind::Close => to.tint(tokens.warn),
            _ => {}
        }
        if row.kind == Kind::Error {
            to.failure();
        } else {
            to.direction(row.direction, None);
        }
        to.words(KIND, row.kind.name(), color);
        to.number(SIZE, format::short_bytes(row.payload.len() as u64), tokens.muted);
        match row.kind {
            Kind::Binary | Kind::Ping => to.hex_preview(PREVIEW, row.payload, "note"),
            Kind::Error => to.words(PREVIEW, "connection refused", tokens.text),
            _ => to.text_preview(PREVIEW, row.payload),
        }
    }

    fn label(&self, row: &RowRef<'_>, _words: &HeadWords) -> String {
        format!("{} {} {}", row.direction.name(), row.kind.name(), String::from_utf8_lossy(row.payload))
    }
}

impl LogView for FixtureView {
    fn chips(&self, transcript: &Transcript, tokens: &Tokens) -> Vec<Chip> {
        let kinds: [&'static [Kind]; 4] = [&[Kind::Text], &[Kind::Binary], &[Kind::Ping], &[Kind::Error]];
        let colors = [tokens.text, tokens.accent, tokens.muted, tokens.error];
        kinds
            .into_iter()
            .zip(colors)
            .map(|(kinds, color)| Chip {
                name: kinds[0].name().into(),
                count: transcript.count(kinds[0]) * 1234,
                color,
                what: Filtered::Kinds(kinds),
            })
            .collect()
    }

    fn inspect<'r>(&self, row: &RowRef<'r>, _heads: &mut Heads) -> Inspected<'r> {
        Inspected {
            number: row.number,
            direction: row.direction,
            is_error: row.kind == Kind::Error,
            title: format!("Message {}", row.number),
            meta: format!("12:00:02.351 · {} B", row.payload.len()),
            payload: Payload::Text(row.payload),
            details: [("direction".to_owned(), row.direction.name().to_owned())].into(),
        }
    }

    fn exchanges(&self, _selected: Option<&RowRef<'_>>, _heads: &mut Heads) -> Vec<Exchange> {
        Vec::new()
    }
}

fn rows() -> Vec<Entry> {
    let mut rows = Vec::new();
    for n in 0..40_u64 {
        let at = n * 1_234_567;
        let body = match n % 9 {
            3 => Body::Binary(Bytes::from_static(&[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
            5 => Body::Ping(Bytes::from_static(&[0xa3, 0x1f])),
            8 => Body::from(Failure { message: "connection refused".to_owned(), ..Failure::default() }),
            _ => Body::Text(Bytes::from(format!(
                r#"{{"type":"trade","seq":{},"symbol":"BTC-USD","price":67412.50,"live":true,"order":{{"id":"9f31c2","filled":1.0000}}}}"#,
                884_213 + n
            ))),
        };
        let direction = [Direction::In, Direction::Out, Direction::In][(n % 3) as usize];
        rows.push(Entry::new(at, if n % 9 == 8 { Direction::Local } else { direction }, body));
    }
    rows
}

fn picture(name: &str, theme: Theme, lang: Lang, size: [f32; 2]) {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(theme::install)
        .allow_missing_glyphs()
        .build_ui_state(|ui, fixture: &mut Fixture| fixture.ui(ui), Fixture::new(lang));
    harness.run();
    harness.snapshot(name);
}

#[test]
fn the_log_in_the_dark() {
    picture("log-dark", Theme::Dark, Lang::English, [1280.0, 720.0]);
}

#[test]
fn the_log_in_the_light() {
    picture("log-light", Theme::Light, Lang::English, [1280.0, 720.0]);
}

#[test]
fn the_log_in_a_narrow_window() {
    picture("log-narrow", Theme::Dark, Lang::English, [900.0, 640.0]);
}
