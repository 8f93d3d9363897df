//! Figures for papers, as SVG or PNG: the dot plot of an article and the reliability diagram of scores.
//!
//! The text of an SVG is left to whoever shows it (`sans-serif`). The text of a PNG is drawn with a font in
//! the binary (`font/`), so that no machine needs one. Colours are those of the pages in their light form;
//! what they say is said by form too, for print in grey.

mod canvas;

use std::ops::Range;

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::Cartesian2d;
use plotters::prelude::{
    ChartBuilder, ChartContext, Circle, Color, DrawingBackend, PathElement, RGBColor, Rectangle,
};

use crate::bitext::AlignedArticle;
use crate::error::Result;
use crate::evaluate::{BINS, Reliability};
use crate::similarity::VectorTable;

use super::corpus::shades;
use canvas::{Area, Drawing, FONT, Scale, failed};

pub use canvas::{DOTS_PER_INCH, FigureForm, FigureOptions};

const ACCENT: RGBColor = RGBColor(27, 94, 140);
const BAD: RGBColor = RGBColor(179, 64, 46);
const SOFT: RGBColor = RGBColor(93, 99, 109);

/// Pixels of a figure's longer side, 96 an inch.
const SIZE: u32 = 640;

type Chart<'a, B> = ChartContext<'a, B, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The dot plot of an article: its beads as a path over the likeness of its segments, source downwards,
/// target to the right, positions between segments from 0. A bead with a score below `doubtful` (0 to 1) and
/// a null bead are red; the pairs of a crossing are ringed. Articles of more than 60,000 pairs of segments
/// have no ground.
///
/// # Errors
/// A title with letters that the font of a PNG does not have.
pub fn dot_plot(
    article: &AlignedArticle,
    tables: Option<(&VectorTable, &VectorTable)>,
    doubtful: f64,
    options: &FigureOptions,
) -> Result<Vec<u8>> {
    let plot = DotPlot {
        article,
        ground: shades::ground(&article.pair, tables).unwrap_or_default(),
        doubtful,
    };
    canvas::drawn(&plot, options)
}

struct DotPlot<'a> {
    article: &'a AlignedArticle,
    /// A digit a pair of segments, or nothing.
    ground: String,
    doubtful: f64,
}

impl DotPlot<'_> {
    fn size(&self) -> (usize, usize) {
        let pair = &self.article.pair;
        (pair.source.len(), pair.target.len())
    }

    fn cells(&self) -> impl Iterator<Item = Rectangle<(f64, f64)>> {
        let (_, columns) = self.size();
        let shades = self.ground.bytes().enumerate();
        let shades = shades.filter(|(_, shade)| *shade > b'0');
        shades.map(move |(at, shade)| {
            let (x, y) = ((at % columns) as f64, (at / columns) as f64);
            let style = SOFT.mix(0.07 * f64::from(shade - b'0')).filled();
            Rectangle::new([(x, y), (x + 1.0, y + 1.0)], style)
        })
    }

    fn path(&self, scale: Scale) -> impl Iterator<Item = PathElement<(f64, f64)>> {
        let beads = self.article.alignment.beads().iter();
        let beads = beads.zip(&self.article.scores);
        beads.map(move |(bead, score)| {
            let unsure = bead.is_null() || score.score < self.doubtful;
            let (colour, width) = if unsure { (BAD, 3) } else { (ACCENT, 2) };
            let corner = |at: usize, of: usize| (of as f64, at as f64);
            let ends = [
                corner(bead.source.start, bead.target.start),
                corner(bead.source.end, bead.target.end),
            ];
            PathElement::new(ends, colour.stroke_width(scale.pixels(width)))
        })
    }

    fn rings(&self, scale: Scale) -> impl Iterator<Item = Circle<(f64, f64), u32>> {
        let crossings = self.article.crossings.iter();
        let links = crossings.flat_map(|crossing| &crossing.links);
        links.map(move |link| {
            let middle = |range: &Range<usize>| (range.start + range.end) as f64 / 2.0;
            let at = (middle(&link.bead.target), middle(&link.bead.source));
            Circle::new(at, scale.pixels(5), ACCENT.stroke_width(scale.pixels(2)))
        })
    }
}

impl Drawing for DotPlot<'_> {
    fn size(&self) -> (u32, u32) {
        let (rows, columns) = DotPlot::size(self);
        let longest = rows.max(columns).max(1) as f64;
        let side = |length| (f64::from(SIZE) * (length as f64 / longest).max(0.4)) as u32;
        (side(columns), side(rows))
    }

    fn draw<B: DrawingBackend>(&self, area: &Area<B>, scale: Scale) -> Result<()> {
        let (rows, columns) = DotPlot::size(self);
        let mut chart = framed(area, scale)
            .build_cartesian_2d(0.0..columns.max(1) as f64, rows.max(1) as f64..0.0)
            .map_err(failed)?;
        let pair = &self.article.pair;
        let [source, target] = [&pair.source, &pair.target].map(|side| side.language.as_str());
        let described = [
            format!("target segments ({target})"),
            format!("source segments ({source})"),
        ];
        axes(&mut chart, scale, &described, |at| format!("{at:.0}"))?;
        chart.draw_series(self.cells()).map_err(failed)?;
        chart.draw_series(self.path(scale)).map_err(failed)?;
        chart.draw_series(self.rings(scale)).map_err(failed)?;
        Ok(())
    }
}

/// The reliability diagram: for each class of scores, the share of its beads that is right, beside the
/// diagonal where scores mean what they say. Classes without beads have no bar.
///
/// ```
/// use alinea::evaluate::Reliability;
/// use alinea::report::figure::{FigureOptions, reliability_diagram};
/// let mut reliability = Reliability::default();
/// reliability.add(0.95, true);
/// let figure = reliability_diagram(&reliability, &FigureOptions::default())?;
/// let figure = String::from_utf8(figure).expect("SVG is text");
/// assert!(figure.starts_with("<svg"));
/// assert!(figure.contains("over 1 beads"));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A title with letters that the font of a PNG does not have.
pub fn reliability_diagram(reliability: &Reliability, options: &FigureOptions) -> Result<Vec<u8>> {
    canvas::drawn(&Diagram { reliability }, options)
}

struct Diagram<'a> {
    reliability: &'a Reliability,
}

impl Drawing for Diagram<'_> {
    fn size(&self) -> (u32, u32) {
        (SIZE, SIZE)
    }

    fn draw<B: DrawingBackend>(&self, area: &Area<B>, scale: Scale) -> Result<()> {
        let caption = format!(
            "expected calibration error {:.4} over {} beads",
            self.reliability.expected_calibration_error(),
            self.reliability.beads()
        );
        let mut chart = framed(area, scale)
            .caption(caption, (FONT, scale.exact(18.0)))
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)
            .map_err(failed)?;
        let described = ["score".to_owned(), "share that is right".to_owned()];
        axes(&mut chart, scale, &described, |at| format!("{at:.1}"))?;
        let bins = self.reliability.bins.iter().enumerate();
        let filled = bins.filter(|(_, bin)| bin.beads > 0);
        let bars = filled.clone().map(|(at, bin)| {
            let edge = |at: usize| at as f64 / BINS as f64;
            let corners = [
                (edge(at) + 0.005, 0.0),
                (edge(at + 1) - 0.005, bin.share_right()),
            ];
            Rectangle::new(corners, ACCENT.mix(0.45).filled())
        });
        chart.draw_series(bars).map_err(failed)?;
        let line = SOFT.stroke_width(scale.pixels(1));
        let diagonal = PathElement::new([(0.0, 0.0), (1.0, 1.0)], line);
        chart.draw_series([diagonal]).map_err(failed)?;
        let points = filled.map(|(_, bin)| {
            let at = (bin.mean_score(), bin.share_right());
            Circle::new(at, scale.pixels(4), ACCENT.filled())
        });
        chart.draw_series(points).map_err(failed)?;
        Ok(())
    }
}

/// A chart with room for labels on the left and below.
fn framed<'a, 'b, B: DrawingBackend>(area: &'a Area<B>, scale: Scale) -> ChartBuilder<'a, 'b, B> {
    let mut chart = ChartBuilder::on(area);
    chart
        .margin(scale.pixels(12))
        .x_label_area_size(scale.pixels(36))
        .y_label_area_size(scale.pixels(48));
    chart
}

/// Both axes, `described` x first, with their ticks written by `write`.
fn axes<B: DrawingBackend>(
    chart: &mut Chart<'_, B>,
    scale: Scale,
    described: &[String; 2],
    write: fn(&f64) -> String,
) -> Result<()> {
    chart
        .configure_mesh()
        .disable_mesh()
        .x_desc(&described[0])
        .y_desc(&described[1])
        .x_label_formatter(&write)
        .y_label_formatter(&write)
        .axis_style(SOFT.stroke_width(scale.pixels(1)))
        .set_all_tick_mark_size(scale.pixels(5))
        .label_style((FONT, scale.exact(14.0)))
        .draw()
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Input, Pipeline};

    fn svg(figure: Result<Vec<u8>>) -> String {
        String::from_utf8(figure.expect("draws")).expect("text")
    }

    #[test]
    fn a_pair_has_a_line_a_bead_and_null_beads_are_red() {
        let french = Input::Text("Le train part à 8 h. Il arrive à Lyon à midi.".into());
        let english = Input::Text("The train leaves at 8. It arrives in Lyon at noon.".into());
        let article = Pipeline::default().run("train", &french, &english);
        let article = article.expect("it is aligned").article;
        let options = FigureOptions::default();
        let sure = svg(dot_plot(&article, None, 0.0, &options));
        assert_eq!(sure.matches("stroke=\"#1B5E8C\"").count(), 2, "{sure}");
        assert!(!sure.contains("#B3402E"));
        let unsure = svg(dot_plot(&article, None, 1.1, &options));
        assert_eq!(unsure.matches("stroke=\"#B3402E\"").count(), 2);
    }

    #[test]
    fn classes_without_beads_have_no_bar() {
        let points = |reliability: &Reliability| {
            let figure = svg(reliability_diagram(reliability, &FigureOptions::default()));
            figure.matches("<circle").count()
        };
        let mut reliability = Reliability::default();
        assert_eq!(points(&reliability), 0);
        reliability.add(0.95, true);
        reliability.add(0.15, false);
        assert_eq!(points(&reliability), 2);
    }
}
