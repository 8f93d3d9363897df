// The words of the page, in English and French.
const WORDS = {
  en: {
    skip: 'To the beads', review: 'Review of', undo: 'Undo', redo: 'Redo', keys: 'Keys', language: 'Language',
    places: 'Places', doubts: 'In doubt', articles: 'Articles', filter: 'Filter the articles', beads: 'Beads',
    acceptAll: 'Accept all', nextDoubt: 'Next in doubt', close: 'Close', cancel: 'Cancel', save: 'Save',
    loading: 'Loading…', ready: 'All changes are saved', saving: 'Saving…', saved: 'Saved',
    conflict: 'Changed elsewhere in the meantime: you see it as it is now, your last step was not done',
    changed: 'Changed elsewhere: you see it as it is now',
    offline: 'The editor does not answer: the last step was not saved. Start it again and open its new address',
    refused: (why) => `Not possible: ${reason(why)}`,
    failed: (why) => `Not saved: ${reason(why)}`,
    unread: (why) => `Not opened: ${reason(why)}`,
    unprinted: (n) => `${n} more beads are not printed; alinea report writes a page that prints by article.`,
    reasons: { status403: 'this page is not of the editor that runs now; open its new address', status413: 'the text is too long' },
    progress: (open, all) => `${open} of ${all} beads open`,
    about: (settled, all) => `${settled} of ${all} beads settled`,
    bead: (n) => `Bead ${n}`, source: 'Source', target: 'Target', accepted: 'accepted', corrected: 'corrected',
    edited: 'edited', omitted: 'no target', dropped: (rule) => `dropped: ${rule}`, added: 'no source', noScore: 'no score', score: (s) => `score ${s}`,
    accept: 'Accept', unaccept: 'Take back', mergeNext: 'Merge ↓', mergePrevious: 'Merge ↑', split: 'Split', link: 'Link',
    unlink: 'Unlink', comment: 'Comment', edit: (side, n) => `Edit ${side.toLowerCase()} segment ${n}`,
    up: (side) => `${side}: first segment to the bead before`, down: (side) => `${side}: last segment to the bead after`,
    all: (n) => `Show all ${n} characters`, firstPart: (side) => `First part, ${side.toLowerCase()} segments`,
    empty: 'Nothing is in doubt any more.', none: 'No article has such a name.', more: (n) => `and ${n} more`,
    help: [['↓ J', 'next bead'], ['↑ K', 'bead before'], ['N', 'next bead in doubt'], ['A', 'accept, or take back'],
      ['Shift+A', 'accept all of the article'], ['M', 'merge with the bead after'], ['Shift+M', 'merge with the bead before'],
      ['S', 'split'], ['L', 'link two null beads'], ['U', 'unlink into null beads'],
      ['R  F', 'source: first segment up, last segment down'], ['T  G', 'target: first segment up, last segment down'],
      ['E  Shift+E', 'edit the target, the source'], ['C', 'comment'], ['Ctrl+Z  Ctrl+Y', 'undo, redo'],
      ['Ctrl+Enter  Esc', 'save or leave a field'], ['?', 'this list']],
  },
  fr: {
    skip: 'Aller aux couples', review: 'Révision de', undo: 'Annuler', redo: 'Rétablir', keys: 'Touches', language: 'Langue',
    places: 'Endroits', doubts: 'Douteux', articles: 'Articles', filter: 'Filtrer les articles', beads: 'Couples',
    acceptAll: 'Tout accepter', nextDoubt: 'Doute suivant', close: 'Fermer', cancel: 'Abandonner', save: 'Enregistrer',
    loading: 'Chargement…', ready: 'Tout est enregistré', saving: 'Enregistrement…', saved: 'Enregistré',
    conflict: 'Modifié ailleurs entre-temps : voici l’état actuel, votre dernière action n’a pas été faite',
    changed: 'Modifié ailleurs : voici l’état actuel',
    offline: 'L’éditeur ne répond pas : la dernière action n’est pas enregistrée. Relancez-le et ouvrez sa nouvelle adresse',
    refused: (why) => `Impossible : ${reason(why)}`,
    failed: (why) => `Non enregistré : ${reason(why)}`,
    unread: (why) => `Non ouvert : ${reason(why)}`,
    unprinted: (n) => `${n} autres couples ne sont pas imprimés ; alinea report écrit une page qui s’imprime par article.`,
    reasons: {
      noSuchBead: 'l’article n’a pas ce couple', noSuchSegment: 'l’article n’a pas ce segment', noText: 'un segment ne peut pas être vide',
      nothingChanges: 'rien ne changerait', nothingToUndo: 'il n’y a rien à annuler', nothingToRedo: 'il n’y a rien à rétablir',
      noBeadBefore: 'il n’y a pas de couple avant', noBeadAfter: 'il n’y a pas de couple après',
      noPart: 'il faut une partie du couple, ni tout ni rien', nothingToMove: 'le couple n’a pas de segment de ce côté',
      notOpposite: 'il faut un segment omis et un segment ajouté, sans autre couple complet entre eux ; fusionnez, ou déplacez des segments',
      oneSegment: 'le couple n’a qu’un segment', noArticle: 'le corpus n’a pas cet article',
      notWritten: 'le journal des corrections n’a pas pu être écrit ; vérifiez la place sur le disque et les droits',
      status403: 'cette page n’est pas celle de l’éditeur en marche ; ouvrez sa nouvelle adresse', status413: 'le texte est trop long',
    },
    progress: (open, all) => `${open} couples à voir sur ${all}`,
    about: (settled, all) => `${settled} couples réglés sur ${all}`,
    bead: (n) => `Couple ${n}`, source: 'Source', target: 'Cible', accepted: 'accepté', corrected: 'corrigé',
    edited: 'texte modifié', omitted: 'sans cible', dropped: (rule) => `écarté : ${rule}`, added: 'sans source', noScore: 'sans score', score: (s) => `score ${s}`,
    accept: 'Accepter', unaccept: 'Revenir', mergeNext: 'Fusionner ↓', mergePrevious: 'Fusionner ↑', split: 'Couper', link: 'Lier',
    unlink: 'Délier', comment: 'Commenter', edit: (side, n) => `Modifier le segment ${n} (${side.toLowerCase()})`,
    up: (side) => `${side} : premier segment vers le couple précédent`, down: (side) => `${side} : dernier segment vers le couple suivant`,
    all: (n) => `Afficher les ${n} caractères`, firstPart: (side) => `Première partie, segments (${side.toLowerCase()})`,
    empty: 'Plus rien n’est douteux.', none: 'Aucun article de ce nom.', more: (n) => `et ${n} autres`,
    help: [['↓ J', 'couple suivant'], ['↑ K', 'couple précédent'], ['N', 'doute suivant'], ['A', 'accepter ou revenir'],
      ['Maj+A', 'accepter tout l’article'], ['M', 'fusionner avec le suivant'], ['Maj+M', 'fusionner avec le précédent'],
      ['S', 'couper'], ['L', 'lier deux couples vides d’un côté'], ['U', 'délier'],
      ['R  F', 'source : premier segment vers le haut, dernier vers le bas'], ['T  G', 'cible : premier segment vers le haut, dernier vers le bas'],
      ['E  Maj+E', 'modifier la cible, la source'], ['C', 'commenter'], ['Ctrl+Z  Ctrl+Y', 'annuler, rétablir'],
      ['Ctrl+Entrée  Échap', 'enregistrer ou quitter un champ'], ['?', 'cette liste']],
  },
};

let language = 'en';

/** Why something was not done: in the words of the language, or in the server's where there are none. */
const reason = ({ code, error }) => WORDS[language].reasons[code] ?? error;

/** The language asked for before, or the browser's. */
export function preferred() {
  const kept = localStorage.getItem('alinea-language');
  if (kept in WORDS) return kept;
  return navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

export function speak(asked) {
  language = asked;
  localStorage.setItem('alinea-language', asked);
  document.documentElement.lang = asked;
  for (const element of document.querySelectorAll('[data-word]')) {
    element.textContent = word(element.dataset.word);
    if (element.dataset.key) {
      element.title = element.dataset.key;
      element.setAttribute('aria-keyshortcuts', element.dataset.key.replace('Ctrl', 'Control'));
    }
  }
  for (const element of document.querySelectorAll('[data-placeholder]')) element.placeholder = word(element.dataset.placeholder);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', word(element.dataset.label));
}

export function word(name, ...values) {
  const found = WORDS[language][name];
  return typeof found === 'function' ? found(...values.map(number)) : found;
}

/** Numbers as the language writes them. */
export function number(value) {
  return typeof value === 'number' ? value.toLocaleString(language) : value;
}
