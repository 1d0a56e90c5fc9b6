//! Into the clipboard: short texts at once, long ones from a worker, and too long ones not at all.

use std::ops::Range;

use egui::Ui;

use super::subject::{AT_ONCE_BYTES, Subject};
use crate::{
    engine::JobSlot,
    ui::{format, notice::Weight, reason, tab_context::TabContext},
};

/// What the clipboard gets at most.
pub(super) const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Copies what is asked for, one after the other.
#[derive(Debug, Default)]
pub(super) struct Copier {
    job: JobSlot<Option<String>>,
}

impl Copier {
    /// Copies a text that is there already.
    pub(super) fn text(&mut self, ui: &Ui, cx: &mut TabContext<'_>, text: Option<String>) {
        self.job.clear();
        match text.filter(|text| text.len() <= MAX_BYTES) {
            Some(text) => ui.ctx().copy_text(text),
            None => refuse(cx),
        }
    }

    /// Copies what `make` writes of a part of a payload; `None` from it means that it was too long.
    pub(super) fn payload(
        &mut self,
        ui: &Ui,
        cx: &mut TabContext<'_>,
        subject: &Subject<'_>,
        range: Range<usize>,
        make: impl FnOnce(&[u8]) -> Option<String> + Send + 'static,
    ) {
        if range.len() <= AT_ONCE_BYTES {
            let text = make(subject.bytes.get(range).unwrap_or_default());
            self.text(ui, cx, text);
        } else {
            let payload = subject.shared();
            self.job.block(cx.spawner, move |_| make(payload.get(range).unwrap_or_default()));
        }
    }

    /// Hands over what a worker has written meanwhile.
    pub(super) fn settle(&mut self, ui: &Ui, cx: &mut TabContext<'_>) {
        match self.job.take() {
            Some(Ok(text)) => self.text(ui, cx, text),
            Some(Err(lost)) => cx.notices.say(Weight::Bad, reason::error(cx.i18n, &lost)),
            None => {}
        }
    }
}

/// A payload as text, unless it is too long.
pub(super) fn as_text(bytes: &[u8]) -> Option<String> {
    (bytes.len() <= MAX_BYTES).then(|| String::from_utf8_lossy(bytes).into_owned())
}

fn refuse(cx: &mut TabContext<'_>) {
    let most = format::bytes(MAX_BYTES as u64);
    cx.notices.say(Weight::Bad, cx.i18n.text_with("inspector-copy-too-long", &[("most", most.into())]));
}
