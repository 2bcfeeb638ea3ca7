"""Synthetic records of the demo's departments: area 9901xx, which is assigned to nobody, with valid check digits.

Each department's table is created in its own SQLite file by `fill`. No number here stands in any public source.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from chain_node.ids import check_resident_id, check_uscc

ENTERPRISE = check_uscc("91990100MA990001X7")
BUYER = check_resident_id("990101199003070015")
SPOUSE = check_resident_id("990102198811120027")
SPOUSE_NAME = "林晓雯"
CONTRACT = "HT-990100-2026-000123"

_SCHEMA = {
    "SCJG": """CREATE TABLE IF NOT EXISTS licence (tyshxydm TEXT PRIMARY KEY, mc TEXT, frxm TEXT, zs TEXT, clrq TEXT,
        djzt TEXT, gdsfzh TEXT, czmx TEXT)""",
    "MZ": """CREATE TABLE IF NOT EXISTS marriage (sfzh TEXT PRIMARY KEY, hyzt TEXT, poxm TEXT, djrq TEXT,
        qpoxm TEXT)""",
    "GA": """CREATE TABLE IF NOT EXISTS person (sfzh TEXT PRIMARY KEY, xm TEXT, hjdz TEXT)""",
    "SW": """CREATE TABLE IF NOT EXISTS deed_tax (hth TEXT PRIMARY KEY, wspzh TEXT, sz TEXT, se TEXT, jnzt TEXT,
        nsrsr TEXT)""",
    "GJJ": """CREATE TABLE IF NOT EXISTS registration (case_no TEXT PRIMARY KEY, facts TEXT, receipt TEXT)""",
    "BDC": """CREATE TABLE IF NOT EXISTS registration (case_no TEXT PRIMARY KEY, facts TEXT, receipt TEXT)""",
}

_ROWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "SCJG": (
        "INSERT OR REPLACE INTO licence VALUES (?,?,?,?,?,?,?,?)",
        (
            *(ENTERPRISE, "示例科技有限公司", "周明远", "示例市新城区创新路 1 号"),
            *("2024-03-18", "存续", BUYER, "周明远 600 万元"),
        ),
    ),
    "MZ": ("INSERT OR REPLACE INTO marriage VALUES (?,?,?,?,?)", (BUYER, "已婚", SPOUSE_NAME, "2019-05-20", "")),
    "GA": ("INSERT OR REPLACE INTO person VALUES (?,?,?)", (BUYER, "周明远", "示例市新城区创新路 8 号")),
    "SW": (
        "INSERT OR REPLACE INTO deed_tax VALUES (?,?,?,?,?,?)",
        (CONTRACT, "WS-990100-2026-00077", "契税", "45000.00", "已缴清", "320000.00"),
    ),
}

TABLES = {
    "SCJG": ("licence", "tyshxydm"),
    "MZ": ("marriage", "sfzh"),
    "GA": ("person", "sfzh"),
    "SW": ("deed_tax", "hth"),
}
"""Department code -> the table that its system serves, and the column that names a record."""

COLUMNS = {
    "sfzh": ("公民身份号码", "resident id number"),
    "czmx": ("出资明细", "contributions"),
    "hyzt": ("婚姻状况", "marital status"),
    "poxm": ("配偶姓名", "spouse's name"),
    "xm": ("姓名", "name"),
    "hth": ("合同号", "contract number"),
    "nsrsr": ("纳税人收入", "taxpayer's income"),
}
"""Names of the columns that no declaration names."""


def fill(code: str, path: Path) -> None:
    """Create department `code`'s database at `path` with its records; run again, it changes nothing."""
    with sqlite3.connect(path) as connection:
        connection.execute(_SCHEMA[code])
        if code in _ROWS:
            connection.execute(*_ROWS[code])
    connection.close()
