"""What the patterns look for where no parser is at hand: forms of verbs of saying, and phrases before a speaker."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.proposing.cues import words

__all__ = ["GENERIC", "PATTERNS", "PatternCues"]


@dataclass(frozen=True, slots=True)
class PatternCues:
    """The pattern words of a language, in lower case.

    Attributes:
        verbs: Finite forms of verbs of saying.
        weak: Forms that are cues only beside a quotation or a clause with "dass".
        reported: Verb forms by which a sentence goes on with somebody's words (the German subjunctive).
        bare_clauses: True where no comma stands before a clause: "said the bridge was safe".
        asides: Words that with a speaker end a sentence: ", so X".
        before: Phrases before a speaker: "laut".
        behind: Words behind a speaker: "zufolge".
        pronouns: Pronouns for the speaker before.
        joining: Small words within a name or title.
        articles: Words that open a speaker's words.
        possessives: Pronouns that do so too, and are no part of a name.
        reflexives: Words between a verb and its speaker: "äußerte sich X".
        not_speakers: Words that open other phrases: "am Montag".
        risks: What words that voice a risk begin with.
    """

    verbs: frozenset[str]
    weak: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    bare_clauses: bool = False
    asides: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    behind: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    possessives: frozenset[str] = frozenset()
    reflexives: frozenset[str] = frozenset()
    not_speakers: frozenset[str] = frozenset()
    risks: tuple[str, ...] = ("risk", "threat", "danger", "warn")


_GERMAN = PatternCues(
    verbs=words(
        """sagt sagte sagten gesagt erklärt erklärte erklärten meint meinte meinten betont betonte betonten teilte
        berichtet berichtete berichten berichteten behauptet behauptete behaupteten kritisiert kritisierte
        kritisierten fordert forderte forderten warnt warnte warnten äußerte äußerten schreibt schrieb schrieben
        kündigte kündigten ergänzte bestätigte bestätigten vermutet vermutete glaubt glaubte hofft hoffte rechnet
        rechnete bezeichnete bezeichneten nannte nannten spricht sprach sprachen verlangt verlangte drohte drohten
        bestreitet bestritt dementierte versicherte versprach begründete begrüßte verteidigte verurteilte mahnte
        appellierte antwortete fragte zitierte zitiert argumentierte argumentiert unterstrich unterstreicht fügte
        erwartet erwartete schätzt schätzen schätzte befürchtet befürchtete befürchten heißt hieß lobte dankte
        gratulierte bedauerte beklagte monierte konstatierte resümierte folgerte verkündete beteuerte meldete
        meldet melden meldeten plädiert plädierte"""
    ),
    weak=words(
        "gab gaben geben sieht sah wies hob führte stellte zeigte wirft warf warfen räumte plant planen will wollen"
    ),
    reported=words("sei seien habe hätten hätte werde würden würde könne könnten müsse müssten solle wolle dürfe gebe"),
    asides=words("so"),
    before=(
        "laut informationen von",
        "laut einem bericht des",
        "laut einem bericht der",
        "laut angaben von",
        "laut angaben der",
        "laut angaben des",
        "laut",
        "gemäß",
        "nach angaben von",
        "nach angaben der",
        "nach angaben des",
        "nach angaben",
        "nach aussage von",
        "nach aussage der",
        "nach aussage des",
        "nach aussagen von",
        "nach aussagen der",
        "nach aussagen des",
        "nach ansicht von",
        "nach ansicht der",
        "nach ansicht des",
        "nach meinung von",
        "nach meinung der",
        "nach meinung des",
        "nach auffassung von",
        "nach auffassung der",
        "nach auffassung des",
        "nach einschätzung von",
        "nach einschätzung der",
        "nach einschätzung des",
        "nach informationen von",
        "nach informationen der",
        "nach informationen des",
        "nach berichten von",
        "nach berichten der",
        "nach berichten des",
        "nach worten von",
    ),
    behind=words("zufolge"),
    pronouns=words("er sie"),
    risks=(
        "warn",
        "befürcht",
        "fürcht",
        "gefahr",
        "gefähr",
        "risik",
        "droh",
        "bedroh",
        "bedenken",
        "sorge",
        "besorg",
        "eskal",
        "angst",
        "alarm",
    ),
    joining=words("von der des den dem zu zur für im in am und van de"),
    articles=words("der die das ein eine einer einem dem den des mehrere viele einige zwei drei"),
    possessives=words("dessen deren ihr ihre ihrer ihrem ihren sein seine seiner seinem seinen unser unsere"),
    reflexives=words("sich"),
    not_speakers=words(
        """am im in an auf bei beim nach vor während seit mit für gegen zum zur von aus über unter auch dabei dazu
        dies dieses das es man wir ich hier dort heute gestern so wie wenn als nun zudem außerdem jedoch dennoch
        doch aber weiter weiterhin gleichzeitig daraufhin allerdings insgesamt später zuvor dagegen hierzu"""
    ),
)
_FRENCH = PatternCues(
    bare_clauses=True,
    verbs=words(
        """dit disait déclare déclarait déclaré affirme affirmait affirmé explique expliquait expliqué estime
        estimait estimé annonce annonçait annoncé ajoute ajoutait ajouté précise précisait précisé assure assurait
        assuré souligne soulignait souligné indique indiquait indiqué rappelle rappelait rappelé répond répondait
        répondu écrit écrivait juge jugeait jugé dénonce dénonçait dénoncé prévient avertit craint redoute promet
        soutient souhaite demande réclame confie confié raconte racontait raconté conclut commente commenté
        insiste insistait rapporte rapporté martèle lance lancé"""
    ),
    before=("selon", "d'après", "d’après", "pour"),
    pronouns=words("il elle"),
    risks=("risqu", "menac", "danger", "crain", "redout", "avert", "inquiét", "alert", "péril", "peur"),
    joining=words("de du des la le les d' d’ et"),
    articles=words("le la les l' l’ un une des plusieurs"),
    not_speakers=words(
        "à au aux en dans sur pour par avec lors après avant mais et il elle ce cela on nous je qui que"
    ),
)
_ENGLISH = PatternCues(
    bare_clauses=True,
    verbs=words(
        """said says told tells added adds wrote writes warned warns argued argues claimed claims insisted insists
        announced announces explained explains noted notes stated states declared declares replied replies
        responded tweeted believes believed thinks thought fears feared hopes hoped acknowledged acknowledges
        admitted admits suggested suggests reported reports concluded concludes predicted predicts promised
        promises vowed vows"""
    ),
    before=("according to",),
    pronouns=words("he she"),
    risks=("warn", "fear", "risk", "threat", "danger", "worr", "alarm", "concern", "peril", "escalat"),
    joining=words("of the for and de van von"),
    articles=words("the a an many some several"),
    not_speakers=words(
        "in on at by for with after before during when while if as but and it there this that we i they"
    ),
)
PATTERNS = {"de": _GERMAN, "fr": _FRENCH, "en": _ENGLISH}

GENERIC = PatternCues(
    verbs=words(
        """dijo dice afirmó aseguró declaró explicó añadió señaló indicó advirtió disse ha_detto afirma afirmou
        declarou explicou spiega zei zegt aldus verklaarde сказал сказала заявил заявила отметил отметила считает
        сообщил сообщила подчеркнул подчеркнула добавил добавила пояснил пояснила говорит пишет powiedział
        powiedziała sa säger sagde siger sanoi"""
    ),
    before=("según", "secondo", "segundo", "volgens", "по словам", "по мнению", "według", "enligt", "ifølge"),
    joining=words("de del della di da van von der la el of"),
    articles=words("el la los las il lo gli le o a os as de het"),
)
"""For languages without a list of their own: the commonest verbs of saying of several."""
