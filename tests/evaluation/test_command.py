"""`make evaluate` says in one line why it cannot measure, and otherwise prints what it found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from evaluation.running import ROOT, environment


def test_without_a_knowledge_base_one_is_told_what_to_run(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "evaluation"],
        cwd=ROOT,
        env=environment(tmp_path, 5005, 5055),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 1
    assert result.stderr.strip().endswith("run 'make knowledge' to build it")
    assert "Traceback" not in result.stderr
