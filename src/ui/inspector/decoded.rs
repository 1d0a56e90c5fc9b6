//! The payload as another format has it: Socket.IO, `MessagePack`, CBOR, protobuf, or what was compressed. A worker
//! reads it; what it found stands in the tabs for JSON, text and bytes.

use std::borrow::Cow;

use egui::{Label, RichText, Ui};

use super::{
    copy,
    copy::Copier,
    hex::{self, HexTab},
    json::JsonTab,
    subject::{RowKey, Subject},
    text::TextTab,
    words::note_ui,
};
use crate::{
    decode::{self, Content, Decoded, Fault, Format, Problem},
    engine::{JobLost, JobSlot},
    i18n::I18n,
    limits::{MAX_INFLATED_BYTES, MAX_TREE_DEPTH},
    transcript::SharedPayload,
    ui::{format, menu, reason, tab_context::TabContext, theme::Tokens},
};

/// The tab between frames.
#[derive(Debug, Default)]
pub(super) struct DecodedTab {
    /// `None`: as what it looks like. Kept from row to row.
    chosen: Option<Format>,
    /// What is shown or read, and as what.
    key: Option<(RowKey, Option<Format>)>,
    /// A number for each reading, so that no two are taken for the same.
    reading: u64,
    job: JobSlot<Found>,
    found: Option<Result<Found, JobLost>>,
    json: JsonTab,
    text: TextTab,
    hex: HexTab,
}

/// What a worker found.
#[derive(Debug)]
struct Found {
    layers: Vec<Format>,
    others: Vec<Format>,
    fault: Option<Fault>,
    content: Option<(Reading, SharedPayload)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Tree,
    Text,
    Bytes,
}

impl DecodedTab {
    /// Draws it into all of the room that is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        let i18n = cx.i18n;
        self.choice_ui(ui, i18n);
        self.follow(cx, subject);
        let found = match &self.found {
            Some(Ok(found)) => found,
            Some(Err(lost)) => return note_ui(ui, &reason::error(i18n, lost)),
            None => return note_ui(ui, &i18n.text("decode-reading")),
        };
        found.words_ui(ui, i18n, self.chosen.is_some());
        let Some((reading, payload)) = &found.content else { return };
        let subject = Subject::made(self.reading, payload);
        match reading {
            Reading::Tree => self.json.ui(ui, cx, copier, &subject),
            Reading::Text => self.text.ui(ui, cx, copier, &subject),
            Reading::Bytes => self.hex.ui(ui, cx, copier, &subject),
        }
    }

    /// Whether there is something to copy.
    pub(super) fn can_copy(&self) -> bool {
        self.content().is_some()
    }

    /// Copies what was found.
    pub(super) fn copy(&self, ui: &Ui, cx: &mut TabContext<'_>, copier: &mut Copier) {
        let Some((reading, payload)) = self.content() else { return };
        let subject = Subject::made(self.reading, payload);
        let all = 0..payload.len();
        match reading {
            Reading::Tree => self.json.copy(ui, cx, copier, &subject),
            Reading::Text => copier.payload(ui, cx, &subject, all, copy::as_text),
            Reading::Bytes => copier.payload(ui, cx, &subject, all, hex::dump),
        }
    }

    fn content(&self) -> Option<&(Reading, SharedPayload)> {
        self.found.as_ref()?.as_ref().ok()?.content.as_ref()
    }

    fn choice_ui(&mut self, ui: &mut Ui, i18n: &I18n) {
        let names: Vec<(Option<Format>, Cow<'_, str>)> = std::iter::once((None, i18n.text("decode-detect")))
            .chain(Format::ALL.map(|format| (Some(format), format.name().into())))
            .collect();
        let choices: Vec<_> = names.iter().map(|(format, name)| (*format, name.as_ref())).collect();
        menu::select_ui(ui, &i18n.text("decode-format"), &mut self.chosen, &choices);
    }

    /// Reads the shown row on a worker, also a short one: it can be a bomb.
    fn follow(&mut self, cx: &TabContext<'_>, subject: &Subject<'_>) {
        let key = (subject.key, self.chosen);
        if self.key != Some(key) {
            self.key = Some(key);
            self.reading += 1;
            self.found = None;
            let (payload, chosen) = (subject.shared(), self.chosen);
            self.job.block(cx.spawner, move |control| {
                Found::new(decode::decode(&payload, chosen, &|| control.is_cancelled()))
            });
        }
        if let Some(found) = self.job.take() {
            self.found = Some(found);
        }
    }
}

impl Found {
    fn new(Decoded { layers, others, content, fault }: Decoded) -> Self {
        let content = match content {
            Content::Nothing => None,
            Content::Tree(tree) => Some((Reading::Tree, tree)),
            Content::Text(text) => Some((Reading::Text, text)),
            Content::Bytes(bytes) => Some((Reading::Bytes, bytes)),
        };
        let content = content.map(|(reading, bytes)| (reading, SharedPayload::from(bytes.as_slice())));
        Self { layers, others, fault, content }
    }

    /// As what it was read, what else it may be, and where the reading ended.
    fn words_ui(&self, ui: &mut Ui, i18n: &I18n, was_chosen: bool) {
        let tokens = Tokens::of(ui);
        let mut line = |words: &str, color| {
            ui.add(Label::new(RichText::new(words).size(12.0).color(color)).wrap());
        };
        let names = |formats: &[Format]| formats.iter().map(|format| format.name()).collect::<Vec<_>>();
        if self.layers.is_empty() {
            return line(&i18n.text("decode-nothing"), tokens.muted);
        }
        let key = if was_chosen { "decode-read-as" } else { "decode-looks-like" };
        let mut words = i18n.text_with(key, &[("format", names(&self.layers).join(" → ").into())]).into_owned();
        if !self.others.is_empty() {
            let others = i18n.text_with("decode-others", &[("formats", names(&self.others).join(", ").into())]);
            words = format!("{words} {others}");
        }
        line(&words, tokens.muted);
        if let Some((Reading::Text | Reading::Bytes, inside)) = &self.content {
            let size = format::grouped(inside.len() as u64);
            line(&i18n.text_with("decode-inflated", &[("bytes", size.into())]), tokens.muted);
        }
        if let Some(fault) = self.fault {
            line(&fault_words(i18n, fault), tokens.warn);
        }
    }
}

fn fault_words(i18n: &I18n, fault: Fault) -> String {
    let key = match fault.problem {
        Problem::UnexpectedEnd => "decode-problem-ends",
        Problem::TrailingData => "decode-problem-behind",
        Problem::InvalidByte => "decode-problem-no-value",
        Problem::NotUtf8 => "decode-problem-not-utf8",
        Problem::NotJson => "decode-problem-not-json",
        Problem::InvalidNumber => "decode-problem-number",
        Problem::Unbalanced => "decode-problem-unbalanced",
        Problem::TooDeep => "decode-problem-too-deep",
        Problem::TooLong => "decode-problem-too-long",
        Problem::Corrupt => "decode-problem-corrupt",
        Problem::Cancelled => "decode-problem-cancelled",
    };
    let limits = [
        ("levels", format::grouped(MAX_TREE_DEPTH as u64).into()),
        ("limit", format::bytes(MAX_INFLATED_BYTES as u64).into()),
    ];
    let args =
        [("byte", format::grouped(fault.at as u64).into()), ("why", i18n.text_with(key, &limits).into_owned().into())];
    i18n.text_with("decode-fault", &args).into_owned()
}
