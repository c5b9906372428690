"""Starting and stopping: one clear message when it cannot start, nothing half-started, nobody left in silence."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.runtime import training
from bot.runtime.settings import SettingError, Settings
from evaluation.running import ROOT, RunningGuide, environment, free_port, running_guide
from knowledge.problems import ContentError


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    ports = environment(folder, free_port(), free_port())
    return subprocess.run(
        [sys.executable, "-m", "bot.runtime.start"],
        cwd=ROOT,
        env={**ports, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def processes_with(text: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
        except OSError:
            continue
        if text in command and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


@pytest.mark.parametrize("name", ["GUIDE_PORT", "GUIDE_ACTION_PORT"])
def test_a_port_in_use_is_named_and_nothing_starts(tmp_path: Path, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = start(tmp_path, **{name: str(port)})
    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert name in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("port", "action_port"), [("99999", "5055"), ("five", "5055"), ("0", "5055"), ("5055", "5055")]
)
def test_a_wrong_port_is_a_plain_message(monkeypatch: pytest.MonkeyPatch, port: str, action_port: str) -> None:
    monkeypatch.setenv("GUIDE_PORT", port)
    monkeypatch.setenv("GUIDE_ACTION_PORT", action_port)
    with pytest.raises(SettingError, match="GUIDE_PORT"):
        Settings.from_environment()


def test_a_wrong_class_in_endpoints_stops_the_server(tmp_path: Path) -> None:
    shutil.copy(ROOT / "credentials.yml", tmp_path)
    (tmp_path / "endpoints.yml").write_text(
        "action_endpoint: {url: 'http://127.0.0.1:1/webhook'}\ntracker_store: {type: bot.runtime.tracker_store.Stoer}\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "bot.runtime.server", "no-model.tar.gz"],
        cwd=tmp_path,
        env={**environment(tmp_path, free_port(), free_port()), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 1
    assert "bot.runtime.tracker_store.Stoer" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a model depends on, in a folder where it can be altered."""
    for name in ("config.yml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "domain", tmp_path / "domain")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "bot" / "nlu", tmp_path / "bot" / "nlu")
    (tmp_path / "var" / "training").mkdir(parents=True)
    (tmp_path / "var" / "training" / "vocabulary.yml").write_text("nlu: []")
    return tmp_path


def test_the_model_is_current_until_something_it_depends_on_changes(copy: Path) -> None:
    names = [training.model_for(copy / "var", copy)]
    assert training.model_for(copy / "var", copy) == names[0]
    for change in (
        "config.yml",
        "domain/replies.yml",
        "data/rules.yml",
        "data/nlu/topics/pay.yml",
        "bot/nlu/topics.py",
    ):
        with (copy / change).open("a") as file:
            file.write("\n# changed\n")
        names.append(training.model_for(copy / "var", copy))
    (copy / "var" / "training" / "vocabulary.yml").write_text("other words")
    names.append(training.model_for(copy / "var", copy))
    assert len(set(names)) == len(names)


def test_what_a_model_does_not_depend_on_needs_no_training(copy: Path) -> None:
    before = training.model_for(copy / "var", copy)
    (copy / "README.md").write_text("changed")
    (copy / "data" / "nlu" / "notes.md").write_text("changed")
    assert training.model_for(copy / "var", copy) == before


def test_broken_yaml_is_told_by_file_and_line_before_training(copy: Path) -> None:
    training.check(copy / "var", copy)
    with (copy / "domain" / "replies.yml").open("a") as file:
        file.write("\nslots: [\n")
    (copy / "data" / "nlu" / "topics" / "pay.yml").write_text('version: "3.1"\nnlu:\n\t- intent: pay\n')
    with pytest.raises(ContentError) as caught:
        training.check(copy / "var", copy)
    told = [(Path(problem.file).name, problem.line) for problem in caught.value.problems]
    assert ("pay.yml", 3) in told
    assert any(name == "replies.yml" for name, _ in told)


def test_ctrl_c_stops_all_of_it(tmp_path: Path) -> None:
    with running_guide(tmp_path) as guide:
        assert guide.person().say("hello").text
        started = processes_with(f"--port {guide.action_port}")
        assert started
        os.kill(guide.process.pid, signal.SIGINT)
        guide.process.wait(timeout=20)
        assert not processes_with(f"--port {guide.action_port}")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", guide.port))


def test_a_started_guide_watches_its_content(guide: RunningGuide) -> None:
    assert "Watching" in guide.log.read_text()


def test_an_action_server_that_hangs_gets_an_apology_within_5_seconds(guide: RunningGuide) -> None:
    actions = processes_with(f"--port {guide.action_port}")
    for process in actions:
        os.kill(process, signal.SIGSTOP)
    try:
        began = time.monotonic()
        reply = guide.person().say("what are the hours")
        assert time.monotonic() - began < 5
        assert "try again" in reply.text
        assert "999" in guide.person().say("i have chest pain").text, "danger needs no action server"
    finally:
        for process in actions:
            os.kill(process, signal.SIGCONT)
    assert guide.person().say("what are the hours").facts
