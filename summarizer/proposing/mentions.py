"""Where the article names somebody: the model's entities, cleaned, and the surnames that it passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from summarizer.proposing import grammar
from summarizer.proposing.cues import words
from summarizer.proposing.given_names import GIVEN
from summarizer.proposing.kinds import COUNTRIES, kind_of, kind_of_noun
from summarizer.proposing.naming import ARTICLES, RANKS, TITLES, Mention, core_of, full_names
from summarizer.proposing.parsed import Doc, Token, Words
from summarizer.proposing.sites import SITES, WHERE, without_places
from summarizer.types import ActorKind

__all__ = ["find_mentions"]

_CALLINGS = words("farmer editor coach captain councillor bishop pastor ambassador officer sheriff attorney")
_TAILS = words("du de des la le les à et of the and in for")
_LABELS = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "NORP": "NORP", "FAC": "ORG"}
_MOMENTS = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL"})
_CAPTIONS = words("image photo photograph picture video caption file near")
_CAMPS = ("pro-", "anti-", "pan-", "non-", "ex-")
_ONLY_A_SIDE = re.compile(r"(?i)(?:pro|anti|pan|non|ex)-\w+")
_SPOKESMEN = words("spokesman spokeswoman spokesperson spokespeople")
_SIDES = words("pro anti pan non ex")
_PARTICLES = words("al el de van von bin ben da di")
_PORTFOLIOS = words(
    """home foreign state defense defence education health justice interior treasury press prime labor labour energy
    finance trade transport housing culture environment agriculture commerce"""
)
_DOTTED = re.compile(r"(?:^|\s)(?:(?:[^\W\d_]\.)+[^\W\d_]|[JS]r)$")  # what a name's last full stop belongs to
_OFFICES = words("secretary minister department committee officials official")
_NOT_NAMES = words("monday tuesday wednesday thursday friday saturday sunday of i editor read photo image video")
_TIMES = words(
    """january february march april may june july august september october november december spring summer autumn
    winter gmt utc bst cet est edt pst janvier février mars avril mai juin juillet août septembre octobre novembre
    décembre"""
)
_NOT_SURNAMES = words(
    """center centre house street road park hall falls square avenue bay beach hills springs airport stadium museum
    library hotel theatre theater cathedral chapel award awards prize day week report show act bill law trial case
    energy capital financial foods media medical insurance research consulting international holdings technologies
    communications entertainment pictures studies records motors airlines systems group brothers"""
)
_LEADING = _CAPTIONS | ARTICLES
_LEADING_PERSON = _LEADING | TITLES
_TRAILING = _TAILS | _CAPTIONS | _SPOKESMEN
_PARTS_ONLY = _CAPTIONS | grammar.SUFFIXES
_NOT_LAST = SITES | _NOT_SURNAMES
_DATELINE = re.compile(
    r"^(?P<place>[A-Z][A-Z .'’-]{2,40})(?:, [^()\n]{1,30})? ?\((?P<agency>[A-Z][\w. ]{1,20})\) ?[-–—] ", re.MULTILINE
)
_LONGEST = 80
_LONGEST_HEADING = 14


def find_mentions(doc: Doc, text: str, people: Sequence[tuple[int, int]], roles: Collection[int]) -> list[Mention]:
    """All mentions by name in the order of the text; a name has the label that most of its mentions have.

    Names that stand in headings only are left out, since a model takes capitals for names, unless they are a person's.

    Args:
        doc: The parse.
        text: The article's own words.
        people: First and last token of each name that is a person's, whatever the model's label.
        roles: The nouns that introduce them, which are no names.
    """
    found = [mention for ent in doc.ents if (mention := _mention(ent, text)) is not None]
    named = [Mention(i, j, _clean(text[doc[i].idx : doc[j].end]), "PERSON") for i, j in people]
    found, named = _cut(doc, text, found, found), _cut(doc, text, named, found)
    found, named = ([_with_suffix(doc, text, one) for one in several] for several in (found, named))
    taken = {*roles, *(i for first, last in people for i in range(first, last + 1))}
    found = [one for one in found if taken.isdisjoint(range(one.first, one.last + 1))]
    known = {one.name.lower() for one in named}
    found = sorted([*found, *named], key=lambda mention: mention.first)
    votes: dict[str, Counter[str]] = {}
    for mention in found:
        votes.setdefault(mention.name.lower(), Counter())[mention.label] += 1
    labels = {name: "PERSON" if name in known else vote.most_common(1)[0][0] for name, vote in votes.items()}
    found = [replace(one, label=labels[one.name.lower()]) for one in found]
    found = without_places(doc, found, known)
    found = _without_headings(doc, text, found)
    found = _without_datelines(doc, text, found)
    return sorted([*found, *_missed(doc, found)], key=lambda mention: mention.first)


def _cut(doc: Doc, text: str, mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """The mentions, without the words that a model draws into a person's name.

    "Clara Dunmore Says" in a heading ends in a surname that stands alone elsewhere; "Governor of Sarn Clara Dunmore"
    ends in a full name that does.
    """
    people = [one for one in others if one.label == "PERSON"]
    alone = {one.name for one in people if one.first == one.last}
    full = {one.name for one in people if one.last - one.first == 1}

    def cut(one: Mention) -> Mention:
        first, last = one.first, one.last
        if last - first < 2:
            return one
        if one.label == "PERSON" and _is_heading(text, doc[first].idx):
            last = next((i for i in range(first + 1, last) if doc[i].text in alone), last)
        if doc[last - 1].lower_ not in _PARTICLES and text[doc[last - 1].idx : doc[last].end] in full:
            first = last - 1
        elif one.label == "PERSON":
            first = _behind_ranks(doc, first, last)
        if (first, last) == (one.first, one.last):
            return one
        return Mention(first, last, _clean(text[doc[first].idx : doc[last].end]), "PERSON")

    return [cut(one) for one in mentions]


def _with_suffix(doc: Doc, text: str, one: Mention) -> Mention:
    """The mention of a person with the "Jr." behind it, which a model leaves out where a comma sets it off."""
    last = grammar.suffix_end(doc, one.last + 1) - 1
    if one.label != "PERSON" or last == one.last:
        return one
    return Mention(one.first, last, _clean(text[doc[one.first].idx : doc[last].end]), "PERSON")


def _behind_ranks(doc: Doc, first: int, last: int) -> int:
    """Where a person's name begins behind the offices in it: "Chris" in "Governor of Washington Chris Gregoire"."""
    ranks = [i for i in range(max(0, first - 2), last) if doc[i].lower_ in RANKS]
    if not ranks or (ranks[-1] < first and doc[first - 1].lower_ != "of"):
        return first
    if doc[ranks[-1] + 1].lower_ not in ("of", "to", "for"):
        return ranks[-1] + 1
    return next((i for i in range(max(first, ranks[-1] + 2), last) if doc[i].lower_ in GIVEN), first)


def _mention(ent: Words, text: str) -> Mention | None:
    label, doc, first, last = _LABELS.get(ent.label_), ent.doc, ent.start, ent.end - 1
    leading = _LEADING_PERSON if label == "PERSON" else _LEADING
    label = "GPE" if label == "PERSON" and doc[first].lower_ in WHERE and first < last else label
    while first < last and (
        doc[first].lower_ in leading or doc[first].pos_ in ("PUNCT", "ADP") or doc[first].lower_.startswith(_CAMPS)
    ):
        first += 1
    if last - first > 2 and doc[first].lower_ in _SIDES and doc[first + 1].text == "-":
        first += 3
    last = next((i - 1 for i in range(first + 1, last + 1) if doc[i].text == "(" and ")" not in ent.text), last)
    while last > first and (_is_tail(doc[last]) or doc[last].lower_ in _TRAILING):
        last -= 1
    if last > first and doc[last].text.isdigit() and doc.words(first, last).text.lower() in COUNTRIES:
        last -= 1
    while label == "PERSON" and last - first > 1 and doc[first].lower_ in _CALLINGS:
        first += 1
    while label == "PERSON" and _is_given_name_before(doc, first):
        first -= 1
    name = _clean(text[doc[first].idx : doc[last].end])
    if label is None or not any(map(str.isupper, name)) or name.lower() in _NOT_NAMES or len(name) > _LONGEST:
        return None
    if "|" in name or name.lower() in _PARTS_ONLY or _ONLY_A_SIDE.fullmatch(name):
        return None
    if label in ("ORG", "GPE") and (_is_portfolio(doc, first, last)):
        return None
    if label in ("ORG", "GPE", "LOC") and _has_a_persons_form(doc, first, last):
        label = "PERSON"
    if label != "PERSON" and all(word.isdigit() or word in _TIMES for word in name.lower().split()):
        return None
    follows = doc[last + 1].lower_ if last + 1 < len(doc) else ""
    if label in ("ORG", "NORP") and first == last and follows in _OFFICES:
        return None
    return Mention(first, last, name, label)


def _is_given_name_before(doc: Doc, first: int) -> bool:
    before = doc[first - 1] if first else None
    return before is not None and before.text.istitle() and before.lower_ in GIVEN and before.whitespace_ == " "


def _is_portfolio(doc: Doc, first: int, last: int) -> bool:
    """Whether it is what somebody is secretary of: "Shadow Home" before "Secretary", "State" behind "Secretary of"."""
    follows = doc[last + 1].lower_ if last + 1 < len(doc) else ""
    if doc[last].lower_ in _PORTFOLIOS and follows in ("secretary", "minister", "department", "office", "ministry"):
        return follows in ("secretary", "minister") or first == last
    before = [doc[i].lower_ for i in range(max(0, first - 2), first)]
    return doc[last].lower_ in _PORTFOLIOS and before in (["secretary", "of"], ["minister", "of"], ["minister", "for"])


def _has_a_persons_form(doc: Doc, first: int, last: int) -> bool:
    """Whether it is a given name and one or two words more, none of which a body or a place is called by."""
    named = doc[first : last + 1]
    if not 1 <= last - first <= 2 or (first and doc[first - 1].lower_ in ARTICLES):
        return False
    words_like = all(token.text.replace("-", "").isalpha() and token.text.istitle() for token in named)
    known = kind_of(doc.words(first, last + 1).text, None) or kind_of_noun(named[-1].lower_, plural=False)
    body = known is not ActorKind.PERSON or named[-1].lower_ in _NOT_LAST
    return words_like and named[0].lower_ in GIVEN and not body


def _is_tail(token: Token) -> bool:
    return token.lower_ in ("'s", "'", "s'") or token.is_space or (token.is_punct and token.text != ".")


def _clean(name: str) -> str:
    bare = re.sub(r"\s+", " ", name).strip(" .,;:\"'()[]")
    bare = bare[:-2] if bare.endswith(("'s", "’s")) else bare
    return f"{bare}." if _DOTTED.search(bare) and f"{bare}." in name else bare


def _without_headings(doc: Doc, text: str, mentions: Sequence[Mention]) -> list[Mention]:
    heading = [_is_heading(text, doc[mention.first].idx) for mention in mentions]
    body = {mention.name.lower() for mention, headed in zip(mentions, heading, strict=True) if not headed}
    surnames = {core_of(name)[-1] for name in body if core_of(name)}
    return [
        mention
        for mention, headed in zip(mentions, heading, strict=True)
        if not headed
        or mention.name.lower() in body
        or (core_of(mention.name) and core_of(mention.name)[-1] in surnames and mention.label == "PERSON")
        or (mention.label == "PERSON" and len(mention.name.split()) < 4)
    ]


def _without_datelines(doc: Doc, text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, but for those in "OSTERHALL, May 14 (NRB) -" and for the agency; its place is no body."""
    lines = list(_DATELINE.finditer(text[: len(doc.text)]))
    agencies = {one["agency"].strip().lower() for one in lines}
    places = {one["place"].strip().lower() for one in lines}
    return [
        replace(one, label="GPE") if one.name.lower() in places else one
        for one in mentions
        if one.name.lower() not in agencies
        and not any(line.start() <= doc[one.first].idx < line.end() for line in lines)
    ]


def _is_heading(text: str, offset: int) -> bool:
    """A short line without a full stop."""
    start = text.rfind("\n", 0, offset) + 1
    stop = text.find("\n", offset, start + 200)
    line = text[start : stop if stop >= 0 else start + 200].strip()
    return line[-1:].isalnum() and len(line.split()) <= _LONGEST_HEADING


def _missed(doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
    """Surnames that the model saw elsewhere and passed over here, or took for a product."""
    surnames = full_names(mentions)
    things = (ent for ent in doc.ents if len(ent) > 1 or ent.label_ in _LABELS or ent.label_ in _MOMENTS)
    labelled = {i for ent in things for i in range(ent.start, ent.end)}
    labelled |= {i for mention in mentions for i in range(mention.first, mention.last + 1)}
    return [
        Mention(token.i, token.i, token.text, "PERSON")
        for token in doc
        if token.i not in labelled and token.lower_ in surnames and token.text[:1].isupper()
    ]
