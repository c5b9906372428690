"""Saved edits are live within seconds, through the real watcher in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import watchfiles

from knowledge import store, vocabulary, watch
from knowledge.queries import Knowledge

ROOT = Path(__file__).parents[2]
ROLE = "roles/clinical-technologist.yml"
LIVE_SECONDS = 5.0


@dataclass
class Watched:
    """A content folder that a watcher looks at, a reader that was open before any edit, and the watcher's log."""

    folder: Path
    reader: Knowledge
    log: Path

    def edit(self, file: str, pattern: str, replacement: str) -> None:
        path = self.folder / file
        text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert count == 1, f"{file} has nothing like {pattern!r} to alter any more"
        path.write_text(text, encoding="utf-8")

    def says(self, words: str) -> bool:
        return words in " ".join(fact.text or "" for fact in self.reader.facts("hours"))

    def logs(self, words: str) -> bool:
        return words in self.log.read_text(encoding="utf-8")

    def soon(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LIVE_SECONDS
        while not what():
            assert time.monotonic() < deadline, f"not within {LIVE_SECONDS} seconds. The log:\n{self.log.read_text()}"
            time.sleep(0.05)


@pytest.fixture
def watched(folder: Path, tmp_path: Path) -> Iterator[Watched]:
    database, trained, log = tmp_path / "knowledge.db", tmp_path / "training" / "vocabulary.yml", tmp_path / "log.txt"
    store.build(folder, database)
    vocabulary.write(Knowledge(database), trained)
    command = [sys.executable, "-m", "knowledge", "watch", "--content", str(folder), "--database", str(database)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 30
        while "Watching" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the watcher did not start"
            time.sleep(0.05)
        yield Watched(folder, Knowledge(database), log)
        assert process.poll() is None, f"the watcher ended:\n{log.read_text()}"
        assert "Traceback" not in log.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()


def test_changed_figure_is_live_within_5_seconds(watched: Watched) -> None:
    assert watched.says("37.5 hours")
    watched.edit(ROLE, r"hours_per_week: [\d.]+", "hours_per_week: 31.25")
    watched.soon(lambda: watched.says("31.25 hours"))
    watched.soon(lambda: watched.logs("Facts changed: hours.week."))
    assert not watched.logs("Training is needed")


def test_broken_file_leaves_the_last_good_version_until_it_is_mended(watched: Watched) -> None:
    good = (watched.folder / ROLE).read_text(encoding="utf-8")
    watched.edit(ROLE, r"hours_per_week: [\d.]+", "hours_per_week: [")
    line = next(n for n, text in enumerate((watched.folder / ROLE).read_text().splitlines(), 1) if "_week: [" in text)
    watched.soon(lambda: watched.logs("The guide goes on with what it knew before"))
    told = watched.log.read_text(encoding="utf-8")
    place = re.search(rf"^{ROLE}:(\d+): this is not valid YAML.*\. Check the indentation", told, re.MULTILINE)
    assert place is not None, told
    assert abs(int(place[1]) - line) <= 1
    assert watched.says("37.5 hours")

    (watched.folder / ROLE).write_text(good.replace("hours_per_week: 37.5", "hours_per_week: 36"), encoding="utf-8")
    watched.soon(lambda: watched.says("36 hours"))


def test_file_replaced_as_editors_do_it_is_noticed(watched: Watched) -> None:
    text = (watched.folder / ROLE).read_text(encoding="utf-8")
    beside = watched.folder / "roles" / ".clinical-technologist.yml.swp"
    beside.write_text(text.replace("hours_per_week: 37.5", "hours_per_week: 35"), encoding="utf-8")
    beside.replace(watched.folder / ROLE)
    watched.soon(lambda: watched.says("35 hours"))


def test_new_file_and_its_removal_are_noticed(watched: Watched) -> None:
    (watched.folder / "facts").mkdir(exist_ok=True)
    path = watched.folder / "facts" / "extra.yml"
    path.write_text(
        "id: extra\nsource: page\nas_of: 2026-11-23\nconfidence: high\n"
        "facts:\n- {id: extra.fact, topic: hours, text: Something new about hours.}\n"
    )
    watched.soon(lambda: watched.says("Something new"))
    path.unlink()
    watched.soon(lambda: not watched.says("Something new"))
    watched.soon(lambda: watched.logs("Facts gone: extra.fact."))


def test_new_words_are_said_to_need_training(watched: Watched) -> None:
    watched.edit("glossary.yml", r"forms: \[dosimetry", "forms: [measuring of doses, dosimetry")
    watched.soon(lambda: watched.logs("Training is needed"))
    assert watched.logs("term:dosimetry (new: measuring of doses)")
    assert watched.logs("'make run' trains at its next start")


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "told"),
    [
        ("glossary.yml", r"^- id: dosimetry", "- id: dose-measuring", "term:dosimetry (gone: dosimetry"),
        ("topics.yml", r"^(  question: ).*$", r"\1What is it like?", "role_overview (new: What is it like?)"),
        (
            ROLE,
            r"^- id: hours.week",
            "- asks: [how long is a week]\n  id: hours.week",
            "asks:hours:hours.week (new: how long is a week)",
        ),
        ("glossary.yml", r", dosymetry", "", "term:dosimetry (gone: dosymetry)"),
    ],
)
def test_every_kind_of_vocabulary_is_compared_with_what_the_model_knows(
    file: str,
    pattern: str,
    replacement: str,
    told: str,
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    database, trained = tmp_path / "knowledge.db", tmp_path / "vocabulary.yml"
    store.build(folder, database)
    vocabulary.write(Knowledge(database), trained)
    live = watch.LiveContent(folder, database, trained)
    watched = Watched(folder, Knowledge(database), tmp_path)
    with caplog.at_level("INFO"):
        live.refresh()
        assert "Training" not in caplog.text
        watched.edit(file, pattern, replacement)
        live.refresh()
    assert "Training is needed" in caplog.text
    assert told in caplog.text


def test_folder_that_announces_no_changes_is_looked_at_every_second(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no space left on device: too many watches")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.1)
    database, stop = tmp_path / "knowledge.db", threading.Event()
    store.build(folder, database)
    arguments = (folder, database, tmp_path / "nothing.yml", stop)
    thread = threading.Thread(target=watch.watch, args=arguments, daemon=True)
    thread.start()
    watched = Watched(folder, Knowledge(database), tmp_path / "log.txt")
    watched.log.touch()
    try:
        watched.edit(ROLE, r"hours_per_week: [\d.]+", "hours_per_week: 31.25")
        watched.soon(lambda: watched.says("31.25 hours"))
    finally:
        stop.set()
        thread.join(timeout=5)
    assert not thread.is_alive()


def test_failure_to_store_is_tried_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "knowledge.db"
    live = watch.LiveContent(folder, database, tmp_path / "nothing.yml")
    build = store.build

    def locked(*_: object) -> None:
        raise OSError("database is locked")

    monkeypatch.setattr(store, "build", locked)
    live.refresh()
    assert "database is locked" in caplog.text
    assert not database.exists()
    monkeypatch.setattr(store, "build", build)
    live.refresh()
    assert Knowledge(database).facts("hours")
