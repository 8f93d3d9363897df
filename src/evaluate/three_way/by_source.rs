//! A system's output on the segments of the source, where nothing else says where it belongs.

use super::ThreeWay;

/// What a system says of one source segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The output. What faces several source segments stands with the first of them; what faces none
    /// stands behind the output before it, or before the first.
    pub text: String,
    /// The quality of the bead that the segment is in, 0 to 1.
    pub quality: f64,
}

impl ThreeWay {
    /// One piece for each source segment, in order; joined, they hold the whole output.
    ///
    /// ```
    /// use alinea::align::Aligner;
    /// use alinea::bitext::{Language, SegmentedText};
    /// use alinea::evaluate::three_way::{Layout, ThreeWayAligner, ThreeWayTexts};
    /// use alinea::score::QualityModel;
    /// let (french, english) = (Language::french(), Language::english());
    /// let aligner = ThreeWayAligner::new(Aligner::default(), &QualityModel::default(), &french, &english);
    /// let source = SegmentedText::from_lines("fr", ["Il pleut à Lyon.", "Le train a du retard."]);
    /// let output = SegmentedText::from_lines("mt", ["It rains in Lyon and the train is late."]);
    /// let texts = ThreeWayTexts { source: &source, references: &[], systems: &[output] };
    /// let found = aligner.compare(&texts, Layout::Aligned)?;
    /// let pieces = found[0].by_source(0);
    /// assert_eq!((pieces.len(), pieces[1].text.as_str()), (2, ""));
    /// assert_eq!(pieces[0].quality, pieces[1].quality);
    /// # Ok::<(), alinea::Error>(())
    /// ```
    pub fn by_source(&self, system: usize) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut before = String::new();
        for bead in &self.beads {
            let said = &bead.systems[system];
            if bead.source.indices.is_empty() {
                let last = pieces.iter_mut().rev().find(|piece| !piece.text.is_empty());
                let place = last.map_or(&mut before, |piece| &mut piece.text);
                join(place, &said.output.text);
                continue;
            }
            for (at, _) in bead.source.indices.iter().enumerate() {
                let text = if at == 0 {
                    said.output.text.clone()
                } else {
                    String::new()
                };
                pieces.push(Piece {
                    text,
                    quality: said.quality,
                });
            }
        }
        if let Some(first) = pieces.first_mut() {
            join(&mut before, &first.text);
            first.text = before;
        }
        pieces
    }
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}
