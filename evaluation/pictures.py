"""The report's pictures: SVG that stands inside a page, with text as text, and the same for the same data."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

import matplotlib
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from evaluation.confidence import Bin, Threshold

BLUE, RED, INK, PALE = "#005eb8", "#b42318", "#212b32", "#d8dde0"

Pair = tuple[str, str]
"""What a question is about, and what it was taken for."""

_STYLE = {
    "svg.fonttype": "none",  # text stays text, to be read, searched and made larger
    "svg.hashsalt": "evaluation",
    "font.family": "sans-serif",
    "axes.edgecolor": INK,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
_NAMES = re.compile(r'(\bid="|xlink:href="#|url\(#)')


def confusion(pairs: Sequence[Pair], groups: Mapping[str, str], asked_back: str) -> Markup:
    """Which intent is taken for which: a row for each that is meant, a column for each that is understood.

    groups: intent -> the head it stands under; intents come in this order. asked_back: the column of doubt, last.
    """
    seen = {name for pair in pairs for name in pair}
    order = [name for name in groups if name in seen] + ([asked_back] if asked_back in seen else [])
    place = {name: number for number, name in enumerate(order)}
    with matplotlib.rc_context(_STYLE):
        picture = Figure(figsize=(13, 13), layout="constrained")
        axes = picture.subplots()
        most = max(Counter(pairs).values(), default=1)
        for (meant, taken), number in sorted(Counter(pairs).items()):
            colour = BLUE if meant == taken else RED
            # Even a single mistake must be seen.
            strength = 0.35 + 0.65 * min(number / most, 1.0)
            corner = (place[taken] - 0.5, place[meant] - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, facecolor=colour, alpha=strength, linewidth=0))
        _lines_between(axes, [groups.get(name, "") for name in order])
        axes.set_xlim(-0.5, len(order) - 0.5)
        axes.set_ylim(len(order) - 0.5, -0.5)
        axes.set_xticks(range(len(order)), order, rotation=90, fontsize=6)
        axes.set_yticks(range(len(order)), order, fontsize=6)
        axes.set_xlabel("taken for")
        axes.set_ylabel("is about")
        wrong = sum(meant != taken for meant, taken in pairs)
        alt = (
            f"Confusion matrix of {len(pairs)} questions and {len(order)} intents, in groups. "
            f"{len(pairs) - wrong} lie on the diagonal, {wrong} beside it. The table of lost questions lists them."
        )
        return _svg(picture, "confusion", alt)


def _lines_between(axes: Axes, heads: Sequence[str]) -> None:
    """A line after each group, and its head beside it."""
    end = -0.5
    for head, members in groupby(heads):
        start, end = end, end + len(list(members))
        axes.axhline(end, color=PALE, linewidth=0.8)
        axes.axvline(end, color=PALE, linewidth=0.8)
        axes.text(len(heads) - 0.3, (start + end) / 2, head, fontsize=7, va="center")


def calibration(bins: Sequence[Bin], error: float) -> Markup:
    """Confidence against the share that is right; the size of a dot is how many questions it stands for."""
    with matplotlib.rc_context(_STYLE):
        picture = Figure(figsize=(6, 5), layout="constrained")
        axes = picture.subplots()
        axes.plot([0, 100], [0, 100], color=PALE, label="as it should be")
        sure, right = [100 * one.confidence for one in bins], [100 * one.right for one in bins]
        axes.plot(sure, right, color=BLUE, linewidth=1.2, label="the guide")
        most = max((one.number for one in bins), default=1)
        axes.scatter(sure, right, s=[15 + 150 * one.number / most for one in bins], color=BLUE)
        axes.set_xlabel("confidence, %")
        axes.set_ylabel("right, %")
        axes.legend(loc="upper left", frameon=False)
        alt = f"Calibration curve. Confidence and the share that is right lie {error:.1f} points apart on average."
        return _svg(picture, "calibration", alt)


def trade_off(curve: Sequence[Threshold], kept: float, refused: float) -> Markup:
    """Off-topic questions turned away against career questions kept, for every threshold, and where the guide is."""
    with matplotlib.rc_context(_STYLE):
        picture = Figure(figsize=(6, 5), layout="constrained")
        axes = picture.subplots()
        steps = {"drawstyle": "steps-post", "color": BLUE, "linewidth": 1.2}
        axes.plot([100 * one.kept for one in curve], [100 * one.refused for one in curve], label="thresholds", **steps)
        axes.plot([100 * kept], [100 * refused], "o", color=RED, label="the guide as it is")
        axes.set_xlim(50, 101)
        axes.set_xlabel("career questions kept, %")
        axes.set_ylabel("off-topic messages turned away, %")
        axes.legend(loc="lower left", frameon=False)
        alt = (
            f"Refusal against acceptance. The guide keeps {100 * kept:.1f}% of career questions "
            f"and turns away {100 * refused:.1f}% of off-topic messages."
        )
        return _svg(picture, "trade-off", alt)


def _svg(picture: Figure, name: str, alt: str) -> Markup:
    """The picture as an element that says what it shows; names inside it cannot clash with another picture's."""
    buffer = io.StringIO()
    picture.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = buffer.getvalue()
    drawn = _NAMES.sub(rf"\g<1>{name}-", drawn[drawn.index("<svg") :])
    # matplotlib escapes what it writes; the alternative text is escaped here.
    return Markup(drawn.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1))  # noqa: S704
