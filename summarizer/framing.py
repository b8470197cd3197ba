"""What stands before words that were cut out of a statement, and turns them into something that nobody said.

"She did not believe that the ferry must go" has "the ferry must go" in it, and so have "asked whether the ferry must
go" and "my opponent says that the ferry must go". Only what leads to the words is looked at: in their sentence, behind
the reporting words, and behind the last comma or conjunction that begins a clause of its own.
"""

from __future__ import annotations

import re

from summarizer.denial import denies

__all__ = ["lead_to", "turned"]

_SENTENCE_END = re.compile(r"[.!?…][”\"’»“)\]]*\s|\n")
_THAT = r"that|dass|daß|que|qu['’]\w+|что|che"
_CLAUSE = re.compile(
    rf"[;:—(]|\s[–-]\s|,(?!\s*(?:{_THAT}|ob|whether|if|si|ли)\b)|\b(?:and|or|but|because|since|while|although|though|so|"
    r"until|after|before|when|where|than|und|oder|aber|sondern|weil|denn|obwohl|et|ou|mais|car|parce|и|или|но|потому)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[“”\"„«»‘‹›]|(?<!\w)['’]|['’](?!\w)")
_CERTAIN = re.compile(
    r"\b(?:no|without(?: a| any)?|not?|never|n['’]t|cannot|can['’]?t) (?:\w+ )?"
    r"(?:doubts?|question|secret|surprise|wonder|denying|deny|dispute)\b|"
    r"\bnot (?:only|just|merely|simply)\b|\bnicht nur\b|\bkein\w* zweifel\b|\bpas (?:seulement|de doute)\b|"
    r"\bне только\b|\bнет сомнени\w+",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|none|nobody|no[ -]one|nothing|neither|nor|nowhere|without|hardly|scarcely|against|untrue|"
    r"false|falsely|wrong(?:ly)?|lies?|myth|nonsense|absurd|ridiculous|unlikely|impossible|unthinkable|niemand\w*|nichts|ohne|weder|falsch|unwahr|"
    r"lüge|unsinn|absurd\w*|gegen|unmöglich|ne|n['’]\w+|aucun\w*|personne|rien|sans|ni|faux|fausse|impossible|contre|"
    r"не|ни|нет|никто|ничего|никогда|без|неправда|неверно|ложь|ложно|нельзя|против|sin|nunca|nadie|falso|non|mai)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"\b(?:whether|ob|ли)\b", re.IGNORECASE)
_IF = re.compile(r"(?:^|\s)(?:if|unless|wenn|falls|si|s['’]il|если|бы)\s*$", re.IGNORECASE)
_ANY_IF = re.compile(r"\b(?:if|si)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:ask|wonder|question|inquir|enquir|quer(?:y|ie)|frag|demand[eéa]|interrog|спр[ао]с|pregunt)", re.IGNORECASE
)
_SCORNS = re.compile(
    r"\b(?:mock|ridicul|scorn|scoff|derid|dismiss|reject|refut|rebut|debunk|disprov|denounc|condemn|critici[sz]|attack|"
    r"oppos|lambast|laugh|disagree|against|verspott|zurück|widersp|kritis|moqu|rejet|critiqu|réfut|высмея|отверг|отрица)",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:claim|idea|notion|argument|allegation|suggestion|assertion|accusation|belief|assumption|myth|rumou?r|charge|"
    r"view|thought|theory|idee|behauptung|vorwurf|annahme|gerücht|these|idée|affirmation|accusation|rumeur|идею|мысль|"
    rf"утверждение)\w{{0,2}},?\s+(?:{_THAT})\s*$",
    re.IGNORECASE,
)
_SAYS = (
    "say|says|said|think|thinks|thought|believe|believes|believed|claim|claims|claimed|argue|argues|argued|insist|"
    "insists|insisted|contend|contends|contended|allege|alleges|alleged|suggest|suggests|suggested|assert|asserts|"
    "asserted|maintain|maintains|maintained|declare|declares|declared|told us|tell us|"
    "tells us|told me|sagt|sagen|sagte|sagten|glaubt|glauben|glaubte|meint|meinen|meinte|behauptet|"
    "behaupten|behauptete|dit|disent|disait|croit|croient|"
    "pense|pensent|prétend|prétendent|affirme|affirment|говорит|говорят|сказал|сказала|считает|считают|думает|думают|"
    "утверждает|утверждают"
)
_OTHERS = re.compile(rf"(?P<who>\w.*?)\s+(?:{_SAYS}),?(?:\s+(?:{_THAT}))?\s*$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:\s|^)(?:also|still|now|had|has|have|would|could|will|do|does|did|is|are|was|were|always|really|too|once|\w+ly|"
    r"auch|noch|hat|haben|aussi|также)$",
    re.IGNORECASE,
)
_I_WORDS = "i we ich wir je j nous on я мы yo nosotros"
_I = frozenset(_I_WORDS.split())
_SELF_WORDS = "he she it they er sie es man il elle ils elles он она они as qu'il qu'elle"
_SELF = _I | frozenset(_SELF_WORDS.split())
_AS_SAYING = re.compile(
    r"\b(?:quot|cit|paraphras|zitier)\w*\s+(?!as\b).{1,80}?\bas\s+\w+ing\b", re.IGNORECASE | re.DOTALL
)
_SHOWN = 60


def lead_to(text: str, start: int, at: int) -> str:
    """The words of a text from `start` that lead to what stands at `at`: in its sentence, and in its clause."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, start, at)]
    lead = text[ends[-1] if ends else start : at]
    clauses = [found.end() for found in _CLAUSE.finditer(lead)]
    return " ".join(_MARKS.sub(" ", lead[clauses[-1] if clauses else 0 :]).split())


def turned(lead: str, behind: str, *, cue: str, quoted: bool, known: str) -> str | None:
    """What becomes of words by what leads to them and follows; None if they are said as they stand.

    Args:
        lead: See `lead_to`.
        behind: The rest of the sentence behind the words.
        cue: The reporting words.
        quoted: They stand within a quotation, where "I" is the speaker; outside of one "she" may be.
        known: The words that the article has for the speaker.
    """
    if _AS_SAYING.search(behind) or _AS_SAYING.search(f"{cue} {lead}"):
        return "somebody else is quoted with them"
    if not lead:
        return None
    shown = f"“{lead if len(lead) <= _SHOWN else '…' + lead[-_SHOWN:]}” stands before them"
    if _WHETHER.search(lead) or _IF.search(lead) or (_ASKS.search(cue) and _ANY_IF.search(lead)):
        return f"{shown}: it is asked or supposed"
    if "?" in behind.split("”")[0].split('"')[0]:
        return f"{shown}, and a question mark behind: it is asked"
    certain = _CERTAIN.sub(" ", lead)
    if denies(certain) or _NEGATION.search(certain):
        return f"{shown}: it may be denied"
    if _CLAIM.search(lead) and (_SCORNS.search(cue) or _SCORNS.search(lead)):
        return f"{shown}: it is rejected"
    if (said := _OTHERS.search(lead)) and not _is_self(said["who"], quoted=quoted, known=known):
        return f"{shown}: somebody else says so"
    return None


def _is_self(who: str, *, quoted: bool, known: str) -> bool:
    """True if the subject of "… says that" is whoever speaks already."""
    while (found := _BETWEEN.search(who)) is not None:
        who = who[: found.start()]
    words = re.findall(r"\w+(?:['’]\w+)?", who.casefold())
    if not words or words[-1] in (_I if quoted else _SELF):
        return True
    return bool({word for word in words if len(word) > 3} & {*re.findall(r"\w+", known.casefold())})
