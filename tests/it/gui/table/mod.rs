//! What the list can do beyond scrolling: ten million rows, columns, several rows at once, marks, the pause.

mod columns;
mod copy;
mod go_to;
mod large;
mod marks;
mod pause;
mod selection;
