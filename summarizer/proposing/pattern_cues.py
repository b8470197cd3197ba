"""What the patterns look for where no parser is at hand: forms of verbs of saying, and phrases before a speaker."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.proposing.cues import words
from summarizer.proposing.pattern_cues_de import DOUBTFUL, REPORTED

__all__ = ["GENERIC", "PATTERNS", "PatternCues"]


@dataclass(frozen=True, slots=True)
class PatternCues:
    """The pattern words of a language, in lower case.

    Attributes:
        verbs: Finite forms of verbs of saying.
        reported: Verb forms by which a sentence goes on with somebody's words (the German subjunctive).
        bare_clauses: True where no comma stands before a clause: "said the bridge was safe".
        doubtful: Forms that do so only right behind those words.
        hearsay: Verbs by which a sentence goes on so, if it ends in a perfect infinitive: "soll gefallen sein".
        before: Phrases before a speaker: "selon".
        pronouns: Pronouns for the speaker before.
        joining: Small words within a name or title.
        articles: Words that open a speaker's words.
        possessives: Pronouns that do so too, and are no part of a name.
        reflexives: Words between a verb and its speaker: "äußerte sich X".
        not_speakers: Words that open other phrases: "am Montag".
        risks: What words that voice a risk begin with.
        determiners: `articles` and `possessives`.
        nameless: Words that name nobody by themselves: `articles` and `pronouns`.
        within: Words that a speaker's words go on with: `joining` and `articles`.
        ending: Words that they end before: `not_speakers` but `articles`.
    """

    verbs: frozenset[str]
    reported: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    hearsay: frozenset[str] = frozenset()
    bare_clauses: bool = False
    before: tuple[str, ...] = ()
    pronouns: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    possessives: frozenset[str] = frozenset()
    reflexives: frozenset[str] = frozenset()
    not_speakers: frozenset[str] = frozenset()
    risks: tuple[str, ...] = ("risk", "threat", "danger", "warn")
    determiners: frozenset[str] = field(init=False)
    nameless: frozenset[str] = field(init=False)
    within: frozenset[str] = field(init=False)
    ending: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "determiners", self.articles | self.possessives)
        object.__setattr__(self, "nameless", self.articles | self.pronouns)
        object.__setattr__(self, "within", self.joining | self.articles)
        object.__setattr__(self, "ending", self.not_speakers - self.articles)


_GERMAN = PatternCues(
    verbs=frozenset(),  # the sentences are read by `patterns_de`
    reported=REPORTED,
    doubtful=DOUBTFUL,
    hearsay=words("soll sollen"),
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
_RUSSIAN = PatternCues(
    verbs=words(
        """сказал сказала сказали заявил заявила заявили заявило заявляет отметил отметила отметили отмечает считает
        считают сообщил сообщила сообщили сообщило сообщает подчеркнул подчеркнула подчеркивает добавил добавила
        добавили добавляет пояснил пояснила поясняет объяснил объяснила объясняет говорит говорят пишет пишут написал
        написала утверждает утверждают утверждал утверждала уверен уверена признал признала признает рассказал
        рассказала рассказали рассказывает предупредил предупредила предупреждает ответил ответила отвечает полагает
        полагают напомнил напомнила напоминает обещал обещала пообещал пообещала призвал призвала требует потребовал
        потребовала"""
    ),
    before=("по словам", "по мнению", "по данным", "по информации", "как сообщил", "как сообщила", "как заявил"),
    not_speakers=words(
        """в во на и а но же с со к ко из за при по от до для о об что как это не он она они мы вы я если когда тогда
        так его её их кто который которая которые многие некоторые все
        никто другие"""
    ),
    risks=("риск", "угроз", "опасн", "опаса", "предупре", "боит", "страх"),
)
PATTERNS = {"de": _GERMAN, "fr": _FRENCH, "en": _ENGLISH, "ru": _RUSSIAN}

GENERIC = PatternCues(
    verbs=words(
        """dijo dice afirmó aseguró declaró explicó añadió señaló indicó advirtió disse afirma afirmou afirmaron
        dijeron aseguran asegura sostuvo sostiene insistió subrayó recordó advierte explica señala denunció reconoció
        declarou explicou garantiu acrescentou alertou lembrou spiega spiegato dichiarato afferma affermato aggiunto
        sottolinea sottolineato detto zei zegt zeggen aldus verklaarde verklaart vertelde vertelt meldt meldde schrijft
        stelt benadrukte waarschuwde powiedział powiedziała mówi twierdzi dodał dodała stwierdził stwierdziła ocenił
        oceniła podkreślił podkreśliła sa säger sade sagde siger sagt skriver sanoi sanoo"""
    ),
    before=("según", "secondo", "segundo", "volgens", "według", "zdaniem", "enligt", "ifølge"),
    joining=words("de del della di da van von der la el of"),
    articles=words("el la los las il lo gli le o a os as de het"),
)
"""For languages without a list of their own: the commonest verbs of saying of several."""
