"""What the library loads late is loaded by one thread: of two, one was handed half a module."""

from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from implementation.pages.sign_in import loading
from implementation.pages.sign_in.urls import urlpatterns
from tests import factories as make
from tests.concurrency.threads import at_once


def test_no_two_load_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    both, met = Barrier(2), []

    def load(name: str) -> None:
        try:
            met.append(both.wait(0.2))
        except BrokenBarrierError:
            both.reset()

    monkeypatch.setattr(loading, "import_module", load)
    answer = HttpResponse("seen")
    view = loading.loaded(lambda request: answer)
    at_once([partial(view, None)] * 2)
    assert met == [], "both were loading at the same moment"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [str(one.name) for one in urlpatterns if str(one.name).startswith("mfa_")])
def test_every_page_of_second_factors_waits_for_it(name: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(module: str) -> None:
        raise InterruptedError(module)

    monkeypatch.setattr(loading, "import_module", load)
    client.force_login(make.person())
    with pytest.raises(InterruptedError):
        client.get(reverse(name))
