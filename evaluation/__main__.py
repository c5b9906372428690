"""`make evaluate`: ask the guide every question we have, write `docs/evaluation.html`, print the headline figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evaluation.quiet import prepare

# Before numpy is imported, as in the server: times are those of one thread.
prepare()

from bot.runtime.settings import Settings  # noqa: E402
from bot.runtime.training import model_for  # noqa: E402
from evaluation import baseline, report  # noqa: E402
from evaluation.confidence import calibration_error  # noqa: E402
from evaluation.dialogues import Judge, ask_several, fixed_replies, hold  # noqa: E402
from evaluation.intents import Intents  # noqa: E402
from evaluation.measures import (  # noqa: E402
    Figures,
    Measured,
    Talked,
    answers,
    figures,
    headline,
    measure,
    milliseconds,
)
from evaluation.progress import counted, say  # noqa: E402
from evaluation.questions import Known, QuestionSets, load  # noqa: E402
from evaluation.running import running_guide  # noqa: E402
from evaluation.understanding import Model  # noqa: E402
from knowledge.problems import ContentError  # noqa: E402
from knowledge.queries import Knowledge, KnowledgeUnavailableError  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report and print the table. With --keep, this run is what later ones are compared with."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="make this run the baseline, and add it to the history")
    options = parser.parse_args(arguments)
    var = Settings.from_environment().var
    try:
        intents, knowledge = Intents.read(), Knowledge(var / "knowledge.db")
        sets = load(Known.of(intents, knowledge))
        path = model_for(var)
        say("Loading the model…")
        model = Model(path)
    except (ContentError, KnowledgeUnavailableError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    measured = measure(model, sets, intents, counted("Asking the model"))
    talked = _talk(sets, Judge(intents, knowledge, fixed_replies()))
    found = figures(measured, talked)
    run = _run(measured, talked, found, path.name.removesuffix(".tar.gz"))
    report.write(run)
    print(_table(run))
    if options.keep:
        baseline.keep(found)
        baseline.append(run.now)
        say("This run is the baseline now.")
    say(f"The whole report is in {report.PAGE.relative_to(Path.cwd())}.")
    return 0


def _talk(sets: QuestionSets, judge: Judge) -> Talked:
    with tempfile.TemporaryDirectory(prefix="guide-evaluation-") as folder:
        say("Starting the guide…")
        with running_guide(Path(folder)) as guide:
            conversations = hold(guide, sets.conversations, judge, counted("Holding conversations"))
            several = ask_several(guide, sets.several, judge, counted("Asking several questions at once"))
    return Talked(conversations, several)


def _run(measured: Measured, talked: Talked, found: Figures, model: str) -> report.Run:
    p50, p95 = milliseconds(measured)
    error = calibration_error(answers(measured))
    now = baseline.Kept(baseline.today(), model, headline(found), round(error, 1), round(p50, 1), round(p95, 1))
    return report.Run(measured, talked, now, baseline.compare(found, baseline.kept()), baseline.history())


def _table(run: report.Run) -> str:
    before = run.history[-1].figures if run.history else {}
    lines = [f"{'':<46}{'now':>8}{'kept':>8}"]
    for name, value in run.now.figures.items():
        old = f"{before[name]:>7.1f}%" if name in before else f"{'–':>8}"
        lines.append(f"{name:<46}{value:>7.1f}%{old}")
    lines.append(f"calibration error {run.now.calibration_error:.1f} points")
    lines.append(f"understood in {run.now.p50_ms:.1f} ms (half), {run.now.p95_ms:.1f} ms (95%), on one thread")
    lines += [f"LOST  {change}" for change in run.changes if change.is_loss]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
