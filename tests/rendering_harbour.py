"""An invented envelope about `examples/harbour.txt`, as a model could have made it, for the tests of rendering."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from summarizer.types import Article, Attempt, Envelope, Json, Notice, Phrase, Run, Span, Statement, Unsupported, Usage

TEXT = (Path(__file__).parent.parent / "examples" / "harbour.txt").read_text(encoding="utf-8")
ARTICLE = Article(
    id=hashlib.sha256(TEXT.encode()).hexdigest(),
    source="examples/harbour.txt",
    text=TEXT,
    title="Calvessa splits over plan to lease its deep harbour to Istrel",
    language="en",
)


def span(words: str, *, within: str | None = None) -> Span:
    start = TEXT.index(words, TEXT.index(within) if within else 0)
    return Span(start, start + len(words))


def evidence(words: str, *, match: str = "exact", score: float = 1.0) -> dict[str, Json]:
    where = span(words)
    return {"quote": words, "spans": [[where.start, where.end]], "match": match, "score": score}


def phrase(words: str, *, within: str | None = None) -> dict[str, Json]:
    where = span(words, within=within)
    return {"quote": words, "spans": [[where.start, where.end]]}


def verified(kind: str, speaker: str, cue: str, *, within: str) -> dict[str, Json]:
    return {
        "verdict": "verified",
        "kind": kind,
        "speaker": phrase(speaker, within=within),
        "cue": phrase(cue, within=within),
        "reason": None,
    }


def unverified(reason: str) -> dict[str, Json]:
    return {"verdict": "unverified", "kind": None, "speaker": None, "cue": None, "reason": reason}


def position(
    quote: dict[str, Json],
    actor: tuple[str, str],
    role: str | None,
    issue: str,
    stance: str,
    claim: str,
    attribution: dict[str, Json],
) -> dict[str, Json]:
    return {
        "evidence": quote,
        "actor": actor[1],
        "actor_id": actor[0],
        "role": role,
        "issue": issue,
        "claim": claim,
        "stance": stance,
        "attribution": attribution,
    }


def actor(
    number: str, name: str, kind: str, role: str | None, quote: dict[str, Json], aliases: tuple[str, ...] = ()
) -> dict[str, Json]:
    return {"id": number, "name": name, "kind": kind, "role": role, "aliases": list(aliases), "evidence": quote}


OLDACRE, ACHTERLANE, LISSOM = ("a2", "Maren Oldacre"), ("a4", "Tobin Achterlane"), ("a5", "Count Evard Lissom")
VEY, RASMUND, SANDLUND = ("a6", "Brannoch Vey"), ("a8", "Ilka Rasmund"), ("a9", "Petra Sandlund")
QUAY, FEYER = ("a10", "Professor Anselm Quay"), ("a11", "Lucan Feyer")
LEASE, NAVY = "the harbour lease", "naval visits"

BRIEF: dict[str, Json] = {
    "headline": "Calvessa’s parliament to vote on 40-year harbour lease to Istrel",
    "summary": "Calvessa’s government wants to lease the deep harbour of Port Selwick to Istrel for 40 years. A "
    "coalition partner makes its votes conditional, the opposition threatens a referendum, and neighbouring "
    "Dorrovia may review a fishing agreement on which 300 boats depend.",
    "issues": [LEASE, NAVY, "fishing agreement", "dredging"],
    "positions": [
        position(
            evidence("We are selling nothing"),
            OLDACRE,
            "Prime Minister",
            LEASE,
            "supports",
            "She holds that the lease sells nothing and puts an empty quay to use.",
            verified("direct", "she", "told reporters", within="We are selling nothing"),
        ),
        position(
            evidence("the treaty would not be reopened"),
            OLDACRE,
            None,
            NAVY,
            "opposes",
            "She refuses to reopen the treaty.",
            verified("paraphrase", "Oldacre", "told parliament", within="Oldacre told parliament"),
        ),
        position(
            evidence("No warships without a vote of this house, or there will be no treaty"),
            ACHTERLANE,
            "leads the party's nine members",
            LEASE,
            "conditional",
            "He will back the treaty only if parliament votes on every naval visit.",
            verified("direct", "Tobin Achterlane", "said", within=",” said Tobin Achterlane"),
        ),
        position(
            evidence("his government had no plans to station troops on the island"),
            LISSOM,
            "Foreign Minister",
            NAVY,
            "supports",
            "He denies that Istrel plans to station troops.",
            unverified("the article credits “He”, and the parse is not sure who that is"),
        ),
        position(
            evidence("The day their frigates tie up here, we become a target", match="fuzzy", score=0.94),
            VEY,
            "leader of the Homeland Party",
            LEASE,
            "opposes",
            "He holds that Istrel’s navy would make the island a target.",
            verified("direct", "he", "said", within="we become a target"),
        ),
        position(
            evidence("it would regard a naval base at Port Selwick as a hostile act", match="folded"),
            ("a7", "Dorrovia"),
            None,
            NAVY,
            "opposes",
            "Dorrovia would see a naval base as hostile.",
            verified("paraphrase", "Dorrovia", "has said", within="Dorrovia has said"),
        ),
        position(
            evidence("the damage could be limited if the work was done in winter"),
            QUAY,
            "Professor",
            "dredging",
            "neutral",
            "He thinks that winter work would limit the damage.",
            verified("paraphrase", "Professor Anselm Quay", "said", within="Its author"),
        ),
        position(
            evidence("the figure depended on whether Istrel's shipping lines kept their promises"),
            FEYER,
            "president of the Chamber of Trade",
            LEASE,
            "unclear",
            "He concedes that the number of jobs is not certain.",
            verified("paraphrase", "Lucan Feyer", "conceded", within="its president, Lucan Feyer"),
        ),
    ],
    "risks": [
        {
            "evidence": evidence("Calvessa could be drawn into Istrel's dispute with neighbouring Dorrovia"),
            "risk": "Calvessa is drawn into the dispute between Istrel and Dorrovia.",
            "affected": "Calvessa",
            "warned_by": "Brannoch Vey",
            "warned_by_id": "a6",
            "likelihood": "not stated",
            "impact": "severe",
            "trigger": "Istrel’s frigates tie up at Port Selwick",
            "attribution": verified("paraphrase", "Brannoch Vey", "warned", within="Brannoch Vey, leader"),
        },
        {
            "evidence": evidence(
                "Dredging the harbour would almost certainly destroy the seagrass meadows at its mouth"
            ),
            "risk": "The seagrass meadows are destroyed.",
            "affected": None,
            "warned_by": None,
            "likelihood": "almost certain",
            "impact": "not stated",
            "trigger": "dredging",
        },
    ],
    "actors": [
        actor(*OLDACRE, "person", "Prime Minister", evidence("Prime Minister Maren Oldacre"), ("Oldacre",)),
        actor(*ACHTERLANE, "person", None, evidence("Tobin Achterlane")),
        actor(*LISSOM, "person", "Istrel's Foreign Minister", evidence("Count Evard Lissom"), ("Lissom",)),
        actor(*VEY, "person", "leader of the Homeland Party", evidence("Brannoch Vey, leader of the Homeland Party")),
        actor("a7", "Dorrovia", "country", None, evidence("Dorrovia")),
        actor(*FEYER, "person", "president of the Chamber of Trade", evidence("its president, Lucan Feyer")),
    ],
}

RUN = Run(
    model="qwen2.5-coder-1.5b-instruct-q4_k_m",
    backend="embedded",
    prompt="brief.v1",
    prompt_sha256="5f" * 32,
    schema="brief",
    schema_sha256="a0" * 32,
    parameters={"temperature": "0"},
    usage=Usage(2314, 812, 1900),
    cost=None,
    seconds=28.41,
    attempts=(
        Attempt("headline, summary, issues", "json_schema", 9.2, "ok", Usage(812, 140, 0)),
        Attempt("positions", "json_schema", 15.1, "loop: the same item again", Usage(810, 600, 800)),
        Attempt("re-ask positions[3]", "json_schema", 4.1, "ok", Usage(692, 72, 692)),
    ),
)

STATEMENTS = (
    Statement(
        id="s1",
        holder="Maren Oldacre",
        holder_id="a2",
        aliases=("Oldacre",),
        source=Phrase("she", (span("she", within="We are selling nothing"),)),
        cue=Phrase("told reporters", (span("told reporters"),)),
        content=Phrase(
            "We are selling nothing … We are letting a quay",
            (span("We are selling nothing"), span("We are letting a quay")),
        ),
        kind="direct",
        by=None,
        certainty=0.9,
    ),
    Statement(
        id="s2",
        holder="Petra Sandlund",
        holder_id="a9",
        aliases=(),
        source=Phrase("Petra Sandlund", (span("Petra Sandlund"),)),
        cue=None,
        content=Phrase("we pay for it in Hallow Bay", (span("we pay for it in Hallow Bay"),)),
        kind="mixed",
        by="s1",
        certainty=1.0,
    ),
)

ENVELOPE = Envelope(
    article=ARTICLE,
    brief=BRIEF,
    unsupported=(
        Unsupported(
            "positions[8]",
            {
                "evidence": "We will never fish for Istrel",
                "actor": "Petra Sandlund",
                "role": "chairwoman",
                "issue": "fishing agreement",
                "claim": "She refuses to fish for Istrel.",
                "stance": "opposes",
            },
            "its evidence is not in the article; asked for again 2 times",
        ),
    ),
    warnings=(
        Notice("loop", "the model repeated itself and was stopped", "positions"),
        Notice("model", "the embedded model is small; read its claims beside their quotes"),
    ),
    run=RUN,
)


def of(brief: dict[str, Json]) -> Envelope:
    """The envelope with another brief, and nothing set apart or warned of."""
    return replace(ENVELOPE, brief=brief, unsupported=(), warnings=())
