//! What a figure is drawn on: text in SVG, or the pixels of a PNG of any resolution.
//!
//! Drawings are laid out in pixels of a 96th of an inch; a [`Scale`] brings them to the resolution asked for,
//! which the PNG names, so that its size on paper stays the same. Time and memory of a PNG are those of its
//! pixels, three bytes each.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};
use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, DrawingArea, DrawingBackend, FontStyle, IntoDrawingArea, SVGBackend, WHITE,
};
use plotters::style::register_font;

use crate::error::{Error, Result};

/// The family of all text, in SVG and for the font in the binary.
pub(super) const FONT: &str = "sans-serif";

const FONT_FILE: &[u8] = include_bytes!("font/DejaVuSans-Latin.ttf");

/// Pixels an inch in which drawings are laid out, as a browser counts.
const LAID_OUT: f64 = 96.0;

/// Resolutions that a PNG can have, in dots an inch.
pub const DOTS_PER_INCH: std::ops::RangeInclusive<u32> = 36..=1200;

pub(super) type Area<B> = DrawingArea<B, Shift>;

/// What a figure is written as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FigureForm {
    /// SVG, of any size.
    #[default]
    Svg,
    /// PNG.
    Png {
        /// Its resolution in dots an inch, one of [`DOTS_PER_INCH`].
        dpi: u32,
    },
}

/// How a figure is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureOptions {
    /// SVG or PNG.
    pub form: FigureForm,
    /// What stands above it.
    pub title: Option<String>,
}

/// From pixels of a 96th of an inch to those of the output.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale(f64);

impl Scale {
    pub(super) fn exact(self, length: f64) -> f64 {
        length * self.0
    }

    pub(super) fn pixels(self, length: u32) -> u32 {
        self.exact(f64::from(length)).round().max(1.0) as u32
    }
}

/// A figure that can be drawn on anything.
pub(super) trait Drawing {
    /// Width and height in pixels of a 96th of an inch, without the title.
    fn size(&self) -> (u32, u32);

    /// Draws it on an area of that size, scaled.
    fn draw<B: DrawingBackend>(&self, area: &Area<B>, scale: Scale) -> Result<()>;
}

/// The bytes of a figure.
pub(super) fn drawn(drawing: &impl Drawing, options: &FigureOptions) -> Result<Vec<u8>> {
    let title = options.title.as_deref();
    let (width, height) = drawing.size();
    let height = height + if title.is_some() { TITLE } else { 0 };
    // plotters measures text of both forms with it.
    if !*REGISTERED {
        return Err(failed("the font in the binary cannot be read"));
    }
    match options.form {
        FigureForm::Svg => {
            let mut text = String::new();
            let backend = SVGBackend::with_string(&mut text, (width, height));
            paint(backend.into_drawing_area(), drawing, title, Scale(1.0))?;
            Ok(text.into_bytes())
        }
        FigureForm::Png { dpi } => {
            check(dpi, title)?;
            let scale = Scale(f64::from(dpi) / LAID_OUT);
            let size = (scale.pixels(width), scale.pixels(height));
            let mut pixels = vec![0; 3 * size.0 as usize * size.1 as usize];
            let backend = BitMapBackend::with_buffer(&mut pixels, size);
            paint(backend.into_drawing_area(), drawing, title, scale)?;
            png(&pixels, size, dpi)
        }
    }
}

/// Height of the title.
const TITLE: u32 = 36;

static REGISTERED: LazyLock<bool> =
    LazyLock::new(|| register_font(FONT, FontStyle::Normal, FONT_FILE).is_ok());

/// A white ground, the title, and the drawing below it.
fn paint<B: DrawingBackend>(
    area: Area<B>,
    drawing: &impl Drawing,
    title: Option<&str>,
    scale: Scale,
) -> Result<()> {
    area.fill(&WHITE).map_err(failed)?;
    match title {
        Some(title) => {
            let (above, below) = area.split_vertically(scale.pixels(TITLE));
            let style = (FONT, scale.exact(20.0));
            // The letters would touch the edge.
            let above = above.margin(scale.pixels(10), 0, 0, 0);
            above.titled(title, style).map_err(failed)?;
            drawing.draw(&below, scale)?;
        }
        None => drawing.draw(&area, scale)?,
    }
    area.present().map_err(failed)
}

/// A letter that is not in the font would be drawn as a box.
fn check(dpi: u32, title: Option<&str>) -> Result<()> {
    if !DOTS_PER_INCH.contains(&dpi) {
        let (least, most) = (DOTS_PER_INCH.start(), DOTS_PER_INCH.end());
        let expected = format!("expected a resolution of {least} to {most} dots an inch");
        return Err(Error::configuration(expected).found(dpi.to_string()));
    }
    let font = FontRef::try_from_slice(FONT_FILE).map_err(failed)?;
    let mut letters = title.unwrap_or_default().chars();
    match letters.find(|&letter| font.glyph_id(letter).0 == 0) {
        Some(letter) => Err(Error::configuration(
            "expected a title in Latin letters, as the font of PNG has them",
        )
        .found(format!("`{}`", letter.escape_default()))
        .help("write SVG, which takes any letter")),
        None => Ok(()),
    }
}

fn png(pixels: &[u8], size: (u32, u32), dpi: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (f64::from(dpi) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

pub(super) fn failed(error: impl std::fmt::Display) -> Error {
    Error::format(format!("cannot draw the figure: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::reliability_diagram;
    use super::*;
    use crate::evaluate::Reliability;

    const PNG: FigureForm = FigureForm::Png { dpi: 72 };

    fn figure(form: FigureForm, title: Option<&str>) -> Result<Vec<u8>> {
        let title = title.map(str::to_owned);
        reliability_diagram(&Reliability::default(), &FigureOptions { form, title })
    }

    /// Width, height and pixels, as the decoder of the crate `png` reads them.
    fn decoded(bytes: &[u8]) -> (png::OutputInfo, Vec<u8>) {
        let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("fits")];
        let info = reader.next_frame(&mut pixels).expect("whole");
        (info, pixels)
    }

    #[test]
    fn the_letters_of_the_title_are_drawn() {
        let with = |title| decoded(&figure(PNG, Some(title)).expect("draws")).1;
        let plain = with("Fiabilite");
        assert_ne!(plain, with("Fiabilité"));
        assert_ne!(plain, with("Fiabilitê"));
        assert_eq!(plain, with("Fiabilite"), "the same title, the same pixels");
        let above = &plain[..3 * 480 * 27];
        assert!(above.contains(&0), "black letters above the diagram");
        let edge = &with("À l’Œuvre, Élise")[..3 * 480 * 2];
        assert!(edge.iter().all(|&value| value == 255), "none is cut off");
    }

    #[test]
    fn more_dots_an_inch_are_more_pixels_of_the_same_figure() {
        for (dpi, side) in [(72, 480), (300, 2000)] {
            let bytes = figure(FigureForm::Png { dpi }, None).expect("draws");
            let (info, pixels) = decoded(&bytes);
            assert_eq!((info.width, info.height), (side, side));
            let dark = pixels.iter().filter(|&&value| value < 128).count();
            let share = dark as f64 / pixels.len() as f64;
            assert!((0.002..0.02).contains(&share), "{dpi} dpi: {share} is dark");
        }
    }

    #[test]
    fn a_letter_that_the_font_does_not_have_is_refused_and_svg_takes_it() {
        let error = figure(PNG, Some("Надёжность")).expect_err("is refused");
        assert!(error.to_string().contains("u{41d}"), "{error}");
        assert!(figure(PNG, Some("« Œuvre » à Besançon, Łódź : 50 % ≥ 3 €")).is_ok());
        let svg = figure(FigureForm::Svg, Some("Надёжность <b>")).expect("draws");
        let svg = String::from_utf8(svg).expect("text");
        assert!(svg.contains("Надёжность &lt;b&gt;"), "{svg}");
    }

    #[test]
    fn a_resolution_that_no_paper_has_is_refused() {
        let error = figure(FigureForm::Png { dpi: 100_000 }, None).expect_err("is refused");
        assert!(error.to_string().contains("36 to 1200"), "{error}");
    }
}
