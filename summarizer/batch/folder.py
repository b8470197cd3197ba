"""The folder of a batch: found fit before anything is spent, and taken by one process at a time."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from summarizer.errors import JournalError, UsageError

__all__ = ["network_filesystem", "taken"]

_LOCK, _HOLDER = ".lock", ".holder.json"
_OVER_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "ncpfs", "davfs"}
    | {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.davfs2"}
)
_MOUNTS = Path("/proc/self/mountinfo")


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """The folder is there, can be written to, lies on a disk of this machine, and is nobody else's meanwhile.

    Raises:
        UsageError: It does not, and who holds it if it is another process.
        JournalError: The disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise UsageError(f"cannot make the folder {str(folder)!r}: {err.strerror}", hint="name another folder") from err
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"nothing can be written to the folder {str(folder)!r}", hint="name another folder")
    if kind := network_filesystem(folder):
        raise UsageError(
            f"{str(folder)!r} lies on a network disk ({kind}), where SQLite's log is not safe",
            hint="name a folder on a disk of this machine, and copy the results",
        )
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as err:
        hint = "wait until it has ended, or name another folder"
        raise UsageError(f"{str(folder)!r} is in use by {_holder(folder)}", hint=hint) from err
    except OSError as err:
        raise UsageError(f"nothing can be written to the folder {str(folder)!r}: {err.strerror}") from err
    try:
        _note(folder)
        yield
    finally:
        with suppress(OSError):
            (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _note(folder: Path) -> None:
    """Whoever comes next can read who is at work here."""
    me = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now():%Y-%m-%d %H:%M}"}
    try:
        (folder / _HOLDER).write_text(json.dumps(me), "utf-8")
    except OSError as err:
        raise JournalError(
            f"cannot write to the folder {str(folder)!r}: {err.strerror}",
            hint="make room on the disk, and give the same command again: what is in the journal is not lost",
        ) from err


def network_filesystem(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network disk that a folder lies on; None if it lies on none, or this system does not tell.

    Args:
        folder: It need not exist.
        mounts: Linux's table of mounts (proc(5), ``mountinfo``).
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    place, best, kind = folder.resolve(), -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(), after.split()
        if len(fields) < 5 or not kinds:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), kinds[0]
    return kind if kind in _OVER_A_NETWORK else None


def _holder(folder: Path) -> str:
    try:
        me = json.loads((folder / _HOLDER).read_text("utf-8"))
        return f"process {int(me['pid'])} on {me['host']!s}, since {me['since']!s}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
