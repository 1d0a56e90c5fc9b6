//! The look: theme, fonts, icons and the widgets that every view shares. Knows no protocol.

pub mod bars;
pub mod button;
pub mod field;
pub mod fonts;
pub mod format;
pub mod icons;
pub mod light;
pub mod menu;
pub mod notice;
pub mod one_shot;
pub mod paint;
pub mod preview;
pub mod save_dialog;
pub mod shortcut;
pub mod table;
pub mod theme;
