"""The guide with hundreds of roles: how long it loads and trains, how quick it answers, and what it still understands.

`python -m benchmarks.many_roles`, from the repository root. It trains twice, with the home role alone and with all
invented roles beside it, each time without a tenth of the topics' examples; on these it measures how often the topic
is found. It ends with 1 if a limit is passed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.answer import Guide
from actions.context import Context, Turn
from actions.dispatch import reply_to
from benchmarks import invented_roles
from knowledge import content, store, vocabulary
from knowledge.queries import Knowledge

ROLES = 350
SEED = 20261123
EVERY = 10
"""One of so many examples of a topic is kept from training, to measure with."""

QUERIES = 4_000
MOST_LOAD_SECONDS = 15.0
MOST_QUERY_MILLISECONDS = 2.0
MOST_TRAINING_SECONDS = 240.0
MOST_POINTS_LOST = 2.0

Asked = list[tuple[str, str]]
"""Questions: (topic, text)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the folder with all that was made for it is removed, unless it was named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_roles", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep what is made in this new folder")
    parser.add_argument("--roles", type=int, default=ROLES, help="how many roles to invent (default: %(default)s)")
    parser.add_argument("--no-training", action="store_true", help="measure only loading and queries")
    parser.add_argument("--train", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.train:
        _train_here(options.train)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "many"
        folder.mkdir(parents=True)
        return _measure(folder, options.roles, training=not options.no_training)


def _measure(folder: Path, count: int, *, training: bool) -> int:
    many, home = folder / "many", folder / "home"
    found = invented_roles.write(many / "content", content.FOLDER, count, SEED)
    seconds = _load(many)
    passed = [_line(f"load with {count} roles more", seconds, "s", MOST_LOAD_SECONDS)]
    p50, p95 = _query(Knowledge(many / "knowledge.db"))
    _line("query, median", p50, "ms")
    passed.append(_line("query, 95th percentile", p95, "ms", MOST_QUERY_MILLISECONDS))
    if not training:
        return 0 if all(passed) else 1
    _with_home_alone(home)
    kept = list(_hold_out(home, many))
    chance = random.Random(SEED)  # noqa: S311 - nothing here is secret
    of_roles = chance.sample([(*each, role.id) for role in found for each in role.kept], min(600, count))
    alone = _train(home, kept, [])
    _line("training with the home role alone", alone["seconds"], "s")
    _line("topics right with the home role alone", alone["right"], "%")
    all_ = _train(many, kept, [list(each) for each in of_roles])
    passed.append(_line(f"training with {count} roles more", all_["seconds"], "s", MOST_TRAINING_SECONDS))
    # On a machine that others use as well, the clock on the wall says little.
    _line("the same in processor time, home role alone", alone["processor_seconds"], "s")
    _line(f"the same in processor time, {count} roles more", all_["processor_seconds"], "s")
    _line(f"topics right with {count} roles more", all_["right"], "%")
    passed.append(_line("points lost", alone["right"] - all_["right"], "points", MOST_POINTS_LOST))
    _line("questions on invented roles: topic right", all_["role_topics"], "%")
    _line("questions on invented roles: role found", all_["role_names"], "%")
    _line("understanding a message, 95th percentile, home role alone", alone["milliseconds"], "ms")
    _line(f"understanding a message, 95th percentile, {count} roles more", all_["milliseconds"], "ms")
    return 0 if all(passed) else 1


def _line(what: str, figure: float, unit: str, most: float | None = None) -> bool:
    """Print one figure; whether it keeps its limit."""
    kept = most is None or figure <= most
    limit = "" if most is None else f"  (at most {most:g} {unit}: {'kept' if kept else 'PASSED'})"
    print(f"{what:<62} {figure:9.2f} {unit}{limit}", flush=True)
    return kept


def _load(folder: Path) -> float:
    started = time.perf_counter()
    store.build(folder / "content", folder / "knowledge.db")
    knowledge = Knowledge(folder / "knowledge.db")
    vocabulary.write(knowledge, folder / "vocabulary.yml")
    return time.perf_counter() - started


def _with_home_alone(folder: Path) -> None:
    shutil.copytree(content.FOLDER, folder / "content")
    for path in (folder / "content" / "roles").glob("*.yml"):
        if "\nhome: true" not in path.read_text(encoding="utf-8"):
            path.unlink()
    _load(folder)


def _query(knowledge: Knowledge) -> tuple[float, float]:
    """Milliseconds from a message that is understood to its answer: median and 95th percentile."""
    guide, chance = Guide(knowledge), random.Random(SEED)  # noqa: S311 - nothing here is secret
    topics = [topic.id for topic in knowledge.topics()]
    named = [("role", role.id) for role in knowledge.things("role")]
    named += [("specialism", part.id) for part in knowledge.things("specialism")]
    context, spent = Context(), []
    for number in range(QUERIES):
        things = tuple(chance.sample(named, chance.choice((0, 0, 1, 1, 2))))
        topic = "compare" if len(things) == 2 else chance.choice(topics)
        turn = Turn("", "more" if number % 20 == 19 else topic, things=things, context=context)
        started = time.perf_counter()
        _, context = reply_to(turn, guide)
        spent.append((time.perf_counter() - started) * 1000)
    return _percentile(spent, 50), _percentile(spent, 95)


def _percentile(figures: list[float], percent: int) -> float:
    return sorted(figures)[len(figures) * percent // 100]


def _hold_out(*folders: Path) -> Iterator[tuple[str, str]]:
    """Copy the training data into the folders, and keep some examples of each topic: they are what is given back."""
    yaml = YAML()
    for folder in folders:
        shutil.copytree("data", folder / "data")
    for path in sorted(Path("data/nlu/topics").glob("*.yml")):
        written = yaml.load(path)
        (section,) = written["nlu"]
        lines = section["examples"].splitlines()
        yield from ((section["intent"], line[2:].strip()) for line in lines[::EVERY])
        section["examples"] = "".join(f"{line}\n" for number, line in enumerate(lines) if number % EVERY)
        for folder in folders:
            with (folder / path).open("w", encoding="utf-8") as file:
                yaml.dump(written, file)


def _train(folder: Path, kept: Asked, of_roles: list[list[str]]) -> dict[str, Any]:
    """Train in a process of its own, as `make train` does, and measure there."""
    (folder / "questions.json").write_text(json.dumps({"kept": kept, "of_roles": of_roles}), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.many_roles", "--train", str(folder)]
    with (folder / "log.txt").open("wb") as log:
        subprocess.run(command, check=True, stdout=log, stderr=log)  # noqa: S603 - our own module
    return dict(json.loads((folder / "figures.json").read_text(encoding="utf-8")))


def _train_here(folder: Path) -> None:
    # Rasa is slow to import: only where something is trained.
    from rasa.model_training import train

    started, worked = time.perf_counter(), time.process_time()
    result = train(
        domain="domain",
        config="config.yml",
        training_files=[str(folder / "data"), str(folder / "vocabulary.yml")],
        output=str(folder / "models"),
        force_training=True,
    )
    spent = {"seconds": time.perf_counter() - started, "processor_seconds": time.process_time() - worked}
    if result.model is None:
        sys.exit("training failed")
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    figures = asyncio.run(_understood(str(result.model), questions["kept"], questions["of_roles"]))
    (folder / "figures.json").write_text(json.dumps(spent | figures), encoding="utf-8")


async def _understood(model: str, kept: Sequence[Sequence[str]], of_roles: Sequence[Sequence[str]]) -> dict[str, float]:
    """Per cent of the questions whose likeliest topic is right, and of those on roles whose role is found."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)

    async def read(text: str) -> tuple[str, set[tuple[str, str]], float]:
        started = time.perf_counter()
        found = await agent.parse_message(text)
        spent = (time.perf_counter() - started) * 1000
        named = {(entity["entity"], entity["value"]) for entity in found["entities"]}
        return found["intent_ranking"][0]["name"], named, spent

    own = [(topic, await read(text)) for topic, text in kept]
    theirs = [(topic, role, await read(text)) for topic, text, role in of_roles]
    return {
        "right": _share([topic == likeliest for topic, (likeliest, _, _) in own]),
        "role_topics": _share([topic == likeliest for topic, _, (likeliest, _, _) in theirs]),
        "role_names": _share([("role", role) in named for _, role, (_, named, _) in theirs]),
        "milliseconds": _percentile([spent for _, (_, _, spent) in own], 95),
    }


def _share(right: list[bool]) -> float:
    return 100 * sum(right) / len(right) if right else 0.0


if __name__ == "__main__":
    sys.exit(main())
