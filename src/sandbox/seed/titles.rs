//! Titles of the initial deals.

use crate::sandbox::data::company::LAST_SEED_DEAL;
use crate::sandbox::data::rng::splitmix64;

const MATERIALS: &[&str] = &[
    "Copper",
    "Slate",
    "Oak",
    "Granite",
    "Cedar",
    "Brass",
    "Limestone",
    "Zinc",
    "Larch",
    "Tile",
    "Glass",
    "Cork",
];

const WORKS: &[&str] = &[
    "roof",
    "stairs",
    "gutters",
    "floor",
    "façade",
    "doors",
    "chimney",
    "balcony",
    "windows",
    "canopy",
    "boathouse",
    "railing",
];

/// Titles that are hard to print, by deal ID.
const HARD_TITLES: &[(u64, &str)] = &[
    (11, "🚢 Ferry terminal 🏗️ – phase 2 👩‍🔧"),
    (12, "The \"old\" mill, 'east' wing; a,b\tc"),
    (13, "Two lines\nof title"),
    (14, "\x1b[31mred\nline\x1b[0m"),
    (15, "=HYPERLINK(\"http://example.test\",\"Quote\")"),
    (16, "عرض سعر للميناء الجديد"),
    (17, "Cafe\u{301} Noe\u{308}l — Z\u{335}a\u{334}l\u{337}g\u{336}o"),
    (19, "[bold]not markup[/bold] <b>nor this</b> & that %s {0}"),
    (20, "\u{202e}reversed\u{202c} and back"),
    (21, "  spaces around  "),
    (22, "港の倉庫の屋根"),
    (23, "-1+1"),
];

/// Whether the title is hard to print.
pub fn is_hard(id: u64) -> bool {
    id == LONGEST || HARD_TITLES.iter().any(|(at, _)| *at == id)
}

/// The deal with the longest possible title, 255 characters.
const LONGEST: u64 = 18;

pub fn title(id: u64) -> String {
    if let Some((_, title)) = HARD_TITLES.iter().find(|(at, _)| *at == id) {
        return (*title).into();
    }
    if id == LONGEST {
        return "Long ".repeat(51);
    }
    let material = MATERIALS[splitmix64(id, 3, 12) as usize];
    let work = WORKS[splitmix64(id, 4, 12) as usize];
    // Without the ID, titles of large companies would repeat too often.
    if id > LAST_SEED_DEAL {
        format!("{material} {work} {id}")
    } else {
        format!("{material} {work}")
    }
}
