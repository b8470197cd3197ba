"""What the commands of ``summarizer batch`` can be told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = [
    "Durability",
    "Engine",
    "FolderArgument",
    "KeepGoingOption",
    "MaxCostOption",
    "MaxTimeOption",
    "MaxTokensOption",
    "ParquetOption",
]


class Engine(StrEnum):
    """Who makes the briefs of a batch."""

    LOCAL = "local"
    OPENAI_BATCH = "openai-batch"
    RAY = "ray"


class Durability(StrEnum):
    """How sure a reply is to be on the disk; see `summarizer.batch.journal`."""

    NORMAL = "normal"
    FULL = "full"


FolderArgument: TypeAlias = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a batch.")]
ParquetOption: TypeAlias = Annotated[
    bool | None,
    typer.Option("--parquet/--no-parquet", help="Write briefs.parquet too; default: if pyarrow is installed."),
]
MaxCostOption: TypeAlias = Annotated[
    float | None, typer.Option("--max-cost", min=0, metavar="USD", help="Stop when the journal has cost that.")
]
MaxTokensOption: TypeAlias = Annotated[
    int | None, typer.Option("--max-tokens", min=0, help="Stop when the journal has so many tokens.")
]
MaxTimeOption: TypeAlias = Annotated[
    float | None, typer.Option("--max-time", min=0, metavar="SECONDS", help="Send nothing after so long.")
]
KeepGoingOption: TypeAlias = Annotated[
    bool, typer.Option("--keep-going", help="Go on also if the first 20 articles have all failed.")
]
