//! Deals as text to edit.
