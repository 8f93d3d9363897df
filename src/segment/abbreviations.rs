//! What the segmenter knows about a language: abbreviations by what may follow them, and words that open sentences.
//!
//! An entry in lower case matches whatever the case of the text; an entry with a capital wants that capital (`Me.` is a title, `me.` ends a sentence). Entries have no final full stop but keep inner ones (`p.m`).

use std::cmp::Ordering;

/// What an abbreviation says about the full stop behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Something always follows: titles before names, `cf.`, `e.g.`.
    Never,
    /// Usually before a number or a letter: `p.`, `art.`, `No.`; ends a sentence only if a sentence opener follows.
    Number,
    /// An abbreviation like any other (`Inc.`, `U.S.`, `Jan.`): ends a sentence only if a sentence opener follows.
    Open,
    /// Often the last word: `etc.`, `p.m.`, `J.-C.`, units; ends a sentence if a capital follows.
    Last,
    /// An abbreviation only before a number (`no. 5`), else a word that may end the sentence.
    OnlyNumber,
}

use Class::{Last, Never, Number, OnlyNumber, Open};

/// Words, one string a class, separated by spaces.
type Lists = &'static [(Class, &'static str)];

/// In every language: editors' Latin, units, firms.
const COMMON: Lists = &[
    (
        Never,
        "cf e.g i.e vs viz Dr Prof Mr Mrs Ms St Ste Ft Mt Maj Capt Sgt",
    ),
    (
        Number,
        "alt vol fig tab nr nº n° n.º § §§ pp ff sq sqq tél tel",
    ),
    (
        Open,
        "Inc Ltd Corp Co Bros Jr Sr al Ph.D ed eds op.cit loc.cit op loc cit ibid id rev trad",
    ),
    (Last, "etc km cm mm kg mg ml cl min sec hrs Mio Mrd"),
];

const FRENCH: Lists = &[
    (
        Never,
        "M MM Mr Mrs Mme Mmes Mlle Mlles Me Mes Mgr Mgrs Dr Drs Pr Prs Prof Vve St Ste Sts Stes Gal Cdt Lt Col Cne \
         Adj Gén Sgt Brig Ch Chr Alph Th Ph Jos Edm Aug Alex Gges p.ex ex c.-à-d c.à.d càd c-à-d cf conf i.e e.g env \
         av ap apr sév bd boul fg faub R.P S.A.R S.A.I S.A.S S.Exc S.Em LL.AA LL.AA.II.RR LL.MM qqn qqch",
    ),
    (
        Number,
        "p pp t v chap ch al alin liv l ll n nn nᵒ num vol vols fasc fol f ff § §§ sect rubr app append réf prop th déf \
         fig figs tabl éq éqs eq rem obs vers cah tél téléc bat bât esc apt appt",
    ),
    (
        OnlyNumber,
        "no nos art arts cor tab ill tom pl col par doc just poste ligne cap",
    ),
    (
        Open,
        "janv févr fév avr juil sept oct nov déc lun éd édit coll dir trad préf réimpr rééd adv subst masc fém plur \
         sing pron syn anc auj angl esp ital lat litt dépt dép arr hab inf suiv préc Cie Sté Éts Ets assoc univ acad \
         inst bibl bull rev mém impr suppl mss secr prés gouv c U.S Jr Sr",
    ),
    (
        Last,
        "etc J.-C J-C J.C h mn min s sec g kg m cm mm km ml cl ha dz E.U U.K",
    ),
];

const ENGLISH: Lists = &[
    (
        Never,
        "Mr Mrs Ms Messrs Mmes Mme Mlle Dr Drs Prof Profs Rev Revd Hon Fr Gen Lt Lieut Col Maj Capt Cpt Cmdr Cdr \
         Comdr Adm Sgt Cpl Pvt Brig Rep Reps Sen Sens Gov Govs Pres Supt Insp Det Amb Sec St Ste Mt Mts Ft Msgr \
         Bp Abp Br e.g eg i.e viz vs v cf approx ca c incl esp resp Gen Wm Geo Chas Thos Jas Jos Lt.-Col Lt.Col",
    ),
    (
        Number,
        "p pp par para paras vol vols ch chap chaps sec secs sect sects cl fig figs tab eq eqs ex exs app \
         nos pt pts bk bks l ll f ff n nn fn c §",
    ),
    (OnlyNumber, "no vol col art arts app"),
    (
        Open,
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Tue Tues Thu Thur Thurs \
         U.S U.K U.N E.U U.S.A U.S.S.R D.C N.Y L.A Calif Mass Conn Penn Pa Va Md Fla Tex Ariz Colo Ill Ind Mich \
         Minn Wis Wash Ore Okla Neb Nev Kan Ky La Ga Ala Miss Mo Ark Tenn Del Vt N.J N.H N.C S.C N.D S.D \
         Inc Ltd Corp Co Cos Bros LLC L.P plc Assn Assoc Dept Univ Inst Ave Blvd Rd Hwy Sq Pkwy Bldg Dist \
         Jr Sr Esq M.D Ph.D B.A M.A B.Sc M.Sc LL.B LL.M D.Phil Ed.D D.D.S R.N C.E.O ed eds trans repr est \
         int'l nat'l gov't govt max avg temp misc attn cont intl natl",
    ),
    (
        Last,
        "etc a.m p.m am pm a.d b.c A.D B.C B.C.E C.E lb lbs oz ft in yd yds mi hr hrs mph sq gal qt pt al",
    ),
];

const GERMAN: Lists = &[
    (
        Never,
        "Hr Hrn Fr Frl Dr Prof Ing Dipl Dipl.-Ing Mag St Hl Frhr Gebr z.B z.T u.a d.h i.d.R bzw bspw vgl ca evtl ggf \
         sog inkl exkl zzgl einschl gem lt m.E m.W o.g s.o s.u v.a z.Zt u.U zz gegr geb gest verh dt engl frz u d z i \
         e.g i.e kath ev sen jun Dres",
    ),
    (
        Number,
        "Nr Nrn S Bd Bde Abs Art Kap Abb Tab Ziff Anm Aufl Jg H Rn Rz Tel Str Lit Hs Bl §",
    ),
    (
        Open,
        "Jan Febr Feb Mär Apr Jun Jul Aug Sept Sep Okt Nov Dez GmbH Co Inc Ltd e.V i.A i.V \
         Hrsg hrsg Verl Univ Inst Abt Verf Übers Red allg bes urspr wiss",
    ),
    (
        Last,
        "etc usw usf u.a.m u.ä o.ä u.dgl dgl v.Chr n.Chr Chr Uhr Std Min Sek Mio Mrd Tsd St Stk",
    ),
];

const SPANISH: Lists = &[
    (
        Never,
        "sr sra srta sres sras D Dª dña dr dra dres prof profa Lic Ing Arq Gral Cap Cnel Tte Sgto Mons Fr Sto Sta \
         Ud Uds Vd Vds p.ej ej cf vs Excmo Excma Ilmo Rvdo Avda Av C aprox",
    ),
    (
        Number,
        "p pp pág págs núm núms n.º nº art arts cap caps vol t fig tel tfno apdo párr ap",
    ),
    (
        Open,
        "ene feb mar abr may jun jul ago sept oct nov dic EE.UU S.A S.L Cía Hnos Jr ed coord trad",
    ),
    (Last, "etc a.m p.m a.C d.C J.C h min km kg"),
];

const ITALIAN: Lists = &[
    (
        Never,
        "sig sigg sig.ra sig.na dr dott dott.ssa prof prof.ssa avv ing arch geom rag On Sen Gen Col Cap Mons Don S \
         ss p.es es cfr vs ca Egr Gent Spett",
    ),
    (
        Number,
        "p pp pag pagg n nn num art artt cap capp vol voll t fig tab tel par sez",
    ),
    (
        Open,
        "gen febb mar apr mag giu lug ag sett ott nov dic S.p.A S.r.l ed trad",
    ),
    (Last, "ecc etc a.C d.C h min km kg"),
];

const PORTUGUESE: Lists = &[
    (
        Never,
        "sr sra srs sras srta D dr dra drs prof profª Eng Arq Gen Cel Cap Ten Sgto Pe Sto Sta V.Exa Exmo Exma Ilmo \
         Rev p.ex ex cf vs Av aprox",
    ),
    (
        Number,
        "p pp pág págs núm n.º nº art arts cap vol t fig tel",
    ),
    (
        Open,
        "jan fev mar abr mai jun jul ago set out nov dez E.U.A S.A Ltda Cia Jr ed trad",
    ),
    (Last, "etc a.C d.C h min km kg"),
];

const DUTCH: Lists = &[
    (
        Never,
        "dhr mevr mw mr dr drs ir ing prof ds St bijv bv o.a d.w.z m.a.w m.b.t t.a.v t.o.v z.g zgn vgl cf ca resp incl \
         excl i.v.m n.a.v o.m t.g.v t.b.v i.p.v w.o",
    ),
    (Number, "nr nrs blz p pp art hfst fig vol tel dl afb par"),
    (
        Open,
        "jan febr mrt apr jun jul aug sept okt nov dec B.V N.V Co Inc jr sr red vert",
    ),
    (Last, "enz etc e.d e.a v.Chr n.Chr u km kg min"),
];

/// Words that open sentences and are no names: good evidence that the full stop before them ends one.
const FRENCH_OPENERS: &str = "il elle ils elles on nous vous je tu qu ce cette ces cet cela ceci celui celle ceux ça mais et ou \
     or donc car puis ensuite enfin alors ainsi aussi cependant toutefois pourtant néanmoins dans en sur sous avec sans \
     pour par après avant depuis pendant dès lors lorsque quand comme si puisque parce quoique bien selon outre malgré \
     chez vers entre parmi contre au aux à un une leur leurs son sa ses mon ma mes notre nos votre vos quel quelle quels \
     quelles qui que quoi où comment pourquoi combien certains certaines plusieurs tous toutes tout toute chaque aucun \
     aucune nul rien personne voici voilà ici là hier aujourd demain deux trois quatre cinq six dix seul seule même \
     plus moins très trop déjà jamais toujours parfois souvent peut être non oui afin grâce tandis";
/// Openers that also begin names (`J. Le Goff`, `A. de La Fontaine`): weaker evidence.
const FRENCH_ARTICLES: &str = "le la les de du des";

const ENGLISH_OPENERS: &str = "the a an it he she they we you i this that these those there here his her their our my your its but and or \
     so yet nor for in on at by from with without to of as if when while after before since because although though \
     however then thus therefore meanwhile moreover also once until during despite what who why how where which whose \
     some many most several all both each every no none not yes now today yesterday one two three four five another \
     other such only even just according under over between among through about more less";

const GERMAN_OPENERS: &str = "der die das den dem des ein eine einen einem einer es er sie wir ihr ich du man dies diese dieser dieses jene \
     und aber oder doch denn auch so dann da dort hier in im an am auf aus bei beim mit nach von vom vor zu zum zur für \
     um über unter durch gegen ohne seit während wenn als ob weil obwohl nachdem wie was wer wo warum welche kein keine \
     alle viele einige nicht nur noch schon seine ihre sein mein unser nun jetzt heute damals später danach deshalb \
     dabei damit dazu trotz";
const SPANISH_OPENERS: &str = "el la los las lo un una unos unas él ella ellos ellas yo tú nosotros usted ustedes se su sus mi este esta estos \
     estas ese esa eso esto aquel pero y o ni porque aunque sin con en por para desde hasta según cuando como si que \
     qué quién dónde después antes entonces luego también además no ya al tras durante entre sobre todo todos";
const ITALIAN_OPENERS: &str = "il lo la i gli le l un uno una egli lui lei loro noi voi io tu si questo questa questi queste quello quella ma e \
     o né perché anche se quando come che chi dove dopo prima poi allora così inoltre non con in nel nella per da dal di \
     del su tra fra al alla durante secondo tutti tutto ogni";
const PORTUGUESE_OPENERS: &str = "o a os as um uma uns umas ele ela eles elas eu tu nós você se seu sua este esta estes estas esse essa isso isto \
     aquele mas e ou nem porque embora sem com em no na nos nas por para desde até segundo quando como que quem onde \
     depois antes então também além não já ao após durante entre sobre todo todos";
const DUTCH_OPENERS: &str = "de het een hij zij ze wij we ik jij je u jullie dit dat deze die er maar en of want dus ook dan daar hier in op aan \
     bij met na van voor uit naar om over onder door tegen zonder sinds tijdens als toen omdat hoewel hoe wat wie waar \
     waarom geen alle veel niet nog zijn haar hun mijn ons onze nu later daarna";

/// Nouns that a single letter follows as a label: `plan B`, `vitamine C`.
const LABELS: &str = "plan vitamine vitamines vitamin vitamins groupe group classe class type point hépatite hepatitis annexe annex \
     appendix appendice partie part section catégorie category série series version zone bloc block lettre letter niveau \
     level grade note option exhibit schedule figure table tableau ligne line équipe team phase solution ville article \
     grippe influenza virus facteur factor théorème dossier module volet poste serie gruppe klasse teil anhang fall";

/// Verbs that report speech behind an English quotation: `“Never!” Mary said.`
const SPEECH: &str = "said says asked asks replied cried shouted answered added exclaimed whispered murmured muttered \
     called continued explained told yelled screamed demanded insisted remarked returned went began inquired reported \
     commented joked laughed warned admitted agreed announced argued begged concluded declared gasped growled grumbled \
     interrupted muses mused noted objected observed promised protested recalled repeated responded roared sighed smiled \
     snapped sobbed stammered stated suggested thought urged wondered wrote";

/// Time zones and days behind an hour.
const HOURS: &str = "ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST Eastern Central Pacific Mountain \
     Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August \
     September October November December";

/// Evidence that a word opens a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Opener {
    /// Begins names as well as sentences.
    Article,
    /// Begins sentences.
    Sure,
}

/// The knowledge of one language, sorted for search.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    abbreviations: Vec<(&'static str, Class)>,
    openers: Vec<(&'static str, Opener)>,
    labels: Vec<(&'static str, ())>,
    speech: Vec<(&'static str, ())>,
    hours: Vec<(&'static str, ())>,
}

/// Compares two words without regard to case, by the code points of their small letters.
fn fold_cmp(a: &str, b: &str) -> Ordering {
    // Nearly all words differ within their ASCII letters, which are far cheaper to fold.
    let ascii = a
        .bytes()
        .zip(b.bytes())
        .take_while(|(x, y)| x.is_ascii() && x.eq_ignore_ascii_case(y))
        .count();
    let (a, b) = (&a[ascii..], &b[ascii..]);
    match (a.bytes().next(), b.bytes().next()) {
        (Some(x), Some(y)) if x.is_ascii() && y.is_ascii() => {
            x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase())
        }
        _ => a
            .chars()
            .flat_map(char::to_lowercase)
            .cmp(b.chars().flat_map(char::to_lowercase)),
    }
}

fn sorted<T>(mut entries: Vec<(&'static str, T)>) -> Vec<(&'static str, T)> {
    // Stable, so that of equal entries the one listed first is found first. Bytes of UTF-8 are in the
    // order of the code points.
    entries.sort_by_cached_key(|(entry, _)| entry.to_lowercase());
    entries
}

fn entries<T: Copy>(words: &'static str, value: T) -> impl Iterator<Item = (&'static str, T)> {
    words.split_whitespace().map(move |word| (word, value))
}

/// The values of `word` in a sorted table, in the order of the lists.
fn find<'a, T>(table: &'a [(&'static str, T)], word: &str) -> &'a [(&'static str, T)] {
    let from = table.partition_point(|(entry, _)| fold_cmp(entry, word) == Ordering::Less);
    let length = table[from..]
        .iter()
        .take_while(|(entry, _)| fold_cmp(entry, word) == Ordering::Equal)
        .count();
    &table[from..from + length]
}

impl Lexicon {
    /// The lists of a language by its primary subtag in lower case; an unknown one gets the common lists and no openers.
    pub(super) fn new(language: &str) -> Self {
        let (lists, sure, articles): (Lists, &str, &str) = match language {
            "fr" => (FRENCH, FRENCH_OPENERS, FRENCH_ARTICLES),
            "en" => (ENGLISH, ENGLISH_OPENERS, ""),
            "de" => (GERMAN, GERMAN_OPENERS, ""),
            "es" => (SPANISH, SPANISH_OPENERS, ""),
            "it" => (ITALIAN, ITALIAN_OPENERS, ""),
            "pt" => (PORTUGUESE, PORTUGUESE_OPENERS, ""),
            "nl" => (DUTCH, DUTCH_OPENERS, ""),
            _ => (&[], "", ""),
        };
        let abbreviations = lists.iter().chain(COMMON);
        Self {
            abbreviations: sorted(
                abbreviations
                    .flat_map(|&(class, words)| entries(words, class))
                    .collect(),
            ),
            openers: sorted(
                entries(sure, Opener::Sure)
                    .chain(entries(articles, Opener::Article))
                    .collect(),
            ),
            labels: sorted(entries(LABELS, ()).collect()),
            hours: sorted(entries(HOURS, ()).collect()),
            speech: if language == "en" {
                sorted(entries(SPEECH, ()).collect())
            } else {
                Vec::new()
            },
        }
    }

    /// What is known about `token`, without its final full stop. Of several entries, the one that the language lists first wins.
    pub(super) fn abbreviation(&self, token: &str) -> Option<Class> {
        let mut chars = token.chars();
        let capital = chars.next().is_some_and(char::is_uppercase);
        // A lone capital is an initial, whatever the lower-case letter abbreviates.
        let lone = capital && chars.next().is_none();
        find(&self.abbreviations, token)
            .iter()
            .find(|(entry, _)| match entry.chars().next() {
                Some(first) if first.is_uppercase() => capital,
                _ => !lone,
            })
            .map(|&(_, class)| class)
    }

    /// Whether `word` opens sentences.
    pub(super) fn opener(&self, word: &str) -> Option<Opener> {
        find(&self.openers, word).first().map(|&(_, opener)| opener)
    }

    /// Whether a letter after `word` is a label, not an initial.
    pub(super) fn labels(&self, word: &str) -> bool {
        !find(&self.labels, word).is_empty()
    }

    /// Whether `word` reports speech.
    pub(super) fn reports(&self, word: &str) -> bool {
        !find(&self.speech, word).is_empty()
    }

    /// Whether `token` is in the lists, capitals or not.
    pub(super) fn lists(&self, token: &str) -> bool {
        !find(&self.abbreviations, token).is_empty()
    }

    /// Whether anything is known about the language's sentence openers.
    pub(super) fn knows_openers(&self) -> bool {
        !self.openers.is_empty()
    }

    /// Whether `next` belongs to the hour before it: `5 p.m. EST`, `9 a.m. Monday`.
    pub(super) fn qualifies_hour(&self, token: &str, next: &str) -> bool {
        token.ends_with(['m', 'M']) && token.contains('.') && !find(&self.hours, next).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_found<T>(table: &[(&'static str, T)]) {
        for (entry, _) in table {
            let found = find(table, entry);
            assert!(found.iter().any(|(word, _)| word == entry), "{entry}");
        }
    }

    #[test]
    fn the_order_of_the_tables_is_that_in_which_they_are_searched() {
        for language in ["fr", "en", "de", "es", "it", "pt", "nl", "el"] {
            let lexicon = Lexicon::new(language);
            all_found(&lexicon.abbreviations);
            all_found(&lexicon.openers);
            all_found(&lexicon.labels);
            all_found(&lexicon.speech);
            all_found(&lexicon.hours);
        }
    }
}
