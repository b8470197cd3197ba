"""Why a part is set apart, in words from which a reader knows the field and what the model said there."""

from typing import Literal

import pytest
from pydantic import BaseModel

from summarizer.asking import Rejected
from summarizer.salvaging import made, reasons_of
from summarizer.types import Fault, Json, Path

RISK: dict[str, Json] = {"risk": {"likelihood": "grave"}, "impact": ["x" * 100]}


class Risk(BaseModel):
    risk: str
    impact: Literal["low", "high"]


@pytest.mark.parametrize(
    ("path", "item", "at", "reason"),
    [
        (("risks", 0), RISK, ("risks", 0, "risk", "likelihood"), 'risk.likelihood: is wrong (got "grave")'),
        (("risks", 0), RISK, ("risks", 0, "impact", 0), f'impact[0]: is wrong (got "{"x" * 58}…)'),
        (("risks", 0), RISK, ("risks", 0, "impact"), "impact: is wrong"),
        (("risks", 0), RISK, ("risks", 0, "impact", 1), "impact[1]: is wrong"),
        (("stance",), None, ("stance",), "stance: is wrong"),
        (("stance",), 3, ("stance",), "stance: is wrong (got 3)"),
    ],
)
def test_what_the_schema_refuses_is_told_with_its_field_and_value(
    path: Path, item: Json, at: Path, reason: str
) -> None:
    assert reasons_of(Rejected(path, item, (Fault(at, "is wrong"),))) == [reason]
    assert reasons_of(Rejected(path, item, (Fault(at, "is not in the article", "evidence"),))) == [
        "is not in the article"
    ]


def test_an_item_that_was_put_together_is_told_with_its_field_and_value() -> None:
    assert made({"impact": "grave"}, Risk) == [
        "risk: Field required",
        """impact: Input should be 'low' or 'high' (got "grave")""",
    ]
    assert made({"risk": "r", "impact": "low"}, Risk) == Risk(risk="r", impact="low")
