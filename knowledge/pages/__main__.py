"""A saved careers page beside what we keep of it: `python -m knowledge.pages diff|fingerprint|draft SAVED_PAGE`.

Exits with 0 when the page says what it said, 1 when it differs, 2 when the file cannot be used.
"""

from __future__ import annotations

import argparse
import datetime
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.content import FOLDER, Survey, survey
from knowledge.pages import align, compare, draft, fingerprints, report, saved
from knowledge.pages.fingerprints import Maker, PageFingerprints
from knowledge.pages.saved import SavedPage, UnusablePageError
from knowledge.problems import ContentError
from knowledge.schema import PageFile


def main(words: Sequence[str] | None = None) -> int:
    arguments = _arguments().parse_args(words)
    try:
        page = saved.read(arguments.saved_page)
        if arguments.verb == "draft":
            return _draft(page, arguments)
        content = survey(arguments.content)
        if content.problems:
            raise ContentError(content.problems)
        return (_diff if arguments.verb == "diff" else _fingerprint)(page, content, arguments)
    except (UnusablePageError, ContentError) as error:
        print(error, file=sys.stderr)
        return 2


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge.pages", description="Saved careers pages")
    verbs = parser.add_subparsers(dest="verb", required=True)
    diff = verbs.add_parser("diff", help="say what has changed on a page since it was last reviewed")
    diff.add_argument("--json", action="store_true", help="for programs to read, without the page's sentences")
    marks = verbs.add_parser("fingerprint", help="remember what a page says now that it was reviewed")
    marks.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today(), metavar="DAY")
    role = verbs.add_parser("draft", help="write a draft of a role for an editor to finish")
    role.add_argument("--id", help="the id of the role; by default made of the page's title")
    role.add_argument("--output", type=Path, help="by default the folder drafts/ of the content")
    role.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today(), metavar="DAY")
    for verb in (diff, marks):
        verb.add_argument("--page", help="the id of the page, where its title does not tell")
    for verb in (diff, marks, role):
        verb.add_argument("saved_page", type=Path, help="the page, saved as HTML or as text")
        verb.add_argument("--content", type=Path, default=FOLDER)
    return parser


def _diff(page: SavedPage, content: Survey, arguments: argparse.Namespace) -> int:
    candidates = []
    for kept in content.content.pages:
        path = fingerprints.path_for(kept.id, arguments.content)
        if path.exists() and arguments.page in (None, kept.id):
            stored = fingerprints.read(path)
            candidates.append((kept, stored, _maker(content, kept, stored.salt)))
    if not candidates:
        raise UnusablePageError(f"No fingerprints are kept of {_wanted(arguments)}. Make them with 'fingerprint'.")
    kept, stored, maker = max(candidates, key=lambda candidate: compare.share_found(page, *candidate[1:]))
    difference = compare.compare(page, stored, kept.statements, maker)
    tell = report.as_json if arguments.json else report.as_text
    print(tell(difference, _places(content)))
    return int(bool(difference))


def _fingerprint(page: SavedPage, content: Survey, arguments: argparse.Namespace) -> int:
    kept, before = _kept(page, content, arguments)
    maker = _maker(content, kept, before.salt if before else fingerprints.new_salt())
    resting = align.resting(kept.statements, page.passages, {fact.id: fact for fact in content.content.facts})
    made = maker.page(page, kept.id, arguments.today, kept.statements, resting)
    fingerprints.write(made, fingerprints.path_for(kept.id, arguments.content))
    print(f"{kept.id}: {len(page.passages)} passages remembered. Read whether each statement rests on the right ones:")
    for statement in kept.statements:
        print(f"\n{statement.number}. {statement.says}")
        for place in resting[statement.number]:
            print(f"   “{page.passages[place].text}”")
        if not resting[statement.number]:
            print("   No passage is like it.")
    used = {place for places in resting.values() for place in places}
    print("\nNo statement rests on:")
    for place, passage in enumerate(page.passages):
        if place not in used:
            print(f"   “{passage.text}”")
    return 0


def _kept(page: SavedPage, content: Survey, arguments: argparse.Namespace) -> tuple[PageFile, PageFingerprints | None]:
    """The page that a saved page is, by its name, its title, or its fingerprints, and these."""
    titles = {source.id: source.title for source in content.content.sources}
    for kept in content.content.pages:
        path = fingerprints.path_for(kept.id, arguments.content)
        before = fingerprints.read(path) if path.exists() else None
        if (
            arguments.page == kept.id
            or (arguments.page is None and titles.get(kept.source, "").casefold() == page.title.casefold())
            or (
                arguments.page is None
                and before
                and compare.is_same_page(page, before, _maker(content, kept, before.salt))
            )
        ):
            return kept, before
    raise UnusablePageError(f"The page '{page.title}' is not {_wanted(arguments)}. Name the right one with --page.")


def _wanted(arguments: argparse.Namespace) -> str:
    return f"a page '{arguments.page}'" if arguments.page else "any page of ours"


def _maker(content: Survey, page: PageFile, salt: str) -> Maker:
    address = next((str(source.url) for source in content.content.sources if source.id == page.source), "")
    return Maker(salt, content.content.organisations, urlsplit(address).netloc)


def _places(content: Survey) -> report.Place:
    facts = {fact.id: fact for fact in content.content.facts}
    return lambda fact: f"{facts[fact].file}:{content.line(facts[fact])}"


def _draft(page: SavedPage, arguments: argparse.Namespace) -> int:
    known = survey(arguments.content).content
    topics = {topic.id for topic in known.topics}
    made = draft.make(page, known.organisations, topics, arguments.today, arguments.id)
    path = arguments.output or arguments.content / "drafts" / f"{made.id}.yml"
    if path.exists():
        raise UnusablePageError(f"{path} is there already. Move it away, or name another file with --output.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made.text, encoding="utf-8")
    print(
        f"{path}: {len(made.sections)} sections recognised ({', '.join(made.sections)}), {made.values} typed values.\n"
        "It is a draft: the first lines of the file say what is left to do before it can be loaded."
    )
    return 0


if __name__ == "__main__":
    # Whoever reads the output may have read enough: `… | head` ends us without a word.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
