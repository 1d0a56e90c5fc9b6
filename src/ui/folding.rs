//! Rows of tabs or sections that are too long: what is shown, and what goes into a menu behind the others.

/// Which of the items fit into a width beside a menu button: the first ones, and always the open one. Widths are in
/// points, with the gap behind the item.
pub fn fitting(widths: &[f32], open: Option<usize>, room: f32, menu_width: f32) -> Vec<bool> {
    if widths.iter().sum::<f32>() <= room {
        return vec![true; widths.len()];
    }
    let mut left = room - menu_width - open.and_then(|open| widths.get(open)).copied().unwrap_or(0.0);
    let mut is_full = false;
    let fits = widths.iter().enumerate().map(|(number, width)| {
        if open == Some(number) {
            return true;
        }
        left -= width;
        is_full |= left < 0.0;
        !is_full
    });
    fits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_item_is_always_shown() {
        let widths = [50.0; 6];
        assert_eq!(fitting(&widths, Some(0), 300.0, 28.0), [true; 6]);
        assert_eq!(fitting(&widths, None, 190.0, 28.0), [true, true, true, false, false, false]);
        assert_eq!(fitting(&widths, Some(0), 190.0, 28.0), [true, true, true, false, false, false]);
        assert_eq!(fitting(&widths, Some(5), 190.0, 28.0), [true, true, false, false, false, true]);
        assert_eq!(fitting(&widths, Some(3), 20.0, 28.0), [false, false, false, true, false, false]);
    }
}
