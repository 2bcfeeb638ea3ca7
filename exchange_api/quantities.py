"""Quantities with their units, as they stand in configuration: "4 GiB", "20 s", "100/s"; counts are plain numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from exchange_api.setup_errors import ConfigInvalid

KIB, MIB, GIB, TIB = 1 << 10, 1 << 20, 1 << 30, 1 << 40
MINUTE, HOUR, DAY = 60, 3600, 86_400

Bytes = int
Seconds = float
Count = int
Percent = int
PerSecond = int
BytesPerSecond = int

_SIZES = {"B": 1, "KiB": KIB, "MiB": MIB, "GiB": GIB, "TiB": TIB}
_TIMES = {"ms": 0.001, "s": 1, "min": MINUTE, "h": HOUR, "d": DAY}
UNITS: dict[str, Mapping[str, float]] = {
    "Bytes": _SIZES,
    "Seconds": _TIMES,
    "PerSecond": {"/s": 1},
    "BytesPerSecond": {f"{unit}/s": factor for unit, factor in _SIZES.items()},
}
_QUANTITY = re.compile(r"([0-9]{1,15}) ?([A-Za-z/]{1,8})")


def quantity(where: str, unit: str, value: Any) -> float:
    """A number of bytes, seconds or so on, from a value with its unit; only 0 needs none. Raises `ConfigInvalid`."""
    units = UNITS.get(unit)
    if type(value) is int and (units is None or value == 0):
        return value
    found = _QUANTITY.fullmatch(value) if units is not None and isinstance(value, str) else None
    if units is None or found is None or found[2] not in units:
        wanted = "a whole number" if units is None else f'a text as "20 {next(iter(units))}", in {", ".join(units)}'
        raise ConfigInvalid(f"{where} is {wanted}")
    return int(found[1]) * units[found[2]]


def show(number: float, unit: str) -> str:
    """A number in the largest unit that leaves it whole, as `quantity` reads it."""
    for name, factor in reversed(list(UNITS.get(unit, {}).items())):
        whole = round(number / factor)
        if number and abs(whole * factor - number) < 1e-9:
            return f"{whole}{name}" if name == "/s" else f"{whole} {name}"
    return f"{number:g} %" if unit == "Percent" else f"{number:g}" if number < 1e6 else str(int(number))
