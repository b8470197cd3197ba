"""What nothing in a brief may do to an article, and what an honest brief may: items with the verdict that is due.

Everybody and every place in them is made up.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenes import Scene

from summarizer.types import StatementKind


@dataclass(frozen=True)
class Case:
    """Words that an item quotes out of a sentence, and whom it credits with them.

    Attributes:
        sentence: The article's, with the statement's content in ``[]``, and its cue in ``<>``.
        source: The words that name the holder there, from the sentence.
        quote: The item's evidence.
        speaker: Whom the item names; the holder if it names nobody else.
    """

    kind: str
    sentence: str
    source: str
    quote: str
    speaker: str | None = None
    holder: str | None = None
    said: StatementKind = "paraphrase"
    others: tuple[str, ...] = ()

    @property
    def scene(self) -> Scene:
        """The article with its statement as a parse finds it."""
        bare = self.sentence.translate({ord(mark): None for mark in "[]<>"})
        others = "".join(f"{other} looked on. " for other in self.others)
        scene = Scene(f"Brackwater argues over its ferry\n\n{bare} The council votes in May. {others}".strip())
        for other in self.others:
            scene.actor(other)
        holder = scene.actor(self.holder or self.source, evidence=self.source)
        content = self.sentence.partition("[")[2].partition("]")[0].translate({ord(mark): None for mark in "<>"})
        cue = self.sentence.partition("<")[2].partition(">")[0] or None
        scene.says(holder, self.source, cue, content, kind=self.said)
        return scene


GO = "the ferry must go"
BERG = "Anna Berg"

CUT = (
    Case("negated", "Anna Berg <said> it was untrue [that the ferry must go].", BERG, GO),
    Case("negated", "Anna Berg <said> she did not believe [that the ferry must go].", BERG, GO),
    Case("negated", "Anna Berg <said> [that nobody could claim that the ferry must go].", BERG, GO),
    Case("negated", "Anna Berg <said> [it was wrong to say that the ferry must go].", BERG, GO),
    Case("negated", "Anna Berg <said> [there is no proof that the ferry must go].", BERG, GO),
    Case("negated", "Anna Berg <said> [she doubts that the ferry must go].", BERG, GO),
    Case("negated", "“[It is a lie that the ferry must go],” Anna Berg <said>.", BERG, GO, said="direct"),
    Case("negated", "“[I never said that the ferry must go],” Anna Berg <said>.", BERG, GO, said="direct"),
    Case(
        "negated",
        "“[Nobody wants the ferry to be sold],” Anna Berg <said>.",
        BERG,
        "the ferry to be sold",
        said="direct",
    ),
    Case("negated", "Anna Berg <sagte>, [es sei nicht wahr, dass die Fähre weg muss].", BERG, "die Fähre weg muss"),
    Case(
        "negated", "Anna Berg <sagte>, [niemand könne behaupten, dass die Fähre weg muss].", BERG, "die Fähre weg muss"
    ),
    Case("negated", "Anna Berg <a dit> [qu'elle ne croyait pas que le bac doit partir].", BERG, "le bac doit partir"),
    Case("negated", "Anna Berg <a dit> [qu'il était faux que le bac doit partir].", BERG, "le bac doit partir"),
    Case("negated", "Анна Берг <сказала>, [что не верит, что паром должен уйти].", "Анна Берг", "паром должен уйти"),
    Case("negated", "Анна Берг <сказала>, [что неправда, что паром должен уйти].", "Анна Берг", "паром должен уйти"),
    Case("negated", "Anna Berg <warned> [against saying that the ferry must go].", BERG, GO),
    Case("rejected", "Anna Berg <mocked> [the idea that the ferry must go].", BERG, GO),
    Case("rejected", "Anna Berg <dismissed> [claims that the ferry must go].", BERG, GO),
    Case("rejected", "Anna Berg <rejected> [the notion that the ferry must go].", BERG, GO),
    Case("asked", "Anna Berg <asked> [whether the ferry must go].", BERG, GO),
    Case("asked", "Anna Berg <wondered> [if the ferry must go].", BERG, GO),
    Case("asked", "Anna Berg <said> [it depends on whether the ferry must go].", BERG, GO),
    Case("asked", "Anna Berg <said> [that, if the ferry must go, the bridge must stay].", BERG, GO),
    Case("asked", "Anna Berg <fragte>, [ob die Fähre weg muss].", BERG, "die Fähre weg muss"),
    Case("asked", "Anna Berg <a demandé> [si le bac doit partir].", BERG, "le bac doit partir"),
    Case("asked", "“[Do you see why the ferry must go]?” Anna Berg <asked>.", BERG, GO, said="direct"),
    Case("other", "Anna Berg <said>: “[My opponent says that the ferry must go.]”", BERG, GO, said="direct"),
    Case("other", "Anna Berg <said> [her opponents think the ferry must go].", BERG, GO),
    Case("other", "“[They claim the ferry must go],” Anna Berg <said>.", BERG, GO, said="direct"),
    Case(
        "other",
        "“[The ferry must go],” Anna Berg <quoted> her opponent as saying.",
        BERG,
        "The ferry must go",
        said="direct",
    ),
    Case("other", "Anna Berg <quoted> Tobias Fenn as saying [that the ferry must go].", BERG, GO),
    Case("other", "Anna Berg <ridiculed> [Tobias Fenn, who says that the ferry must go].", BERG, GO),
    Case(
        "other",
        "Anna Berg <sagte>: „[Mein Gegner sagt, dass die Fähre weg muss].“",
        BERG,
        "die Fähre weg muss",
        said="direct",
    ),
)
"""Words that are in a statement of the speaker, who does not say them."""

TALK = "“[I support the old ferry. I reject the plan to close the bridge],” Anna Berg <said>."
SPLICED = tuple(
    Case("spliced", TALK, BERG, quote, said="direct")
    for quote in (
        "I support … the plan to close the bridge",
        "I support the old ferry … to close the bridge",
        "the old ferry … the plan to close the bridge",
        "I support [...] the plan to close the bridge",
        "I reject … the old ferry",
        "I reject the old ferry",
        "I support the plan to close the bridge",
    )
)
"""Words that stand there, put together to what nobody said."""


def critic(described: str, speaker: str = "Ines Quill") -> Case:
    """Somebody who is described by whom they are against."""
    return Case("critic", f"{described} <said> [that {GO}].", described, GO, speaker, BERG, others=("Ines Quill",))


CRITICS = (
    critic("Anna Berg, a critic of the Quill administration,"),
    critic("Anna Berg, a former opponent of the Quill government,"),
    critic("Anna Berg, who sued Ines Quill's office,"),
    critic("Anna Berg, a lawyer suing the Quill administration,"),
    critic("Anna Berg, a spokeswoman for a group that mistrusts Ines Quill,"),
    critic("Anna Berg, the manager of the campaign against Ines Quill,"),
    critic("Anna Berg, who runs a campaign to replace Ines Quill,"),
    critic("Anna Berg, a reporter covering the Quill administration,"),
    critic("Anna Berg, once a spokeswoman for Ines Quill before she quit,"),
    critic("Critics of the Quill government"),
    critic("A former official in the Quill administration"),
)
"""Words of somebody who does not speak for whom they are credited to."""

HONEST = (
    Case("whole", "Anna Berg <said> [that the ferry must go].", BERG, GO),
    Case("whole", "Anna Berg <said> [that the ferry must never go].", BERG, "the ferry must never go"),
    Case("whole", "Anna Berg <said> [that the old ferry must go by May].", BERG, "old ferry must go by May"),
    Case(
        "whole",
        "Anna Berg <said> [she did not believe that the ferry must go].",
        BERG,
        "did not believe that the ferry must go",
    ),
    Case("whole", "Anna Berg <asked> [whether the ferry must go].", BERG, "asked whether the ferry must go"),
    Case("own", "Anna Berg <said> she thinks [that the ferry must go].", BERG, GO),
    Case("own", "“[I firmly believe that the ferry must go],” Anna Berg <said>.", BERG, GO, said="direct"),
    Case("own", "Anna Berg <said> [she still believed the ferry must go].", BERG, GO),
    Case("own", "Anna Berg <sagte>, [sie glaube, dass die Fähre weg muss].", BERG, "die Fähre weg muss"),
    Case(
        "clause",
        "“[I do not want the bridge. The ferry must go],” Anna Berg <said>.",
        BERG,
        "The ferry must go",
        said="direct",
    ),
    Case("clause", "Anna Berg <said> [she would not wait, because the ferry must go].", BERG, GO),
    Case("clause", "Anna Berg <said> [the bridge never paid and that the ferry must go].", BERG, GO),
    Case("clause", "Anna Berg, who was never elected, <said> [that the ferry must go].", BERG, GO),
    Case("elided", TALK, BERG, "I support the old ferry … I reject the plan to close the bridge", said="direct"),
    Case("elided", TALK, BERG, "I reject the … to close the bridge", said="direct"),
    Case("certain", "Anna Berg <said> [there is no doubt that the ferry must go].", BERG, GO),
    Case("certain", "“[Nobody can deny it: the ferry must go],” Anna Berg <said>.", BERG, GO, said="direct"),
    Case("certain", "Anna Berg <said> [that not only the ferry must go].", BERG, GO),
    Case("neutral", "Anna Berg <supported> [the idea that the ferry must go].", BERG, GO),
    Case("neutral", "Anna Berg <said> in a statement [that the ferry must go].", BERG, GO),
    Case("neutral", "Anna Berg was <quoted> as saying [that the ferry must go].", BERG, GO),
    Case("neutral", "“[What a day it was]!” Anna Berg <said>.", BERG, "What a day it was", said="direct"),
    *(
        Case(
            "principal",
            f"{described} <said> [that {GO}].",
            described,
            GO,
            "Ines Quill",
            described,
            others=("Ines Quill",),
        )
        for described in (
            "A spokeswoman for Ines Quill",
            "Ines Quill's office",
            "An official in the Quill administration",
            "Quill spokesman Tobias Fenn",
            "Tobias Fenn, a spokesman for Mayor Ines Quill,",
            "Tobias Fenn, speaking on behalf of Ines Quill,",
        )
    ),
)
"""Words that the speaker does say, some of them as near as can be to those above."""
