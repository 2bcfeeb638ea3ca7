"""Every package that code imports is declared, for the installation that this code belongs to."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.test_packaging import EXTRAS, PROJECT
from tests.house.tree import PACKAGES, python_files, relative, syntax

RULES = [
    (re.compile(r"chain_node/engines/embedded/"), ("ledger",)),
    (re.compile(r"(contracts|chain_node|audit)/"), ()),
    (re.compile(r"exchange_api/"), ("gateway",)),
    (re.compile(r"scripts/(bench/|gen_|build_|lock\.py|pages\.py)"), ("gateway", "ledger", "dev")),
    (re.compile(r"scripts/"), ("gateway", "ledger")),
    (re.compile(r"tests/"), ("gateway", "ledger", "dev")),
]
"""Path -> the extras that its code may count on, beside the base; the first that fits."""

ON_DEMAND = {
    ("chain_node/crypto/", "gmssl"): "second opinion, imported when asked for; its absence is an error with a cure",
}
"""(path, package) -> why a package may be imported where it is not declared."""


@cache
def declared(extras: tuple[str, ...]) -> frozenset[str]:
    """Distributions named by the base and by `extras`."""
    lines = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    return frozenset(canonicalize_name(Requirement(line).name) for line in lines)


def imported(tree: ast.Module) -> set[str]:
    """First parts of everything a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - set(PACKAGES) - {"tests"}


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_imports_are_declared(folder: str) -> None:
    distributions = metadata.packages_distributions()
    wrong = []
    for path in python_files(folder):
        name = relative(path)
        extras = next(extras for rule, extras in RULES if rule.match(name))
        for module in sorted(imported(syntax(path))):
            have = {canonicalize_name(d) for d in distributions.get(module, [])}
            asked = any(name.startswith(start) and module == package for start, package in ON_DEMAND)
            if not have & declared(extras) and not asked:
                wrong.append(f"{name} imports {module} of {sorted(have) or 'nothing installed'}")
    assert wrong == []
