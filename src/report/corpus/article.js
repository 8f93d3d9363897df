// An article: both texts side by side, a band a bead; or the beads of all articles that fit a filter.
const MOST_SHOWN = 4000; // characters of a segment before it is cut
const MOST_ROWS = 200000; // a browser's longest element holds about so many
const parsed = new Map();

/** The beads and shades of an article, read when they are first needed. */
function contents(at) {
  if (!parsed.has(at)) parsed.set(at, JSON.parse(document.getElementById(`article-${at}`).textContent));
  return parsed.get(at);
}

/** Without case and accents, each UTF-16 unit in its place, so that what is found can be marked. */
function fold(text) {
  return text.replace(/[^\x00-\x7f]/g, (letter) => letter.normalize('NFD')[0].toLowerCase()[0] ?? letter).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const isNull = ({ i: [s0, s1, t0, t1] }) => s0 === s1 || t0 === t1;
const isDoubtful = (bead) => !isNull(bead) && !bead.d && bead.p !== undefined && bead.p < INDEX.doubtful;
const typeOf = ({ i: [s0, s1, t0, t1] }) => `${s1 - s0}-${t1 - t0}`;
const SHOWS = { null: isNull, doubtful: isDoubtful, crossing: (bead) => bead.x, dropped: (bead) => bead.d };

/** Whether a bead fits the filter. */
function fits(bead, { type, show, q }) {
  if (type && typeOf(bead) !== type) return false;
  if (show && SHOWS[show] && !SHOWS[show](bead)) return false;
  if (!q) return true;
  bead.folded ??= fold(`${bead.s.join(' ')}\n${bead.t.join(' ')}`);
  return bead.folded.includes(q);
}

/** The text of a segment: `words` are [start, length, pair, kind] within it, `q` is marked. */
function segmentText(text, words, q) {
  const cuts = new Set([0, text.length]);
  const hits = [];
  if (q) {
    const folded = fold(text);
    for (let at = folded.indexOf(q); at >= 0; at = folded.indexOf(q, at + q.length)) hits.push([at, at + q.length]);
  }
  for (const [from, to] of hits) cuts.add(from).add(to);
  for (const [start, length] of words) cuts.add(start).add(start + length);
  const places = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b);
  const pieces = [];
  let [word, hit] = [0, 0];
  for (let at = 0; at + 1 < places.length; at++) {
    const [from, to] = [places[at], places[at + 1]];
    while (word < words.length && words[word][0] + words[word][1] <= from) word++;
    while (hit < hits.length && hits[hit][1] <= from) hit++;
    let piece = text.slice(from, to);
    if (hit < hits.length && hits[hit][0] <= from) piece = element('mark', {}, piece);
    if (word < words.length && words[word][0] <= from) {
      const [, , pair, kind] = words[word];
      piece = element('span', { class: `word ${KINDS[kind]}`, 'data-pair': pair }, piece);
    }
    pieces.push(piece);
  }
  return pieces;
}

/** A side of a bead. `side` is 0 for the source. */
function sideOf(bead, article, side, q) {
  const segments = side ? bead.t : bead.s;
  const holder = element('div', { class: side ? 'side target' : 'side source' });
  if (bead.i[2 * side] === bead.i[2 * side + 1]) {
    holder.append(element('p', { class: 'empty' }, `∅ ${say(side ? 'omitted' : 'added')}`));
    return holder;
  }
  const words = [];
  for (let at = 0; at < (bead.w?.length ?? 0); at += 5) {
    words.push([bead.w[at + 1 + 2 * side], bead.w[at + 2 + 2 * side], at / 5, bead.w[at]]);
  }
  words.sort((a, b) => a[0] - b[0]);
  let start = 0;
  segments.forEach((text, at) => {
    const end = start + text.length;
    const own = words.filter(([from]) => from >= start && from < end).map(([from, ...rest]) => [from - start, ...rest]);
    const number = segments.length === bead.i[2 * side + 1] - bead.i[2 * side] ? bead.i[2 * side] + at + 1 : undefined;
    const body = element('span', { lang: article.languages[side], dir: 'auto', class: 'text' });
    const full = bead.open || text.length <= MOST_SHOWN;
    body.append(...segmentText(full ? text : text.slice(0, MOST_SHOWN), full ? own : own.filter(([from, length]) => from + length <= MOST_SHOWN), q));
    const more = full ? undefined : element('button', { type: 'button', class: 'more', onclick: () => { bead.open = true; list.redraw(); } }, `… ${say('more', figure(text.length))}`);
    holder.append(element('p', {}, number ? element('span', { class: 'at', 'aria-hidden': 'true' }, number) : undefined, body, more));
    start = end + article.joined[side].length;
  });
  return holder;
}

/** What speaks for the chosen bead: its parts and its words. */
function evidence(bead, article) {
  const parts = (bead.f ?? []).map((value, at) => element('span', {}, `${say('parts')[at]} ${figure(value, 2)}`, bar(value)));
  if (bead.q !== undefined) parts.push(element('span', {}, `${say('quality')} ${figure(bead.q, 2)}`, bar(bead.q)));
  const texts = [bead.s.join(article.joined[0]), bead.t.join(article.joined[1])];
  const pairs = [];
  for (let at = 0; at < (bead.w?.length ?? 0) && pairs.length < 60; at += 5) {
    const [kind, s, sl, t, tl] = bead.w.slice(at, at + 5);
    pairs.push(element('li', { class: KINDS[kind], title: say(KINDS[kind]) },
      element('bdi', { lang: article.languages[0] }, texts[0].slice(s, s + sl)), ' – ', element('bdi', { lang: article.languages[1] }, texts[1].slice(t, t + tl))));
  }
  const said = pairs.length ? element('ul', { 'aria-label': say('supported') }, ...pairs) : isNull(bead) ? undefined : element('p', { class: 'soft' }, say('unsupported'));
  return element('div', { class: 'evidence' }, parts.length ? element('p', { class: 'parts' }, ...parts) : undefined, said);
}

function beadRow(bead, article, chosen, q) {
  const marks = [];
  if (isNull(bead)) marks.push(element('span', { class: 'mark null' }, `∅ ${say('null')}`));
  if (isDoubtful(bead)) marks.push(element('span', { class: 'mark doubtful' }, `? ${say('doubtful')}`));
  if (bead.x) marks.push(element('span', { class: 'mark crossing' }, `⤨ ${bead.x.length ? say('crosses', bead.x.map((n) => n + 1).join(', ')) : ''}`));
  if (bead.d) marks.push(element('span', { class: 'mark dropped' }, `✕ ${say('droppedBy', bead.d)}`));
  const names = ['bead', isNull(bead) && 'null', isDoubtful(bead) && 'doubtful', bead.x && 'crossing', bead.d && 'dropped', chosen && 'chosen'];
  return element('div', { class: names.filter(Boolean).join(' '), tabindex: chosen ? 0 : -1, 'data-bead': bead.n },
    element('div', { class: 'about' }, element('span', { class: 'number' }, `${bead.n + 1}`), element('span', { class: 'type' }, typeOf(bead)),
      bead.p === undefined ? undefined : element('span', { class: 'score' }, figure(bead.p, 2), bar(bead.p, bead.p < INDEX.doubtful ? 'low' : '')), ...marks),
    sideOf(bead, article, 0, q), sideOf(bead, article, 1, q), chosen ? evidence(bead, article) : undefined);
}

/** All rows of the view: [article, bead], and [article] where another article begins. */
async function rowsOf(view, current) {
  const filter = { ...view, q: fold(view.q ?? '') };
  const articles = view.all ? INDEX.articles.map((_, at) => at) : [view.place];
  let [rows, found, all] = [[], 0, 0];
  let began = performance.now();
  for (const at of articles) {
    const { beads } = contents(at);
    all += beads.length;
    let head = view.all;
    for (let bead = 0; bead < beads.length; bead++) {
      if (!fits(beads[bead], filter)) continue;
      found += 1;
      if (rows.length >= MOST_ROWS) continue;
      if (head) rows.push([at]);
      head = false;
      rows.push([at, bead]);
    }
    if (performance.now() - began > 60) {
      announce(say('searching'));
      await new Promise((done) => setTimeout(done));
      if (!current()) return null;
      began = performance.now();
    }
  }
  return { rows, found, all };
}

let turn = 0;

/** Fills the list with what fits the view's filter. */
async function fillRows(holder, view) {
  const own = ++turn;
  const result = await rowsOf(view, () => own === turn);
  if (!result) return;
  const { rows, found, all } = result;
  const q = fold(view.q ?? '');
  const wide = innerWidth > 640 ? Math.max(20, (Math.min(innerWidth, 1400) - 220) / 2 / 8.2) : innerWidth / 8.2;
  const lines = (segments) => segments.reduce((sum, text) => sum + Math.ceil(Math.min(text.length, MOST_SHOWN) / wide), 0);
  const guess = (at) => {
    if (rows[at].length === 1) return 52;
    const bead = contents(rows[at][0]).beads[rows[at][1]];
    const [s, t] = [lines(bead.s), lines(bead.t)];
    return 28 + 24 * (innerWidth > 640 ? Math.max(2, s, t) : s + t + 2);
  };
  const draw = (at) => {
    const article = INDEX.articles[rows[at][0]];
    if (rows[at].length === 1) {
      return element('div', { class: 'begins' }, element('h2', {}, element('a', { href: address({ article: article.id }) }, element('bdi', {}, article.id))));
    }
    const row = beadRow(contents(rows[at][0]).beads[rows[at][1]], article, list?.current === at, q);
    row.addEventListener('click', (event) => {
      if (list.current !== at && !event.target.closest('a, button') && !String(getSelection())) list.choose(at);
    });
    return row;
  };
  holder.replaceChildren();
  list?.end();
  list = null;
  list = new VirtualList(holder, { length: rows.length, draw, guess });
  list.rows = rows;
  if (!rows.length) holder.append(element('p', { class: 'soft' }, say('none')));
  const cut = found + (view.all ? 1 : 0) > MOST_ROWS ? ` ${say('cut', figure(MOST_ROWS))}` : '';
  document.getElementById('count').textContent = say('count', figure(found), figure(all)) + cut;
  announce(document.getElementById('count').textContent);
  if (view.bead !== undefined) goTo(Number(view.bead));
}

/** Chooses the bead with this number, where the view has it. */
function goTo(number) {
  const at = list?.rows?.findIndex(([article, bead]) => bead !== undefined && contents(article).beads[bead].n === number) ?? -1;
  if (at >= 0) list.choose(at);
}

function filterBar(view, again) {
  // The address is changed at once, so that a key pressed soon after finds it; the list a little later.
  let waiting;
  const change = (key, after) => (event) => {
    view[key] = event.target.value || undefined;
    view.bead = undefined;
    history.replaceState(null, '', address(view));
    clearTimeout(waiting);
    waiting = setTimeout(() => event.target.isConnected && again(), after);
  };
  const option = (value, text, chosen) => element('option', { value, selected: chosen }, text);
  const types = Object.entries(INDEX.figures.types).sort((a, b) => b[1] - a[1]).map(([type]) => type);
  const type = element('select', { id: 'type', onchange: change('type', 0) }, option('', say('every'), !view.type), ...types.map((type) => option(type, type, view.type === type)));
  const shows = [['', 'every'], ['doubtful', 'onlyDoubtful'], ['null', 'onlyNull'], ['crossing', 'onlyCrossing'], ['dropped', 'onlyDropped']];
  const show = element('select', { id: 'show', onchange: change('show', 0) }, ...shows.map(([key, text]) => option(key, say(text), (view.show ?? '') === key)));
  const search = element('input', { type: 'search', id: 'search', value: view.q ?? '', 'aria-keyshortcuts': '/', oninput: change('q', 120) });
  return element('div', { class: 'filter', role: 'search' }, element('label', {}, say('search'), search), element('label', {}, say('show'), show), element('label', {}, say('type'), type), element('span', { id: 'count', class: 'soft' }));
}

function plotOf(at) {
  const article = contents(at);
  const canvas = element('canvas', { role: 'img' });
  let size;
  const draw = () => {
    size = drawPlot(canvas, article, INDEX.doubtful);
    canvas.setAttribute('aria-label', say('plotAlt', size.rows, size.columns));
  };
  canvas.addEventListener('click', (event) => goTo(article.beads[beadAt(canvas, article.beads, event, size)].n));
  return [element('figure', { class: 'plot' }, element('h2', {}, say('plot')), canvas, element('figcaption', {}, say(article.shades ? 'plotNote' : 'plotPlain'))), draw];
}

function showArticle(main, view) {
  const holder = element('div', { class: 'list beads', role: 'list', 'aria-label': say('beads') });
  const again = () => fillRows(holder, view);
  const legend = element('p', { class: 'legend' }, say('legend'), ...KINDS.flatMap((kind) => [' ', element('span', { class: `word ${kind}` }, say(kind))]));
  const article = INDEX.articles[view.place];
  const head = [];
  const aside = element('aside', {});
  let draw = () => {};
  if (view.all) {
    head.push(element('h1', {}, say('all')));
  } else {
    const link = (at, key) => at >= 0 && at < INDEX.articles.length ? element('a', { href: address({ ...view, place: undefined, bead: undefined, article: INDEX.articles[at].id }), rel: key === 'next' ? 'next' : 'prev' }, key === 'next' ? `${say(key)} →` : `← ${say(key)}`) : undefined;
    head.push(element('nav', { class: 'turn', 'aria-label': say('articles') }, link(view.place - 1, 'before'), link(view.place + 1, 'next')),
      element('h1', {}, element('bdi', {}, article.id)),
      element('p', { class: 'soft' }, article.title ? element('span', { lang: article.languages[0], dir: 'auto' }, article.title) : '', article.title ? ' · ' : '',
        `${article.languages.join(' → ')} · ${article.score === null ? say('noScore') : `${say('score')} ${figure(article.score, 3)}`}`));
    const [plot, paint] = plotOf(view.place);
    aside.append(plot);
    draw = paint;
  }
  main.replaceChildren(...head, element('div', { class: view.all ? '' : 'with-plot' }, aside, element('div', {}, filterBar(view, again), legend, holder)));
  draw();
  repaint = draw;
  return again();
}
