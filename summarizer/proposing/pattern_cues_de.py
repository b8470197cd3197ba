"""German words by which a statement and its speaker are told without a parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from summarizer.proposing.cues import words

__all__ = [
    "ADVERBS", "ARTICLES", "DOUBTFUL", "FINITE", "HAVE", "KNOWN_FINITE", "OBLIQUE", "OPENERS", "OPINIONS",
    "PARTICIPLES", "PASSIVE", "POSSESSIVE", "PREPOSITIONS", "RELATIVES", "REPORTED", "SOURCE_NOUNS",
    "TIMES", "Verb",
]  # fmt: skip

Strength: TypeAlias = Literal["says", "objects", "beside", "opinion"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of saying: "an" + "kündigen".

    Attributes:
        particle: What stands apart at the clause's end; "" if nothing does.
        strength: "says" takes a clause or quotation; "objects" also a plain object ("kritisiert den Plan"); "beside"
            is a cue only beside a quotation or a clause that is plainly somebody's words; "opinion" is one beside such
            a noun as "Ansicht".
    """

    particle: str
    strength: Strength


# A weak verb by its infinitive; a strong one as present/past/participle of the third person; "an|" parts a particle.
_SAYS = """sagen erklären meinen betonen ergänzen entgegnen erwidern antworten fragen argumentieren resümieren folgern
    bekräftigen versichern beteuern erläutern erzählen verdeutlichen präzisieren
    unterstreicht/unterstrich/unterstrichen schreibt/schrieb/geschrieben mit|teilen hinzu|fügen aus|führen
    klar|stellen fest|stellen fest|hält/hielt/gehalten an|merken ein|wenden räumt/räumte/geräumt:ein
    gibt/gab/gegeben:an gibt/gab/gegeben:zu gibt/gab/gegeben:bekannt hebt/hob/gehoben:hervor
    weist/wies/gewiesen:hin legt/legte/gelegt:dar informieren kommentieren posten twittern verlauten melden
    vermelden berichten behaupten glauben geht/ging/gegangen:aus konstatieren mutmaßen spekulieren
    prognostizieren urteilen bilanzieren gesteht/gestand/gestanden begründen erinnern schildern bemerken
    monieren nimmt/nahm/genommen:an"""
_OBJECTS = """kritisieren fordern verlangen warnen bemängeln begrüßen verurteilen beschuldigen bezichtigen
    protestieren bestreitet/bestritt/bestritten dementieren befürchten fürchten vermuten erwarten bestätigen bedauern
    beklagen loben plädieren appellieren bezweifeln zweifeln hoffen rechnen schätzen verteidigen mahnen
    verspricht/versprach/versprochen spricht/sprach/gesprochen bezeichnen nennt/nannte/genannt begründen rügen tadeln
    attackieren beschwört/beschwor/beschworen prangern:an befürworten fordern:auf ruft/rief/gerufen:auf kündigen:an
    wirft/warf/geworfen:vor weist/wies/gewiesen:zurück lehnen:ab schlägt/schlug/geschlagen:vor sagen:zu
    rät/riet/geraten verkünden empfiehlt/empfahl/empfohlen stuft/stufte/gestuft:ein
    setzt/setzte/gesetzt:ein unterstellen würdigen beschweren äußern widerspricht/widersprach/widersprochen
    zweifeln:an raten:ab mahnen:an klagen werten bewerten beurteilen einschätzen schätzen:ein prophezeien beantragen
    tritt/trat/getreten:ein wünschen bittet/bat/gebeten sieht/sah/gesehen:voraus sagt/sagte/gesagt:voraus
    gibt/gab/gegeben:zu"""
_BESIDE = """drohen hält/hielt/gehalten findet/fand/gefunden sieht/sah/gesehen denkt/dachte/gedacht weiß/wusste/gewusst
    verständigen entscheidet/entschied/entschieden einigen rufen ruft/rief/gerufen titeln freuen ärgern wundern
    beschließt/beschloss/beschlossen verweist/verwies/verwiesen legt/legte/gelegt:fest jubeln scherzen spotten
    lachen witzeln fasst/fasste/gefasst:zusammen"""
_OPINION = """zeigen vertritt/vertrat/vertreten steht/stand/gestanden gelangt/gelangte/gelangt kommt/kam/gekommen
    macht/machte/gemacht erhebt/erhob/erhoben hat/hatte/gehabt ist/war/gewesen widerspricht/widersprach/widersprochen
    übt/übte/geübt"""
_PARTICLES = ("an", "auf", "aus", "ab", "ein", "fest", "hin", "hinzu", "klar", "mit", "nach", "vor", "zu", "zurück")
_UNSEPARATED = ("be", "ver", "er", "ent", "zer", "miss", "ge", "wider", "unter", "prophezei", "kritisier")


def _forms(lemma: str) -> tuple[tuple[str, ...], str]:
    """The finite forms of the third person, and the participle."""
    if "/" in lemma:
        present, past, participle = lemma.split("/")
        plural = past + ("n" if past.endswith("e") else "en")
        return (present, past, plural, *_present_plural(present, participle)), participle
    stem = lemma.removesuffix("en") if lemma.endswith("en") else lemma.removesuffix("n")
    e = "e" if stem.endswith(("t", "d", "chn", "rtn")) else ""
    weak = f"{stem}{e}t"
    plain = stem.startswith(_UNSEPARATED) or stem.endswith("ier")
    return (weak, lemma, f"{weak}e", f"{weak}en"), weak if plain else f"ge{weak}"


def _present_plural(present: str, participle: str) -> Iterator[str]:
    """The plural of a strong verb's present, where it is that of the participle: "schreiben" no, "halten" yes."""
    bare = participle.removeprefix("ge")
    if bare.endswith("en"):
        yield bare
    if present.endswith("t") and not present.endswith("tt"):
        yield present.removesuffix("t") + "en"


def _verbs(text: str, strength: Strength) -> Iterator[tuple[str, Verb]]:
    for entry in text.split():
        lemma, _, particle = entry.partition(":")
        if "|" in lemma:
            particle, _, lemma = lemma.partition("|")
        yield lemma, Verb(particle, strength)


def _tables() -> tuple[dict[str, list[Verb]], dict[str, list[Verb]]]:
    finite: dict[str, list[Verb]] = {}
    participles: dict[str, list[Verb]] = {}
    everything = [
        *_verbs(_SAYS, "says"),
        *_verbs(_OBJECTS, "objects"),
        *_verbs(_BESIDE, "beside"),
        *_verbs(_OPINION, "opinion"),
    ]
    for lemma, verb in everything:
        forms, participle = _forms(lemma)
        for form in forms:
            _put(finite, form, verb)
            if verb.particle:
                _put(finite, verb.particle + form, Verb("", verb.strength))
        _put(participles, verb.particle + participle, Verb("", verb.strength))
    for verbs in (*finite.values(), *participles.values()):
        verbs.sort(key=lambda verb: not verb.particle)
    return finite, participles


def _put(table: dict[str, list[Verb]], form: str, verb: Verb) -> None:
    if verb not in table.setdefault(form, []):
        table[form].append(verb)


FINITE, PARTICIPLES = _tables()
"""Forms of the third person, those with a particle apart first, and participles."""

HAVE = words("hat haben hatte hatten habe hätte hätten")
PASSIVE = words("wird werden wurde wurden werde würden")
KNOWN_FINITE = HAVE | words(
    """ist sind war waren wird werden wurde wurden kann können konnte konnten muss müssen musste mussten soll sollen
    sollte sollten will wollen wollte wollten darf dürfen durfte gibt gab geht ging kommt kam bleibt blieb steht stand
    macht machte lässt ließ liegt lag braucht brauche führt führte"""
)
REPORTED = words(
    """sei seien habe hätten werde könne müsse solle wolle dürfe möge gebe gehe stehe komme mache lasse bleibe
    liege reiche handle handele bestehe brauche drohe fehle finde gelte halte heiße helfe laufe leide nehme sehe
    setze spreche stelle trage treffe verfüge verliere wisse zeige ziehe werfe bedeute beruhe bringe diene führe
    gehöre gefährde verdiene versuche unterstütze biete arbeite erwarte hoffe glaube denke plane rechne"""
)
"""Verb forms by which a sentence goes on with somebody's words."""
DOUBTFUL = words(
    "hätte würde würden könnten müssten wollten dürften wäre wären gäbe stünde käme läge lägen befänden fände"
)
"""Forms that do so right behind them, and stand elsewhere too."""

OPENERS = words("dass ob wie wieso warum weshalb wann wo wer was wenn sobald solange falls")
RELATIVES = words(
    """der die das den dem deren dessen denen welche welcher welches welchem welchen wo wobei wodurch womit worauf was
    wofür"""
)
ARTICLES = words(
    """der die das ein eine kein keine dieser diese dieses jener jene jenes beide viele einige mehrere zwei drei
    vier fünf alle zahlreiche manche"""
)
OBLIQUE = words(
    "den dem des einen einem einer eines diesem diesen keinen keinem ihrem ihren ihrer seinem seinen seiner"
)
POSSESSIVE = words("dessen deren sein seine ihr ihre unser unsere mein meine")
PREPOSITIONS = words(
    """in im an am auf bei beim mit nach vor von vom zu zum zur aus für gegen über unter um durch wegen während
    seit ohne trotz gegenüber neben zwischen hinter bis laut gemäß bezüglich hinsichtlich anlässlich infolge
    angesichts aufgrund mittels statt anstatt per pro ab"""
)
ADVERBS = words(
    """auch aber jedoch dagegen daher deshalb darum dann dabei damit dazu daraufhin danach zuvor zudem außerdem
    ferner weiter weiterhin weiters heute gestern morgen nun jetzt bereits schon noch erst nur sogar selbst
    allerdings indes indessen unterdessen inzwischen mittlerweile zunächst zuletzt später schließlich
    gleichzeitig ebenfalls ebenso hingegen dennoch trotzdem doch wiederum so hier dort da immer wieder
    öffentlich ausdrücklich offenbar offensichtlich scharf deutlich klar sich erneut mehrfach wörtlich
    insbesondere vielmehr übrigens bislang bisher derweil also denn und oder sondern insgesamt kürzlich jüngst
    am anschließend gemeinsam lediglich eher ihm ihnen ihr uns mir es nicht abschließend zugleich etwa rund
    sowie hierzu"""
)
TIMES = words(
    """montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli
    august september oktober november dezember uhr jahr jahre jahren tag tage tagen woche wochen monat monaten abend
    morgen nachmittag vormittag mittag nacht wochenende montagabend dienstagabend mittwochabend donnerstagabend
    freitagabend samstagabend sonntagabend ende anfang mitte"""
)
OPINIONS = words(
    """ansicht auffassung meinung standpunkt überzeugung einschätzung vorwurf vorgabe position these hoffnung
    befürchtung sorge forderung schluss ergebnis zweifel kritik überzeugt besorgt zuversichtlich optimistisch
    enttäuscht sicher zufrieden erfreut davon darauf darüber damit daran"""
)
"""Words that make "vertritt", "ist", "zeigt sich" cues: "ist der Ansicht, dass"."""

SOURCE_NOUNS = words(
    """angaben angabe aussage aussagen ansicht meinung auffassung einschätzung informationen information berichten
    bericht berichte worten überzeugung erkenntnissen darstellung mitteilung meldung meldungen urteil schätzung
    schätzungen behauptung vermutung"""
)
"""Nouns between "laut", "nach" and the speaker: "nach Angaben der Polizei"."""
