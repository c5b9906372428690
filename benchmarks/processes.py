"""Processes that are ended whatever happens, and the memory they hold."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

# How long a process may take to end when asked to, before it is killed.
GRACE_SECONDS = 10.0


@contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a folder, with its output in a log file; end it and all it started on the way out.

    It has a session of its own, so that Ctrl-C reaches us alone and everything is ended here, by its id.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 (our own commands)
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    started = tree([process.pid]) - {process.pid}
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    # The session tells a child of ours from a process that has got its number since.
    for child in started:
        with suppress(ProcessLookupError):
            if os.getsid(child) == process.pid:
                os.kill(child, signal.SIGKILL)


def tree(roots: Collection[int]) -> set[int]:
    """The ids of these processes and of all that they started, directly or not."""
    found = set(roots)
    parents = {pid: parent for pid, (parent, _) in _table().items()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def resident_bytes(roots: Collection[int]) -> int:
    """Memory of the process trees under these ids: the sum of resident sets, in bytes.

    Pages that processes share count once for each of them.
    """
    table = _table()
    return sum(table[pid][1] for pid in tree(roots) if pid in table)


def _table() -> dict[int, tuple[int, int]]:
    """Every process: id -> (its parent's id, resident bytes). From /proc, else from `ps`."""
    if not Path("/proc/self/statm").exists():
        return _table_of_ps()
    page = os.sysconf("SC_PAGE_SIZE")
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        # A process may end while we look.
        with suppress(OSError):
            # After the command's name, which is in parentheses: state, parent, …
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            pages = (folder / "statm").read_text().split()[1]
            found[int(folder.name)] = (int(parent), int(pages) * page)
    return found


def _table_of_ps() -> dict[int, tuple[int, int]]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss="],  # noqa: S607 (wherever the system has it)
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [[int(part) for part in line.split()] for line in listing.stdout.splitlines()]
    return {pid: (parent, kilobytes * 1024) for pid, parent, kilobytes in rows}
