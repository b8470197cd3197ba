"""Reading the cues that are no verbs: nouns, adjectives, and phrases such as "according to"."""

from __future__ import annotations

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.findings import Finding
from summarizer.proposing.introductions import introduced_by
from summarizer.proposing.parsed import Token
from summarizer.proposing.speakers import is_human, speaker_of
from summarizer.proposing.trimming import trimmed
from summarizer.proposing.verbs import complement
from summarizer.types import Span

__all__ = ["read_adjective", "read_noun", "read_phrase"]

_VIEWS = frozenset({"view", "opinion", "word", "eye", "estimation", "judgment", "judgement"})
_STOPS = " ,;:\n\t."


def read_noun(noun: Token, cues: Cues) -> Finding | None:
    """Reads "the minister's warning that …", "the claim by X that …": the speaker owns the noun."""
    speaker = next((child for child in noun.children if child.dep_ in ("poss", "nmod:poss")), None)
    if speaker is None:
        owners = (
            who for case, who in grammar.prepositional(noun) if case.lower_ in ("by", "from", "de", "d'", "du", "des")
        )
        speaker = next((who for who in owners if is_human(who, cues)), None)
    if speaker is None:
        modifiers = (c for c in noun.children if c.dep_ in ("amod", "compound", "nmod") and c.i < noun.i)
        speaker = next((c for c in modifiers if c.ent_type_ in ("GPE", "NORP", "ORG", "PERSON")), None)
    if speaker is None or not is_human(speaker, cues):
        return None
    inner = complement(noun, cues)
    cue = grammar.extent(noun, noun)
    if inner is None or inner == speaker or inner.is_ancestor(speaker):
        head = noun.head
        if head.lower_ == "in" and noun.dep_ == "pobj" and noun.lemma in _VIEWS:
            contents = _rest(head, noun)
            return Finding(speaker, noun, grammar.extent(noun, noun), contents, "according") if contents else None
        if head.lemma_ not in ("be", "être") or noun.dep_ not in grammar.SUBJECTS:
            return None
        inner = next(
            (clause for clause in (*grammar.clauses(head), *grammar.infinitives(head)) if clause.i > head.i), None
        )
        if inner is None:
            return None
        cue = grammar.extent(noun, head)
    clause = inner.pos_ in ("VERB", "AUX")
    span = trimmed(inner.left_edge if clause else noun, inner.right_edge, noun, cues, clause=clause)
    return None if span is None else Finding(speaker, noun, cue, (span,), "noun")


def read_adjective(adjective: Token, cues: Cues) -> Finding | None:
    """Reads "officials remain cautious about …", "she is confident that …"."""
    verb = adjective.head
    linked = adjective.dep_ in ("acomp", "ccomp", "xcomp", "conj") and verb.lemma_ in cues.linking
    speaker = speaker_of(verb, cues) if linked else speaker_of(adjective, cues) or grammar.subject(adjective)
    if speaker is None or not is_human(speaker, cues) or speaker.i > adjective.i:
        return None
    for child in adjective.rights:
        inner: Token | None = child
        if child.dep_ == "prep":
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
        elif child.dep_ not in ("ccomp", "xcomp", "obl", "obl:arg"):
            continue
        if inner is None or inner.ent_type_ in ("DATE", "TIME") or inner.lemma in cues.settings:
            continue
        clause = child.dep_ == "ccomp"
        span = trimmed(inner.left_edge if clause else adjective, inner.right_edge, adjective, cues, clause=clause)
        if span is not None:
            first = verb if linked and verb.i < adjective.i else adjective
            return Finding(speaker, adjective, grammar.extent(first, adjective), (span,), "attitude")
    return None


def read_phrase(token: Token, cues: Cues) -> Finding | None:
    """Reads "according to X": the rest of the sentence is the content."""
    doc = token.doc
    for phrase in cues.sources:
        last = token.i + len(phrase) - 1
        if phrase[0] != token.lower_ or last >= len(doc) or tuple(t.lower_ for t in doc[token.i : last + 1]) != phrase:
            continue
        speaker = _behind(doc[last], token)
        if speaker is not None:
            introduction = introduced_by(speaker, cues)
            contents = _rest(token, speaker if introduction is None else doc[introduction.last])
            if contents:
                return Finding(speaker, token, grammar.extent(token, doc[last]), contents, "according")
    return None


def _rest(token: Token, speaker: Token) -> tuple[Span, ...]:
    """The sentence without the phrase; before it, if the sentence has begun there."""
    sentence, text = token.sent, token.doc.text
    opening = token.doc[sentence.start : token.i]
    if len(opening) > 3 and (any(t.pos_ in ("VERB", "AUX") for t in opening) or not _goes_on(speaker)):
        before = grammar.trim(text, sentence.start_char, token.idx)
        return () if before is None else (before,)
    end = speaker.right_edge
    comma = next((t for t in token.doc[speaker.i : sentence.end] if t.text == ","), None)
    last = sentence[-1]
    while last.i > speaker.i and (last.is_space or last.text == '"') and sentence.text.count('"') % 2:
        last = token.doc[last.i - 1]  # what opens the next sentence
    if end.i >= sentence.end - 2 and comma is not None:
        end = comma
    behind = grammar.trim(text, end.end, last.end, _STOPS)
    return () if behind is None else (behind,)


def _goes_on(speaker: Token) -> bool:
    """Whether the sentence's own clause stands behind: "As a result, according to Ost, there was …"."""
    behind = speaker.doc[speaker.right_edge.i + 1 : speaker.sent.end]
    return any(child.dep_ in grammar.SUBJECTS or child.dep_ == "expl" for t in behind for child in t.lefts)


def _behind(last: Token, first: Token) -> Token | None:
    for child in last.children:
        if child.dep_ in ("pobj", "fixed") and child.i > last.i:
            return child
    head = first.head
    return head if head.i > last.i and head.pos_ in ("NOUN", "PROPN", "PRON") else None
