//! Whether the desktop prefers light or dark, where the window system itself does not tell: the portal of
//! freedesktop.org says it over D-Bus, and says when it changes.

use egui::{Context, Theme};
use futures_util::StreamExt as _;
use zbus::{
    Connection, Proxy,
    zvariant::{OwnedValue, Value},
};

use crate::engine::Spawner;

const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// Uses what the desktop prefers where the theme is *System*, away from the window and until the engine ends. Without a
/// bus, a portal or a preference that stays dark.
pub(super) fn follow(ctx: &Context, spawner: &Spawner) {
    let ctx = ctx.clone();
    spawner.spawn(async move {
        if let Err(error) = follow_portal(&ctx).await {
            tracing::debug!(%error, "the desktop does not tell whether it is light or dark");
        }
    });
}

async fn follow_portal(ctx: &Context) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let desktop = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop");
    let settings = Proxy::new(&bus, desktop.0, desktop.1, "org.freedesktop.portal.Settings").await?;
    // Listens before it asks, so that no change is missed in between.
    let mut changes = settings.receive_signal("SettingChanged").await?;
    // `ReadOne` is newer, and not everywhere.
    let value: OwnedValue = settings.call("Read", &(NAMESPACE, KEY)).await?;
    show(ctx, &value);
    while let Some(change) = changes.next().await {
        let body = change.body();
        let (namespace, key, value): (&str, &str, Value<'_>) = body.deserialize()?;
        if namespace == NAMESPACE && key == KEY {
            show(ctx, &value);
        }
    }
    Ok(())
}

fn show(ctx: &Context, value: &Value<'_>) {
    let theme = theme_of(value).unwrap_or(Theme::Dark);
    if ctx.options(|options| options.fallback_theme) != theme {
        ctx.options_mut(|options| options.fallback_theme = theme);
        ctx.request_repaint();
    }
}

/// 1 prefers dark, 2 prefers light, 0 has no preference. `Read` wraps it twice, `SettingChanged` once.
fn theme_of(value: &Value<'_>) -> Option<Theme> {
    match value {
        Value::Value(inside) => theme_of(inside),
        Value::U32(1) => Some(Theme::Dark),
        Value::U32(2) => Some(Theme::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portals_answer_is_understood_in_every_wrapping() {
        let wrapped = |value: Value<'static>| Value::Value(Box::new(value));
        for (value, theme) in [
            (wrapped(wrapped(Value::U32(1))), Some(Theme::Dark)),
            (wrapped(Value::U32(2)), Some(Theme::Light)),
            (Value::U32(2), Some(Theme::Light)),
            (wrapped(Value::U32(0)), None),
            (Value::Str("1".into()), None),
        ] {
            assert_eq!(theme_of(&value), theme, "{value:?}");
        }
    }

    #[test]
    fn a_change_is_shown_and_no_preference_is_dark() {
        let ctx = Context::default();
        for (number, theme) in [(2, Theme::Light), (1, Theme::Dark), (2, Theme::Light), (0, Theme::Dark)] {
            show(&ctx, &Value::U32(number));
            assert_eq!(ctx.options(|options| options.fallback_theme), theme, "{number}");
        }
    }
}
