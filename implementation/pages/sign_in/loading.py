"""One thread alone loads what is loaded late (`passkeys`) and the library looks into with the first second factor.

`LazyLoader` reads a module when somebody looks into it, and is not made for threads: while one of them was reading it,
the others found half a module, and codes that were right ended in a 500.
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


def load() -> object:
    """What the library looks for in that module: asking for it reads the module."""
    return import_module(_LOADED_LATE).WebAuthn


def loaded(view: View) -> View:
    """A view that looks at second factors: of requests that come together one loads the module, the others wait."""

    @wraps(view)
    def wrapped(*args: Any, **named: Any) -> HttpResponseBase:
        with _loading:
            load()
        return view(*args, **named)

    return wrapped
