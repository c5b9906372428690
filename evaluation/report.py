"""One page with everything that a run found: `docs/evaluation.html`, which needs nothing beside itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evaluation import pictures
from evaluation.baseline import Change, Kept
from evaluation.confidence import calibration, thresholds
from evaluation.intents import FALLBACK, ROOT
from evaluation.measures import Measured, Talked, answers, beliefs, share, takes_noise
from evaluation.understanding import Judged, JudgedParts, Outcome, by_set

PAGE = ROOT / "docs" / "evaluation.html"
WORST = 15
EXAMPLES = 3


@dataclass(frozen=True)
class Run:
    """Everything the page is about. now: the run as it would be kept; changes: against the baseline."""

    measured: Measured
    talked: Talked | None
    now: Kept
    changes: Sequence[Change]
    history: Sequence[Kept]


@dataclass(frozen=True)
class SetRow:
    """A set of questions: how many, and how each outcome's share is, in per cent."""

    name: str
    number: int
    shares: dict[Outcome, float]


@dataclass(frozen=True)
class TopicRow:
    """A topic that people are not understood on, with questions that failed."""

    topic: str
    number: int
    right: float
    failures: Sequence[Judged]


@dataclass(frozen=True)
class PartsRow:
    """Messages with several questions: how many, how many wholly right and how many parts found, in per cent."""

    where: str
    number: int
    right: float
    asked: int
    found: float


@dataclass(frozen=True)
class NoiseRow:
    """A set as it is and with slips: the same questions, right in per cent."""

    name: str
    number: int
    clean: float
    noisy: float


def write(run: Run, path: Path = PAGE) -> None:
    path.write_text(render(run), encoding="utf-8")


def render(run: Run) -> str:
    """The page as HTML. Everything that came from a question or a model is escaped."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("report.html.jinja").render(_values(run))


def _values(run: Run) -> dict[str, Any]:
    measured, talked = run.measured, run.talked
    everything = [*measured.single, *measured.one]
    bins = calibration(answers(measured))
    return {
        "run": run,
        "before": run.history[-1] if run.history else None,
        "outcomes": list(Outcome),
        "sets": [_set_row(name, judged) for name, judged in by_set(everything)],
        "worst": worst(measured.personas),
        "lost": [one for one in everything if not one.is_right],
        "noise": noise(measured),
        "bins": bins,
        "confusion": _confusion(measured),
        "calibration": pictures.calibration(bins, run.now.calibration_error),
        "trade_off": _trade_off(measured),
        "parts": parts(measured, talked),
        "conversations": [one for one in talked.conversations if not one.is_right] if talked else [],
        "held": len(talked.conversations) if talked else 0,
    }


def _set_row(name: str, judged: Sequence[Judged]) -> SetRow:
    return SetRow(name, len(judged), {out: share([one.outcome is out for one in judged]) for out in Outcome})


def worst(judged: Sequence[Judged]) -> list[TopicRow]:
    """The topics whose questions fail most often, worst first."""
    topics: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        topics[one.question.topics[0]].append(one)
    rows = [
        TopicRow(topic, len(about), share([one.is_right for one in about]), [one for one in about if not one.is_right])
        for topic, about in topics.items()
    ]
    failing = [row for row in rows if row.failures]
    return sorted(failing, key=lambda row: (row.right, -len(row.failures), row.topic))[:WORST]


def noise(measured: Measured) -> list[NoiseRow]:
    """Each set's questions with slips, beside the same questions without, and all of them together."""
    clean = [one for one in measured.personas if takes_noise(one.question)]
    pairs = list(zip(clean, measured.noisy, strict=True))
    names = dict.fromkeys(one.question.set for one in clean)
    rows = [_noise_row(name, [pair for pair in pairs if pair[0].question.set == name]) for name in names]
    return [*rows, _noise_row("all of them", pairs)] if pairs else []


def _noise_row(name: str, pairs: Sequence[tuple[Judged, Judged]]) -> NoiseRow:
    return NoiseRow(
        name, len(pairs), share([clean.is_right for clean, _ in pairs]), share([noisy.is_right for _, noisy in pairs])
    )


def parts(measured: Measured, talked: Talked | None) -> list[PartsRow]:
    """How messages with several questions fared: with the model alone, and over the servers."""
    rows = [_parts_row("the model alone", measured.several)]
    return rows + ([_parts_row("over the servers", talked.several)] if talked else [])


def _parts_row(where: str, judged: Sequence[JudgedParts]) -> PartsRow:
    asked = sum(len(one.message.parts) for one in judged)
    found = sum(one.matched for one in judged)
    return PartsRow(where, len(judged), share([one.is_right for one in judged]), asked, 100 * found / max(asked, 1))


def _confusion(measured: Measured) -> Markup:
    pairs = [
        # One that is acceptable is on the diagonal, even if it is not the best.
        (reading.intent if reading.intent in one.question.topics else one.question.topics[0], reading.intent)
        for one in measured.single
        for reading in one.understood.readings[:1]
    ]
    return pictures.confusion(pairs, measured.intents.groups, FALLBACK)


def _trade_off(measured: Measured) -> Markup:
    kept = 1 - share([one.outcome is Outcome.REFUSED for one in measured.personas]) / 100
    turned_away = (Outcome.RIGHT, Outcome.TURNED_AWAY)
    refused = share([one.outcome in turned_away for one in measured.of_set("out")]) / 100
    return pictures.trade_off(thresholds(*beliefs(measured)), kept, refused)
