//! One page for a translation team: systems with intervals and tests, wins, documents, and the segments
//! to look at, with what each output says otherwise than the reference.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::findings::{Findings, checks_table, places};
use super::marks::{Stretch, marks};
use super::tables::{
    arrowed, digits, document_name, is_equal, metric_names, short_system_names, tested,
};
use super::{Report, Texts};
use crate::bitext::Language;
use crate::evaluate::translation::numbers::fixed;
use crate::evaluate::translation::significance::Comparison;
use crate::evaluate::translation::{Difference, MetricResults, Wins};
use crate::report::html::{attribute, page as frame, text};

/// Documents shown without a click.
const OPEN_DOCUMENTS: usize = 12;

/// Columns of a system's name in the chart, at most.
const NAME: usize = 60;

/// Units of the chart that a column of a name takes, at most, and what stands beside it.
const COLUMN: f64 = 7.6;

/// Places with findings that are listed for a system.
const LISTED: usize = 200;

/// The page.
pub(super) fn page(report: &Report<'_>) -> String {
    let mut body = String::new();
    head(report, &mut body);
    systems(report, &mut body);
    wins(report, &mut body);
    checks(report, &mut body);
    documents(report, &mut body);
    segments(report, &mut body);
    signatures(report, &mut body);
    frame("Translations compared", &body)
}

/// `write!` to a string cannot fail.
macro_rules! add {
    ($to:expr, $($rest:tt)*) => { let _ = write!($to, $($rest)*); };
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `count` with a comma between thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn head(report: &Report<'_>, body: &mut String) {
    let results = report.results;
    let mut parts = vec![
        counted(results.systems.len(), "system", "systems"),
        counted(results.segment_count(), "segment", "segments"),
    ];
    if results.documents.len() > 1 {
        parts.insert(1, counted(results.documents.len(), "document", "documents"));
    }
    match report.texts.references.len() {
        0 => parts.push("no reference".into()),
        n => parts.push(counted(n, "reference", "references")),
    }
    add!(
        body,
        "<header>\n<h1>Translations compared</h1>\n<p class=\"soft\">{}</p>\n",
        parts.join(" · ")
    );
    let mut links = vec![("systems", "Systems")];
    if results.systems.len() > 1 {
        links.push(("wins", "Wins"));
    }
    if report.three_way.is_some() {
        links.push(("checks", "Checks"));
    }
    if results.documents.len() > 1 {
        links.push(("documents", "Documents"));
    }
    links.extend([
        ("segments", "Segments to look at"),
        ("signatures", "How it was computed"),
    ]);
    body.push_str("<nav aria-label=\"Sections\"><ul>\n");
    for (id, name) in links {
        add!(body, "<li><a href=\"#{id}\">{name}</a></li>\n");
    }
    body.push_str("</ul></nav>\n</header>\n<main>\n");
}

fn systems(report: &Report<'_>, body: &mut String) {
    let results = report.results;
    body.push_str("<section aria-labelledby=\"systems\">\n<h2 id=\"systems\">Systems</h2>\n");
    if let Some(metric) = results.metrics.first() {
        chart(report, metric, body);
    }
    body.push_str(
        "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\" class=\"left\">system</th>",
    );
    for (name, metric) in metric_names(results).iter().zip(&results.metrics) {
        add!(
            body,
            "<th scope=\"col\">{}</th>",
            text(&arrowed(name, metric))
        );
        if tested(results) {
            body.push_str("<th scope=\"col\">p</th>");
        }
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    let names = short_system_names(results);
    for system in results.ranking() {
        let base = system == results.baseline && results.systems.len() > 1;
        let badge = if base {
            " <span class=\"badge\">baseline</span>"
        } else {
            ""
        };
        add!(
            body,
            "<tr><th scope=\"row\">{}{badge}</th>",
            text(&names[system])
        );
        for metric in &results.metrics {
            score_cells(report, metric, system, body);
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody></table></div>\n");
    if tested(results) {
        add!(
            body,
            "<p class=\"note\">p: how probable a difference from {} as large as this one would be by chance; \
             coloured where it is at most 0.05; equal: there is no difference. ± is the 95 % interval of the score. Best scores are bold.</p>\n",
            text(&names[results.baseline])
        );
    }
    body.push_str("</section>\n");
}

fn score_cells(report: &Report<'_>, metric: &MetricResults, system: usize, body: &mut String) {
    let results = report.results;
    let compared = metric.comparisons[system];
    let digits = digits(metric, report.width);
    let beaten = |other: &Comparison| metric.better(other.score, compared.score);
    let best = results.systems.len() > 1 && !metric.comparisons.iter().any(beaten);
    let class = if best { " class=\"best\"" } else { "" };
    add!(body, "<td{class}>{}", fixed(compared.score, digits));
    if let Some(estimate) = compared.estimate {
        add!(
            body,
            " <small>± {}</small>",
            fixed(estimate.half_width, digits)
        );
    }
    body.push_str("</td>");
    if !tested(results) {
        return;
    }
    let Some(p) = compared.p_value else {
        body.push_str("<td>–</td>");
        return;
    };
    if is_equal(results, metric, system) {
        body.push_str("<td>equal</td>");
        return;
    }
    let better = metric.better(compared.score, metric.comparisons[results.baseline].score);
    let class = match (p <= 0.05, better) {
        (false, _) => "",
        (true, true) => " class=\"surely-better\"",
        (true, false) => " class=\"surely-worse\"",
    };
    let shown = if p < 0.001 {
        "&lt; .001".into()
    } else {
        fixed(p, 3)
    };
    add!(body, "<td{class}>{shown}</td>");
}

/// The first metric's scores as points with their intervals.
fn chart(report: &Report<'_>, metric: &MetricResults, body: &mut String) {
    let results = report.results;
    if results.systems.len() < 2 || metric.comparisons.iter().any(|c| c.estimate.is_none()) {
        return;
    }
    let half = |c: &Comparison| c.estimate.map_or(0.0, |e| e.half_width);
    let all = metric.comparisons.iter();
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), c| {
        (low.min(c.score - half(c)), high.max(c.score + half(c)))
    });
    let short = short_system_names(results);
    let names: Vec<String> = short.iter().map(|name| shortened(name)).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let left = f64::max(190.0, widest as f64 * COLUMN + 24.0).round();
    let (right, row) = (left + 510.0, 24.0);
    let width = right + 60.0;
    let span = if high > low { high - low } else { 1.0 };
    let at = |score: f64| left + (score - low) / span * (right - left);
    let height = row * (results.systems.len() as f64 + 1.0);
    let digits = digits(metric, report.width);
    add!(
        body,
        "<figure><svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-label=\"{} of each system with its 95 % interval; the figures are in the table below\">\n",
        attribute(&metric.description.name)
    );
    for (line, system) in results.ranking().into_iter().enumerate() {
        let y = row * (line as f64 + 0.7);
        let compared = &metric.comparisons[system];
        let title = match names[system] == short[system] {
            true => String::new(),
            false => format!("<title>{}</title>", text(&short[system])),
        };
        add!(
            body,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}{title}</text>\
             <line class=\"axis\" x1=\"{left}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <line class=\"range\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <circle class=\"point\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"/>\n",
            left - 12.0,
            y + 4.5,
            text(&names[system]),
            at(compared.score - half(compared)),
            at(compared.score + half(compared)),
            at(compared.score),
        );
    }
    let y = height - 6.0;
    for (x, score, anchor) in [(left, low, "start"), (right, high, "end")] {
        add!(
            body,
            "<text class=\"soft\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>\n",
            fixed(score, digits)
        );
    }
    let direction = if metric.description.lower_is_better {
        "lower"
    } else {
        "higher"
    };
    add!(
        body,
        "</svg><figcaption>{} with 95 % intervals; {direction} is better.</figcaption></figure>\n",
        text(&metric.description.name)
    );
}

/// A name for the chart: a very long one loses its middle, for names mostly differ at their ends.
fn shortened(name: &str) -> String {
    if name.width() <= NAME {
        return name.to_owned();
    }
    let side = NAME / 2 - 1;
    let fits = |taken: &mut usize, c: char| {
        *taken += c.width().unwrap_or(0);
        Some((*taken <= side).then_some(c))
    };
    let chars = name.chars();
    let start: String = chars.scan(0, fits).map_while(|c| c).collect();
    let end: Vec<char> = name.chars().rev().scan(0, fits).map_while(|c| c).collect();
    start + "…" + &end.into_iter().rev().collect::<String>()
}

fn wins(report: &Report<'_>, body: &mut String) {
    let results = report.results;
    if results.systems.len() < 2 {
        return;
    }
    let names = short_system_names(results);
    let with_documents = results.documents.len() > 1;
    add!(
        body,
        "<section aria-labelledby=\"wins\">\n<h2 id=\"wins\">Wins against {}</h2>\n<div class=\"wide\"><table>\n\
         <thead><tr><th scope=\"col\" class=\"left\">system</th><th scope=\"col\" class=\"left\">metric</th>\
         <th scope=\"col\" class=\"left\">segments better / equal / worse</th><th scope=\"col\"></th>",
        text(&names[results.baseline])
    );
    if with_documents {
        body.push_str("<th scope=\"col\">documents</th>");
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for system in results
        .ranking()
        .into_iter()
        .filter(|s| *s != results.baseline)
    {
        for (name, metric) in metric_names(results).iter().zip(&results.metrics) {
            let wins = metric.segment_wins[system];
            add!(
                body,
                "<tr><th scope=\"row\">{}</th><td class=\"left\">{}</td><td>{}</td><td>{}</td>",
                text(&names[system]),
                text(name),
                bar(&wins),
                numbers(&wins)
            );
            if with_documents {
                add!(body, "<td>{}</td>", numbers(&metric.document_wins[system]));
            }
            body.push_str("</tr>\n");
        }
    }
    body.push_str("</tbody></table></div>\n</section>\n");
}

fn numbers(wins: &Wins) -> String {
    format!(
        "{} / {} / {}",
        grouped(wins.won),
        grouped(wins.tied),
        grouped(wins.lost)
    )
}

/// A bar of three parts; the numbers stand beside it.
fn bar(wins: &Wins) -> String {
    let all = (wins.won + wins.tied + wins.lost).max(1) as f64;
    let part = |class: &str, count: usize| {
        format!(
            "<i class=\"{class}\" style=\"width:{:.2}%\"></i>",
            count as f64 / all * 100.0
        )
    };
    format!(
        "<div class=\"bar\" aria-hidden=\"true\">{}{}{}</div>",
        part("won", wins.won),
        part("tied", wins.tied),
        part("lost", wins.lost)
    )
}

fn documents(report: &Report<'_>, body: &mut String) {
    let results = report.results;
    let Some(metric) = results
        .metrics
        .first()
        .filter(|_| results.documents.len() > 1)
    else {
        return;
    };
    let names = short_system_names(results);
    let order = results.ranking();
    let open = if results.documents.len() <= OPEN_DOCUMENTS {
        " open"
    } else {
        ""
    };
    add!(
        body,
        "<section aria-labelledby=\"documents\">\n<h2 id=\"documents\">Documents</h2>\n\
         <details{open}><summary>{} of {}</summary>\n<div class=\"wide\"><table>\n\
         <thead><tr><th scope=\"col\" class=\"left\">document</th><th scope=\"col\">segments</th>",
        text(&metric.description.name),
        counted(results.documents.len(), "document", "documents")
    );
    for system in &order {
        add!(body, "<th scope=\"col\">{}</th>", text(&names[*system]));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    let all = metric.documents.iter().flatten();
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| {
        (low.min(*score), high.max(*score))
    });
    let digits = digits(metric, report.width);
    for (at, document) in results.documents.iter().enumerate() {
        add!(
            body,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            text(&document_name(results, at)),
            document.segments.len()
        );
        for system in &order {
            let score = metric.documents[*system][at];
            let share = if high > low {
                (score - low) / (high - low)
            } else {
                0.5
            };
            let share = if metric.description.lower_is_better {
                1.0 - share
            } else {
                share
            };
            add!(
                body,
                "<td style=\"background:rgba(var(--heat),{:.2})\">{}</td>",
                share * 0.35,
                fixed(score, digits)
            );
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody></table></div></details>\n</section>\n");
}

/// What the checks found, as the table of the other forms has it.
fn checks(report: &Report<'_>, body: &mut String) {
    let Some(table) = report.three_way.and_then(checks_table) else {
        return;
    };
    body.push_str(
        "<section aria-labelledby=\"checks\">\n<h2 id=\"checks\">What the checks found</h2>\n\
         <div class=\"wide\"><table>\n<thead><tr><th scope=\"col\" class=\"left\">system</th>",
    );
    for name in &table.head()[1..] {
        add!(body, "<th scope=\"col\">{}</th>", text(name));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for row in table.rows() {
        add!(body, "<tr><th scope=\"row\">{}</th>", text(&row[0]));
        for cell in &row[1..] {
            add!(body, "<td>{}</td>", text(cell));
        }
        body.push_str("</tr>\n");
    }
    body.push_str(
        "</tbody></table></div>\n<p class=\"note\">Counted by comparing each output with the source, without the \
         reference: stretches left out and added, and segments in which a check found something. A finding is a \
         place to look at, not an error for certain.</p>\n",
    );
    for (system, row) in table.rows().iter().enumerate() {
        found_places(report, system, &row[0], body);
    }
    body.push_str("</section>\n");
}

/// The list of what was found of one system, behind a click.
fn found_places(report: &Report<'_>, system: usize, name: &str, body: &mut String) {
    let places = places(report.three_way.unwrap_or_default(), system);
    if places.is_empty() {
        return;
    }
    add!(
        body,
        "<details><summary>{}: {} with findings</summary>\n",
        text(name),
        counted(places.len(), "segment", "segments")
    );
    let source = language(&report.texts.source_language);
    let target = language(&report.texts.target_language);
    for place in places.iter().take(LISTED) {
        let document = place
            .document
            .map_or(String::new(), |id| format!(" · {}", text(id)));
        let segment = match place.segment {
            Some(segment) => format!("Segment {segment}"),
            None => "Behind the segment before".into(),
        };
        add!(
            body,
            "<article><h3>{segment}{document}</h3>\n<p{source} dir=\"auto\">{}</p>\n<p{target} dir=\"auto\">{}</p>\n<p>",
            text(place.source),
            text(place.output)
        );
        for finding in &place.found {
            add!(body, "<span class=\"finding\">{}</span> ", text(finding));
        }
        body.push_str("</p></article>\n");
    }
    if places.len() > LISTED {
        let more = grouped(places.len() - LISTED);
        add!(
            body,
            "<p class=\"note\">{more} more are in the file that --details writes.</p>\n"
        );
    }
    body.push_str("</details>\n");
}

fn segments(report: &Report<'_>, body: &mut String) {
    let results = report.results;
    let found = results.differences(report.differences, &report.texts.lengths());
    let Some(metric) = results.metrics.first() else {
        return;
    };
    let what = if results.systems.len() > 1 {
        "where the systems differ most"
    } else {
        "with the lowest scores"
    };
    add!(
        body,
        "<section aria-labelledby=\"segments\">\n<h2 id=\"segments\">Segments to look at</h2>\n\
         <p class=\"note\">The {} {what}, by {}.",
        counted(found.len(), "segment", "segments"),
        text(&metric.description.name)
    );
    if !report.texts.references.is_empty() {
        body.push_str(
            " <mark>Marked</mark> words are not the reference&#39;s; <span class=\"gap\">‸</span> stands where \
             words of the reference are missing (point at either to read the reference&#39;s words). \
             Other words are not always wrong.",
        );
    }
    body.push_str("</p>\n");
    let findings = Findings::of(report);
    for difference in found {
        segment(report, metric, &findings, difference, body);
    }
    body.push_str("</section>\n");
}

fn segment(
    report: &Report<'_>,
    metric: &MetricResults,
    findings: &Findings<'_>,
    difference: Difference,
    body: &mut String,
) {
    let results = report.results;
    let at = difference.segment;
    let names = short_system_names(results);
    let title = match results.documents.len() {
        1 => String::new(),
        _ => format!(
            " · {}",
            text(&document_name(results, results.document_of(at)))
        ),
    };
    add!(
        body,
        "<article aria-labelledby=\"segment-{0}\">\n<h3 id=\"segment-{0}\">Segment {0}{title}</h3>\n<dl>\n",
        at + 1
    );
    let Texts {
        source,
        references,
        systems,
        source_language,
        target_language,
    } = &report.texts;
    if let Some(source) = source {
        said(
            body,
            "source",
            "",
            &language(source_language),
            &text(source[at]),
        );
    }
    let target = language(target_language);
    for (number, reference) in references.iter().enumerate() {
        let name = match references.len() {
            1 => "reference".into(),
            _ => format!("reference {}", number + 1),
        };
        said(body, &name, "", &target, &text(reference[at]));
    }
    for system in results.ranking() {
        let output = systems[system][at];
        let mut marked = match references.first() {
            _ if output.trim().is_empty() => "<span class=\"empty\">nothing</span>".into(),
            Some(reference) => marked(reference[at], output),
            None => text(output),
        };
        for finding in findings.of_segment(at, system) {
            add!(
                marked,
                "<br><span class=\"finding\">{}</span>",
                text(&finding)
            );
        }
        let score = fixed(metric.segments[system][at], digits(metric, report.width));
        said(body, &names[system], &score, &target, &marked);
    }
    body.push_str("</dl>\n</article>\n");
}

/// One row of a segment; `html` is safe already.
fn said(body: &mut String, name: &str, score: &str, language: &str, html: &str) {
    add!(
        body,
        "<dt>{}</dt><dd class=\"score\">{score}</dd><dd{language} dir=\"auto\">{html}</dd>\n",
        text(name)
    );
}

fn language(language: &Option<Language>) -> String {
    match language {
        Some(language) => format!(" lang=\"{}\"", attribute(language.as_str())),
        None => String::new(),
    }
}

fn marked(reference: &str, output: &str) -> String {
    let mut html = String::new();
    for stretch in marks(reference, output) {
        match stretch {
            Stretch::Same(same) => html.push_str(&text(same)),
            Stretch::Other(other, said) if said.trim().is_empty() => {
                add!(html, "<mark>{}</mark>", text(other));
            }
            Stretch::Other(other, said) => {
                add!(
                    html,
                    "<mark title=\"{}\">{}</mark>",
                    attribute(&said),
                    text(other)
                );
            }
            Stretch::Missing(said) => {
                let said = attribute(said.trim());
                add!(
                    html,
                    "<span class=\"gap\" role=\"img\" title=\"{said}\" aria-label=\"missing: {said}\">‸</span>"
                );
            }
        }
    }
    html
}

fn signatures(report: &Report<'_>, body: &mut String) {
    body.push_str("<section aria-labelledby=\"signatures\">\n<h2 id=\"signatures\">How it was computed</h2>\n");
    for metric in &report.results.metrics {
        add!(
            body,
            "<p><code>{}|{}</code></p>\n",
            text(&metric.description.name),
            text(&metric.signature.to_string())
        );
    }
    body.push_str(
        "<p class=\"note\">Signatures and values are those of sacrebleu 2.6.0. Scores of a segment are BLEU with \
         effective order. An equal score does not mean an equal translation.</p>\n</section>\n</main>\n",
    );
}
