"""The few settings of a run, from the environment. One place, typed, checked once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class SettingError(Exception):
    """A setting that cannot be used; its text says which, why and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Where the guide listens and where it keeps what it makes."""

    host: str
    port: int
    action_port: int
    var: Path

    @classmethod
    def from_environment(cls) -> Settings:
        """Read GUIDE_HOST, GUIDE_PORT, GUIDE_ACTION_PORT and GUIDE_VAR.

        Raises:
            SettingError: a port is not a number from 1 to 65535, or both ports are the same.
        """
        settings = cls(
            host=os.environ.get("GUIDE_HOST", "127.0.0.1"),
            port=_port("GUIDE_PORT", 5005),
            action_port=_port("GUIDE_ACTION_PORT", 5055),
            var=Path(os.environ.get("GUIDE_VAR", "var")),
        )
        if settings.port == settings.action_port:
            raise SettingError(f"GUIDE_PORT and GUIDE_ACTION_PORT are both {settings.port}. Give them different ports.")
        return settings

    def export(self) -> None:
        """Set all of them in the environment: endpoints.yml and the processes we start read them there."""
        os.environ["GUIDE_HOST"] = self.host
        os.environ["GUIDE_PORT"] = str(self.port)
        os.environ["GUIDE_ACTION_PORT"] = str(self.action_port)
        os.environ["GUIDE_VAR"] = str(self.var)


def one_thread_each() -> None:
    """Keep the numeric libraries from splitting one message's small matrices between threads.

    Has an effect only before numpy is imported. A process answers one message at a time; threads that wait for each
    other cost twice the processor time and make nothing quicker.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _port(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingError(f"{name} is '{text}'. Set it to a port from 1 to 65535, or leave it out for {default}.")
    return int(text)
