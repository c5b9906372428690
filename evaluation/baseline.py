"""What held in the run that we last kept, so that a change which loses questions is noticed, and which ones.

`baseline.json` has each check of that run; `history.json` has the headline figures of every run that was kept.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.measures import Checks, Figures, headline, share

BASELINE = Path(__file__).parent / "baseline.json"
HISTORY = Path(__file__).parent / "history.json"
# A figure may fall by so many points before we call it a loss.
ALLOWED_POINTS = 2.0


@dataclass(frozen=True)
class Kept:
    """A run in the history.

    figures: name -> per cent. calibration_error: in points. p50_ms, p95_ms: how long understanding a message takes.
    """

    day: str
    model: str
    figures: dict[str, float]
    calibration_error: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Change:
    """How a figure moved since the baseline, on the questions that both runs had."""

    name: str
    before: float
    now: float
    lost: Sequence[str]
    won: Sequence[str]

    @property
    def points(self) -> float:
        return self.now - self.before

    @property
    def is_loss(self) -> bool:
        return self.points < -ALLOWED_POINTS

    def __str__(self) -> str:
        lost = "".join(f"\n    {question}" for question in self.lost)
        return f"{self.name}: {self.now:.1f}% after {self.before:.1f}%. Lost:{lost or ' nothing'}"


def keep(figures: Figures, path: Path = BASELINE) -> None:
    """Make a run the baseline."""
    content = {"headline": headline(figures), "figures": figures}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept(path: Path = BASELINE) -> Figures:
    """The checks of the run that was last kept; none when there was no such run."""
    if not path.exists():
        return {}
    found: Figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return found


def compare(now: Figures, before: Figures) -> list[Change]:
    """Each figure that both runs have, on the questions that both have."""
    return [_change(name, now[name], before[name]) for name in before if name in now]


def _change(name: str, now: Checks, before: Checks) -> Change:
    both = [question for question in before if question in now]
    return Change(
        name,
        before=share([before[question] for question in both]),
        now=share([now[question] for question in both]),
        lost=[question for question in both if before[question] and not now[question]],
        won=[question for question in both if now[question] and not before[question]],
    )


def history(path: Path = HISTORY) -> list[Kept]:
    """Every run that was kept, the latest last."""
    return [Kept(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def append(run: Kept, path: Path = HISTORY) -> None:
    """Add a run to the history."""
    entries = [asdict(entry) for entry in (*history(path), run)]
    path.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


def today() -> str:
    return datetime.date.today().isoformat()
