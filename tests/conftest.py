"""What the tests share: the built knowledge base, and one running guide for all that talk to it."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.answer import Guide
from evaluation.running import Person, RunningGuide, running_guide
from knowledge.content import FOLDER
from knowledge.queries import Knowledge
from knowledge.store import build


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base built from the real content."""
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build(database=path)
    return path


# The day of all tests that do not bring one of their own: what is said of dates must not change overnight.
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="session")
def knowledge(database: Path) -> Knowledge:
    return Knowledge(database, today=lambda: TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real content folder, for a test to alter."""
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))


@pytest.fixture(scope="session")
def answering(knowledge: Knowledge) -> Guide:
    """The answering side on its own, without a server."""
    return Guide(knowledge)


@pytest.fixture(scope="session")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGuide]:
    """Both servers, started as `make run` starts them. No test may leave a traceback in their log."""
    with running_guide(tmp_path_factory.mktemp("guide")) as running:
        yield running
        assert "Traceback" not in running.log.read_text()


@pytest.fixture
def person(guide: RunningGuide) -> Person:
    return guide.person()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
    """With GUIDE_NO_SKIPS set, a skip is a failure: where everything is there, nothing may be left out."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("GUIDE_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
