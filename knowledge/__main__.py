"""Build the knowledge base, or look at it: `python -m knowledge build|check|watch|vocabulary|coverage`."""

from __future__ import annotations

import argparse
import datetime
import logging
import signal
import sys
import threading
from pathlib import Path

from knowledge import check, coverage, store, vocabulary
from knowledge.content import FOLDER, survey
from knowledge.problems import ContentError
from knowledge.queries import Knowledge


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description="The knowledge base of the guide")
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="check the content and load it into the database")
    build.add_argument("--content", type=Path, default=FOLDER)
    build.add_argument("--database", type=Path, default=store.DATABASE)
    look = verbs.add_parser("check", help="list the facts that an editor must look at; exits with 1 if there are any")
    look.add_argument("--content", type=Path, default=FOLDER)
    look.add_argument("--json", action="store_true", help="for programs to read")
    look.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today(), metavar="DAY")
    live = verbs.add_parser("watch", help="rebuild the database whenever a content file is saved, until stopped")
    live.add_argument("--content", type=Path, default=FOLDER)
    live.add_argument("--database", type=Path, default=store.DATABASE)
    live.add_argument("--trained", type=Path, help="the vocabulary that the running model was trained on")
    words = verbs.add_parser("vocabulary", help="write the words people use for things as Rasa training data")
    words.add_argument("output", type=Path)
    table = verbs.add_parser("coverage", help="write the table of page statements, facts and questions")
    table.add_argument("output", type=Path)
    arguments = parser.parse_args()
    if arguments.verb == "build":
        try:
            content = store.build(arguments.content, arguments.database)
        except ContentError as error:
            print(
                f"{error}\n\n{len(error.problems)} mistakes in the content. Nothing was changed.",
                file=sys.stderr,
            )
            return 1
        print(f"Knowledge base: {len(content.facts)} facts on {len(content.topics)} topics.")
    elif arguments.verb == "check":
        return _check(arguments.content, arguments.today, arguments.json)
    elif arguments.verb == "watch":
        # Only here: to build the knowledge base takes nothing of what watching it does.
        from knowledge import watch

        logging.basicConfig(level=logging.INFO, format="%(message)s")
        logging.getLogger("watchfiles").setLevel(logging.WARNING)
        trained = arguments.trained or arguments.database.parent / "training" / "vocabulary.yml"
        # Stopped while it rebuilds, it ends as well as at any other time: what it has begun is finished first.
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        watch.watch(arguments.content, arguments.database, trained, stop)
    elif arguments.verb == "vocabulary":
        vocabulary.write(Knowledge(), arguments.output)
    else:
        coverage.write(Knowledge(), arguments.output)
    return 0


def _check(folder: Path, today: datetime.date, for_programs: bool) -> int:
    report = check.check(survey(folder), today)
    print(check.as_json(report) if for_programs else check.table(report))
    return int(report.must_act)


if __name__ == "__main__":
    # Whoever reads the output may have read enough: `… | head` ends us without a word.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
