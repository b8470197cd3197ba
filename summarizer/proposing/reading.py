"""Reading one cue: what its grammar says is the content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.findings import Finding, Form
from summarizer.proposing.speakers import speaker_of
from summarizer.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["cue_span", "read_adjective", "read_noun", "read_phrase", "read_verb"]


def read_verb(verb: Token, cues: Cues, text: str) -> Finding | None:
    """The statement whose cue is `verb`, from its clause, infinitive or noun; quotations are not looked at here."""
    speaker = speaker_of(verb, cues)
    if speaker is None or not _may_speak(speaker, cues):
        return None
    for form, spans in _contents(verb, speaker, cues, text):
        kept = tuple(span for span in spans if span.end - span.start >= 3)
        if kept:
            return Finding(speaker, verb, cue_span(verb, speaker, kept), kept, form)
    return None


def _may_speak(speaker: Token, cues: Cues) -> bool:
    return (
        speaker.ent_type_ not in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL")
        or speaker.lemma_.lower() in cues.humans
    )


def _contents(verb: Token, speaker: Token, cues: Cues, text: str) -> Iterator[tuple[Form, tuple[Span, ...]]]:
    """Ways to read the verb, the likeliest first."""
    lemma = verb.lemma_.lower()
    person = is_human(speaker, cues)
    if lemma in cues.speech | cues.thought | cues.evidence | cues.infinitive:
        form: Form = "clause" if lemma in cues.speech else "thought" if lemma in cues.thought else "infinitive"
        if not person and lemma in cues.evidence:
            form = "evidence"
        if person or lemma in cues.evidence or lemma in cues.speech:
            for clause in grammar.clauses(verb):
                yield form, _clause_spans(clause, verb, text)
    if (
        verb.dep_ in ("parataxis", "ccomp", "advcl")
        and lemma in cues.speech | cues.thought
        and verb.head.pos_ in ("VERB", "AUX", "ADJ", "NOUN")
        and _is_aside(verb)
    ):
        yield "clause", _runs(verb.head, verb, text)
    if not person:
        return
    if lemma in cues.infinitive:
        for child in verb.children:
            if (
                child.dep_ in ("xcomp", "ccomp", "advcl")
                and child.i > verb.i
                and any(c.tag_ == "TO" for c in child.children)
            ):
                yield "infinitive", _clause_spans(child, verb, text)
    given = grammar.objects(verb)
    if lemma in cues.addressed and given:
        for child in verb.children:
            if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > given[0].i:
                yield "addressed", _span(given[0].left_edge, child.right_edge, text)
    if lemma in cues.naming and given:
        for child in verb.children:
            if child.i > given[0].i and (
                child.dep_ in ("oprd", "xcomp", "ccomp") or (child.dep_ == "prep" and child.lower_ in ("as", "to"))
            ):
                yield "naming", _span(given[0].left_edge, child.right_edge, text)
    if lemma in cues.judging and given:
        for child in verb.children:
            if child.i > given[0].i and child.dep_ == "prep" and child.lower_ in ("of", "for", "as", "over", "with"):
                yield "judging", _span(given[0].left_edge, child.right_edge, text)
    if lemma in cues.light and given and given[0].lemma_.lower() in cues.nouns | cues.vehicles:
        noun = given[0]
        for child in noun.children:
            if child.i > noun.i and child.dep_ in ("acl", "relcl", "prep", "ccomp"):
                inner = (
                    next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), child)
                    if child.dep_ == "prep"
                    else child
                )
                yield "noun", _span(inner.left_edge, inner.right_edge, text)
    taken = cues.prepositions.get(lemma, frozenset())
    if taken:
        for case, noun in grammar.prepositional(verb):
            if case.lower_ in taken and noun.i > verb.i:
                last = max(
                    [
                        noun.right_edge,
                        *(
                            c.right_edge
                            for c in verb.children
                            if c.dep_ in ("advcl", "xcomp", "ccomp")
                            and c.i > noun.i
                            and any(x.tag_ == "TO" for x in c.children)
                        ),
                    ],
                    key=lambda t: t.i,
                )
                yield "preposition", _span(noun.left_edge, last, text)
    if lemma in cues.objects and given and given[0].i > verb.i:
        yield "object", _object_spans(verb, given[0], text)


def is_human(token: Token, cues: Cues) -> bool:
    """True for people, and for bodies that speak as people do."""
    if token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP", "PER", "LOC"):
        return True
    if token.pos_ == "PROPN":
        return True
    if token.lower_ in cues.he | cues.she | cues.they | cues.it or token.lower_ in ("i", "we", "who", "je", "nous"):
        return True
    lemma = token.lemma_.lower()
    return lemma in cues.humans or lemma in cues.spokesmen


def _is_aside(verb: Token) -> bool:
    """A cue set off within or behind what is said: "The plan, she said, would fail"."""
    first = verb.left_edge
    before = verb.doc[first.i - 1].text if first.i else ""
    return (
        verb.left_edge.i > verb.head.left_edge.i
        and before in (",", '"', "-", "--", "—", "–")
        and not grammar.clauses(verb)
    )


def _runs(head: Token, aside: Token, text: str) -> tuple[Span, ...]:
    """The clause of `head` without the words of `aside` in it: one or two spans."""
    first, last = head.left_edge, head.right_edge
    spans = []
    if first.i < aside.left_edge.i:
        spans.append(_trimmed(first, head.doc[aside.left_edge.i - 1], text))
    if last.i > aside.right_edge.i:
        spans.append(_trimmed(head.doc[aside.right_edge.i + 1], last, text))
    return tuple(span for span in spans if span is not None and span.end - span.start > 2)


def _trimmed(first: Token, last: Token, text: str) -> Span | None:
    return grammar.trim(text, first.idx, grammar.end_of(last))


def _clause_spans(clause: Token, verb: Token, text: str) -> tuple[Span, ...]:
    """The clause; where the verb stands in the middle of it, what is before and what is behind the verb's own words."""
    first, last = clause.left_edge, clause.right_edge
    if first.i < verb.i < last.i:
        own = [
            child for child in verb.children if child.dep_ in grammar.SUBJECTS or child.dep_ in ("aux", "neg", "advmod")
        ]
        low = min([verb.i, *(child.left_edge.i for child in own if abs(child.i - verb.i) < 12)])
        high = max([verb.i, *(child.right_edge.i for child in own if abs(child.i - verb.i) < 12)])
        parts = [
            _trimmed(first, clause.doc[low - 1], text) if low > first.i else None,
            _trimmed(clause.doc[high + 1], last, text) if high < last.i else None,
        ]
        return tuple(part for part in parts if part is not None)
    return _span(first, last, text)


def _span(first: Token, last: Token, text: str) -> tuple[Span, ...]:
    span = _trimmed(first, last, text)
    return () if span is None else (span,)


def _object_spans(verb: Token, noun: Token, text: str) -> tuple[Span, ...]:
    """The noun and what hangs on it, with prepositions behind it that the parse hung on the verb."""
    last = noun.right_edge
    for child in verb.rights:
        if child.i > last.i and child.dep_ == "prep" and child.left_edge.i == last.i + 1:
            if any(c.ent_type_ in ("DATE", "TIME") for c in child.subtree):
                break
            last = child.right_edge
    return _span(noun.left_edge, last, text)


def cue_span(verb: Token, speaker: Token | None, contents: tuple[Span, ...]) -> Span:
    """The verb with its auxiliaries, "not", adverb and particle next to it."""
    low = high = verb
    for child in sorted(verb.lefts, key=lambda t: -t.i):
        if (
            child.dep_ in ("aux", "auxpass", "neg", "advmod", "aux:tense", "aux:pass")
            and child.i == low.i - 1
            and child.left_edge == child
        ):
            low = child
    for child in verb.rights:
        if child.dep_ in ("prt", "neg", "prep", "compound:prt") and child.i == high.i + 1:
            inside = any(span.start < grammar.end_of(child) and child.idx < span.end for span in contents)
            if not inside:
                high = child
    return grammar.extent(low, high)


# ------------------------------------------------------------------------------------ other cues


def read_noun(noun: Token, cues: Cues, text: str) -> Finding | None:
    """ "The minister's warning that …", "the claim by X that …": the speaker owns the noun."""
    speaker = next((child for child in noun.children if child.dep_ in ("poss", "nmod:poss")), None)
    if speaker is None:
        speaker = next(
            (who for case, who in grammar.prepositional(noun) if case.lower_ in ("by", "from") and is_human(who, cues)),
            None,
        )
    if speaker is None or not is_human(speaker, cues):
        return None
    for child in noun.children:
        if child.i < noun.i or child == speaker:
            continue
        if (
            child.dep_ in ("acl", "relcl", "ccomp")
            and any(c.lower_ in ("that", "to", "que") and c.i < child.i for c in child.children)
            and not any(c.dep_ == "nsubj" and c.lower_ == "that" for c in child.children)
            and not any(c.dep_ == "dobj" and c.lower_ == "that" for c in child.children)
        ):
            span = _span(child.left_edge, child.right_edge, text)
        elif child.dep_ == "prep" and child.lower_ in (
            "of",
            "for",
            "about",
            "over",
            "on",
            "against",
            "to",
            "in",
            "with",
            "toward",
            "towards",
            "from",
        ):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is None or inner == speaker:
                continue
            span = _span(inner.left_edge, inner.right_edge, text)
        else:
            continue
        if span:
            return Finding(speaker, noun, grammar.extent(noun, noun), span, "noun")
    head = noun.head
    if head.lemma_ in ("be", "être") and noun.dep_ == "nsubj":
        for clause in (*grammar.clauses(head), *grammar.infinitives(head)):
            span = _span(clause.left_edge, clause.right_edge, text)
            if span and clause.i > head.i:
                return Finding(speaker, noun, grammar.extent(noun, head), span, "noun")
    return None


def read_adjective(adjective: Token, cues: Cues, text: str) -> Finding | None:
    """ "Officials remain cautious about …", "she is confident that …"."""
    verb = adjective.head
    if adjective.dep_ in ("acomp", "ccomp", "xcomp", "conj") and verb.lemma_ in cues.linking:
        speaker = speaker_of(verb, cues)
    elif adjective.dep_ == "ROOT" or adjective.dep_ in ("acl", "amod", "advcl", "conj", "relcl", "ccomp", "pcomp"):
        speaker = speaker_of(adjective, cues) if adjective.pos_ == "VERB" else grammar.subject(adjective)
    else:
        return None
    if speaker is None or not is_human(speaker, cues):
        return None
    for child in adjective.children:
        if child.i < adjective.i:
            continue
        inner = child
        if child.dep_ == "prep":
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None) or child
            if inner == child or any(t.ent_type_ in ("DATE", "TIME") for t in child.subtree):
                continue
        elif child.dep_ not in ("ccomp", "xcomp", "acl", "advcl"):
            continue
        span = _span(inner.left_edge, inner.right_edge, text)
        if span:
            first = verb if verb.lemma_ in cues.linking and verb.i < adjective.i else adjective
            return Finding(speaker, adjective, grammar.extent(first, adjective), span, "attitude")
    return None


def read_phrase(token: Token, cues: Cues, text: str) -> Finding | None:
    """ "According to X": the rest of the sentence is the content."""
    doc: Doc = token.doc
    for phrase in cues.sources:
        last = token.i + len(phrase) - 1
        if last >= len(doc) or tuple(t.lower_ for t in doc[token.i : last + 1]) != phrase:
            continue
        speaker = _behind(doc[last], token)
        if speaker is None:
            continue
        sentence = token.sent
        end = max(_np_end(speaker), speaker.i)
        before = grammar.trim(text, sentence.start_char, token.idx)
        behind = grammar.trim(text, grammar.end_of(doc[end]), sentence.end_char, " ,;:\n\t.")
        if before is not None and token.i - sentence.start > 3:
            content = before
        elif behind is not None:
            content = behind
        else:
            continue
        return Finding(speaker, token, grammar.extent(token, doc[last]), (content,), "according")
    return None


def _np_end(speaker: Token) -> int:
    return speaker.right_edge.i


def _behind(last: Token, first: Token) -> Token | None:
    for child in last.children:
        if child.dep_ in ("pobj", "fixed") and child.i > last.i:
            return child
    head = first.head
    return head if head.i > last.i and head.pos_ in ("NOUN", "PROPN", "PRON") else None
