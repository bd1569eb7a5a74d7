from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gpu_worker.host import Host
from tests.gpu_worker.control_plane import ControlPlane


@pytest.fixture
def plane() -> Iterator[ControlPlane]:
    plane = ControlPlane()
    yield plane
    plane.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host("worker-under-test", loader="tests.gpu_worker.fake_engines:load", scratch=tmp_path)
    yield host
    host.close()
    assert list(tmp_path.glob("shotwright-render-*")) == []
