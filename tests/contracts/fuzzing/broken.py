"""The one way in which a rule is found broken."""

from __future__ import annotations


class Broken(AssertionError):
    """A rule does not hold; the message says which and how."""
