//! Whole re-segmentations of small texts, and what holds for any text.
