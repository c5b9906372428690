"""What every long run here does first, so that libraries say nothing that nobody can act upon."""

from __future__ import annotations

import logging
import os
import warnings
from typing import TextIO

from bot.runtime.settings import one_thread_each


def prepare(one_thread: bool = True) -> None:
    """Has its whole effect only before numpy and Rasa are imported. one_thread: for numbers, as the server has it."""
    if one_thread:
        one_thread_each()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TQDM_DISABLE", "1")
    # Some libraries set filters of their own when they are imported, so a filter of ours would not last.
    warnings.showwarning = _say_nothing


def quiet_rasa() -> None:
    """Errors only: at its usual level, Rasa tells of every message that it reads."""
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.ERROR, warn_only_once=False)
    configure_structlog(logging.ERROR)


def _say_nothing(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    pass
