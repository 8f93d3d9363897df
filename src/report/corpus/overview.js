// The overview: counts, distributions, what was not aligned, and the articles in the order of concern.

/** A table of counts with bars; `link(name)` leads to what was counted. */
function counted(title, counts, link) {
  const most = Math.max(1, ...counts.map(([, count]) => count));
  const all = Math.max(1, counts.reduce((sum, [, count]) => sum + count, 0));
  const rows = counts.map(([name, count]) => element('tr', {},
    element('th', { scope: 'row' }, link ? element('a', { href: link(name) }, name) : name),
    element('td', {}, figure(count)), element('td', {}, `${figure((100 * count) / all, 1)} %`),
    element('td', { class: 'left' }, bar(count / most))));
  return element('section', {}, element('h2', {}, title),
    element('div', { class: 'wide' }, element('table', {}, element('tbody', {}, ...rows))));
}

function histogram(counts) {
  const most = Math.max(1, ...counts);
  const low = (at) => figure(at / counts.length, 2);
  const columns = counts.map((count, at) => {
    const column = element('i', { title: `${low(at)} – ${low(at + 1)}: ${figure(count)}` });
    column.style.height = `${count ? Math.max(2, (100 * count) / most) : 0}%`;
    if ((at + 1) / counts.length <= INDEX.doubtful + 1e-9) column.className = 'low';
    return column;
  });
  const said = counts.map((count, at) => `${low(at)}: ${count}`).join(', ');
  return element('section', {}, element('h2', {}, say('byScore')),
    element('div', { class: 'columns', role: 'img', 'aria-label': said }, ...columns),
    element('p', { class: 'ends', 'aria-hidden': 'true' }, element('span', {}, figure(0)), element('span', {}, figure(1))));
}

const ORDERS = {
  order: () => 0,
  name: (a, b) => INDEX.articles[a].id.localeCompare(INDEX.articles[b].id, undefined, { numeric: true }),
  score: (a, b) => (INDEX.articles[a].score ?? 2) - (INDEX.articles[b].score ?? 2),
  beads: (a, b) => INDEX.articles[b].beads - INDEX.articles[a].beads,
  doubtful: (a, b) => INDEX.articles[b].doubtful - INDEX.articles[a].doubtful,
};

function articleRow(at) {
  const article = INDEX.articles[at];
  const notes = ['doubtful', 'null', 'crossing', 'dropped'].filter((key) => article[key])
    .map((key) => `${figure(article[key])} ${key === 'crossing' ? '⤨' : say(key)}`);
  return element('div', { class: 'item' },
    element('a', { href: address({ article: article.id }) }, element('bdi', {}, article.id)),
    element('span', { class: 'soft title', lang: article.languages[0], dir: 'auto' }, article.title ?? ''),
    element('span', { class: 'score' }, article.score === null ? say('noScore') : figure(article.score, 3), bar(article.score ?? 0, article.score < INDEX.doubtful ? 'low' : '')),
    element('span', { class: 'soft' }, `${figure(article.beads)} ${say('beads').toLowerCase()}`),
    element('span', { class: 'soft' }, notes.join(', ')));
}

function articleList(holder, state) {
  const wanted = fold(state.find);
  const fits = ({ id, title }) => !wanted || fold(id).includes(wanted) || fold(title ?? '').includes(wanted);
  const places = INDEX.articles.map((_, at) => at).filter((at) => fits(INDEX.articles[at])).sort(ORDERS[state.sort]);
  holder.replaceChildren();
  list?.end();
  list = new VirtualList(holder, { length: places.length, draw: (at) => articleRow(places[at]), guess: () => 40 });
  announce(say('ofArticles', figure(places.length), figure(INDEX.articles.length)));
}

const overviewState = { sort: 'order', find: '' };

function showOverview(main) {
  const { figures, setAside } = INDEX;
  const facts = [['articles', figures.articles], ['beads', figures.beads, '#all'], ['sourceSegments', figures.segments[0]],
    ['targetSegments', figures.segments[1]], ['doubtfulLong', figures.doubtful, '#all&show=doubtful'], ['crossingLong', figures.crossing, '#all&show=crossing']];
  const dl = element('dl', { class: 'facts' }, ...facts.map(([key, value, link]) => element('div', {},
    element('dt', {}, say(key, figure(INDEX.doubtful, 2))),
    element('dd', {}, link && value ? element('a', { href: link }, figure(value)) : figure(value)))));
  const most = (counts) => Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const scored = figures.histogram.some((count) => count);
  const charts = element('div', { class: 'charts' },
    counted(say('byType'), most(figures.types), (type) => address({ all: true, type })),
    scored ? histogram(figures.histogram) : undefined,
    Object.keys(figures.dropped).length ? counted(say('byRule'), most(figures.dropped), () => '#all&show=dropped') : undefined);
  const aside = setAside.length ? element('section', {}, element('h2', {}, `${say('setAside')} (${figure(setAside.length)})`),
    element('ul', { class: 'aside' }, ...setAside.map(([name, status, reason]) => element('li', {}, element('bdi', {}, name), ` — ${say('status')[status] ?? status}${reason ? `: ${reason}` : ''}`)))) : undefined;
  const holder = element('div', { class: 'list', role: 'list', 'aria-label': say('articles') });
  const again = () => articleList(holder, overviewState);
  const sort = element('select', { id: 'sort', onchange: (event) => { overviewState.sort = event.target.value; again(); } },
    ...Object.keys(ORDERS).map((key) => element('option', { value: key, selected: key === overviewState.sort }, say(key))));
  const find = element('input', { type: 'search', id: 'find', value: overviewState.find, oninput: (event) => { overviewState.find = event.target.value; again(); } });
  const shown = INDEX.articles.length < figures.articles ? element('p', { class: 'note' }, say('shown', figure(INDEX.articles.length), figure(figures.articles))) : undefined;
  main.replaceChildren(...[element('h1', {}, INDEX.title), dl, charts, aside,
    element('h2', { id: 'worth' }, say('worth')), element('p', { class: 'note' }, say('worthLong')), shown,
    element('p', { class: 'filter', role: 'search' }, element('label', {}, say('findArticle'), find), element('label', {}, say('sortBy'), sort)),
    holder].filter(Boolean));
  again();
}
