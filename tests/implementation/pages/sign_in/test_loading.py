"""What is loaded late is loaded by one thread: others were handed half a module."""

import subprocess
import sys
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from implementation.pages.sign_in import loading
from implementation.pages.sign_in.urls import urlpatterns
from tests import factories as make
from tests.concurrency.threads import at_once

FIRST_REQUESTS = """
import sys, threading, config.wsgi
from django.urls import reverse
from allauth.mfa.models import Authenticator
from implementation.pages.sign_in.loading import loaded
from tests.concurrency.threads import at_once
# What a start loads.
reverse("home")
sys.setswitchinterval(1e-5)
together = threading.Barrier(8)
def view():
    together.wait()
    Authenticator(type="totp", data={}).wrap()
at_once([loaded(view)] * 8)
print("each")
"""


def test_the_first_who_come_together_after_a_start_all_find_it() -> None:
    told = subprocess.run(
        [sys.executable, "-c", FIRST_REQUESTS], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert told.stdout == "each\n", told.stderr


def test_no_two_load_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    both, met = Barrier(2), []

    def load() -> None:
        try:
            met.append(both.wait(0.2))
        except BrokenBarrierError:
            both.reset()

    monkeypatch.setattr(loading, "load", load)
    answer = HttpResponse("seen")
    view = loading.loaded(lambda request: answer)
    at_once([partial(view, None)] * 2)
    assert met == [], "both were loading at the same moment"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [str(one.name) for one in urlpatterns if str(one.name).startswith("mfa_")])
def test_every_page_of_second_factors_waits_for_it(name: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise InterruptedError

    monkeypatch.setattr(loading, "load", load)
    client.force_login(make.person())
    with pytest.raises(InterruptedError):
        client.get(reverse(name))
