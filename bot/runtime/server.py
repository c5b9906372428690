"""The Rasa server with our mends: `python -m bot.runtime.server MODEL`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.runtime.settings import Settings, one_thread_each

ENDPOINTS = Path("endpoints.yml")
CREDENTIALS = Path("credentials.yml")


def main(model: str) -> None:
    """Check the configuration, mend Rasa, serve. Exits with 1 and one line a mistake if it must not start."""
    settings = Settings.from_environment()
    settings.export()
    one_thread_each()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot.runtime import checks, mends

    try:
        checks.check(ENDPOINTS, CREDENTIALS)
    except checks.ConfigurationError as error:
        sys.exit(str(error))
    configure_logging_and_warnings(warn_only_once=True)
    configure_structlog()
    mends.apply()
    serve_application(
        model_path=model,
        interface=settings.host,
        port=settings.port,
        credentials=str(CREDENTIALS),
        endpoints=AvailableEndpoints.read_endpoints(str(ENDPOINTS)),
    )


if __name__ == "__main__":
    main(sys.argv[1])
