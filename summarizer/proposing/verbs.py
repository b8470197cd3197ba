"""Reading a verb: what it takes as content, by the class of its lemma."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.findings import Finding, Form
from summarizer.proposing.parsed import Token
from summarizer.proposing.speakers import is_human, speaker_of
from summarizer.proposing.trimming import clause_spans, trimmed
from summarizer.types import Span

__all__ = ["cue_span", "read_verb"]

Reading: TypeAlias = tuple[Form, tuple[Span, ...]]

_NUMBERS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL"})
_RELATIVES = frozenset(
    {
        "himself",
        "herself",
        "itself",
        "themselves",
        "ourselves",
        "myself",
        "what",
        "which",
        "who",
        "whom",
        "that",
        "it",
        "this",
        "so",
        "que",
        "dont",
    }
)
_HELPERS = frozenset({"aux", "auxpass", "neg", "advmod", "aux:tense", "aux:pass"})
_CONDITIONS = frozenset({"if", "unless", "whether", "si"})
_QUESTIONS = frozenset({"how", "what", "when", "where", "who", "why", "which", "whether", "if"})
_SUSPECTING = frozenset({"accuse", "blame", "charge", "suspect", "convict", "fault"})
_OWNING_UP = frozenset({"deny", "admit", "recall", "regret", "remember", "acknowledge"})
_SHORTEST = 3
_NEAR = 3
_COLON = 25


def read_verb(verb: Token, cues: Cues) -> Finding | None:
    """The statement whose cue is `verb`, from its clause, infinitive or noun; quotations are not looked at here.

    What would be said ("if he asks …") and what is done in order to ("met to promote …") is no statement.
    """
    speaker = speaker_of(verb, cues)
    if speaker is None or (speaker.ent_type_ in _NUMBERS and not is_human(speaker, cues)):
        return None
    if any(child.dep_ == "mark" and child.lower_ in _CONDITIONS for child in verb.children):
        return None
    if verb.dep_ == "advcl" and _is_infinitive(verb) and verb.lemma not in cues.speech:
        return None
    for form, spans in _readings(verb, speaker, cues):
        kept = tuple(span for span in spans if span.end - span.start >= _SHORTEST)
        if kept:
            return Finding(speaker, verb, cue_span(verb, kept), kept, form)
    return None


def _readings(verb: Token, speaker: Token, cues: Cues) -> Iterator[Reading]:
    """Ways to read the verb, the likeliest first."""
    person = is_human(speaker, cues)
    yield from _clause(verb, speaker, cues, person=person)
    if not person:
        return
    yield from _aside(verb, cues)
    if grammar.is_passive(verb):
        yield from _passive(verb, cues)
        return
    yield from _gerund(verb, cues)
    yield from _infinitive(verb, cues)
    given = [noun for noun in grammar.objects(verb) if noun.i > verb.i and noun.lower_ not in _RELATIVES]
    if given:
        yield from _person(verb, given[0], cues)
        yield from _light(verb, given[0], cues)
    yield from _preposition(verb, cues)
    if given and verb.lemma in cues.objects:
        yield "object", _nominal(verb, given[0], cues)
    if verb.lemma in cues.speech:
        yield "colon", _behind_colon(verb)


def _clause(verb: Token, speaker: Token, cues: Cues, *, person: bool) -> Iterator[Reading]:
    lemma = verb.lemma
    if not person and (speaker.lemma in cues.witnesses or speaker.lemma in cues.vehicles):
        form: Form = "evidence"
        known = lemma in cues.evidence or lemma in cues.speech
    else:
        form = "clause" if lemma in cues.speech else "thought" if lemma in cues.thought else "infinitive"
        known = lemma in cues.speech or (
            person and (lemma in cues.thought or lemma in cues.evidence or lemma in cues.infinitive)
        )
    if known:
        for clause in grammar.clauses(verb):
            if not (_is_denied(verb) and clause.left_edge.lower_ in _QUESTIONS):
                yield form, clause_spans(clause, verb, cues)


def _is_denied(verb: Token) -> bool:
    """Of "has not yet said how …" nothing was said."""
    return any(child.dep_ == "neg" for child in verb.children) and any(c.lower_ == "yet" for c in verb.children)


def _aside(verb: Token, cues: Cues) -> Iterator[Reading]:
    """A cue set off within or behind what is said: "The plan, she said, would fail", "as he has pointed out"."""
    lemma, head = verb.lemma, verb.head
    while verb.dep_ == "advcl" and head.pos_ in ("NOUN", "PROPN") and head.head != head:
        head = head.head
    if lemma not in cues.asides or head == verb or head.pos_ not in ("VERB", "AUX", "ADJ", "NOUN"):
        return
    if verb.dep_ not in ("parataxis", "ccomp", "advcl") or grammar.clauses(verb) or grammar.objects(verb):
        return
    first, last, doc = verb.left_edge, verb.right_edge, verb.doc
    while first.is_punct and first.i < verb.i:
        first = doc[first.i + 1]
    before = doc[first.i - 1].text if first.i else ""
    like = first.lower_ in ("as", "comme")
    if verb.dep_ == "advcl" and not like:
        return
    if first.i > head.left_edge.i and before not in (",", '"', "-", "--", "—", "–", "―"):
        return
    if first.i == head.left_edge.i and not like:
        return
    low, high = head.left_edge, head.right_edge
    parts = [
        grammar.trim(doc.text, low.idx, doc[first.i - 1].end) if low.i < first.i else None,
        grammar.trim(doc.text, doc[last.i + 1].idx, high.end, " ,;:\n\t.") if high.i > last.i else None,
    ]
    yield "clause", tuple(part for part in parts if part is not None)


def _passive(verb: Token, cues: Cues) -> Iterator[Reading]:
    """Reads "the bill was criticised by X": what stands as subject."""
    subject = grammar.subject(verb)
    if verb.lemma in _SUSPECTING:
        return  # whoever is accused is not what is said
    if verb.lemma in cues.objects and subject is not None and grammar.agent(verb) is not None:
        span = trimmed(subject.left_edge, subject.right_edge, verb, cues, clause=False)
        if span is not None:
            yield "passive", (span,)


def _gerund(verb: Token, cues: Cues) -> Iterator[Reading]:
    """Reads "denied having ever seen the memo"."""
    for child in verb.children if verb.lemma in _OWNING_UP else ():
        having = any(aux.lower_ == "having" for aux in child.lefts)
        if child.dep_ in ("xcomp", "ccomp") and child.i > verb.i and (having or child.tag_ == "VBG"):
            yield "clause", clause_spans(child, verb, cues, spoken=False)


def _infinitive(verb: Token, cues: Cues) -> Iterator[Reading]:
    if verb.lemma not in cues.infinitive:
        return
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > verb.i and _is_infinitive(child):
            yield "infinitive", clause_spans(child, verb, cues, spoken=False)


def _is_infinitive(verb: Token) -> bool:
    return any(child.tag_ == "TO" for child in verb.children) or "VerbForm=Inf" in verb.morph


def _person(verb: Token, given: Token, cues: Cues) -> Iterator[Reading]:
    """Reads "urged voters to …", "described it as …", "accused her of …"."""
    lemma = verb.lemma
    for child in verb.children:
        if child.i <= given.i:
            continue
        form: Form | None = None
        if lemma in cues.addressed and child.dep_ in ("xcomp", "ccomp", "advcl") and _is_infinitive(child):
            form = "addressed"
        elif lemma in cues.naming and (child.dep_ in ("oprd", "xcomp", "ccomp") or child.lower_ in ("as", "comme")):
            form = "naming"
        elif lemma == "put" and child.lower_ == "at" and any(t.pos_ == "NUM" for t in child.subtree):
            form = "naming"  # "put the damage at two million"
        elif lemma in cues.judging and child.lower_ in ("of", "for", "as", "over", "with", "pour", "de"):
            form = "judging"
        if form is not None:
            start = child if form == "addressed" and given.lower_ not in cues.it else given
            start = given if lemma == "put" else start
            span = trimmed(start.left_edge, child.right_edge, verb, cues, clause=False)
            if span is not None:
                yield form, (span,)


def _light(verb: Token, given: Token, cues: Cues) -> Iterator[Reading]:
    """Reads "expressed scepticism over …", "issued a warning that …"."""
    if verb.lemma not in cues.light or not (given.lemma in cues.nouns or given.lemma in cues.vehicles):
        return
    inner = complement(given, cues)
    if inner is not None:
        clause = inner.pos_ in ("VERB", "AUX")
        span = trimmed(inner.left_edge if clause else given.left_edge, inner.right_edge, verb, cues, clause=clause)
        if span is not None:
            yield "noun", (span,)


def complement(noun: Token, cues: Cues) -> Token | None:
    """What a noun of saying is about: its that-clause or infinitive, or the noun behind its preposition."""
    for child in noun.rights:
        marks = {c.lower_: c.dep_ for c in child.children if c.i < child.i}
        if child.dep_ in ("acl", "ccomp") and ("that" in marks or "to" in marks or "que" in marks or "de" in marks):
            if marks.get("that") not in grammar.SUBJECTS | {"dobj"}:
                return child
        elif child.dep_ == "relcl" and marks.get("that") == "mark":
            return child
        elif child.dep_ == "prep" and _leads(noun, child, cues):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp", "ccomp")), None)
            if inner is not None and inner.ent_type_ not in ("DATE", "TIME") and inner.lemma not in cues.settings:
                return inner
        elif child.dep_ == "nmod" and child.ent_type_ not in ("DATE", "TIME"):
            case = next((c.lower_ for c in child.children if c.dep_ == "case"), "")
            if case in ("sur", "à", "de", "d'", "contre", "pour", "envers", "quant"):
                return child
    return None


def _leads(noun: Token, preposition: Token, cues: Cues) -> bool:
    lower = preposition.lower_
    if lower == "to":
        return noun.lemma in ("opposition", "objection", "commitment", "resistance")
    return lower in ("about", "over", "for", "on", "against", "of", "regarding", "toward", "towards", "concerning")


def _behind_colon(verb: Token) -> tuple[Span, ...]:
    """What stands behind "she tweeted:" where no quotation marks tell."""
    doc, text = verb.doc, verb.doc.text
    for token in doc[verb.i + 1 : verb.i + _COLON]:
        if token.text in (".", "?", "!", '"') or "\n" in token.text:
            return ()
        if token.text == ":" and token.i + 1 < len(doc):
            last = doc[token.i + 1].sent[-1]
            span = grammar.trim(text, token.end, last.end, " ,;:\n\t.")
            return () if span is None or "\n" in text[token.idx : span.start] else (span,)
    return ()


def _preposition(verb: Token, cues: Cues) -> Iterator[Reading]:
    taken = cues.prepositions.get(verb.lemma, frozenset())
    if not taken:
        return
    for case, noun in grammar.prepositional(verb):
        if (
            case.lower_ in taken
            and noun.i > verb.i
            and noun.lemma not in cues.settings
            and noun.ent_type_ not in ("DATE", "TIME")
        ):
            last = noun.right_edge
            for child in verb.rights:
                if child.i > noun.i and child.dep_ in ("advcl", "xcomp", "ccomp") and _is_infinitive(child):
                    last = child.right_edge
            span = trimmed(noun.left_edge, last, verb, cues, clause=False)
            if span is not None:
                yield "preposition", (span,)


def _nominal(verb: Token, noun: Token, cues: Cues) -> tuple[Span, ...]:
    """The noun and what hangs on it, with prepositions and "as such" behind it that the parse hung on the verb."""
    last = noun.right_edge
    for child in verb.rights:
        if child.lower_ == "such" and child.left_edge.lower_ == "as" and child.left_edge.i == last.i + 1:
            last = child.right_edge
        if child.dep_ == "prep" and child.left_edge.i == last.i + 1:
            if any(c.ent_type_ in ("DATE", "TIME") or c.lemma in cues.settings for c in child.subtree):
                break
            last = child.right_edge
    span = trimmed(noun.left_edge, last, verb, cues, clause=False)
    return () if span is None else (span,)


def _with_helpers(verb: Token) -> Token:
    """The first of the auxiliaries, "not" and adverbs that stand right before the verb, or the verb."""
    low = verb
    for child in sorted(verb.lefts, key=lambda t: -t.i):
        if child.dep_ in _HELPERS and child.i == low.i - 1 and child.left_edge == child:
            low = child
    return low


def cue_span(verb: Token, contents: tuple[Span, ...]) -> Span:
    """The verb with its auxiliaries, "not", adverb and particle next to it."""
    low = _with_helpers(verb)
    head = verb.head
    alone = all(t.pos_ in ("PART", "ADV") or t.dep_ == "prt" for t in verb.doc[head.i + 1 : low.i])
    if verb.dep_ == "xcomp" and head.pos_ in ("VERB", "AUX") and low.i - _NEAR <= head.i < low.i and alone:
        low = _with_helpers(head)  # "has yet to agree" is not "to agree"
    high = verb
    for child in verb.rights:
        helps = child.dep_ in ("prt", "neg", "prep", "compound:prt") and child.i == high.i + 1
        if helps and not any(span.start <= child.idx < span.end for span in contents):
            high = child
    return grammar.extent(low, high)
