"""The trained model, loaded once for all tests that ask it."""

from __future__ import annotations

import pytest

from bot.runtime.settings import Settings
from bot.runtime.training import model_for
from evaluation.understanding import Model


@pytest.fixture(scope="session")
def model() -> Model:
    return Model(model_for(Settings.from_environment().var))
