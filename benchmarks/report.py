"""Both bots' figures side by side: as a table to read, and as JSON to keep."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.load import Figures

# At how many clients the guide has to be some times as quick as the stock bot.
GATE_CLIENTS = 16


@dataclass(frozen=True)
class BotReport:
    """All figures of one bot.

    start_seconds: from starting it to its first answer. resident_bytes: memory of all its processes after the
    last round. rounds: number of clients -> figures, round by round.
    """

    start_seconds: float
    resident_bytes: int
    rounds: Mapping[int, Sequence[Figures]]

    @property
    def messages(self) -> int:
        """How many measured messages were sent to it."""
        return sum(figures.messages for rounds in self.rounds.values() for figures in rounds)

    @property
    def failures(self) -> int:
        """How many of them it did not answer."""
        return sum(figures.failures for rounds in self.rounds.values() for figures in rounds)


@dataclass(frozen=True)
class Row:
    """One line: a figure of both bots, and how many times better ours is (below 1: worse)."""

    name: str
    unit: str
    ours: float
    stock: float
    ratio: float


def rows(ours: BotReport, stock: BotReport) -> list[Row]:
    """Every figure that is compared. Those with rounds are medians over the rounds."""
    found = []
    for clients in ours.rounds:
        label = f"{clients} client{'s' if clients > 1 else ''}"
        for name, unit, pick in _MEASURES:
            mine, theirs = (_median(report.rounds[clients], pick) for report in (ours, stock))
            more_is_better = unit == "a second"
            found.append(
                Row(f"{label}, {name}", unit, mine, theirs, mine / theirs if more_is_better else theirs / mine)
            )
    for name, unit, mine, theirs in (
        ("memory", "MB", ours.resident_bytes / 1e6, stock.resident_bytes / 1e6),
        ("start to first answer", "s", ours.start_seconds, stock.start_seconds),
    ):
        found.append(Row(name, unit, mine, theirs, theirs / mine))
    return found


_MEASURES: tuple[tuple[str, str, Callable[[Figures], float]], ...] = (
    ("p50", "ms", lambda figures: figures.p50_ms),
    ("p95", "ms", lambda figures: figures.p95_ms),
    ("messages", "a second", lambda figures: figures.per_second),
)


def _median(rounds: Sequence[Figures], pick: Callable[[Figures], float]) -> float:
    return statistics.median(map(pick, rounds))


def throughput_ratio(ours: BotReport, stock: BotReport) -> float:
    """How many times as many messages a second ours answers as stock, when many talk at once."""
    mine, theirs = (
        _median(report.rounds[GATE_CLIENTS], lambda figures: figures.per_second) for report in (ours, stock)
    )
    return mine / theirs


def table(ours: BotReport, stock: BotReport) -> str:
    """The comparison, a line for each figure."""
    lines = [f"{'':<24}{'':<10}{'ours':>10}{'stock':>10}{'better by':>12}"]
    for row in rows(ours, stock):
        lines.append(f"{row.name:<24}{row.unit:<10}{row.ours:>10.1f}{row.stock:>10.1f}{row.ratio:>11.1f}x")
    for name, report in (("ours", ours), ("stock", stock)):
        lines.append(f"{name}: {report.messages} messages, {report.failures} without an answer")
    return "\n".join(lines)


def as_json(ours: BotReport, stock: BotReport) -> dict[str, Any]:
    """The comparison and every round behind it."""
    return {
        "throughput_ratio": throughput_ratio(ours, stock),
        "compared": [asdict(row) for row in rows(ours, stock)],
        "ours": _report_as_json(ours),
        "stock": _report_as_json(stock),
    }


def _report_as_json(report: BotReport) -> dict[str, Any]:
    return {
        "start_seconds": report.start_seconds,
        "resident_bytes": report.resident_bytes,
        "rounds": {str(clients): [asdict(figures) for figures in rounds] for clients, rounds in report.rounds.items()},
    }
