"""Typed readers of the environment. Each stops with the variable's name and the remedy on nonsense.

A secret may also come from a file: `NAME_FILE=/run/secrets/name` is read when `NAME` is not set.
Used by config only; the apps read settings, never the environment.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class Environment:
    """One source of settings; `os.environ` in production, a plain dict in tests."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str | None = None) -> str:
        """The variable, or the content of the file named by `<name>_FILE`, or the default."""
        if value := self._values.get(name):
            return value
        if file := self._values.get(f"{name}_FILE"):
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(f"{name}_FILE names {file!r}, which cannot be read: {error}.") from error
        if default is None:
            raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): it has no default.")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "").lower()
        if not value:
            return default
        if value in _TRUE | _FALSE:
            return value in _TRUE
        raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false. Write true or false.")

    def number(self, name: str, *, default: int, at_least: int = 0) -> int:
        value = self.text(name, str(default))
        try:
            number = int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
        if number < at_least:
            raise ImproperlyConfigured(f"{name}={number} is too small: {at_least} is the least.")
        return number

    def choice(self, name: str, *, among: Sequence[str], default: str) -> str:
        value = self.text(name, default).lower()
        if value not in among:
            raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(among)}.")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        """A comma-separated list, empty entries dropped."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def networks(self, name: str) -> list[str]:
        """A comma-separated list of address ranges, such as `10.0.0.0/8,::1/128`."""
        words = self.words(name)
        for word in words:
            try:
                ip_network(word)
            except ValueError as error:
                raise ImproperlyConfigured(f"{name} holds {word!r}: {error}. Write 10.0.0.0/8.") from error
        return words

    def numbered(self, name: str) -> dict[int, str]:
        """`1:first,2:second` as {1: "first", 2: "second"}."""
        result: dict[int, str] = {}
        for place, word in enumerate(self.words(name), start=1):
            number, colon, value = word.partition(":")
            if not (number.isdecimal() and colon and value):
                # The value may be a secret, so the message names its place only.
                raise ImproperlyConfigured(f"Entry {place} of {name} must look like 1:secret.")
            result[int(number)] = value
        return result


environment = Environment(os.environ)


def kept_secret(path: Path) -> str:
    """A random secret written once to `path` (0600) and read ever after: the embedded default's own key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        try:
            # Two processes may start at once: the first link wins and both read the same secret.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def _parts(name: str, url: str) -> SplitResult:
    """The URL taken apart. A password with a `/` or `#` would pass for a port, and Python's error repeats that."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - read to be checked
    except ValueError:
        remedy = "write / as %2F, # as %23, @ as %40 and so on"
        raise ImproperlyConfigured(f"{name} cannot be read. If its password has such signs, {remedy}.") from None
    return parts


_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000; "
    "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON"
)


def sqlite_database(path: Path | str) -> dict[str, Any]:
    """Django's settings for a SQLite file shared by several processes.

    IMMEDIATE takes the write lock when a transaction starts. Django's default (DEFERRED) upgrades a read lock
    later, and SQLite refuses that at once with "database is locked" whatever the timeout.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _SQLITE_PRAGMAS},
        "TEST": {"NAME": f"{path}.test"},
    }


_MAIL_BY_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_MAIL_INTO_FILES = "django.core.mail.backends.filebased.EmailBackend"
_MAIL_TIMEOUT = 10


def mail_from_url(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:587` (STARTTLS), `smtps://host:465` (TLS from the start), `smtp://host:25?tls=off`
    for a relay of the own house, or `file:///folder`, as Django's settings of that name."""
    parts = _parts("EMAIL_URL", url)
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": _MAIL_INTO_FILES, "EMAIL_FILE_PATH": unquote(parts.path)}
    tls = dict(parse_qsl(parts.query)).get("tls", "on")
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or tls not in {"on", "off"}:
        # The URL holds a password, so the message does not repeat it.
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp://user:password@host:587, smtps://host:465 or file:///folder."
        )
    from_the_start = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": _MAIL_BY_SMTP,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if from_the_start else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": from_the_start,
        "EMAIL_USE_TLS": not from_the_start and tls == "on",
        "EMAIL_TIMEOUT": _MAIL_TIMEOUT,
    }


# Django leaves both off for the sake of old connection poolers; a statement that comes again is planned once.
_PREPARED = {"server_side_binding": True, "prepare_threshold": 5}


def database_from_url(url: str, *, prepared: bool = True) -> dict[str, Any]:
    """`postgres://user:password@host:port/name?host=/socket/folder` or `sqlite:////path` as Django settings.

    `prepared`: whether PostgreSQL keeps the plans of statements that come again.
    """
    parts = _parts("DATABASE_URL", url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme == "sqlite":
        return sqlite_database("/" + name if parts.path.startswith("//") else name)
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3."
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "config.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**(_PREPARED if prepared else {}), **options},
    }
