"""Read one YAML file for an editor's eyes: plain data, and the line of every part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from knowledge.problems import ContentError, Problem

MAX_BYTES = 1_000_000

Location = Sequence[str | int]


class _PlainConstructor(SafeConstructor):  # type: ignore[misc]
    """Leaves dates as text: the schema reads them, and can say where a wrong one stands."""


_PlainConstructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def _yaml() -> YAML:
    yaml = YAML(typ="safe")
    yaml.Constructor = _PlainConstructor
    return yaml


@dataclass
class Document:
    """A parsed file: its name for messages, its data, and its text for finding lines."""

    name: str
    data: Any
    text: str

    @cached_property
    def _root(self) -> Node | None:
        # Composing the nodes is slow, so it happens only when there is an error to place.
        return YAML(typ="safe", pure=True).compose(self.text)

    def line(self, location: Location) -> int:
        """The 1-based line of a part, or of the deepest enclosing part that exists."""
        node, line = self._root, 1
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            line, node = child
        return line


def _child(node: Node | None, step: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value.start_mark.line + 1, value
    return None


def read(path: Path, name: str, most_bytes: int = MAX_BYTES) -> Document:
    """Parse a content file.

    Raises:
        ContentError: the file is missing, too large, not UTF-8, empty, indented with tabs, or not YAML.
    """

    def refuse(line: int, wrong: str, mend: str) -> ContentError:
        return ContentError([Problem(name, line, wrong, mend)])

    if not path.is_file():
        raise refuse(1, "the file is missing", "Put it back")
    size = path.stat().st_size
    if size > most_bytes:
        raise refuse(
            1,
            f"the file has {size:,} bytes, and the most is {most_bytes:,}",
            "Split it into several files, or remove what does not belong in it",
        )
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse(line, "the file is not in UTF-8", "Save it again with the encoding UTF-8") from None
    if not text.strip():
        raise refuse(1, "the file is empty", "Fill it in, or delete it")
    for number, content in enumerate(text.splitlines(), 1):
        if "\t" in content[: len(content) - len(content.lstrip())]:
            raise refuse(number, "the line is indented with a tab", "Use spaces, 2 for each level")
    try:
        data = _yaml().load(text)
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1
        raise refuse(line, _first_line(error.problem), "Keep one of the two, or rename it") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        wrong = f"this is not valid YAML: {_first_line(error.problem)}"
        mend = "Check the indentation, and put text that contains a colon or a hash in quotation marks"
        raise refuse(line, wrong, mend) from None
    except (YAMLError, ValueError) as error:
        raise refuse(1, f"this is not valid YAML: {_first_line(str(error))}", "Correct it") from None
    if not isinstance(data, dict):
        raise refuse(1, "the file does not start with a name and a colon", "Compare it with its neighbours")
    return Document(name, data, text)


def _first_line(text: str | None) -> str:
    return (text or "unknown error").strip().splitlines()[0]
