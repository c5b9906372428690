"""The guide against the bot of `rasa init`, in alternating rounds on this machine.

`python -m benchmarks.against_stock`, from the repository root, with the knowledge base built and the model
trained. It ends with 1 if the guide answers fewer than 3 times as many messages a second as the stock bot at
16 clients, or leaves one unanswered.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import bots, scripts
from benchmarks.load import Figures, Load, measure
from benchmarks.processes import resident_bytes
from benchmarks.report import GATE_CLIENTS, BotReport, as_json, table, throughput_ratio
from bot.runtime.settings import Settings
from bot.runtime.training import model_for

LEAST_RATIO = 3.0
CLIENTS = (1, GATE_CLIENTS)
# Messages before the measured ones: what a bot loads with its first answers is part of its start.
WARM_UP = Load(clients=2, messages=24, seconds=20)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare both bots and print the table. Whatever happens, every process that this starts is ended."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against_stock", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file as well")
    parser.add_argument("--model", type=Path, metavar="FILE", help="the guide's model, if not the current one")
    parser.add_argument("--rounds", type=_number, default=3, help="measured rounds of each bot (default: %(default)s)")
    parser.add_argument(
        "--messages",
        type=_number,
        default=288,
        help="messages a round and number of clients (default: %(default)s)",
    )
    parser.add_argument(
        "--seconds",
        type=_number,
        default=40,
        help="the most that one measurement lasts (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    var = Settings.from_environment().var
    model, database = options.model or _current_model(var), var / "knowledge.db"
    if model is None or not model.exists() or not database.exists():
        print("There is no current model or knowledge base. Run 'make train' first.", file=sys.stderr)
        return 1
    loads = [Load(clients, options.messages, options.seconds) for clients in CLIENTS]
    try:
        ours, stock = compare(model.resolve(), database, loads, options.rounds)
    except bots.BotError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; both bots are ended.", file=sys.stderr)
        return 130
    print(table(ours, stock))
    if options.json:
        options.json.write_text(json.dumps(as_json(ours, stock), indent=2) + "\n")
    return _verdict(ours, stock)


def compare(model: Path, database: Path, loads: Sequence[Load], rounds: int) -> tuple[BotReport, BotReport]:
    """Start both bots one after the other, measure them in turn, and end them: (ours, stock)."""
    with tempfile.TemporaryDirectory(prefix="guide-bench-") as name:
        folder = Path(name)
        _say("Making and training the stock bot…")
        bots.make_stock(folder / "stock")
        _say("Starting both bots…")
        with (
            bots.stock(folder / "stock") as stock,
            bots.ours(folder / "ours", Path.cwd(), model, database) as ours,
        ):
            return _measure(ours, stock, loads, rounds)


def _measure(ours: bots.Bot, stock: bots.Bot, loads: Sequence[Load], rounds: int) -> tuple[BotReport, BotReport]:
    contestants = {"ours": (ours, scripts.ours), "stock": (stock, scripts.stock)}
    figures: dict[str, dict[int, list[Figures]]] = {name: {load.clients: [] for load in loads} for name in contestants}
    for bot, script in contestants.values():
        measure(bot.webhook, script(0), WARM_UP)
    for turn in range(1, rounds + 1):
        for number, load in enumerate(loads):
            for name, (bot, script) in contestants.items():
                measured = measure(bot.webhook, script(turn * len(loads) + number), load)
                figures[name][load.clients].append(measured)
                _say(
                    f"Round {turn} of {rounds}, {load.clients} client(s), {name}: "
                    f"{measured.per_second:.0f} messages a second, p50 {measured.p50_ms:.0f} ms"
                )
    reports = [
        BotReport(bot.start_seconds, resident_bytes(bot.processes), figures[name])
        for name, (bot, _) in contestants.items()
    ]
    return reports[0], reports[1]


def _verdict(ours: BotReport, stock: BotReport) -> int:
    ratio, failures = throughput_ratio(ours, stock), ours.failures
    if failures:
        print(f"FAILED: the guide left {failures} of {ours.messages} messages without an answer.")
    if ratio < LEAST_RATIO:
        print(f"FAILED: {ratio:.1f} times the stock bot at {GATE_CLIENTS} clients, not {LEAST_RATIO:.0f}.")
    return 1 if failures or ratio < LEAST_RATIO else 0


def _current_model(var: Path) -> Path | None:
    try:
        return model_for(var)
    except FileNotFoundError:
        return None


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")
    return number


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _stop(number: int, _: object) -> None:
    # As an exception, so that everything that was started is ended on the way out.
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
