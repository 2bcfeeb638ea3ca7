"""The words of the story: names of departments, profiles, columns; values and times as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from chain_node.console import Lang, language, tr
from scripts.demo.cast import MEMBERS
from scripts.demo.records import COLUMNS

SHANGHAI = timezone(timedelta(hours=8))
HOW = {
    "plain": ("明文", "plain"),
    "masked": ("脱敏", "masked"),
    "predicate": ("仅核验", "yes or no"),
    "withheld": ("不给", "withheld"),
    "undeclared": ("未编目，不出库", "not catalogued"),
    "compared": ("只在库内比对", "compared inside only"),
    "key": ("查询条件", "what was asked about"),
}
ATTRIBUTES = {1: ("无条件共享", "unconditional"), 2: ("有条件共享", "conditional"), 3: ("不予共享", "not shared")}
SUITES = {1: ("国际套件", "international suite"), 2: ("国密套件", "SM suite")}


def name_of(code: str) -> str:
    """A department's name by its code."""
    found = next(one for one in MEMBERS if one.code == code)
    return found.name(language().value)


def pick(pair: list[str] | tuple[str, str]) -> str:
    return pair[0] if language() is Lang.ZH else pair[1]


def shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return tr("是（一致）", "yes") if value else tr("否（不一致）", "no")
    return str(value)


def column(row: Mapping[str, Any]) -> str:
    """A field's name in the catalogue, in English its code; or a column's name."""
    if row["field"] is None:
        return pick(COLUMNS.get(row["name"], (row["name"], row["name"])))
    return tr(row["name"], row["field"])


def short(digest: str) -> str:
    return digest[:16] + "…"


def clock(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
