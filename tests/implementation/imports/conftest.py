"""What import runs need of the machine."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def own_data_folder(settings: Settings, tmp_path: Path) -> None:
    """Files that are brought lie beside those of no other test."""
    settings.DATA_DIR = tmp_path
