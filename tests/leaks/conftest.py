"""What the tests of leaks listen with."""

from collections.abc import Iterator

import pytest

from tests.leaks.listening import Listener, listening


@pytest.fixture
def log() -> Iterator[Listener]:
    """What is written into any log during the test."""
    with listening() as listener:
        yield listener
