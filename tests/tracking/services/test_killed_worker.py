"""A worker that dies by SIGKILL in the middle of a batch leaves the batch to the next one, whole."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from implementation.models import Follower
from tests import factories as make
from tracking.models import GoLiveMeasure
from tracking.services.bring_up_to_date import events_waiting
from tracking.services.follow import follow
from tracking.services.verify import verify_measures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[3]
STOPS_HALF_WAY = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.utils import timezone
from tracking.services import follow
whole = follow.store
def half(rows):
    whole(rows[:2])
    print("half", flush=True)
    time.sleep(60)
follow.store = half
follow.follow(at=timezone.now())
"""


def test_a_killed_worker_leaves_nothing_half_done(process_environment: dict[str, str]) -> None:
    golives = [make.golive() for _ in range(4)]
    command = [sys.executable, "-c", STOPS_HALF_WAY]
    with subprocess.Popen(command, env=process_environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "half\n"
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    assert not GoLiveMeasure.objects.exists()
    assert Follower.objects.get(name="measures").position == 0
    follow(at=make.now())
    assert (GoLiveMeasure.objects.count(), events_waiting()) == (len(golives), 0)
    assert verify_measures(at=make.now()) == []
