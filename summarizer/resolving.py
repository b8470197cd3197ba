"""One actor is one entry: the names that a reply and a parse use are gathered under ids.

A name joins an entry by its own likeness to that entry's fullest name, never by way of a third name, so that no chain
of likenesses makes two people with one surname into one. A name that is like two entries stays an entry of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from summarizer.names import Register, fold_name, is_pronoun, name_words, state_of
from summarizer.salience import least_salience, salience
from summarizer.types import Actor, ActorKind, Article, KnownActor, Located, Proposals, Span

__all__ = ["Named", "Resolution", "ResolvedActor", "resolve"]


@dataclass(frozen=True, slots=True)
class Named:
    """A name as a position or risk of the reply has it.

    Attributes:
        name: The speaker that the model names.
        holder_id: The `KnownActor` to whom the attribution verified the words, which settles an ambiguous name.
        spans: Of the evidence.
    """

    name: str
    holder_id: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedActor:
    """An entry of the brief's list of actors.

    Attributes:
        id: ``"a1"``, ``"a2"``, …: that of the `KnownActor` where there is one.
        name: The fullest in the article.
        role: In the article's words; None where it has none.
        aliases: Its other names, in the order in which they were met.
        evidence: Where the article introduces it; for an actor whom the article does not name so, the words of the
            first position or risk that names it; None if there are none.
    """

    id: str
    name: str
    kind: ActorKind
    role: str | None
    aliases: tuple[str, ...]
    evidence: Located | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The actors to publish, whoever has most positions and risks first, then whom the article is most about.

    Attributes:
        ids: The id for each name that the reply's items use, with the holder that settles it or None.
    """

    actors: tuple[ResolvedActor, ...]
    ids: Mapping[tuple[str, str | None], str]

    def id_of(self, name: str, holder_id: str | None = None) -> str:
        """The id of the actor whom an item names; `KeyError` for a name that was not handed to `resolve`."""
        return self.ids[name, holder_id]


@dataclass(slots=True)
class _Entry:
    """An actor while its names come together; `first` is the place of its first mention."""

    id: str
    name: str
    first: int
    known: list[KnownActor] = field(default_factory=list)
    claimed: Actor | None = None
    evidence: Located | None = None
    names: dict[str, None] = field(default_factory=dict)
    items: int = 0
    speaks: bool = False

    @property
    def salience(self) -> float:
        """How much the article is about it."""
        return salience({span for known in self.known for span in known.mentions})

    @property
    def is_actor(self) -> bool:
        """True for whoever speaks, for people, and for what is known by kind and comes up again."""
        again = sum(len(known.mentions) for known in self.known) > 1
        kinds = {known.kind for known in self.known} - {None, ActorKind.GROUP, ActorKind.OTHER}
        return self.speaks or ActorKind.PERSON in kinds or (again and bool(kinds))


def resolve(
    claimed: Sequence[tuple[Actor, Located]] | None,
    named: Sequence[Named],
    *,
    article: Article,
    proposals: Proposals,
) -> Resolution:
    """One entry for each actor.

    Args:
        claimed: The reply's actors with their located evidence; None where the schema leaves the list to the parse.
        named: The speaker of each position and risk.
        article: The article; an alias or a role that is not in it is left out.
        proposals: Its statements and actors, as parsed.

    Returns:
        Every actor that is claimed or named, and without claims whom the article is about (`summarizer.salience`):
        of those who speak, of people, and of others of a known kind that it names more than once. A name joins an
        entry if it is like no other; a name that is like two is an entry of its own, unless its holder settles it.
    """
    cast = _Cast(article, proposals)
    ids: dict[tuple[str, str | None], str] = {}
    for actor, located in sorted(claimed or (), key=lambda claim: -_fullness(claim[0].name)):
        ids[actor.name, None] = cast.claim(actor, located).id
    for one in sorted(named, key=lambda one: -_fullness(one.name)):
        ids[one.name, one.holder_id] = cast.hear(one).id
    acting = [entry for entry in cast.entries.values() if entry.is_actor] if claimed is None else []
    least = least_salience([entry.salience for entry in acting])
    about = {entry.id for entry in acting if entry.salience >= least}
    published = [entry for entry in cast.entries.values() if entry.items or entry.claimed or entry.id in about]
    published.sort(key=lambda entry: (-entry.items, -entry.salience, entry.first))
    return Resolution(tuple(map(cast.publish, published)), ids)


class _Cast:
    """The entries so far, by id, and whose a name is among them."""

    def __init__(self, article: Article, proposals: Proposals) -> None:
        self.entries: dict[str, _Entry] = {}
        self._text = _with_straight_apostrophes(article.text)
        self._register = Register()
        self._entry_of_known: dict[str, str] = {}
        self._apart: dict[str, str] = {}
        self._taken = {known.id for known in proposals.actors}
        speakers = {statement.holder_id for statement in proposals.statements}
        for known in sorted(proposals.actors, key=lambda known: -_fullness(known.name)):
            self._enter(known, speaks=known.id in speakers)

    def _enter(self, known: KnownActor, *, speaks: bool) -> None:
        first = min((span.start for span in (*known.mentions, *known.evidence.spans)), default=0)
        id_ = self._register.find(known.name)
        entry = self.entries[id_] if id_ else self._new(known.name, first, id_=known.id)
        entry.known.append(known)
        entry.first, entry.speaks = min(entry.first, first), entry.speaks or speaks
        self._entry_of_known[known.id] = entry.id
        if speaks or len(entry.known) == 1 or state_of(known.name) in (None, fold_name(known.name)):
            self._add_names(entry, known.name, *known.aliases)

    def claim(self, actor: Actor, located: Located) -> _Entry:
        """Enters an actor of the reply, or joins it to the entry that has its name."""
        entry = self._entry_or_new(actor.name, located)
        entry.claimed, entry.evidence = entry.claimed or actor, entry.evidence or located
        others = [alias for alias in actor.aliases if self._register.alike(alias) <= {entry.id}]
        self._add_names(entry, actor.name, *others)
        return entry

    def hear(self, named: Named) -> _Entry:
        """Counts an item for the actor that it names, who is entered if need be."""
        holder = self._entry_of_known.get(named.holder_id or "")
        if holder is not None and holder in self._register.alike(named.name):
            entry = self.entries[holder]
        else:
            evidence = Located(named.spans, "exact", 1.0) if named.spans else None
            entry = self._entry_or_new(named.name, evidence)
        entry.items += 1
        self._add_names(entry, named.name)
        return entry

    def entry_of(self, name: str) -> _Entry | None:
        """The entry that a name belongs to, or None if it is like several, or like none."""
        id_ = self._register.find(name) or self._apart.get(fold_name(name))
        return self.entries[id_] if id_ else None

    def _entry_or_new(self, name: str, evidence: Located | None) -> _Entry:
        if (entry := self.entry_of(name)) is not None:
            return entry
        at = _find(self._text, _with_straight_apostrophes(name))
        spans = evidence.spans if evidence else ()
        entry = self._new(name, at if at >= 0 else spans[0].start if spans else len(self._text))
        entry.evidence = evidence
        self._apart[fold_name(name)] = entry.id
        return entry

    def _new(self, name: str, first: int, *, id_: str | None = None) -> _Entry:
        if id_ is None:
            id_ = next(one for number in count(1) if (one := f"a{number}") not in self._taken)
            self._taken.add(id_)
        entry = self.entries[id_] = _Entry(id_, name, first)
        self._register.add(id_, name)
        return entry

    def _add_names(self, entry: _Entry, *names: str) -> None:
        """Adds those of the names that the article has."""
        there = [name for name in names if name not in entry.names and self._has(name) and not is_pronoun(name)]
        if there:
            entry.names |= dict.fromkeys(there)
            self._register.add(entry.id, entry.name, there)

    def _has(self, name: str) -> bool:
        return _find(self._text, _with_straight_apostrophes(name)) >= 0

    def _has_role(self, role: str) -> bool:
        return self._has(role) or _find(self._folded_text, _with_straight_apostrophes(role).lower()) >= 0

    @cached_property
    def _folded_text(self) -> str:
        return self._text.lower()

    def publish(self, entry: _Entry) -> ResolvedActor:
        """The entry as it stands now, under its fullest name in the article."""
        names = list(entry.names) or [entry.name]
        name = max(names, key=lambda name: (fold_name(name) == state_of(name), _fullness(name)))
        known = sorted(entry.known, key=lambda known: known.name != name)
        claims = [entry.claimed] if entry.claimed else []
        kinds = [one.kind for one in known] + [one.kind for one in claims]
        roles = [one.role for one in known] + [one.role for one in claims]
        introduced = [Located(one.evidence.spans, "exact", 1.0) for one in known if one.evidence.spans]
        return ResolvedActor(
            id=entry.id,
            name=name,
            kind=next((kind for kind in kinds if kind not in (None, ActorKind.OTHER)), None) or _kind_of(name),
            role=next((role for role in roles if role and self._has_role(role)), None),
            aliases=tuple(alias for alias in names if name_words(alias) != name_words(name)),
            evidence=entry.evidence or next(iter(introduced), None),
        )


def _kind_of(name: str) -> ActorKind:
    return ActorKind.COUNTRY if state_of(name) else ActorKind.OTHER


def _with_straight_apostrophes(text: str) -> str:
    return text.replace("‘", "'").replace("’", "'").replace("ʼ", "'")


def _find(text: str, words: str) -> int:
    """Where a text first has these words as whole words, or -1."""
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        if not (_goes_on(words[0], text[at - 1 : at]) or _goes_on(words[-1], text[end : end + 1])):
            break
        at = text.find(words, at + 1)
    return at


def _goes_on(end: str, beside: str) -> bool:
    """True if the character beside the end of some words is of the same word; scripts without case do not show it."""
    return (beside.isalnum() or beside == "_") and end.lower() != end.upper()


def _fullness(name: str) -> int:
    return len(name_words(name))
