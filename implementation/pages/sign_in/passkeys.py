"""What passkeys need is not loaded: they are not offered, but the library's views import it all the same.

It is fido2 and, through it, cryptography: 5 MiB of every web worker. The standard library's `LazyLoader` puts a module
in place that is read when somebody looks into it, which nobody does. Called before the views are imported.
"""

import sys
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec

_PACKAGE, _MODULE = "allauth.mfa.webauthn.internal", "auth"


def load_later() -> None:
    """Where somebody has loaded it already, nothing is left to do."""
    name = f"{_PACKAGE}.{_MODULE}"
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} is not there (any more): look what the library imports now.")
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    # Who imports it from its package finds it there, and does not look into it.
    setattr(import_module(_PACKAGE), _MODULE, module)
    spec.loader.exec_module(module)
