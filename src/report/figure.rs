//! Figures for papers, as SVG: the dot plot of an article and the reliability diagram of scores.
//!
//! The text is left to whoever shows the file (`sans-serif`), so no font is needed to draw it and none
//! is in the binary. Colours are those of the pages in their light form; what they say is said by form
//! too, for print in grey.

use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, Circle, Color, DrawingArea, IntoDrawingArea, PathElement, RGBColor, Rectangle,
    SVGBackend, WHITE,
};

use crate::bitext::AlignedArticle;
use crate::error::{Error, Result};
use crate::evaluate::{BINS, Reliability};
use crate::similarity::VectorTable;

use super::corpus::shades;

const ACCENT: RGBColor = RGBColor(27, 94, 140);
const BAD: RGBColor = RGBColor(179, 64, 46);
const SOFT: RGBColor = RGBColor(93, 99, 109);

/// Pixels of a figure's longer side.
const SIZE: u32 = 640;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The dot plot of an article: its beads as a path over the likeness of its segments, source downwards,
/// target to the right, positions between segments from 0. A bead with a score below `doubtful` (0 to 1) and a null bead are
/// red; the pairs of a crossing are ringed. Articles of more than 60,000 pairs of segments have no ground.
///
/// # Errors
/// None in practice: text is all that is written.
pub fn dot_plot(
    article: &AlignedArticle,
    tables: Option<(&VectorTable, &VectorTable)>,
    doubtful: f64,
) -> Result<String> {
    let (rows, columns) = (article.pair.source.len(), article.pair.target.len());
    let longest = rows.max(columns).max(1) as f64;
    let side = |length: usize| (f64::from(SIZE) * (length as f64 / longest).max(0.4)) as u32;
    let ground = shades::ground(&article.pair, tables);
    svg((side(columns), side(rows)), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(48)
            .build_cartesian_2d(0.0..columns.max(1) as f64, rows.max(1) as f64..0.0)
            .map_err(failed)?;
        let languages = [&article.pair.source.language, &article.pair.target.language];
        chart
            .configure_mesh()
            .disable_mesh()
            .x_desc(format!("target segments ({})", languages[1].as_str()))
            .y_desc(format!("source segments ({})", languages[0].as_str()))
            .x_label_formatter(&|at| format!("{at:.0}"))
            .y_label_formatter(&|at| format!("{at:.0}"))
            .axis_style(SOFT)
            .label_style(("sans-serif", 14))
            .draw()
            .map_err(failed)?;
        let shades = ground.as_deref().unwrap_or_default().bytes().enumerate();
        let cells = shades
            .filter(|(_, shade)| *shade > b'0')
            .map(|(at, shade)| {
                let (x, y) = ((at % columns) as f64, (at / columns) as f64);
                let style = SOFT.mix(0.07 * f64::from(shade - b'0')).filled();
                Rectangle::new([(x, y), (x + 1.0, y + 1.0)], style)
            });
        chart.draw_series(cells).map_err(failed)?;
        let beads = article.alignment.beads().iter().zip(&article.scores);
        let path = beads.map(|(bead, score)| {
            let unsure = bead.is_null() || score.score < doubtful;
            let style = if unsure { BAD } else { ACCENT };
            let corner = |at: usize, of: usize| (of as f64, at as f64);
            let ends = [
                corner(bead.source.start, bead.target.start),
                corner(bead.source.end, bead.target.end),
            ];
            PathElement::new(ends, style.stroke_width(if unsure { 3 } else { 2 }))
        });
        chart.draw_series(path).map_err(failed)?;
        let links = article
            .crossings
            .iter()
            .flat_map(|crossing| &crossing.links);
        let rings = links.map(|link| {
            let middle = |range: &std::ops::Range<usize>| (range.start + range.end) as f64 / 2.0;
            let at = (middle(&link.bead.target), middle(&link.bead.source));
            Circle::new(at, 5, ACCENT.stroke_width(2))
        });
        chart.draw_series(rings).map_err(failed)?;
        Ok(())
    })
}

/// The reliability diagram: for each class of scores, the share of its beads that is right, beside the
/// diagonal where scores mean what they say. Classes without beads have no bar.
///
/// ```
/// use alinea::evaluate::Reliability;
/// use alinea::report::figure::reliability_diagram;
/// let mut reliability = Reliability::default();
/// reliability.add(0.95, true);
/// let figure = reliability_diagram(&reliability)?;
/// assert!(figure.starts_with("<svg"));
/// assert!(figure.contains("over 1 beads"));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// None in practice: text is all that is written.
pub fn reliability_diagram(reliability: &Reliability) -> Result<String> {
    let caption = format!(
        "expected calibration error {:.4} over {} beads",
        reliability.expected_calibration_error(),
        reliability.beads()
    );
    svg((SIZE, SIZE), |area| {
        let mut chart = ChartBuilder::on(area)
            .caption(caption, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(48)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)
            .map_err(failed)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .x_desc("score")
            .y_desc("share that is right")
            .axis_style(SOFT)
            .label_style(("sans-serif", 14))
            .draw()
            .map_err(failed)?;
        let filled = || {
            let bins = reliability.bins.iter().enumerate();
            bins.filter(|(_, bin)| bin.beads > 0)
        };
        let bars = filled().map(|(at, bin)| {
            let edge = |at: usize| at as f64 / BINS as f64;
            let corners = [
                (edge(at) + 0.005, 0.0),
                (edge(at + 1) - 0.005, bin.share_right()),
            ];
            Rectangle::new(corners, ACCENT.mix(0.45).filled())
        });
        chart.draw_series(bars).map_err(failed)?;
        let diagonal = PathElement::new([(0.0, 0.0), (1.0, 1.0)], SOFT.stroke_width(1));
        chart.draw_series([diagonal]).map_err(failed)?;
        let points = filled()
            .map(|(_, bin)| Circle::new((bin.mean_score(), bin.share_right()), 4, ACCENT.filled()));
        chart.draw_series(points).map_err(failed)?;
        Ok(())
    })
}

fn svg(size: (u32, u32), draw: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        draw(&area)?;
        area.present().map_err(failed)?;
    }
    Ok(text)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::format(format!("cannot draw the figure: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Input, Pipeline};

    #[test]
    fn a_pair_has_a_line_a_bead_and_null_beads_are_red() {
        let french = Input::Text("Le train part à 8 h. Il arrive à Lyon à midi.".into());
        let english = Input::Text("The train leaves at 8. It arrives in Lyon at noon.".into());
        let article = Pipeline::default().run("train", &french, &english);
        let article = article.expect("it is aligned").article;
        let sure = dot_plot(&article, None, 0.0).expect("draws");
        assert_eq!(sure.matches("stroke=\"#1B5E8C\"").count(), 2, "{sure}");
        assert!(!sure.contains("#B3402E"));
        let unsure = dot_plot(&article, None, 1.1).expect("draws");
        assert_eq!(unsure.matches("stroke=\"#B3402E\"").count(), 2);
    }

    #[test]
    fn classes_without_beads_have_no_bar() {
        let points = |reliability: &Reliability| {
            let figure = reliability_diagram(reliability).expect("draws");
            figure.matches("<circle").count()
        };
        let mut reliability = Reliability::default();
        assert_eq!(points(&reliability), 0);
        reliability.add(0.95, true);
        reliability.add(0.15, false);
        assert_eq!(points(&reliability), 2);
    }
}
