"""Which words tell that somebody said, thought or wanted something, and what each takes; one `Cues` a language.

The classes follow what a word takes, since that is what the reader of a parse needs: a clause or a quotation ("say"),
an infinitive ("hope to"), a noun ("reject"), a preposition ("call for"), a person ("urge … to", "accuse … of").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Cues", "by_preposition", "words"]


def words(text: str) -> frozenset[str]:
    """The set of the words in `text`; ``_`` stands for a blank."""
    return frozenset(word.replace("_", " ") for word in text.split())


def by_preposition(text: str) -> Mapping[str, frozenset[str]]:
    """Reads lines of ``preposition preposition: verb verb …`` into the prepositions that each verb takes."""
    found: dict[str, set[str]] = {}
    for line in text.strip().splitlines():
        prepositions, _, verbs = line.partition(":")
        for verb in verbs.split():
            found.setdefault(verb, set()).update(prepositions.split())
    return {verb: frozenset(taken) for verb, taken in found.items()}


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue words of one language, as lemmas.

    Attributes:
        speech: Verbs of saying, which take a clause or a quotation.
        manner: Verbs that tell how words came out; they are cues only beside a quotation.
        thought: Verbs of thinking, feeling and finding out, which take a clause.
        evidence: Verbs by which a report or a poll speaks.
        infinitive: Verbs of wish, plan and refusal, which take an infinitive.
        objects: Verbs whose content is a noun: "rejected any involvement".
        prepositions: Verbs whose content stands after a preposition: "call" → "for".
        addressed: Verbs that take a person and an infinitive: "urge voters to …".
        judging: Verbs that take a person and a reason: "accuse her of …".
        naming: Verbs that take a thing and what it is called: "described it as …".
        light: Verbs that lend a noun their grammar: "express" scepticism, "issue" a warning.
        nouns: Nouns whose complement is content: "the claim that", "calls for".
        attitudes: Adjectives whose complement is content: "cautious about".
        linking: Verbs that join a speaker and an attitude: "remain".
        sources: Phrases before a speaker: "according to".
        vehicles: Nouns for what carries words ("statement"); whoever issues them is the speaker.
        witnesses: Nouns for what shows something without being anybody ("poll").
        settings: Nouns for where words were said ("interview"); they are no content.
        spokesmen: Nouns for those who speak for somebody.
        humans: Nouns for people and bodies that can speak.
        males: Nouns that tell of a man.
        females: Nouns that tell of a woman.
        he: Pronouns for a man; `she` and `they` and `it` likewise.
        risks: Lemmas that voice a risk by themselves.
        risk_modals: Words of possibility; with a word of `harms` they voice a risk.
        harms: Lemmas of harm.
        people: All nouns for people: `humans`, `spokesmen`, `males`, `females`.
        asides: The verbs of saying and thinking that can be set off within what is said.
    """

    language: str
    speech: frozenset[str]
    manner: frozenset[str] = frozenset()
    thought: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    infinitive: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    prepositions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    addressed: frozenset[str] = frozenset()
    judging: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    attitudes: frozenset[str] = frozenset()
    linking: frozenset[str] = frozenset()
    sources: tuple[tuple[str, ...], ...] = ()
    vehicles: frozenset[str] = frozenset()
    witnesses: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    spokesmen: frozenset[str] = frozenset()
    humans: frozenset[str] = frozenset()
    males: frozenset[str] = frozenset()
    females: frozenset[str] = frozenset()
    he: frozenset[str] = frozenset()
    she: frozenset[str] = frozenset()
    they: frozenset[str] = frozenset()
    it: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()
    risk_modals: frozenset[str] = frozenset()
    harms: frozenset[str] = frozenset()
    people: frozenset[str] = field(init=False)
    asides: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", self.humans | self.spokesmen | self.males | self.females)
        object.__setattr__(self, "asides", (self.speech | self.thought) - self.manner)
