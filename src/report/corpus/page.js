// The page as a whole: which view the address asks for, the language, the keys, printing.
const INDEX = JSON.parse(document.getElementById('index').textContent);
const PLACES = new Map(INDEX.articles.map(({ id }, at) => [id, at]));
const MOST_PRINTED = 5000; // rows
let list = null;
let repaint = () => {};
let view = {};

/** The address of a view: `#article=ID&bead=3&show=null&type=1-2&q=words` or `#all&…`. */
function address({ all, article, bead, type, show, q }) {
  const parts = all ? ['all'] : article !== undefined ? [`article=${encodeURIComponent(article)}`] : [];
  for (const [key, value] of Object.entries({ bead, show, type, q })) {
    if (value !== undefined && value !== '') parts.push(`${key}=${encodeURIComponent(value)}`);
  }
  return `#${parts.join('&')}`;
}

function viewOf(hash) {
  const view = {};
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [key, ...value] = part.split('=');
    let text = value.join('=');
    try { text = decodeURIComponent(text); } catch { /* An address cut short is taken as it stands. */ }
    if (key === 'all') view.all = true;
    else if (['article', 'bead', 'type', 'show', 'q'].includes(key)) view[key] = text;
  }
  if (view.article !== undefined) view.place = PLACES.get(view.article);
  return view;
}

function announce(text) {
  document.getElementById('status').textContent = text;
}

function render() {
  view = viewOf(location.hash);
  const main = document.getElementById('main');
  repaint = () => {};
  turn += 1;
  scrollTo({ top: 0, behavior: 'instant' });
  for (const said of document.querySelectorAll('[data-say]')) said.textContent = say(said.dataset.say);
  document.documentElement.lang = language;
  document.getElementById('language').value = language;
  const name = view.all ? say('all') : view.article;
  document.title = name === undefined ? INDEX.title : `${name} – ${INDEX.title}`;
  if (view.all || view.place !== undefined) return showArticle(main, view);
  if (view.article === undefined) return showOverview(main);
  list?.end();
  list = null;
  return main.replaceChildren(element('p', {}, say('unknown', view.article)));
}

/** The next or the former of what the list holds. */
function step(by) {
  if (!list?.rows?.length) return;
  let at = list.current < 0 ? list.at(Math.max(0, -list.holder.getBoundingClientRect().top)) + (by > 0 ? 0 : -1) : list.current + by;
  while (list.rows[at]?.length === 1) at += by;
  if (at >= 0 && at < list.length) list.choose(at);
}

function turnArticle(by) {
  const at = view.place === undefined ? (by > 0 ? 0 : -1) : view.place + by;
  const article = INDEX.articles[at];
  if (article) location.hash = address({ ...view, all: undefined, bead: undefined, article: article.id });
}

function showKeys() {
  const dialog = document.getElementById('keys');
  const rows = say('keyList').map(([key, meaning]) => element('tr', {}, element('th', { scope: 'row' }, element('kbd', {}, key)), element('td', { class: 'left' }, meaning)));
  dialog.replaceChildren(element('h2', { id: 'keys-title' }, say('keys')), element('table', {}, element('tbody', {}, ...rows)),
    element('button', { type: 'button', onclick: () => dialog.close() }, say('close')));
  if (!dialog.open) dialog.showModal();
}

const KEYS = {
  j: () => step(1), k: () => step(-1), n: () => turnArticle(1), p: () => turnArticle(-1), '?': showKeys,
  '/': () => (document.getElementById('search') ?? document.getElementById('find'))?.focus(),
  o: () => { if (location.hash) location.hash = '#'; else render(); }, a: () => { location.hash = '#all'; },
};

addEventListener('keydown', (event) => {
  // The focus stays on a closed dialog's button until the next frame, so a key pressed before that comes from there.
  const typing = event.target.closest?.('input, select, textarea, dialog[open]');
  if (event.key === 'Escape' && typing && !typing.matches('dialog')) { event.target.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

// A word that is pointed at shows its partner.
const partners = (event, on) => {
  const word = event.target.closest?.('.bead .word');
  word?.closest('.bead').querySelectorAll(`.word[data-pair="${word.dataset.pair}"]`).forEach((one) => one.classList.toggle('on', on));
};
addEventListener('mouseover', (event) => partners(event, true));
addEventListener('mouseout', (event) => partners(event, false));

addEventListener('hashchange', () => {
  // The link past the header is no view.
  if (location.hash === '#main') document.getElementById('main').focus();
  else render();
});
addEventListener('resize', () => repaint());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => repaint());
addEventListener('beforeprint', () => {
  const left = list?.unfold(MOST_PRINTED);
  if (left) list.holder.after(element('p', { class: 'note', id: 'unprinted' }, say('unprinted', figure(left))));
});
addEventListener('afterprint', () => {
  document.getElementById('unprinted')?.remove();
  list?.fold();
});
document.getElementById('language').addEventListener('change', (event) => { language = event.target.value; render(); });
document.getElementById('help').addEventListener('click', showKeys);
render();
