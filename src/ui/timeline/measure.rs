//! What the strip measures, and how large that is drawn.

use egui::FontId;

use crate::ui::fonts;

/// How tall the strip is.
pub const HEIGHT: f32 = 64.0;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Messages,
    Bytes,
}

/// The font of the words on the strip.
pub(super) fn small() -> FontId {
    fonts::mono(10.5)
}
