"""What is wrong with a content file, said so that an editor can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is (file and 1-based line), what is wrong, and how to mend it.

    `fact` is the id of the fact that lacks its source, day or confidence, where that is the mistake.
    """

    file: str
    line: int
    wrong: str
    mend: str
    fact: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}. {self.mend}."


class ContentError(Exception):
    """Content that cannot be loaded. Carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def shown(path: Path, root: Path) -> str:
    """The path as an editor knows it: relative to the content folder."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
