// The editor: what is shown, what was chosen, what a person does. Every operation goes to the server with
// the revision in view; what the page shows afterwards is what the server says it saved.
import * as server from './server.js';
import { VirtualList } from './list.js';
import { doubt, kind, make, row, score, shown, splitForm, textForm, toolbar } from './beads.js';
import { number, preferred, speak, word } from './words.js';

const $ = (id) => document.getElementById(id);
/** Places in the list beside the beads. */
const PLACES = 300;
/** Beads that are printed; alinea report prints more. */
const MOST_PRINTED = 5000;

const state = { article: null, at: 0, doubts: null, corpus: null, tab: 'doubts', busy: Promise.resolve(), status: ['loading'] };
const list = new VirtualList($('beads'), {
  scroller: $('scroller'), guess: () => 96,
  draw: (at) => row(state.article, at, at === state.at, at === state.at ? tools() : null),
});

// ---- What is said

function say(name, ...values) {
  state.status = [name, ...values];
  $('status').dataset.state = name === 'ready' || name === 'changed' ? 'saved' : name === 'failed' || name === 'unread' ? 'offline' : name;
  $('status').replaceChildren(word(name, ...values));
}

/** Why the server did not do it; the words are found when they are said, in the language of then. */
const reason = ({ status, body }) => ({ code: body.code ?? `status${status}`, error: body.error });

function describe() {
  const { article, doubts } = state;
  $('undo').disabled = !article?.undo;
  $('redo').disabled = !article?.redo;
  if (doubts) $('progress').textContent = word('progress', doubts.open, doubts.beads);
  if (!article) return;
  $('article').lang = article.source_language;
  $('article').replaceChildren(shown(article.metadata.title ?? article.id));
  $('about').textContent = word('about', article.settled, article.beads.length);
  $('accept-all').disabled = article.beads.every((bead) => bead.accepted);
  $('next').disabled = !doubts?.doubts.length;
}

// ---- The places beside the beads

function places() {
  const items = state.tab === 'doubts' ? doubtItems() : articleItems();
  $('places').replaceChildren(...items);
  $('show-doubts').setAttribute('aria-pressed', state.tab === 'doubts');
  $('show-articles').setAttribute('aria-pressed', state.tab === 'articles');
  $('filter-label').hidden = state.tab === 'doubts';
}

function place(current, open, small, ...lines) {
  const texts = lines.map(([text, lang]) => make('span', { lang, dir: 'auto' }, shown(text)));
  return make('li', {}, make('button', { type: 'button', 'aria-current': current ? 'true' : 'false', onclick: open },
    make('small', {}, ...small.map((text) => make('bdi', {}, shown(text)))), ...texts));
}

function doubtItems() {
  const { doubts } = state.doubts ?? { doubts: [] };
  if (!doubts.length) return [make('li', { class: 'soft' }, word('empty'))];
  return doubts.map((d) => place(state.article?.number === d.article && state.at === d.bead, () => leave(() => go(d.article, d.bead, true)),
    [`${d.id} · ${number(d.bead + 1)}`, `${d.kind} · ${score(d.score)}`],
    [d.source || '∅', d.source_language], [d.target || '∅', d.target_language]));
}

function articleItems() {
  const wanted = $('filter').value.trim().toLowerCase();
  const found = (state.corpus?.articles ?? []).map((a, at) => ({ ...a, at }))
    .filter((a) => !wanted || `${a.id} ${a.title ?? ''}`.toLowerCase().includes(wanted));
  if (!found.length) return [make('li', { class: 'soft' }, word('none'))];
  const items = found.slice(0, PLACES).map((a) => place(state.article?.number === a.at, () => leave(() => go(a.at, 0, true)),
    [a.id, `${number(a.settled)} / ${number(a.beads)}`], ...(a.title ? [[a.title]] : [])));
  if (found.length > PLACES) items.push(make('li', { class: 'soft' }, word('more', found.length - PLACES)));
  return items;
}

let waiting = null;
/** Asks for the places again, soon but not after every key. */
function placesSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(refreshPlaces, 150);
}

async function refreshPlaces() {
  const answer = state.tab === 'doubts' ? await server.doubts() : await server.corpus();
  if (answer?.status === 200) state[state.tab === 'doubts' ? 'doubts' : 'corpus'] = answer.body;
  places();
  describe();
}

// ---- Going somewhere

async function go(article, bead, focus) {
  if (state.article?.number !== article) {
    const answer = await server.article(article);
    if (answer?.status !== 200) return say(answer ? 'unread' : 'offline', answer && reason(answer));
    take(answer.body, bead);
    places();
  }
  select(bead, focus);
}

/** Shows an article as the server has it. */
function take(article, at) {
  state.article = article;
  state.at = Math.min(at, Math.max(0, article.beads.length - 1));
  list.reset(article.beads.length);
  describe();
}

function select(at, focus) {
  const { article } = state;
  state.at = Math.max(0, Math.min(at, article.beads.length - 1));
  if (list.length) list.choose(state.at, focus);
  history.replaceState(null, '', `#${article.number}-${state.at}`);
  for (const button of $('places').querySelectorAll('button[aria-current=true]')) button.setAttribute('aria-current', 'false');
  const shownDoubts = state.tab === 'doubts' ? state.doubts?.doubts ?? [] : [];
  const here = shownDoubts.findIndex((d) => d.article === article.number && d.bead === state.at);
  if (here >= 0) $('places').children[here]?.firstElementChild?.setAttribute('aria-current', 'true');
}

async function nextDoubt() {
  const answer = await server.doubts();
  if (answer?.status === 200) state.doubts = answer.body;
  const doubts = state.doubts?.doubts ?? [];
  const here = doubts.findIndex((d) => d.article === state.article?.number && d.bead === state.at);
  const next = doubts[here + 1] ?? doubts[0];
  places();
  if (next) await go(next.article, next.bead, true);
}

// ---- Operations

/** One after the other: each is worked out on the state that the one before left. */
function perform(work) {
  state.busy = state.busy.then(work).catch((error) => say('failed', { error: String(error) }));
  return state.busy;
}

function operate(operation, then = () => {}) {
  return perform(async () => {
    const { article } = state;
    const asked = typeof operation === 'function' ? operation() : operation;
    if (!article || !asked) return;
    const before = article.beads[asked.bead];
    say('saving');
    const answer = await server.act(article.number, article.revision, asked);
    if (!answer) return say('offline');
    if (answer.status === 200) {
      patch(answer.body);
      say('saved');
      then(answer.body);
    } else if (answer.status === 409) {
      take(answer.body, state.at);
      select(state.at, true);
      say('conflict');
      keepDraft(asked, before);
    } else {
      say(answer.status === 422 ? 'refused' : 'failed', reason(answer));
    }
    placesSoon();
  });
}

/**
 * A text that a person wrote is not lost because the article changed: its form is open again, at the bead that has
 * its segment now. `before` is the bead of a comment as it was.
 */
function keepDraft(asked, before) {
  const { article } = state;
  const side = asked.side ?? (before && before.source[0] === before.source[1] ? 'target' : 'source');
  const segment = asked.do === 'edit' ? asked.segment : asked.do === 'comment' ? before?.[side][0] : undefined;
  const at = article.beads.findIndex((bead) => bead[side][0] <= segment && segment < bead[side][1]);
  if (at < 0) return;
  select(at, false);
  if (asked.do === 'edit') edit(side, segment, asked.text);
  else comment(asked.text);
}

/** Puts what changed in place of what stood there. */
function patch(change) {
  const { article } = state;
  const focused = document.activeElement?.closest?.('#beads, form') || document.activeElement === document.body;
  // One by one, because a call has only so many arguments.
  const after = article.beads.slice(change.at + change.removed);
  article.beads.length = change.at;
  for (const bead of change.beads) article.beads.push(bead);
  for (const bead of after) article.beads.push(bead);
  for (const name of ['revision', 'undo', 'redo', 'settled']) article[name] = change[name];
  if (change.text) article[change.text.side][change.text.segment] = change.text.text;
  const last = change.at + Math.max(change.beads.length, 1) - 1;
  if (state.at < change.at || state.at > last) state.at = change.at;
  state.at = Math.max(0, Math.min(state.at, article.beads.length - 1));
  list.splice(change.at, change.removed, change.beads.length);
  describe();
  select(state.at, focused);
}

/** The null bead of the other side with which bead `at` can be linked: the nearest after it, or before. */
function partner(at) {
  const { beads } = state.article;
  const missing = (bead) => (bead.source[0] === bead.source[1] ? 'source' : bead.target[0] === bead.target[1] ? 'target' : null);
  const mine = missing(beads[at]);
  if (!mine) return null;
  for (const step of [1, -1]) {
    for (let other = at + step; beads[other] && missing(beads[other]); other += step) {
      if (missing(beads[other]) !== mine) return other;
    }
  }
  return null;
}

function possible() {
  const { article, at } = state;
  const bead = article.beads[at];
  const sizes = ['source', 'target'].map((side) => bead[side][1] - bead[side][0]);
  const [before, after] = [at > 0, at + 1 < article.beads.length];
  return {
    accept: true, comment: true, mergeNext: after, mergePrevious: before, split: sizes[0] + sizes[1] > 1,
    unlink: sizes[0] + sizes[1] > 1, link: partner(at) != null, sourceUp: before && sizes[0] > 0, sourceDown: after && sizes[0] > 0,
    targetUp: before && sizes[1] > 0, targetDown: after && sizes[1] > 0,
  };
}

function tools() {
  return toolbar(possible(), run, state.article.beads[state.at].accepted);
}

const shift = (side, to) => () => operate(() => ({ do: 'shift', bead: state.at, side, to }));
const ACTIONS = {
  accept: () => operate(() => ({ do: 'accept', from: state.at, to: state.at + 1, accepted: !state.article.beads[state.at].accepted }),
    (change) => change.beads[0].accepted && select(state.at + 1, true)),
  acceptAll: () => operate(() => ({ do: 'accept', from: 0, to: state.article.beads.length, accepted: true })),
  mergeNext: () => operate(() => ({ do: 'merge', bead: state.at })),
  mergePrevious: () => operate(() => ({ do: 'merge', bead: state.at - 1 })),
  unlink: () => operate(() => ({ do: 'unlink', bead: state.at })),
  link: () => operate(() => ({ do: 'link', bead: state.at, other: partner(state.at) })),
  sourceUp: shift('source', 'previous'), sourceDown: shift('source', 'next'),
  targetUp: shift('target', 'previous'), targetDown: shift('target', 'next'),
  undo: () => operate({ do: 'undo' }), redo: () => operate({ do: 'redo' }),
  split, comment: () => comment(), nextDoubt: () => perform(nextDoubt),
  editTarget: () => edit('target', state.article.beads[state.at].target[0]),
  editSource: () => edit('source', state.article.beads[state.at].source[0]),
};

function run(name) {
  if (writing()) return leave(() => void run(name));
  if (!state.article?.beads.length) return;
  const can = possible();
  if (name in can && !can[name]) return;
  ACTIONS[name]();
}

// ---- Forms in a row

/** Opens a form in the selected row, in place of its tools. */
function open(form, label) {
  const bead = list.row(state.at);
  bead.querySelector('form, .tools')?.remove();
  form.setAttribute('aria-label', label);
  bead.append(form);
  form.start();
  list.refresh();
}

/** The text that is being written, if one is. */
function writing() {
  return document.querySelector('.bead form textarea');
}

/** Saves the text that is being written, and then does what leaves its form, unless the text could not be saved. */
function leave(work) {
  writing()?.form.requestSubmit();
  return perform(() => (writing() ? undefined : work()));
}

function shut() {
  list.renew(state.at);
  list.row(state.at)?.focus({ preventScroll: true });
}

function edit(side, segment, draft = null) {
  const { article, at } = state;
  if (segment >= article.beads[at][side][1]) return;
  const label = word('edit', word(side), segment + 1);
  const done = (text) => {
    if (text == null || text === article[side][segment]) return shut();
    operate({ do: 'edit', side, segment, text });
  };
  state.again = (text) => edit(side, segment, text);
  open(textForm(article[side][segment], article[`${side}_language`], label, done, draft), label);
}

function comment(draft = null) {
  const bead = state.article.beads[state.at];
  const done = (text) => {
    if (text == null || text.trim() === bead.comment) return shut();
    operate(() => ({ do: 'comment', bead: state.at, text }));
  };
  state.again = comment;
  open(textForm(bead.comment, document.documentElement.lang, word('comment'), done, draft), word('comment'));
}

/** Half of the segments; of a side with one, the first part has it. */
function split() {
  const bead = state.article.beads[state.at];
  const sizes = ['source', 'target'].map((side) => bead[side][1] - bead[side][0]);
  const first = sizes.map((size) => Math.ceil(size / 2));
  if (first[0] === sizes[0] && first[1] === sizes[1]) first[1] = 0;
  const mark = (values) => ['source', 'target'].forEach((side, which) => {
    list.row(state.at).querySelectorAll(`.${side} .segment`).forEach((segment, at) => {
      segment.classList.toggle('first', at < values[which]);
      segment.classList.toggle('second', at >= values[which]);
    });
  });
  const done = (values) => {
    if (!values) return shut();
    operate(() => ({ do: 'split', bead: state.at, source: values[0], target: values[1] }));
  };
  open(splitForm(sizes, first, mark, done), word('split'));
}

// ---- Mouse and keys

const KEYS = {
  a: 'accept', A: 'acceptAll', m: 'mergeNext', M: 'mergePrevious', s: 'split', l: 'link', u: 'unlink', c: 'comment', n: 'nextDoubt',
  e: 'editTarget', E: 'editSource', r: 'sourceUp', f: 'sourceDown', t: 'targetUp', g: 'targetDown',
};
const MOVES = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

function key(event) {
  // The focus stays on a closed dialog's button until the next frame, so a key pressed before that comes from there.
  const field = event.target.closest('input, textarea, select, dialog[open]');
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.altKey && !field) {
    const letter = event.key.toLowerCase();
    if (letter === 'z' || letter === 'y') {
      event.preventDefault();
      run(letter === 'y' || event.shiftKey ? 'redo' : 'undo');
    }
    return;
  }
  if (command || event.altKey || field || !state.article) return;
  if (event.key === '?') $('keys').showModal();
  else if (event.key in MOVES && event.target.closest('nav')) {
    const item = event.target.closest('li');
    (MOVES[event.key] > 0 ? item?.nextElementSibling : item?.previousElementSibling)?.querySelector('button')?.focus();
  } else if (event.key in MOVES) {
    const to = state.at + MOVES[event.key];
    perform(() => select(Math.max(0, Math.min(to, state.article.beads.length - 1)), true));
  } else if (event.key in KEYS) run(KEYS[event.key]);
  else return;
  event.preventDefault();
}

function click(event) {
  const bead = event.target.closest('.bead');
  if (!bead || event.target.closest('form')) return;
  const at = Number(bead.dataset.bead);
  const button = event.target.closest('button');
  if (button?.dataset.edit) {
    leave(() => {
      if (at !== state.at) select(at, false);
      edit(button.dataset.edit, Number(button.dataset.segment));
    });
  } else if (!button && at !== state.at && !getSelection().toString()) leave(() => select(at, true));
}

/** All of the article is printed, not only what is in view. */
function unfold() {
  const left = list.unfold(MOST_PRINTED);
  $('unprinted').textContent = left ? word('unprinted', left) : '';
}

/** Another tab may have changed what is in view. */
async function look() {
  if (document.hidden || !state.article || document.querySelector('.bead form')) return;
  await perform(async () => {
    const { number, revision } = state.article;
    const now = await server.revision(number);
    if (!now) return say('offline');
    if (now.body.revision === revision) return;
    const answer = await server.article(number);
    if (answer?.status === 200) {
      take(answer.body, state.at);
      select(state.at, false);
      say('changed');
      placesSoon();
    }
  });
}

function inWords(language) {
  speak(language);
  $('language').value = language;
  $('key-list').replaceChildren(...word('help').flatMap(([keys, what]) => [make('dt', {}, make('kbd', {}, keys)), make('dd', {}, what)]));
  say(...state.status);
  places();
  describe();
  // A text that is being written is taken along into the form in the other language.
  const draft = writing()?.value;
  if (state.article) list.redraw();
  if (draft !== undefined) state.again(draft);
}

function tab(name) {
  state.tab = name;
  places();
  refreshPlaces();
}

async function start() {
  inWords(preferred());
  $('language').addEventListener('change', () => inWords($('language').value));
  $('undo').addEventListener('click', () => run('undo'));
  $('redo').addEventListener('click', () => run('redo'));
  $('accept-all').addEventListener('click', () => run('acceptAll'));
  $('next').addEventListener('click', () => run('nextDoubt'));
  $('help').addEventListener('click', () => $('keys').showModal());
  $('show-doubts').addEventListener('click', () => tab('doubts'));
  $('show-articles').addEventListener('click', () => tab('articles'));
  $('filter').addEventListener('input', places);
  $('beads').addEventListener('click', click);
  document.addEventListener('keydown', key);
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);
  addEventListener('beforeunload', (event) => {
    if (writing() && writing().value !== writing().defaultValue) event.preventDefault();
  });
  addEventListener('beforeprint', unfold);
  addEventListener('afterprint', () => list.fold());
  const [doubts, corpus] = await Promise.all([server.doubts(), server.corpus()]);
  if (doubts?.status !== 200 || corpus?.status !== 200) return say('offline');
  Object.assign(state, { doubts: doubts.body, corpus: corpus.body });
  $('corpus').replaceChildren(shown(corpus.body.name));
  document.title = `${corpus.body.name} · alinea review`;
  const asked = location.hash.match(/^#(\d+)-(\d+)$/)?.slice(1).map(Number);
  const first = doubts.body.doubts[0];
  const [article, bead] = asked && asked[0] < corpus.body.articles.length ? asked : first ? [first.article, first.bead] : [0, 0];
  places();
  say('ready');
  await go(article, bead, true);
}

start();
