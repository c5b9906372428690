"""No change may cost more than 2 points of a headline figure without being noticed, and the lost questions named."""

from __future__ import annotations

from evaluation import baseline
from evaluation.intents import Intents
from evaluation.measures import figures, measure
from evaluation.questions import Known, load
from evaluation.understanding import Model
from knowledge.queries import Knowledge


def test_no_headline_figure_fell(model: Model, knowledge: Knowledge) -> None:
    intents = Intents.read()
    found = figures(measure(model, load(Known.of(intents, knowledge)), intents))
    before = baseline.kept()
    assert set(found) <= set(before), "there is no baseline for all figures: run 'make evaluate KEEP=1'"
    losses = [str(change) for change in baseline.compare(found, before) if change.is_loss]
    assert not losses, "\n".join([*losses, "If this is meant, run 'make evaluate KEEP=1' and commit what it writes."])
