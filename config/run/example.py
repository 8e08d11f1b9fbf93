"""Example data for an empty database: a synthetic portfolio with known truth, and public rollouts with real dates."""

import datetime as dt
import shutil
import zoneinfo
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

import implementation.examples
from implementation.examples.generator import DEFAULT_SEED, write_portfolio
from implementation.models import GoLive

PUBLIC_ROLLOUTS = Path(implementation.examples.__file__).parent / "public_rollouts"


def load_into_empty_database() -> bool:
    """Imports both if no go-live is there; whether it did. A load that was stopped half-way is taken up again."""
    folder: Path = settings.DATA_DIR / "example"
    unfinished = folder.with_name("example.unfinished")
    if not unfinished.exists():
        if GoLive.objects.exists():
            return False
        shutil.rmtree(folder, ignore_errors=True)
        write_portfolio(folder, seed=DEFAULT_SEED, as_of=_today())
        # From here on the same files are imported again, whatever day it is then: an import knows its rows by ref.
        unfinished.touch()
    call_command("import_portfolio", str(folder))
    call_command("import_portfolio", str(PUBLIC_ROLLOUTS))
    unfinished.unlink()
    return True


def _today() -> dt.date:
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(settings.REPORTING_TIME_ZONE))
