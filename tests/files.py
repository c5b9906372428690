"""Files of the project that several tests read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]


def domain() -> dict[str, Any]:
    """The domain, put together from its files."""
    whole: dict[str, Any] = {}
    for path in sorted((ROOT / "domain").glob("*.yml")):
        for key, part in YAML(typ="safe").load(path).items():
            if isinstance(part, dict):
                whole.setdefault(key, {}).update(part)
            else:
                whole[key] = part
    return whole
