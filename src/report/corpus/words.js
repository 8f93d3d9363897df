// What the page says, in English and French.
const SAY = {
  en: {
    skip: 'To the content', overview: 'Overview', all: 'All beads', language: 'Language', keys: 'Keys',
    articles: 'Articles', beads: 'Beads', segments: 'Segments', sourceSegments: 'Source segments',
    targetSegments: 'Target segments', doubtful: 'doubtful', doubtfulLong: 'Doubtful beads (score below {0})',
    crossingLong: 'Beads out of order', null: 'null', omitted: 'left out', added: 'added', dropped: 'dropped',
    droppedBy: 'dropped: {0}', crosses: 'out of order with {0}', byType: 'Beads by type', byScore: 'Beads with both sides, by score',
    byRule: 'Dropped by rule', setAside: 'Not aligned', worth: 'Worth a look first',
    worthLong: 'Low article scores, many doubtful or null beads.', score: 'score', concern: 'concern',
    noScore: 'no score', sortBy: 'Sort by', findArticle: 'Find an article', name: 'name', order: 'worth a look first',
    ofArticles: '{0} of {1} articles', shown: 'The texts of {0} of {1} articles are in this page.',
    type: 'Type', show: 'Show', every: 'all', onlyNull: 'null beads', onlyDoubtful: 'doubtful beads',
    onlyCrossing: 'beads out of order', onlyDropped: 'dropped beads', search: 'Search', count: '{0} of {1} beads',
    searching: 'Searching…', none: 'Nothing fits the filter.', next: 'next article', before: 'article before',
    unknown: 'There is no article “{0}” in this page.', plot: 'Dot plot',
    plotAlt: 'Beads as a path from top left to bottom right: source downwards ({0} segments), target to the right ({1}).',
    plotNote: 'Source downwards, target to the right. The darker the ground, the more alike two segments; red: doubtful or null; ringed: out of order. A click leads to the bead.',
    plotPlain: 'Source downwards, target to the right. Red: doubtful or null; ringed: out of order. A click leads to the bead.',
    legend: 'Words that support a bead, when it is pointed at or chosen:', number: 'equal number', same: 'same word', cognate: 'spelt alike',
    translation: 'like in meaning', supported: 'Supported by', unsupported: 'No words support this bead.', more: 'Show all {0} characters',
    parts: ['length', 'words', 'meaning', 'numbers', 'names', 'marks'], quality: 'quality as a pair', close: 'Close',
    cut: 'The first {0} beads are listed; filter to see others.',
    unprinted: '{0} more are not printed; filter to print others.',
    keyList: [['j / k', 'next bead, bead before'], ['n / p', 'next article, article before'], ['/', 'search'], ['o', 'overview'], ['a', 'all beads'], ['?', 'these keys'], ['Esc', 'leave the search or this box']],
    status: { failed: 'failed', 'no target': 'no target', 'no source': 'no source' },
  },
  fr: {
    skip: 'Aller au contenu', overview: 'Vue d’ensemble', all: 'Toutes les paires', language: 'Langue', keys: 'Touches',
    articles: 'Articles', beads: 'Paires', segments: 'Segments', sourceSegments: 'Segments source',
    targetSegments: 'Segments cible', doubtful: 'douteuse', doubtfulLong: 'Paires douteuses (score inférieur à {0})',
    crossingLong: 'Paires déplacées', null: 'vide', omitted: 'omis', added: 'ajouté', dropped: 'écartée',
    droppedBy: 'écartée : {0}', crosses: 'croise {0}', byType: 'Paires par type', byScore: 'Paires non vides, par score',
    byRule: 'Écartées par règle', setAside: 'Non alignés', worth: 'À regarder d’abord',
    worthLong: 'Articles au score bas, aux paires douteuses ou vides nombreuses.', score: 'score', concern: 'à voir',
    noScore: 'sans score', sortBy: 'Trier par', findArticle: 'Trouver un article', name: 'nom', order: 'à regarder d’abord',
    ofArticles: '{0} articles sur {1}', shown: 'Cette page contient les textes de {0} articles sur {1}.',
    type: 'Type', show: 'Montrer', every: 'tout', onlyNull: 'les paires vides', onlyDoubtful: 'les paires douteuses',
    onlyCrossing: 'les paires déplacées', onlyDropped: 'les paires écartées', search: 'Chercher', count: '{0} paires sur {1}',
    searching: 'Recherche…', none: 'Rien ne répond au filtre.', next: 'article suivant', before: 'article précédent',
    unknown: 'Il n’y a pas d’article « {0} » dans cette page.', plot: 'Nuage de points',
    plotAlt: 'Les paires forment un chemin d’en haut à gauche à en bas à droite : source vers le bas ({0} segments), cible vers la droite ({1}).',
    plotNote: 'Source vers le bas, cible vers la droite. Plus le fond est sombre, plus deux segments se ressemblent ; en rouge : douteux ou vide ; cerclé : déplacé. Un clic mène à la paire.',
    plotPlain: 'Source vers le bas, cible vers la droite. En rouge : douteux ou vide ; cerclé : déplacé. Un clic mène à la paire.',
    legend: 'Les mots qui soutiennent une paire, quand on la pointe ou la choisit :', number: 'nombre égal', same: 'même mot', cognate: 'graphie proche',
    translation: 'sens proche', supported: 'Soutenue par', unsupported: 'Aucun mot ne soutient cette paire.', more: 'Montrer les {0} caractères',
    parts: ['longueur', 'mots', 'sens', 'nombres', 'noms', 'ponctuation'], quality: 'qualité de la paire', close: 'Fermer',
    cut: 'Les {0} premières paires sont montrées ; filtrez pour voir les autres.',
    unprinted: '{0} autres ne sont pas imprimées ; filtrez pour les imprimer.',
    keyList: [['j / k', 'paire suivante, précédente'], ['n / p', 'article suivant, précédent'], ['/', 'chercher'], ['o', 'vue d’ensemble'], ['a', 'toutes les paires'], ['?', 'ces touches'], ['Échap', 'quitter la recherche ou ce cadre']],
    status: { failed: 'échec', 'no target': 'sans cible', 'no source': 'sans source' },
  },
};
const KINDS = ['number', 'same', 'cognate', 'translation'];

let language = (navigator.language || '').toLowerCase().startsWith('fr') ? 'fr' : 'en';

/** What the page says under this key, with `values` in the places {0}, {1}. */
function say(key, ...values) {
  const text = SAY[language][key];
  return typeof text !== 'string' ? text : text.replace(/\{(\d)\}/g, (_, at) => values[at]);
}

const digits = {};
/** A number as the language writes it. */
function figure(value, decimals = 0) {
  const key = language + decimals;
  digits[key] ??= new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return digits[key].format(value);
}

/** An element; text becomes text and nothing else. `on…` are listeners, undefined is left out. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

/** A bar of `share`, 0 to 1. Its width is set by script, because the policy allows no style in markup. */
function bar(share, name = '') {
  const inner = element('i');
  inner.style.width = `${100 * Math.max(0, Math.min(1, share))}%`;
  return element('span', { class: `meter ${name}`, 'aria-hidden': 'true' }, inner);
}
