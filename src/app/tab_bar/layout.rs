//! How wide each tab is: whole names while there is room, then short ones, then marks, and at last a menu for those that
//! do not fit. The one in front keeps its name and its cross.

use std::ops::Range;

/// What a tab is without its name: light, icon and their margins.
pub(super) const MARK: f32 = 50.0;
/// Behind a name.
pub(super) const NAME_MARGIN: f32 = 12.0;
/// The cross of the tab in front.
pub(super) const CROSS: f32 = 22.0;
/// Between tabs.
pub(super) const GAP: f32 = 4.0;
/// The button that lists the tabs that do not fit.
pub(super) const MENU: f32 = 52.0;

/// The widest name.
const WIDEST: f32 = 240.0;
/// The widest short one.
const WIDEST_SHORT: f32 = 160.0;
/// Below this, a name says nothing; a mark stays.
const NARROWEST: f32 = 36.0;
/// Eight signs, which the tab in front keeps at least.
pub(super) const EIGHT_SIGNS: f32 = 64.0;

/// How wide the names of a tab are, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Widths {
    pub(super) full: f32,
    pub(super) short: f32,
    /// What the tab in front keeps.
    pub(super) least: f32,
}

/// How a tab shows its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shown {
    /// The whole name, cut at this width.
    Full(f32),
    /// The short one, cut at this width.
    Short(f32),
    /// Light and icon alone.
    Mark,
}

impl Shown {
    /// The width of a tab.
    pub(super) fn width(self, active: bool) -> f32 {
        let name = match self {
            Self::Full(width) | Self::Short(width) => width + NAME_MARGIN,
            Self::Mark => 0.0,
        };
        MARK + name + if active { CROSS } else { 0.0 }
    }
}

/// The tabs that fit, and how.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) visible: Range<usize>,
    /// One for each of them.
    pub(super) shown: Vec<Shown>,
}

impl Layout {
    /// Places tabs in a room of a width; with `marks_only` none but the one in front has a name.
    pub(super) fn new(tabs: &[Widths], active: usize, room: f32, marks_only: bool) -> Self {
        let all = 0..tabs.len();
        let of = |shown: &dyn Fn(&Widths) -> Shown| -> Vec<Shown> {
            let front = |tab: &Widths| Shown::Full(tab.full.min(WIDEST));
            tabs.iter().enumerate().map(|(at, tab)| if at == active { front(tab) } else { shown(tab) }).collect()
        };
        if !marks_only {
            let full = of(&|tab| Shown::Full(tab.full.min(WIDEST)));
            if total(&full, active) <= room {
                return Self { visible: all, shown: full };
            }
            let mut cap = WIDEST_SHORT;
            while cap >= NARROWEST {
                let short = of(&|tab| Shown::Short(tab.short.min(cap)));
                if total(&short, active) <= room {
                    return Self { visible: all, shown: short };
                }
                cap -= 4.0;
            }
        }
        let mut marks = of(&|_| Shown::Mark);
        shrink_active(&mut marks, active, tabs, room);
        if total(&marks, active) <= room {
            return Self { visible: all, shown: marks };
        }
        Self::in_part(tabs, active, room - MENU)
    }

    /// As many marks as fit beside the tab in front.
    fn in_part(tabs: &[Widths], active: usize, room: f32) -> Self {
        let front = Shown::Short(tabs.get(active).map_or(0.0, |tab| tab.short.min(tab.least)));
        let others = ((room - front.width(true) - GAP) / (MARK + GAP)).max(0.0) as usize;
        let start = (active + 1).saturating_sub(others + 1);
        let end = (start + others + 1).min(tabs.len());
        let visible = start..end;
        let mut shown: Vec<Shown> = visible.clone().map(|at| if at == active { front } else { Shown::Mark }).collect();
        shrink_active(&mut shown, active - start, tabs.get(start..).unwrap_or_default(), room);
        Self { visible, shown }
    }
}

/// Gives the tab in front what the others leave.
fn shrink_active(shown: &mut [Shown], active: usize, tabs: &[Widths], room: f32) {
    let Some(tab) = tabs.get(active) else { return };
    if let Some(front) = shown.get_mut(active) {
        *front = Shown::Full(0.0);
    }
    let left = room - total(shown, active);
    if let Some(front) = shown.get_mut(active) {
        let full = tab.full.min(WIDEST);
        *front = if left >= full { Shown::Full(full) } else { Shown::Short(left.max(tab.least).min(tab.short)) };
    }
}

fn total(shown: &[Shown], active: usize) -> f32 {
    shown.iter().enumerate().map(|(at, shown)| shown.width(at == active) + GAP).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABS: Widths = Widths { full: 190.0, short: 70.0, least: EIGHT_SIGNS };

    #[test]
    fn the_tabs_never_need_more_than_the_room_and_the_one_in_front_keeps_its_name() {
        for count in [1, 8, 30] {
            for room in [320.0, 480.0, 560.0, 940.0, 1580.0] {
                for active in [0, count / 2, count - 1] {
                    for marks_only in [false, true] {
                        let layout = Layout::new(&vec![TABS; count], active, room, marks_only);
                        let Layout { visible, shown } = &layout;
                        assert_eq!(visible.len(), shown.len());
                        assert!(visible.contains(&active), "{count} {room} {active}: {layout:?}");
                        let menu = if visible.len() < count { MENU } else { 0.0 };
                        let needed = total(shown, active - visible.start) + menu;
                        assert!(needed <= room, "{count} {room} {active}: {needed}");
                        let (Shown::Full(front) | Shown::Short(front)) = shown[active - visible.start] else {
                            panic!("{layout:?}")
                        };
                        assert!(front >= EIGHT_SIGNS, "{front}");
                    }
                }
            }
        }
    }

    #[test]
    fn names_shrink_step_by_step() {
        let tabs = vec![TABS; 6];
        let second = |room| Layout::new(&tabs, 0, room, false).shown[1];
        assert_eq!(second(2000.0), Shown::Full(190.0));
        assert_eq!(second(1200.0), Shown::Short(70.0));
        assert!(matches!(second(800.0), Shown::Short(width) if width < 70.0));
        assert_eq!(second(500.0), Shown::Mark);
        assert_eq!(Layout::new(&tabs, 0, 260.0, false).visible.len(), 2);
        assert_eq!(Layout::new(&[], 0, 260.0, false).visible, 0..0);
    }
}
