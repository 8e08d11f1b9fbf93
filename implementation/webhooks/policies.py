"""Where a connection may go, decided by the address that it goes to: microsoft-antissrf with our rules.

At each attempt it resolves the name, checks every address that the name has, and connects to the very address that it
checked, so that a name server that answers twice differently gains nothing. Only the worker imports this.
"""

from collections.abc import Sequence

from AntiSSRF import AntiSSRFPolicy, PolicyConfigOptions

from implementation.webhooks.targets import OTHER_IPV4_IN_IPV6, TargetRefused, parsed


def policy_for(url: str, allowed_networks: Sequence[str] = ()) -> AntiSSRFPolicy:
    """Which addresses a connection for this URL may go to. Raises TargetRefused when there is none.

    Plain http and other ports are for the allowed networks alone.
    """
    if parsed(url).is_ordinary:
        policy = AntiSSRFPolicy(PolicyConfigOptions.EXTERNAL_ONLY_LATEST)
        policy.add_denied_addresses(list(OTHER_IPV4_IN_IPV6))
    elif allowed_networks:
        policy = AntiSSRFPolicy(PolicyConfigOptions.INTERNAL_ONLY)
        policy.allow_plain_text_http = True
    else:
        raise TargetRefused("Webhooks go over https to port 443 only; change the webhook's address.")
    policy.add_xff_header = False
    if allowed_networks:
        policy.add_allowed_addresses(list(allowed_networks))
    return policy
