"""How far a long run has come, on the terminal, so that nobody wonders whether it hangs."""

from __future__ import annotations

import sys

from evaluation.understanding import Progress


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def counted(what: str) -> Progress:
    """Counts on one line of a terminal; in a log, a line at the start and one at the end of each count."""

    def show(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what}: {done} of {of} ", end="\n" if done == of else "", file=sys.stderr, flush=True)
        elif done in (1, of):
            say(f"{what}: {done} of {of}")

    return show
