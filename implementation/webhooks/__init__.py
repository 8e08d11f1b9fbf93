"""Webhooks without the database: secrets, bodies, signatures, where they may be sent, one attempt, and the back-off.

Called by the services of the same name. Nothing here knows Django or the clock; it follows the Standard Webhooks
specification, https://github.com/standard-webhooks/standard-webhooks.
"""
