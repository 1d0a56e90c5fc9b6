//! The window's actions in one table, with their keys: menus, tooltips, the palette and the list of shortcuts are fed
//! from it. What an action does stands where it is done, in the part that asks [`pressed`].
//!
//! An action is offered by whoever asks for it in a frame: one that nobody asks for cannot be used now.

mod action;
mod dispatch;
mod table;

use egui::Context;

use self::dispatch::Dispatch;
pub use self::{
    action::{Action, Group, TakenBy},
    table::*,
};

/// Takes the keys of actions from now on, before anything that is drawn sees them.
pub fn install(ctx: &Context) {
    ctx.add_plugin(Dispatch::default());
}

/// Whether an action was asked for, by its keys or in the palette, of the layer that `ui` draws; nobody else gets it in
/// this frame then. Asking offers it.
pub fn pressed(ui: &egui::Ui, action: Action) -> bool {
    if is_elsewhere(ui) {
        return false;
    }
    let behind_modal = ui.memory(|memory| memory.top_modal_layer().is_some_and(|layer| layer != ui.layer_id()));
    ui.ctx().with_plugin(|dispatch: &mut Dispatch| dispatch.take(action, behind_modal)).unwrap_or(false)
}

/// Asks for an action in this frame, of what is drawn after it.
pub fn ask(ctx: &Context, action: Action) {
    ctx.with_plugin(|dispatch: &mut Dispatch| dispatch.ask(action));
}

/// Asks for an action in the next frame, whatever lies above its part in this one.
pub fn ask_next(ctx: &Context, action: Action) {
    ctx.with_plugin(|dispatch: &mut Dispatch| dispatch.ask_next(action));
    ctx.request_repaint();
}

/// Whether somebody has offered an action in this frame so far.
pub fn is_offered(ctx: &Context, action: Action) -> bool {
    ctx.with_plugin(|dispatch: &mut Dispatch| dispatch.is_offered(action)).unwrap_or(false)
}

/// Draws a part of the window; its shortcuts are for it only if they go there.
pub fn only_if<R>(ui: &mut egui::Ui, goes_there: bool, content: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let before = is_elsewhere(ui);
    ui.data_mut(|data| data.insert_temp(elsewhere(), before || !goes_there));
    let drawn = content(ui);
    ui.data_mut(|data| data.insert_temp(elsewhere(), before));
    drawn
}

/// Whether shortcuts, and files that are dropped, go to another part of the window than `ui` draws.
pub fn is_elsewhere(ui: &egui::Ui) -> bool {
    ui.data(|data| data.get_temp(elsewhere())).unwrap_or(false)
}

fn elsewhere() -> egui::Id {
    egui::Id::unique("shortcuts_elsewhere")
}
