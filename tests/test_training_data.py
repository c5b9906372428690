"""The training data: complete, varied, and in step with the knowledge base and the domain."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from knowledge.queries import Knowledge
from tests.files import ROOT, domain

MIN_EXAMPLES = 30
# A folder for each kind of intent; languages.yml beside them holds words, not examples.
_FILES = sorted((ROOT / "data" / "nlu").glob("*/*.yml"))


def examples(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for section in YAML(typ="safe").load(path)["nlu"]:
        found[section["intent"]] += [line[2:].strip() for line in section["examples"].splitlines() if line.strip()]
    return found


def plain(text: str) -> str:
    """The words of a text; its signs, when it has no words."""
    return " ".join(re.findall(r"\w+", text.lower())) or text


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_a_file_holds_one_intent_with_enough_examples(path: Path) -> None:
    found = examples(path)
    assert list(found) == [path.stem]
    assert len(found[path.stem]) >= MIN_EXAMPLES


def test_every_topic_has_examples_an_intent_and_the_rule_that_answers_it(knowledge: Knowledge) -> None:
    topics = {topic.id for topic in knowledge.topics()}
    rules = YAML(typ="safe").load(ROOT / "data" / "rules.yml")["rules"]
    answered = {step["intent"] for step in rules[0]["steps"][0]["or"]}
    assert {path.stem for path in _FILES if path.parent.name == "topics"} == topics
    assert topics <= set(domain()["intents"])
    assert answered == topics


def test_no_example_stands_twice() -> None:
    seen: dict[str, str] = {}
    twice = []
    for path in _FILES:
        for intent, texts in examples(path).items():
            for text in texts:
                key = plain(text)
                if key in seen:
                    twice.append(f"{text!r} in {intent} and {seen[key]}")
                seen[key] = intent
    assert not twice, "\n".join(twice)


def test_rasa_finds_nothing_wrong() -> None:
    arguments = ["--data", "data", "var/training/vocabulary.yml", "--domain", "domain", "--config", "config.yml"]
    result = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    output = result.stdout + result.stderr
    assert result.returncode == 0, output[-3000:]
    # Rasa returns 0 in spite of some warnings, so read them too. That our extractor uses look-up tables it cannot know.
    warnings = [line for line in output.splitlines() if "UserWarning" in line and "lookup tables" not in line]
    assert not warnings, "\n".join(warnings)
