//! A table, and its four forms: for a terminal, Markdown, LaTeX (booktabs) and CSV.

use unicode_width::UnicodeWidthStr;

/// A head and rows of as many cells.
///
/// ```
/// use alinea::report::Table;
/// let mut table = Table::new(["system", "BLEU ↑"]);
/// table.push(["base", "31.0"]);
/// assert_eq!(table.text(), "system  BLEU ↑\nbase      31.0\n");
/// assert_eq!(table.markdown(), "| system | BLEU ↑ |\n| --- | ---: |\n| base | 31.0 |\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    left: usize,
}

impl Table {
    /// A table without rows; the first column stands to the left, the others to the right.
    pub fn new<S: Into<String>>(head: impl IntoIterator<Item = S>) -> Self {
        Table {
            head: head.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            left: 1,
        }
    }

    /// With the first `columns` columns to the left.
    #[must_use]
    pub fn left(mut self, columns: usize) -> Self {
        self.left = columns;
        self
    }

    /// Adds a row, filled up with empty cells.
    ///
    /// # Panics
    /// If the row is longer than the head.
    pub fn push<S: Into<String>>(&mut self, row: impl IntoIterator<Item = S>) {
        let mut row: Vec<String> = row.into_iter().map(Into::into).collect();
        assert!(row.len() <= self.head.len(), "as many cells as the head");
        row.resize(self.head.len(), String::new());
        self.rows.push(row);
    }

    /// The head.
    pub fn head(&self) -> &[String] {
        &self.head
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// For a terminal: cells below one another, two spaces between columns.
    pub fn text(&self) -> String {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let widest = |column: usize| lines().map(|line| shown(&line[column]).width()).max();
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| widest(column).unwrap_or(0))
            .collect();
        let mut text = String::new();
        for line in lines() {
            let mut cells = String::new();
            for (at, cell) in line.iter().enumerate() {
                let cell = shown(cell);
                let spaces = " ".repeat(widths[at] - cell.width());
                let gap = if at == 0 { "" } else { "  " };
                if at < self.left {
                    cells.push_str(&format!("{gap}{cell}{spaces}"));
                } else {
                    cells.push_str(&format!("{gap}{spaces}{cell}"));
                }
            }
            text.push_str(cells.trim_end());
            text.push('\n');
        }
        text
    }

    /// GitHub's Markdown.
    pub fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let escaped = |row: &Vec<String>| line(row.iter().map(|c| markdown_cell(c)).collect());
        let rule = (0..self.head.len()).map(|at| if at < self.left { "---" } else { "---:" });
        let mut text = escaped(&self.head);
        text.push_str(&line(rule.map(String::from).collect()));
        text.extend(self.rows.iter().map(escaped));
        text
    }

    /// A `tabular` for LaTeX with booktabs, in UTF-8.
    pub fn latex(&self) -> String {
        let columns: String = (0..self.head.len())
            .map(|at| if at < self.left { 'l' } else { 'r' })
            .collect();
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(|cell| latex_cell(cell)).collect();
            format!("{} \\\\\n", cells.join(" & "))
        };
        let mut text = format!("\\begin{{tabular}}{{{columns}}}\n\\toprule\n");
        text.push_str(&line(&self.head));
        text.push_str("\\midrule\n");
        text.extend(self.rows.iter().map(line));
        text.push_str("\\bottomrule\n\\end{tabular}\n");
        text
    }

    /// CSV with a head, as RFC 4180 has it but with `\n`.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.head).chain(&self.rows) {
            writer.write_record(row).expect("memory takes every record");
        }
        let bytes = writer.into_inner().expect("memory takes every record");
        String::from_utf8(bytes).expect("cells are UTF-8")
    }
}

/// A cell on one line of a terminal: control characters, which could move the cursor, as their pictures.
pub fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{0}'..='\u{1f}' => char::from_u32(u32::from(c) + 0x2400).unwrap_or(' '),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            other => other,
        })
        .collect()
}

fn markdown_cell(text: &str) -> String {
    let mut cell = String::new();
    for c in shown(text).chars() {
        if matches!(
            c,
            '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '&' | '~'
        ) {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

fn latex_cell(text: &str) -> String {
    let mut cell = String::new();
    for c in shown(text).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                cell.push('\\');
                cell.push(c);
            }
            '~' => cell.push_str("\\textasciitilde{}"),
            '^' => cell.push_str("\\textasciicircum{}"),
            '\\' => cell.push_str("\\textbackslash{}"),
            '<' => cell.push_str("\\textless{}"),
            '>' => cell.push_str("\\textgreater{}"),
            '↑' => cell.push_str("$\\uparrow$"),
            '↓' => cell.push_str("$\\downarrow$"),
            '±' => cell.push_str("$\\pm$"),
            '–' => cell.push_str("--"),
            other => cell.push(other),
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["system", "BLEU ↑", "95 %"]);
        table.push(["a_b|c", "31.0", "31.0 ± 1.2"]);
        table.push(["机器", "9.5"]);
        table
    }

    #[test]
    fn columns_stand_below_one_another_by_their_width_on_the_screen() {
        let wanted = "system  BLEU ↑        95 %\na_b|c     31.0  31.0 ± 1.2\n机器       9.5\n";
        assert_eq!(table().text(), wanted);
    }

    #[test]
    fn marks_of_each_form_are_escaped() {
        assert!(
            table()
                .markdown()
                .contains("| a\\_b\\|c | 31.0 | 31.0 ± 1.2 |\n")
        );
        let latex = table().latex();
        assert!(
            latex.contains("a\\_b|c & 31.0 & 31.0 $\\pm$ 1.2 \\\\\n"),
            "{latex}"
        );
        assert!(latex.starts_with(
            "\\begin{tabular}{lrr}\n\\toprule\nsystem & BLEU $\\uparrow$ & 95 \\% \\\\"
        ));
        let mut table = Table::new(["name", "text"]).left(2);
        table.push(["a,b", "say \"no\"\n"]);
        assert_eq!(table.csv(), "name,text\n\"a,b\",\"say \"\"no\"\"\n\"\n");
    }

    #[test]
    fn escape_sequences_never_reach_the_terminal() {
        let mut table = Table::new(["name"]);
        table.push(["\u{1b}[31mred\u{202e}"]);
        assert_eq!(table.text(), "name\n␛[31mred\u{fffd}\n");
    }
}
