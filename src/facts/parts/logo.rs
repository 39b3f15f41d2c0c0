//! Whether the logo of DigiD stands at the control that logs in (`criteria.md` A2 C6, B10).

use std::sync::LazyLock;

use regex::Regex;

use super::page;
use crate::{
    evidence::parts::Image,
    facts::{NotSeen, Read, Seen, Value},
};

/// How the logo stands there, from best to worst.
pub(super) const LOGO: &[&str] = &["goed", "vervormd", "te klein", "verborgen", "niet herkend"];

/// Least width and height, in CSS pixels.
const LEAST: u32 = 40;

/// Sides that differ no more than this are equal: a browser rounds.
const ROUNDING: f64 = 0.05;

/// The colour of the letters iD, and that of the square behind them.
const ORANGE: &str = "#e17000";
const BLACK: &str = "#000000";

#[expect(clippy::expect_used, reason = "the expressions are constant")]
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"^(?:het )?(?:logo (?:van )?)?digid(?:[ -]?logo)?$|^(?:inloggen|log in) met digid$";
    Regex::new(&format!("(?i){name}")).expect("an expression")
});

/// Parts of the name of a file that say nothing else than that it is the logo; one with a digit is a size or a fingerprint.
const FILE_PARTS: [&str; 14] = [
    "digid",
    "logo",
    "digidlogo",
    "logodigid",
    "icon",
    "icoon",
    "rgb",
    "svg",
    "png",
    "webp",
    "gif",
    "jpg",
    "jpeg",
    "min",
];

pub(super) fn digid(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (_, parts) = page(seen)?;
    if !parts.around.keys().any(|word| word.as_str() == "inloggen") {
        return Err(NotSeen::Missing("de inlogknop is niet te zien"));
    }
    let near = parts.images.iter().filter(|image| image.near.iter().any(|word| word.as_str() == "inloggen"));
    let judged = near.filter(|image| is_logo(image)).map(|image| (rank(image), image));
    let best = judged.min_by_key(|(rank, _)| *rank);
    let note = best.map(|(_, image)| format!("Getekend: {} bij {} pixels", image.drawn.0, image.drawn.1));
    let word = best.map_or("niet herkend", |(rank, _)| LOGO.get(rank).copied().unwrap_or("niet herkend"));
    Ok(Read::from(Value::Choice(word)).noting(note))
}

fn is_logo(image: &Image) -> bool {
    let coloured = |wanted: &str| image.colours.iter().any(|colour| colour == wanted);
    let parts = |file: &String| {
        let file = file.to_lowercase();
        let parts: Vec<String> = file
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        parts.iter().any(|part| part.contains("digid"))
            && parts.iter().all(|part| FILE_PARTS.contains(&part.as_str()) || part.bytes().any(|b| b.is_ascii_digit()))
    };
    image.names.iter().any(|name| NAME.is_match(name.trim()))
        || image.file.as_ref().is_some_and(parts)
        || (coloured(ORANGE) && coloured(BLACK))
}

/// Its place in the list of how it stands there.
fn rank(image: &Image) -> usize {
    let (width, height) = image.drawn;
    let alike = |one: f64, other: f64| (one - other).abs() <= ROUNDING * one.max(other);
    let ratio = |(width, height): (u32, u32)| f64::from(width) / f64::from(height.max(1));
    let square = alike(f64::from(width), f64::from(height));
    match () {
        () if !image.shown || width <= 1 || height <= 1 => 3,
        () if width < LEAST || height < LEAST => 2,
        () if !square || image.natural.is_some_and(|natural| !alike(ratio(natural), ratio(image.drawn))) => 1,
        () => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evidence::parts::Around,
        facts::parts::testing::{read, screen},
    };

    fn image() -> Image {
        Image {
            near: vec!["inloggen".parse().unwrap()],
            names: Vec::new(),
            file: None,
            colours: Vec::new(),
            drawn: (40, 40),
            natural: Some((150, 150)),
            shown: true,
        }
    }

    fn named(name: &str) -> Image {
        Image { names: vec![name.to_owned()], ..image() }
    }

    fn filed(file: &str) -> Image {
        Image { file: Some(file.to_owned()), ..image() }
    }

    fn of(images: Vec<Image>) -> String {
        let mut page = screen("");
        let parts = page.parts.as_mut().unwrap();
        parts.around.insert("inloggen".parse().unwrap(), Around::default());
        parts.images = images;
        read(digid, page, &[]).unwrap().value.to_string()
    }

    #[test]
    fn the_logo_is_known_by_name_file_or_colours() {
        for name in ["DigiD", "DigiD logo", "Logo van DigiD", "Inloggen met DigiD"] {
            assert_eq!(of(vec![named(name)]), "goed", "{name}");
        }
        for file in ["digid.svg", "logo_digid_rgb.png", "digid-logo.3fa91b.svg", "DigiD-40x40.webp"] {
            assert_eq!(of(vec![filed(file)]), "goed", "{file}");
        }
        assert_eq!(of(vec![Image { colours: vec![BLACK.into(), ORANGE.into()], ..image() }]), "goed");
    }

    #[test]
    fn another_picture_is_not_the_logo() {
        let others = [named("Uitleg over de DigiD-app"), named(""), filed("digid_app_scherm.png"), filed("pijl.svg")];
        assert_eq!(of(others.into()), "niet herkend");
        assert_eq!(of(vec![Image { colours: vec![ORANGE.into()], ..image() }]), "niet herkend");
        assert_eq!(of(vec![Image { near: vec!["uitloggen".parse().unwrap()], ..named("DigiD") }]), "niet herkend");
    }

    #[test]
    fn a_logo_that_is_small_stretched_or_hidden_is_doubted() {
        assert_eq!(of(vec![Image { drawn: (39, 40), ..named("DigiD") }]), "te klein");
        assert_eq!(of(vec![Image { drawn: (80, 40), ..named("DigiD") }]), "vervormd");
        assert_eq!(of(vec![Image { natural: Some((150, 75)), ..named("DigiD") }]), "vervormd");
        assert_eq!(of(vec![Image { shown: false, ..named("DigiD") }]), "verborgen");
        assert_eq!(of(vec![Image { shown: false, ..named("DigiD") }, named("DigiD")]), "goed");
    }
}
