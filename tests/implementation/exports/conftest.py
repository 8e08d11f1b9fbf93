"""An empty database in the middle of a test."""

from collections.abc import Callable

import pytest
from django.core.management import call_command


@pytest.fixture
def emptied(transactional_db: None) -> Callable[[], None]:
    """Empties every table, of what was really committed."""

    def empty() -> None:
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)

    return empty
