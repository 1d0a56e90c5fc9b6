//! One frame of the list without a window: layout and tessellation of a screenful out of a thousand to ten
//! million rows. The times must be the same, whatever the number.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says why")]

use std::hint::black_box;

use bytes::Bytes;
use divan::Bencher;
use egui::{Context, RawInput, Rect, pos2, vec2};
use jiff::Timestamp;
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    settings::Settings,
    transcript::{Body, Entry, RowRef, Transcript},
    ui::{
        format,
        notice::Notices,
        tab_context::TabContext,
        table::{
            ColumnSpec, DELTA, DIRECTION, HeadWords, KIND, PREVIEW, RowPaint, RowView, SIZE, TIME, TableState, table_ui,
        },
        theme,
    },
};

fn main() {
    divan::main();
}

/// The columns of a WebSocket.
struct View;

impl RowView for View {
    fn id(&self) -> &'static str {
        "bench"
    }

    fn started_at(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
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
        to.direction(row.direction, None);
        to.words(KIND, row.kind.name(), to.soft_text());
        to.number(SIZE, format::short_bytes(row.payload.len() as u64), to.tokens.muted);
        to.text_preview(PREVIEW, row.payload);
    }

    fn label(&self, row: &RowRef<'_>, _words: &HeadWords) -> String {
        row.kind.name().to_owned()
    }
}

/// A frame while the list is scrolled by a row, so that no row is laid out from a cache.
#[divan::bench(args = [1_000_u64, 100_000, 1_000_000, 10_000_000], sample_count = 200, sample_size = 1)]
fn frame_of(bencher: Bencher<'_, '_>, rows: u64) {
    let mut transcript = Transcript::with_limit(4 << 30);
    for number in 0..rows {
        let text = format!(r#"{{"type":"trade","seq":{number},"price":67412.50}}"#);
        transcript.push(&Entry::incoming(number * 1_003, Body::Text(Bytes::from(text))));
    }
    let ctx = Context::default();
    theme::install(&ctx);
    let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 700.0));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let spawner = Spawner::new(runtime.handle().clone(), Wake::none());
    let (i18n, mut notices, mut settings) = (I18n::new(Lang::English), Notices::default(), Settings::default());
    let mut table = TableState::default();
    let mut row = rows / 2;
    bencher.bench_local(|| {
        // A screenful further each time.
        row = if row + 40 < rows { row + 31 } else { 0 };
        table.reveal(row);
        let input = RawInput { screen_rect: Some(screen), ..RawInput::default() };
        let output = ctx.run_ui(input, |ui| {
            let mut cx = TabContext::new(&i18n, &spawner, &mut notices, &mut settings);
            table_ui(ui, &mut cx, &mut table, &transcript, &View);
        });
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point))
    });
}
