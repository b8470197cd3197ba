"""Which rules of a model's attribute ruler fit which tokens, asked once for tokens that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

__all__ = ["RememberingMatcher"]

_MOST = 50_000
"""Kinds of tokens that are remembered, some megabytes of them; beyond that all are forgotten."""


class RememberingMatcher:
    """Stands in for the matcher of an `AttributeRuler` and finds the same.

    Nearly all of its rules are about one token and ask for little (tag, lower case, dependency), so that all tokens
    that are the same in these fit the same rules. A matcher tries each rule on each token: a tenth of all the parse.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        from spacy.matcher import Matcher

        vocab, rules = ruler.vocab, [rule["patterns"] for rule in ruler.patterns]
        self._alone: Matcher = Matcher(vocab, validate=False)
        self._several: Matcher = Matcher(vocab, validate=False)
        self._known: dict[bytes, tuple[int, ...]] = {}
        asked: set[str] = set()
        for number, patterns in enumerate(rules):
            for pattern in patterns:  # type: ignore[union-attr]
                alone = len(pattern) == 1 and not {"OP", "_"} & pattern[0].keys()
                (self._alone if alone else self._several).add(vocab.strings.add(str(number)), [pattern])  # type: ignore[list-item]
                asked.update(*pattern if alone else ())
        self._asked: list[int | str] = sorted(asked)

    def __call__(self, doc: Doc, *, allow_missing: bool, as_spans: Literal[False]) -> list[tuple[int, int, int]]:
        """The rule, first token and end of each match, in any order."""
        found = self._several(doc, allow_missing=allow_missing, as_spans=as_spans) if len(self._several) else []
        for i, row in enumerate(doc.to_array(self._asked).reshape(-1, len(self._asked))):
            kind = row.tobytes()
            rules = self._known.get(kind)
            if rules is None:
                if len(self._known) >= _MOST:
                    self._known.clear()
                fitting = self._alone(doc[i : i + 1], allow_missing=allow_missing, as_spans=as_spans)
                rules = self._known[kind] = tuple(rule for rule, _, _ in fitting)
            found += [(rule, i, i + 1) for rule in rules]
        return found
