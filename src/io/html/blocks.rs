//! A part of a page to paragraphs: every block's own text is one, white space collapsed as a browser
//! does, no-break spaces kept. One line break is a space, two in a row end a paragraph.
//!
//! Linear in the part; nothing is called for each level, so that depth does no harm.

use dom_query::NodeRef;

use super::boilerplate::goes_out;

/// Elements that begin and end a paragraph. All others are part of a sentence.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "ol",
    "p",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

enum Step<'a> {
    Enter(NodeRef<'a>),
    EndOfBlock,
}

/// A block's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub text: String,
    /// Level of a heading, 1 to 6; 0 for all else.
    pub heading: u8,
}

/// The paragraphs of a part.
pub(super) fn paragraphs(part: &NodeRef<'_>) -> Vec<String> {
    blocks(part).into_iter().map(|block| block.text).collect()
}

/// The blocks of a part, with what is a heading.
pub(super) fn blocks(part: &NodeRef<'_>) -> Vec<Block> {
    let size = part.text().len();
    let mut writer = Writer::default();
    let mut steps: Vec<Step<'_>> = part.children_it(true).map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::EndOfBlock => writer.flush(),
            Step::Enter(node) if node.is_text() => writer.text(&node.text()),
            Step::Enter(node) => enter(node, size, &mut steps, &mut writer),
        }
    }
    writer.flush();
    writer.done
}

fn enter<'a>(node: NodeRef<'a>, size: usize, steps: &mut Vec<Step<'a>>, writer: &mut Writer) {
    let Some(name) = node.node_name() else {
        return;
    };
    let block = BLOCKS.contains(&&*name);
    if goes_out(&node, size) {
        if block || &*name == "pre" || &*name == "nav" {
            writer.flush();
        }
        return;
    }
    if &*name == "br" {
        return writer.line_break();
    }
    if block {
        writer.flush();
        writer.heading = level(&name);
        steps.push(Step::EndOfBlock);
    }
    // The last child first: the steps are a stack.
    steps.extend(node.children_it(true).map(Step::Enter));
}

/// The level of a heading, by its name.
fn level(name: &str) -> u8 {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => digit - b'0',
        _ => 0,
    }
}

#[derive(Default)]
struct Writer {
    done: Vec<Block>,
    open: String,
    heading: u8,
    /// Whether a line break was the last that was not white space.
    broken: bool,
}

impl Writer {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !self.open.ends_with(' ') {
                    self.open.push(' ');
                }
            } else {
                self.broken = false;
                self.open.push(c);
            }
        }
    }

    fn line_break(&mut self) {
        if self.broken {
            self.flush();
        } else {
            self.broken = true;
            self.text(" ");
        }
    }

    fn flush(&mut self) {
        self.broken = false;
        let heading = std::mem::take(&mut self.heading);
        let paragraph = std::mem::take(&mut self.open);
        let text = paragraph.trim().to_owned();
        if !text.is_empty() {
            self.done.push(Block { text, heading });
        }
    }
}
