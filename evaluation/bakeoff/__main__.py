"""`make bakeoff`: try every candidate, write `evaluation/bakeoff.json` and the table in `docs/understanding.md`.

It takes hours, nearly all of them for DIET. What each candidate achieved is written as soon as it is there; --only
tries some of them again and leaves the others as they are. With --every N, only each Nth example is used, to see
whether all of it runs; then the table is printed and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.baseline import today
from evaluation.intents import ROOT
from evaluation.progress import say

FIGURES = ROOT / "evaluation" / "bakeoff.json"
PAGE = ROOT / "docs" / "understanding.md"
START, END = "<!-- bakeoff: written by make bakeoff -->", "<!-- bakeoff ends -->"
LETTERS = "abcdefg"
# All learn from each such example: DIET takes too long with more.
EVERY = 24


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all candidates, one after the other, each in a process of its own so that its memory can be told."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bakeoff", description=__doc__)
    parser.add_argument("--only", default=LETTERS, metavar="LETTERS", help="try these candidates (default: all)")
    parser.add_argument(
        "--every", type=int, default=EVERY, metavar="N", help="use each Nth example (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    trials = _written()
    for letter in options.only:
        say(f"Candidate {letter} of {options.only}…")
        try:
            trials[letter] = {**_tried(letter, options.every), "day": today()}
        except subprocess.CalledProcessError as error:
            print(f"Candidate {letter} ended with {error.returncode}. The lines above say why.", file=sys.stderr)
            return 1
        _write(trials)
    print(table(_in_order(trials)))
    return 0


def _written() -> dict[str, dict[str, Any]]:
    """What earlier runs have written: letter -> trial."""
    if not FIGURES.exists():
        return {}
    return {trial["letter"]: trial for trial in json.loads(FIGURES.read_text(encoding="utf-8"))}


def _write(trials: dict[str, dict[str, Any]]) -> None:
    FIGURES.write_text(json.dumps(_in_order(trials), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), table(_in_order(trials))), encoding="utf-8")


def _in_order(trials: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [trials[letter] for letter in sorted(trials)]


def _tried(letter: str, every: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="guide-bakeoff-") as folder:
        file = Path(folder) / "trial.json"
        command = [sys.executable, "-m", "evaluation.bakeoff.trial", letter, str(file), str(every)]
        subprocess.run(command, check=True)  # noqa: S603 (our own command)
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found


def table(trials: Sequence[dict[str, Any]]) -> str:
    """The comparison in Markdown."""
    has_external = any(trial["external"] is not None for trial in trials)
    heads = [
        "examples", "held-out examples right", "questions right", "misspelt", "off-topic refused", "calibration error",
        "things", "ms a message", "training s", "peak MB", *(["external questions"] if has_external else []),
    ]  # fmt: skip
    lines = [f"| | what | {' | '.join(heads)} |", f"|---|---|{'---:|' * len(heads)}"]
    for trial in trials:
        folds = "" if trial["folds"] == 3 else f" ({trial['folds']} fold)"
        cells = [
            f"{trial['examples']:,}",
            f"{trial['held_out']:.1f}%{folds}",
            *(f"{trial[name]:.1f}%" for name in ("questions", "misspelt", "refused")),
            f"{trial['calibration_error']:.1f}",
            f"{trial['things']:.1f}%",
            f"{trial['milliseconds']:.1f}",
            f"{trial['training_seconds']:.0f}",
            f"{trial['peak_megabytes']:.0f}",
        ]
        if has_external:
            cells.append("–" if trial["external"] is None else f"{trial['external']:.1f}%")
        lines.append(f"| {trial['letter']} | {trial['name']} | {' | '.join(cells)} |")
    days = sorted({trial["day"] for trial in trials})
    return "\n".join([*lines, "", f"Tried on {' and '.join(days)}."])


def placed(page: str, text: str) -> str:
    """The page with the table between its markers.

    Raises:
        ValueError: the page has lost its markers.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{PAGE.name} has no place for the table. Put the lines '{START}' and '{END}' back.")
    return f"{before}{start}\n{text}\n{end}{after}"


if __name__ == "__main__":
    sys.exit(main())
