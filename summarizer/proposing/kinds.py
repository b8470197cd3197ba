"""What an actor is, told by its name."""

from __future__ import annotations

from summarizer.proposing.cues import words
from summarizer.types import ActorKind

__all__ = ["COUNTRIES", "SHORT_NAMES", "is_agentive", "kind_of", "kind_of_noun"]

COUNTRIES = words(
    """afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahrain bangladesh
    belarus belgium belize benin bhutan bolivia bosnia botswana brazil britain bulgaria burma burundi cambodia
    cameroon canada chad chile china colombia congo costa_rica croatia cuba cyprus czechia czech_republic denmark
    djibouti dominican_republic east_timor ecuador egypt el_salvador england eritrea estonia ethiopia fiji finland
    france gabon gambia georgia germany ghana great_britain greece guatemala guinea guyana haiti honduras hungary
    iceland india indonesia iran iraq ireland israel italy ivory_coast jamaica japan jordan kazakhstan kenya
    kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg
    macedonia madagascar malawi malaysia mali malta mauritania mauritius mexico moldova monaco mongolia montenegro
    morocco mozambique myanmar namibia nepal netherlands new_zealand nicaragua niger nigeria north_korea norway
    oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda
    saudi_arabia scotland senegal serbia sierra_leone singapore slovakia slovenia somalia south_africa south_korea
    south_sudan soviet_union spain sri_lanka sudan sweden switzerland syria taiwan tajikistan tanzania thailand
    togo tunisia turkey turkmenistan u.k u.k. u.s u.s. uganda uk ukraine united_arab_emirates united_kingdom
    united_states united_states_of_america uruguay us usa ussr uzbekistan vatican venezuela vietnam wales yemen
    zambia zimbabwe allemagne angleterre autriche belgique brésil chine danemark égypte espagne états-unis
    finlande grèce hongrie inde irlande israël italie japon liban maroc mexique norvège pays-bas pologne roumanie
    royaume-uni russie suède suisse syrie tunisie turquie algérie deutschland frankreich großbritannien italien
    österreich polen russland schweiz spanien"""
)
_GOVERNMENT = words(
    """government ministry department administration kremlin white_house downing_street pentagon cabinet treasury
    commission court parliament congress senate bundestag duma embassy agency bureau fbi cia nsa epa authority
    regulator gouvernement ministère élysée sénat parlement commissariat préfecture regierung ministerium
    bundesregierung police council commissioner supreme_court state_department justice_department house army navy
    military air_force"""
)
_PARTY = words(
    """party democrats republicans gop labour conservatives tories greens caucus democratic republican partei cdu spd
    csu fdp afd parti ps ump front_national liberals dnc rnc"""
)
_MEDIA = words(
    """times post news cnn bbc reuters ap afp journal guardian herald tribune magazine tv television radio newspaper
    politico bloomberg nbc abc cbs msnbc npr fox_news huffpost breitbart monde figaro libération spiegel zeitung
    bild independent telegraph gazette chronicle press broadcasting twitter facebook wikinews xinhua tass interfax
    itar-tass dpa welt"""
)
_FACILITIES = words(
    "stadium airport arena base square road street avenue bridge tower towers park hall highway river bay"
)
_GROUP = words("americans voters protesters residents citizens people workers students families officials critics")
_BY_WORD = (
    (ActorKind.GOVERNMENT, _GOVERNMENT),
    (ActorKind.MEDIA, _MEDIA),
    (ActorKind.PARTY, _PARTY),
    (ActorKind.GROUP, _GROUP),
)
_BY_LABEL = {
    "ORG": ActorKind.ORGANISATION,
    "NORP": ActorKind.GROUP,
    "GPE": ActorKind.OTHER,
    "LOC": ActorKind.OTHER,
}


def kind_of(name: str, label: str | None) -> ActorKind | None:
    """The kind that the words of the name tell, else the one that the entity's label does; None if neither."""
    if label == "PERSON":
        return ActorKind.PERSON
    lower = name.lower()
    if lower in COUNTRIES:
        return ActorKind.COUNTRY
    if lower.split()[-1:] and lower.split()[-1] in _FACILITIES:
        return ActorKind.OTHER
    parts = {*lower.replace("-", " ").split(), lower}
    if "news" in parts:
        return ActorKind.MEDIA
    for kind, known in _BY_WORD:
        if not known.isdisjoint(parts):
            return kind
    return _BY_LABEL.get(label or "")


_BODIES = words(
    """company firm corporation office bank union association organisation organization federation foundation charity
    institute university college school church hospital campaign coalition alliance group committee board panel
    team club entreprise société banque syndicat fédération université groupe équipe"""
)
_THINGS = words(
    """film movie novel album ship vessel book game song series play
    opera report study poll survey document letter memo analysis paper estimate rapport étude
    sondage lettre"""
)


_AGENT_ENDINGS = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ent",
    "ee",
    "yst",
    "eer",
    "man",
    "woman",
    "person",
    "path",
    "crat",
    "enne",
    "secretary",
    "individual",
    "operative",
)
_AGENTS = words(
    """people parent child critic chief head host guard king queen judge aide mp mep ceo cfo cto coach official rebel
    representative executive heir friend wife widow cousin uncle aunt boss nun priest monk saint pilot clerk thief
    graduate candidate delegate associate advocate laureate magistrate deputy secretary attorney ally celebrity fellow
    girl boy lady guru guide chair chef cook general colonel poet pundit sheriff cop youth native relative detective
    rabbi imam envoy nominee spouse prince princess bishop archbishop pope champion veteran victim nurse elect designate
    in-law hero heroine star superstar actress hostess waitress princess duchess countess baroness emeritus teenager
    recruit scout sergeant captain premier staff"""
)
_NO_AGENTS = words(
    """letter paper newspaper number matter order center chapter quarter power water weather winter summer theater
    border harbor tower river tier career newsletter computer factor error sector color labor motor humor favor
    behavior document content accident incident event percent plant grant restaurant talent intent extent patent tent
    rent scent committee fee coffee degree counter layer filter shelter disaster register corner dinner server present
    continent answer offer fear war year air danger anger finger dollar bar car september october november december
    decor floor door indoor terror horror mirror minor major prior interior component percent independent agreement
    user paperwork transfer power-sharing path footpath"""
)


def is_agentive(lemma: str) -> bool:
    """True for a noun that by its form or meaning tells what a person is: a curator, a coach, and no film."""
    noun = lemma.lower().strip(".-")
    by_form = noun.endswith(_AGENT_ENDINGS) and noun not in _NO_AGENTS and not noun.endswith("ment")
    return by_form or noun in _AGENTS


def kind_of_noun(lemma: str, *, plural: bool) -> ActorKind:
    """The kind of somebody without a name, by the noun: officials are a group, the government a government."""
    noun = lemma.lower()
    for kind, known in (
        (ActorKind.GOVERNMENT, _GOVERNMENT),
        (ActorKind.MEDIA, _MEDIA),
        (ActorKind.PARTY, _PARTY),
        (ActorKind.ORGANISATION, _BODIES),
        (ActorKind.OTHER, _THINGS),
    ):
        if noun in known:
            return kind
    return ActorKind.GROUP if plural else ActorKind.PERSON


SHORT_NAMES = {
    "us": "united states",
    "u.s": "united states",
    "u.s.": "united states",
    "usa": "united states",
    "america": "united states",
    "uk": "united kingdom",
    "u.k": "united kingdom",
    "u.k.": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "eu": "european union",
    "un": "united nations",
    "u.n": "united nations",
}
"""Short names and the long ones that they stand for, in lower case."""
