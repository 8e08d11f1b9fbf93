"""Which addresses a webhook may have: https, port 443, a public host; more only within networks the operator allows.

This is what can be told without asking a name server: when a webhook is made. What a name stands for is checked at
each attempt (policies.py), and decides.
"""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST_URL = 2000
_HTTPS_PORT = 443
_PORTS = {"https": _HTTPS_PORT, "http": 80}
_PLAIN_URL = re.compile(r"[!-\[\]-~]+")  # printable ASCII without backslash: parsers disagree about the rest
# Ways to write an IPv4 address as an IPv6 one, by which a private address might pass for a public one.
OTHER_IPV4_IN_IPV6 = ("::/96", "::ffff:0:0:0/96")
_IPV4_IN_IPV6 = tuple(ip_network(net) for net in (*OTHER_IPV4_IN_IPV6, "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))


class TargetRefused(ValueError):
    """A webhook may not be sent there; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    is_https: bool

    @property
    def is_ordinary(self) -> bool:
        return self.is_https and self.port == _HTTPS_PORT


def parsed(url: str) -> Target:
    """The parts of an address that every parser reads alike. Raises TargetRefused for any other."""
    if len(url) > LONGEST_URL or not _PLAIN_URL.fullmatch(url):
        raise TargetRefused(f"An address has at most {LONGEST_URL} characters, all ASCII and without blanks.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TargetRefused("This is not an address; write https://host/path.") from error
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or "%" in host or port == 0:
        raise TargetRefused("Write the whole address: https://host/path.")
    if parts.username is not None or parts.password is not None or "#" in url:
        raise TargetRefused("Leave out user, password and #fragment: the signature tells who we are.")
    return Target(host, port or _PORTS[parts.scheme], parts.scheme == "https")


def check_target(url: str, allowed_networks: Sequence[str] = ()) -> None:
    """Refuse what can be refused without the network. Raises TargetRefused."""
    target = parsed(url)
    if not target.is_ordinary and not allowed_networks:
        raise TargetRefused("Webhooks go over https to port 443 only; use such an address.")
    numeric = _numeric(target.host)
    if not all(_is_allowed(address, allowed_networks, ordinary=target.is_ordinary) for address in numeric):
        raise TargetRefused("That address is not public; webhooks are not sent into private networks.")
    if not (numeric or allowed_networks or "." in target.host.rstrip(".")):
        raise TargetRefused("That name is of a private network; write the host's whole public name.")


def _numeric(host: str) -> list[IPv4Address | IPv6Address]:
    """The address that a host written as a number stands for, in whatever notation; nothing for a name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []
    return [ip_address(entry[4][0]) for entry in found]


def _is_allowed(address: IPv4Address | IPv6Address, allowed_networks: Sequence[str], *, ordinary: bool) -> bool:
    plain = (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
    if any(plain in ip_network(network) for network in allowed_networks):
        return True
    hidden = any(plain in network for network in _IPV4_IN_IPV6)
    return ordinary and plain.is_global and not (plain.is_multicast or plain.is_reserved or hidden)
