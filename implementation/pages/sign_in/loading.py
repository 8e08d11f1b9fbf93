"""One thread alone loads what the library loads when it first looks at a second factor.

It does so inside a function, security keys included, which nobody has here: 5 MiB that no start should take. Of threads
that begin it at the same moment each holds a module that another waits for; Python then hands out what there is, and a
code that was right ended in a 500.
"""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from threading import Lock
from typing import Any

from django.http.response import HttpResponseBase

_LOADED_LATE = "allauth.mfa.webauthn.internal.auth"
_loading = Lock()
View = Callable[..., HttpResponseBase]


def loaded(view: View) -> View:
    """A view that looks at second factors: of requests that come together one loads the library, the others wait."""

    @wraps(view)
    def wrapped(*args: Any, **named: Any) -> HttpResponseBase:
        with _loading:
            import_module(_LOADED_LATE)
        return view(*args, **named)

    return wrapped
