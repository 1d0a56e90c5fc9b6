//! Whether the desktop prefers light or dark, where the window system itself does not tell.

use std::process::{Command, Stdio};

use egui::{Context, Theme};

use crate::engine::Spawner;

/// Asks the desktop's portal once, away from the window, and uses its answer where the theme is *System*.
/// Without an answer that stays dark.
pub(super) fn follow(ctx: &Context, spawner: &Spawner) {
    if cfg!(not(all(unix, not(target_os = "macos")))) {
        return;
    }
    let ctx = ctx.clone();
    spawner.spawn(async move {
        let answer = tokio::task::spawn_blocking(ask_portal).await;
        if let Ok(Some(theme)) = answer {
            ctx.options_mut(|options| options.fallback_theme = theme);
            ctx.request_repaint();
        }
    });
}

/// The portal is reached over D-Bus; `gdbus` comes with the library that every desktop has.
fn ask_portal() -> Option<Theme> {
    let output = Command::new("gdbus")
        .args(["call", "--session", "--timeout", "2", "--dest", "org.freedesktop.portal.Desktop"])
        .args(["--object-path", "/org/freedesktop/portal/desktop"])
        .args(["--method", "org.freedesktop.portal.Settings.Read"])
        .args(["org.freedesktop.appearance", "color-scheme"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    theme_of(&String::from_utf8_lossy(&output.stdout))
}

/// `(<<uint32 1>>,)`: 1 prefers dark, 2 prefers light, 0 has no preference.
fn theme_of(answer: &str) -> Option<Theme> {
    let (_, number) = answer.split_once("uint32 ")?;
    match number.chars().next()? {
        '1' => Some(Theme::Dark),
        '2' => Some(Theme::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portals_answer_is_understood() {
        for (answer, theme) in [
            ("(<<uint32 1>>,)\n", Some(Theme::Dark)),
            ("(<uint32 2>,)", Some(Theme::Light)),
            ("(<<uint32 0>>,)", None),
            ("", None),
            ("Error: GDBus.Error", None),
        ] {
            assert_eq!(theme_of(answer), theme, "{answer}");
        }
    }
}
