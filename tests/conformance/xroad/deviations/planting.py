"""The list of deviations, and what they are made with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.conformance.xroad.causes import SPEC
from tests.conformance.xroad.model.gateway import Model
from tests.conformance.xroad.wire import Header

BROKEN: dict[type[Model], tuple[str, ...]] = {}
"""A deviation -> the checks that it must fail."""


def fails(*checks: str, profile: str = SPEC) -> Callable[[type[Model]], type[Model]]:
    """Put a deviation on the list, with the checks that it must fail in `profile`."""

    def add(kind: type[Model]) -> type[Model]:
        kind.only_profile = profile
        BROKEN[kind] = checks
        return kind

    return add


def without(headers: Sequence[Header], *names: str) -> list[Header]:
    """Headers without those of some names."""
    return [one for one in headers if one[0].lower().decode() not in [name.lower() for name in names]]


def joined(headers: Sequence[Header]) -> list[Header]:
    """Headers of one name made into one, as a client library may do."""
    made: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        made.setdefault(name.lower(), []).append(value)
    return [(name, b", ".join(values)) for name, values in made.items()]
