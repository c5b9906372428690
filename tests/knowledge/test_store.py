"""Building the knowledge base: all or nothing, repeatable, and seen by those who are reading already."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from knowledge import queries, store
from knowledge.queries import Knowledge

ROOT = Path(__file__).parents[2]
ROLE = "roles/clinical-technologist.yml"


@pytest.fixture(autouse=True)
def _look_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers look for changes at every question, so that no test has to wait."""
    monkeypatch.setattr(queries, "FRESH_SECONDS", 0.0)


def dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def edit(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{path.name} has nothing like {pattern!r} to alter any more"
    path.write_text(text, encoding="utf-8")


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "knowledge", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_building_twice_gives_the_same_content(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "knowledge.db"
    store.build(folder, database)
    first = dump(database)
    store.build(folder, database)
    assert dump(database) == first
    store.build(folder, tmp_path / "another.db")
    assert dump(tmp_path / "another.db") == first


def test_removed_term_is_gone_after_a_rebuild(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "knowledge.db"
    with (folder / "glossary.yml").open("a", encoding="utf-8") as file:
        file.write("\n- id: soon-gone\n  name: soon gone\n  forms: [soon gone]\n  text: It goes soon.\n")
    store.build(folder, database)
    knowledge = Knowledge(database)
    assert knowledge.thing("term", "soon-gone") is not None
    edit(folder / "glossary.yml", r"\n- id: soon-gone[\s\S]*", "\n")
    store.build(folder, database)
    assert knowledge.thing("term", "soon-gone") is None
    assert knowledge.facts_by_id(["term.soon-gone"]) == []


def test_build_that_breaks_half_way_leaves_the_old_content(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "knowledge.db"
    store.build(folder, database)
    before, reader = dump(database), Knowledge(database)
    topics = reader.topics()
    fill = store._fill

    def fill_and_break(*arguments: Any) -> None:  # noqa: ANN401
        fill(*arguments)
        raise OSError("no space left on device")

    edit(folder / "topics.yml", r"^  title: .*$", "  title: Never seen")
    monkeypatch.setattr(store, "_fill", fill_and_break)
    with pytest.raises(OSError, match="no space"):
        store.build(folder, database)
    assert dump(database) == before
    assert reader.topics() == topics


def test_changed_figure_shows_up_for_an_open_reader(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "knowledge.db"
    store.build(folder, database)
    reader = Knowledge(database)
    before = " ".join(fact.text or "" for fact in reader.facts("hours"))
    edit(folder / ROLE, r"hours_per_week: [\d.]+", "hours_per_week: 31.25")
    store.build(folder, database)
    after = " ".join(fact.text or "" for fact in reader.facts("hours"))
    assert "31.25 hours" not in before
    assert "31.25 hours" in after


def test_readers_never_see_half_of_a_rebuild(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "knowledge.db"
    store.build(folder, database)
    reader = Knowledge(database)
    titles = {topic.title for topic in reader.topics()}
    edit(folder / "topics.yml", r"^  title: .*$", "  title: Another title")
    seen: list[set[str]] = []
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                seen.append({topic.title for topic in reader.topics()})
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        store.build(folder, database)
    done.set()
    for thread in threads:
        thread.join()

    rebuilt = {topic.title for topic in reader.topics()}
    assert failures == []
    assert rebuilt != titles
    assert [found for found in seen if found not in (titles, rebuilt)] == []


def test_command_builds_a_database_that_answers(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "new" / "knowledge.db"
    run = command("build", "--content", folder, "--database", database)
    assert run.returncode == 0, run.stderr
    knowledge = Knowledge(database)
    assert f"{len(knowledge.topics())} topics" in run.stdout


def test_command_explains_mistakes_without_a_traceback(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "knowledge.db"
    edit(folder / ROLE, r"bands: \[\d\]", "bands: five")
    edit(folder / "topics.yml", r"^  title: .*$", "  tittle: What the job is")
    run = command("build", "--content", folder, "--database", database)
    assert run.returncode == 1
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    assert re.search(rf"^{ROLE}:\d+: 'stages\.0\.bands' is wrong", run.stderr, re.MULTILINE)
    assert re.search(r"^topics\.yml:\d+: 'tittle' is not a key that belongs here", run.stderr, re.MULTILINE)
    assert "Nothing was changed." in run.stderr
    assert not database.exists()


def test_command_explains_a_content_folder_that_is_not_there(tmp_path: Path) -> None:
    run = command("build", "--content", tmp_path / "nowhere", "--database", tmp_path / "knowledge.db")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "topics.yml:1: the file is missing" in run.stderr
