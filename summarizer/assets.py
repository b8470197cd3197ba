"""Finds prompts and schemas by name, and loads schemas.

Both are looked for in the same places, first hit wins: the folders named with ``--assets``, those of the configuration
(``$SUMMARIZER_ASSETS``), the user's config folder, and what comes with the program. Each place has a folder
``prompts`` and a folder ``schemas``. The working directory is never searched by itself: a schema may be Python, and a
downloaded folder must not run.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import re
import sys
import traceback
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal, TypeAlias

from pydantic import BaseModel

from summarizer.config import Config
from summarizer.errors import AssetError
from summarizer.json_schema import model_from

__all__ = [
    "BUILT_IN",
    "Asset",
    "AssetKind",
    "asset_names",
    "asset_roots",
    "class_name",
    "describe_schema",
    "find_asset",
    "is_name",
    "list_assets",
    "load_schema",
]

AssetKind: TypeAlias = Literal["prompts", "schemas"]

BUILT_IN = "built-in"
"""The origin of what comes with the program."""

_SUFFIXES: dict[AssetKind, tuple[str, ...]] = {"prompts": (".jinja",), "schemas": (".py", ".json")}
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)(\..*)?")  # no files, on Windows
_MAX_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Asset:
    """A prompt or schema as it was when it was read.

    Attributes:
        name: The file's name without its suffix.
        origin: `BUILT_IN`, or the folder or file that the user named.
        text: What the file held; `sha256` is of its bytes.
    """

    kind: AssetKind
    name: str
    path: Path
    origin: str
    text: str
    sha256: str


def asset_roots(config: Config, *, extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders to search, in order: `extra` (``--assets``), the configuration's, the user's, the built-in one."""
    return (*extra, *config.assets_dirs, config.config_dir, _built_in())


def find_asset(
    kind: AssetKind, name: str, roots: Sequence[Path], *, paths: bool = True, besides: Collection[Path] = ()
) -> Asset:
    """The asset of that name in the first root that has one, or the file that `name` is the path of.

    Args:
        kind: Whether it is a prompt or a schema.
        name: A name, or a path: whatever has a separator or one of the suffixes (``.jinja``, ``.py``, ``.json``).
        roots: See `asset_roots`.
        paths: False where `name` is not the user's own word (from inside a template): a path is then refused.
        besides: Files (resolved) that are passed over.

    Raises:
        AssetError: There is none, its name is not one, it leads out of its folder, or it cannot be read.
    """
    one = kind.removesuffix("s")
    if paths and _is_path(kind, name):
        path = Path(name).expanduser()
        if path.suffix not in _SUFFIXES[kind]:
            raise AssetError(f"{name!r} is no {one}: the file's name must end in {' or '.join(_SUFFIXES[kind])}")
        return _read(kind, path, str(path))
    if not is_name(name):
        raise AssetError(f"{name!r} is not the name of a {one}: up to 64 of a-z, 0-9, '_', '.', '-'")
    folders = [root / kind for root in roots]
    for root, folder in zip(roots, folders, strict=True):
        for suffix in _SUFFIXES[kind]:
            path = folder / (name + suffix)
            if path.is_file() and path.resolve() not in besides:
                if not path.resolve().is_relative_to(folder.resolve()):
                    raise AssetError(f"{path} leads out of its folder")
                return _read(kind, path, _origin(root))
    known = sorted({asset_name for folder in folders for asset_name, _ in _in_folder(kind, folder)})
    close = difflib.get_close_matches(name, known, n=1)
    meant = f"; did you mean {close[0]!r}?" if close else ""
    raise AssetError(
        f"no {one} named {name!r}{meant}",
        hint=f"looked in: {', '.join(map(str, folders))}",
    )


def list_assets(kind: AssetKind, roots: Sequence[Path]) -> tuple[Asset, ...]:
    """Every asset that `find_asset` finds by name, sorted by name. Nothing is executed."""
    return tuple(find_asset(kind, name, roots, paths=False) for name in asset_names(kind, roots))


def asset_names(kind: AssetKind, roots: Sequence[Path]) -> tuple[str, ...]:
    """The names of the assets that `find_asset` finds by name, sorted. No file is read."""
    return tuple(sorted({name for root in roots for name, _ in _in_folder(kind, root / kind)}))


def describe_schema(asset: Asset) -> str:
    """The first line of a schema's own description, or ``""``; nothing is executed."""
    try:
        if asset.path.suffix == ".json":
            described = json.loads(asset.text)
            text = str(described.get("description") or "") if isinstance(described, dict) else ""
        else:
            text = ast.get_docstring(ast.parse(asset.text)) or ""
    except (ValueError, SyntaxError, RecursionError):
        text = ""
    return text.partition("\n")[0]


def load_schema(asset: Asset) -> type[BaseModel]:
    """The pydantic model of a schema; loading the same file again gives the same class.

    Of a Python file it is the model whose name is the file's in CamelCase (``risk_brief.py``: ``RiskBrief``), else the
    last one that the file defines. A JSON Schema is data, and becomes a model: see `summarizer.json_schema`.

    Raises:
        AssetError: It does not run, defines no model, or is no schema that can be used.
    """
    module_name = f"summarizer_schema_{re.sub(r'[^a-z0-9]', '_', asset.name)}_{asset.sha256[:16]}"
    if asset.path.suffix == ".json":
        return model_from(asset.text, name=class_name(asset.name), where=str(asset.path))
    module = sys.modules.get(module_name) or _execute(asset, module_name)
    models = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module_name
    ]
    if not models:
        raise AssetError(f"schema {asset.name!r} defines no pydantic model", hint=str(asset.path))
    return next((model for model in models if model.__name__ == class_name(asset.name)), models[-1])


def _execute(asset: Asset, module_name: str) -> ModuleType:
    """Runs a schema's code as a module; pydantic looks up forward references in `sys.modules`, so it is put there."""
    module = ModuleType(module_name)
    module.__file__ = str(asset.path)
    sys.modules[module_name] = module
    try:
        exec(compile(asset.text, str(asset.path), "exec", dont_inherit=True), vars(module))  # noqa: S102 (that is a schema)
        for value in list(vars(module).values()):
            if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module_name:
                value.model_rebuild()
    except (Exception, SystemExit) as err:
        del sys.modules[module_name]
        line = _line_of(err, asset.path)
        raise AssetError(
            f"schema {asset.name!r} does not load: {type(err).__name__}: {str(err).partition(chr(10))[0]}",
            hint=f"see {asset.path}" + (f", line {line}" if line else ""),
        ) from err
    return module


def _line_of(err: BaseException, path: Path) -> int | None:
    if isinstance(err, SyntaxError) and err.filename == str(path):
        return err.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(err.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else None


def _built_in() -> Path:
    """Where the program's own assets lie: inside an installed wheel, else beside the package in a checkout."""
    package = Path(__file__).parent
    return package / "_data" if (package / "_data").is_dir() else package.parent


def _origin(root: Path) -> str:
    return BUILT_IN if root == _built_in() else str(root)


def _is_path(kind: AssetKind, name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(_SUFFIXES[kind])


def is_name(name: str) -> bool:
    """True if an asset may have that name."""
    return bool(_NAME.fullmatch(name)) and not _DEVICES.fullmatch(name)


def _in_folder(kind: AssetKind, folder: Path) -> Iterator[tuple[str, Path]]:
    """Names and files of the assets that lie in a folder, which need not exist."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.suffix in _SUFFIXES[kind] and is_name(entry.stem):
            yield entry.stem, entry


def _read(kind: AssetKind, path: Path, origin: str) -> Asset:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, ValueError) as err:
        reason = (err.strerror if isinstance(err, OSError) else None) or str(err)
        raise AssetError(f"cannot read {str(path)!r}: {reason}") from err
    if len(data) > _MAX_BYTES:
        raise AssetError(f"{str(path)!r} is longer than {_MAX_BYTES:,} bytes")
    sha256 = hashlib.sha256(data).hexdigest()
    return Asset(kind, path.stem, path, origin, text.replace("\r\n", "\n"), sha256)


def class_name(name: str) -> str:
    """The name of the class that a schema or one of its parts has: ``risk-register`` is ``RiskRegister``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^a-zA-Z0-9]+", name))
