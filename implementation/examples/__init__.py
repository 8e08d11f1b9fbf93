"""Example data in the project's own import format.

`generator` writes a synthetic portfolio whose truth is known; `PUBLIC_ROLLOUTS` is a folder of real dates,
taken from public sources. Both are read by the ordinary import: nothing here touches the database or
Django.
"""

from pathlib import Path

PUBLIC_ROLLOUTS = Path(__file__).parent / "public_rollouts"
"""Import folder of published go-live dates of electronic record and scribe programmes, with its sources."""
