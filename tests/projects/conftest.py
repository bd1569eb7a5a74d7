"""A media store of its own for every test, and a studio with something made in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.tenancy import within
from projects import storage
from projects.models import Episode
from tests.projects import making


@pytest.fixture(autouse=True)
def media_store(settings: Any, tmp_path: Path) -> storage.Store:
    settings.MEDIA_STORE = str(tmp_path / "media")
    return storage.store()


@pytest.fixture
def episode(actor: Actor) -> Episode:
    """The first episode of a broken-down script: two scenes, spoken and silent shots."""
    return making.make_episode(actor)


@pytest.fixture
def rival_episode(rival_actor: Actor) -> Episode:
    """The same in the rival studio."""
    with within(rival_actor.studio):
        return making.make_episode(rival_actor)
