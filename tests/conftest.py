"""What several tests share: a knowledge base built from the real content, and a copy of the content to alter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge import store
from knowledge.content import FOLDER
from knowledge.queries import Knowledge


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The real content, built into a database of its own."""
    database = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    store.build(FOLDER, database)
    return Knowledge(database)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real content folder, for a test to alter."""
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))
