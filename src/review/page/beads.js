// A bead as a row: its two sides, its marks, and the tools of the one that is selected. All text of the
// corpus goes in as text, never as markup.
import { number, word } from './words.js';

/** Characters of a segment that are shown at first. */
const LONG = 2000;
/** Characters that turn the text around them, or that nobody sees. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** Below these scores a bead is marked. */
const DOUBT = { high: 0.5, some: 0.9 };

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') element.addEventListener('click', value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

/** Text with its controls made visible, so that it cannot change how it looks. */
export function shown(text) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(CONTROLS)) {
    const code = found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    fragment.append(text.slice(from, found.index), make('span', { class: 'control' }, `U+${code}`));
    from = found.index + found[0].length;
  }
  fragment.append(text.slice(from));
  return fragment;
}

export function doubt(bead) {
  if (bead.accepted || bead.corrected) return 'settled';
  if (bead.score == null) return 'none';
  if (bead.score < DOUBT.high) return 'high';
  return bead.score < DOUBT.some ? 'some' : 'none';
}

export const kind = (bead) => `${bead.source[1] - bead.source[0]}-${bead.target[1] - bead.target[0]}`;
export const score = (value) => (value == null ? word('noScore') : value.toFixed(2));

/** The row of bead `at`; `tools` are those of the selected one. */
export function row(article, at, selected, tools) {
  const bead = article.beads[at];
  const marks = ['accepted', 'corrected', 'edited'].filter((mark) => bead[mark]);
  const head = make('div', { class: 'head' },
    make('b', {}, `${number(at + 1)} · ${kind(bead)}`), score(bead.score), ' ',
    ...marks.map((mark) => make('span', { class: 'badge' }, word(mark))),
    bead.dropped && make('span', { class: 'badge dropped' }, word('dropped', bead.dropped)));
  const comment = bead.comment && make('p', { class: 'comment', dir: 'auto' }, shown(bead.comment));
  const label = [word('bead', at + 1), kind(bead), bead.score == null ? word('noScore') : word('score', score(bead.score)),
    ...marks.map((mark) => word(mark))];
  return make('div', {
    class: 'bead', tabindex: selected ? 0 : -1, 'data-bead': at, 'data-doubt': doubt(bead), 'data-kind': kind(bead),
    'aria-current': selected ? 'true' : 'false', 'aria-label': label.join(', '),
  }, head, side(article, bead, 'source'), side(article, bead, 'target'), comment || null, selected && tools ? tools : null);
}

function side(article, bead, name) {
  const [from, to] = bead[name];
  if (from === to) {
    const missing = name === 'source' ? 'added' : 'omitted';
    return make('div', { class: `side ${name} empty` }, make('span', { class: 'soft' }, word(missing)));
  }
  const segments = [];
  for (let at = from; at < to; at += 1) segments.push(segment(article, name, at));
  return make('div', { class: `side ${name}` }, ...segments);
}

function segment(article, name, at) {
  const text = article[name][at];
  const paragraph = make('p', { lang: article[`${name}_language`], dir: 'auto' }, shown(text.slice(0, LONG)));
  const label = word('edit', word(name), at + 1);
  const edit = make('button', { type: 'button', class: 'edit', 'data-edit': name, 'data-segment': at, 'aria-label': label, title: label }, '✎');
  const whole = make('div', { class: 'segment' }, paragraph, edit);
  if (text.length > LONG) {
    const more = make('button', { type: 'button', class: 'more', onclick: () => { paragraph.replaceChildren(shown(text)); more.remove(); } },
      word('all', text.length));
    paragraph.append('… ', more);
  }
  return whole;
}

/** The tools of the selected bead; `can` says which are possible, `run` does one. */
export function toolbar(can, run, accepted) {
  const tool = (name, key, label = word(name)) => make('button', {
    type: 'button', 'data-do': name, disabled: !can[name], 'aria-keyshortcuts': key, onclick: () => run(name),
  }, label, ' ', make('kbd', { 'aria-hidden': 'true' }, key.replace('Shift+', '⇧')));
  const arrow = (name, key, side, sign) => {
    const label = word(name.endsWith('Up') ? 'up' : 'down', word(side));
    return make('button', {
      type: 'button', 'data-do': name, disabled: !can[name], 'aria-label': label, title: `${label} (${key})`, onclick: () => run(name),
    }, sign);
  };
  const group = (side, up, down) => make('span', { class: 'group' }, word(side),
    arrow(`${side}Up`, up, side, '↑'), arrow(`${side}Down`, down, side, '↓'));
  return make('div', { class: 'tools', role: 'toolbar' },
    tool('accept', 'A', word(accepted ? 'unaccept' : 'accept')), tool('mergeNext', 'M'), tool('mergePrevious', 'Shift+M'),
    tool('split', 'S'), tool('link', 'L'), tool('unlink', 'U'), tool('comment', 'C'),
    group('source', 'R', 'F'), group('target', 'T', 'G'));
}

/** A form in a row: a text to change, perhaps changed before as `draft`. `done` gets the new text, or null. */
export function textForm(text, language, label, done, draft = null) {
  const area = make('textarea', { lang: language, dir: 'auto', rows: Math.min(12, 2 + Math.floor(text.length / 70)) });
  area.defaultValue = text;
  area.value = draft ?? text;
  return form([make('label', { class: 'whole' }, label, area)], area, () => done(area.value), () => done(null));
}

/** A form to split: how many segments of each side the first part has. */
export function splitForm(sizes, first, mark, done) {
  const selects = ['source', 'target'].map((name, side) => {
    const select = make('select', { 'data-side': name });
    for (let n = 0; n <= sizes[side]; n += 1) select.append(make('option', { value: n }, String(n)));
    select.value = first[side];
    return select;
  });
  const values = () => selects.map((select) => Number(select.value));
  selects.forEach((select) => select.addEventListener('change', () => mark(values())));
  mark(first);
  const labels = selects.map((select) => make('label', {}, word('firstPart', word(select.dataset.side)), ' ', select));
  return form(labels, selects[0], () => done(values()), () => done(null), word('split'), true);
}

function form(fields, focus, save, cancel, name = word('save'), enter = false) {
  const whole = make('form', {}, ...fields, make('button', { type: 'submit' }, name),
    make('button', { type: 'button', onclick: cancel }, word('cancel')));
  whole.addEventListener('submit', (event) => { event.preventDefault(); save(); });
  whole.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.preventDefault(); cancel(); }
    const button = event.target.closest('button');
    if (event.key === 'Enter' && !button && (event.ctrlKey || event.metaKey || enter)) { event.preventDefault(); save(); }
    event.stopPropagation();
  });
  whole.start = () => focus.focus();
  return whole;
}
