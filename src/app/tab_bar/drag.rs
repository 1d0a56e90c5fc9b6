//! Tabs that are put into another order by dragging.

use egui::{Rect, Response};

use super::action::BarAction;

/// Where a dragged tab goes: past a neighbour once the pointer is past its middle. Further ones follow in later frames.
pub(super) fn moved(response: &Response, number: usize, first: usize, rects: &[Rect]) -> Option<BarAction> {
    if !response.dragged() {
        return None;
    }
    let x = response.interact_pointer_pos()?.x;
    let at = number.checked_sub(first)?;
    let left = at.checked_sub(1).and_then(|left| rects.get(left));
    if left.is_some_and(|rect| x < rect.center().x) {
        return Some(BarAction::Move { from: number, to: number - 1 });
    }
    let is_past_right = rects.get(at + 1).is_some_and(|rect| x > rect.center().x);
    is_past_right.then_some(BarAction::Move { from: number, to: number + 1 })
}
