"""Build the knowledge base, or look at it: `python -m knowledge build|vocabulary|coverage`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledge import coverage, store, vocabulary
from knowledge.content import FOLDER
from knowledge.problems import ContentError
from knowledge.queries import Knowledge


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description="The knowledge base of the guide")
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="check the content and load it into the database")
    build.add_argument("--content", type=Path, default=FOLDER)
    build.add_argument("--database", type=Path, default=store.DATABASE)
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
    elif arguments.verb == "vocabulary":
        vocabulary.write(Knowledge(), arguments.output)
    else:
        coverage.write(Knowledge(), arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
