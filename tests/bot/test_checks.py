"""Wrong configuration stops the start, with one plain line a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.runtime.checks import ConfigurationError, check
from evaluation.running import ROOT


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setenv("GUIDE_VAR", str(tmp_path))
    monkeypatch.setenv("GUIDE_ACTION_PORT", "5055")
    for name in ("endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path / "endpoints.yml", tmp_path / "credentials.yml"


def test_the_projects_own_configuration_is_right(files: tuple[Path, Path]) -> None:
    check(*files)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("tracker_store: {type: bot.runtime.tracker_store.EmbeddedTrackerStor}", "cannot be loaded"),
        ("tracker_store: {type: bot.runtime.no_such_module.Store}", "No module named"),
        ("tracker_store: {type: bot.runtime.settings.Settings}", "is no TrackerStore"),
        ("tracker_store: {type: sqll}", "unknown type 'sqll'"),
        ("tracker_store: {path: x}", "has no 'type'"),
        ("event_broker: {type: rabbit}", "unknown type 'rabbit'"),
        ("lock_store: {type: bot.nothing.Lock}", "cannot be loaded"),
    ],
)
def test_a_wrong_class_is_named_instead_of_falling_back_to_memory(
    files: tuple[Path, Path], wrong: str, said: str
) -> None:
    files[0].write_text(f"action_endpoint: {{url: 'http://127.0.0.1:5055/webhook'}}\n{wrong}\n")
    with pytest.raises(ConfigurationError) as caught:
        check(*files)
    assert said in str(caught.value)
    assert str(files[0]) in str(caught.value)


def test_all_mistakes_of_both_files_are_told_at_once(files: tuple[Path, Path]) -> None:
    files[0].write_text("tracker_store: {type: sqll}\n")
    files[1].write_text("bot.channels.nothing.Input:\n")
    with pytest.raises(ConfigurationError) as caught:
        check(*files)
    assert len(caught.value.mistakes) == 3


def test_broken_yaml_and_a_missing_file_are_plain_messages(files: tuple[Path, Path]) -> None:
    files[0].write_text("tracker_store: [\n")
    files[1].unlink()
    with pytest.raises(ConfigurationError) as caught:
        check(*files)
    assert "cannot be read" in caught.value.mistakes[0]
    assert "is missing" in caught.value.mistakes[1]
