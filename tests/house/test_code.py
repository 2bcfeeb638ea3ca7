"""What code may do where. Each exception stands here with its reason, and goes when it is no longer used."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, FunctionNode, python_files, relative, syntax

MAY_HASH = {
    "chain_node/ids.py": "ids are digests of segments",
    "chain_node/evidence/canonical.py": "the one place of evidence hashes",
    "chain_node/crypto/suite.py": "key ids",
    "chain_node/crypto/intl.py": "the suite's hash",
    "chain_node/crypto/sm.py": "the suite's hash",
    "chain_node/ledger/question.py": "digest of a question",
    "chain_node/ledger/outbox_store.py": "name of a payload in the outbox",
    "chain_node/ledger/record_codec.py": "digests of records, as the contracts compute them",
    "chain_node/ledger/workdays.py": "digest of the notice that fixes a year",
    "exchange_api/adapters/tls.py": "fingerprints of certificates",
    "exchange_api/message.py": "X-Road's own request hash, SHA-512",
    "exchange_api/client/requests.py": "the same, computed by who asks",
    "exchange_api/web/protocol.py": "fingerprint of the peer's certificate",
    "exchange_api/declarations.py": "digests of definitions, registered on the ledger",
    "exchange_api/predicates.py": "digest of a predicate's definition",
    "contracts/__init__.py": "artifacts against their lock",
}
"""Modules that call `hashlib`: what is hashed as evidence has one encoder, so few may."""

MAY_DUMP_JSON = {
    "chain_node/console.py": "output of commands",
    "chain_node/logs.py": "lines of the operational log",
    "chain_node/evidence/strict_json.py": "the one writer of JSON that is evidence",
    "chain_node/engines/embedded/": "JSON-RPC, and the ledger's own files",
    "chain_node/ledger/export.py": "lines of an export",
    "chain_node/ledger/trust.py": "the trust file",
    "exchange_api/adapters/peers.py": "bodies between gateways that carry no evidence",
    "exchange_api/disclosure.py": "a filtered answer",
    "exchange_api/metadata.py": "lists of clients and services, which are no evidence",
    "exchange_api/provision.py": "files of a new gateway",
    "exchange_api/web/": "HTTP answers",
}
"""Modules and folders that call `json.dumps`: never to sign or hash its result."""

MAY_READ_ENVIRONMENT = {
    "chain_node/console.py": "language and colour of the terminal",
    "chain_node/crypto/libcrypto.py": "where the native library is, before any configuration is read",
}
"""Modules that read environment variables, beside command lines, `bootstrap.py` and `config.py`."""

MAY_SWALLOW: dict[str, str] = {}
"""`path:line` of an `except Exception` or wider that neither raises nor returns nor records anything."""


def uses(module: str, *names: str) -> Callable[[ast.Module], bool]:
    """Whether a file uses `module.name`, or imports it by name; without names, whether it imports the module."""

    def found(tree: ast.Module) -> bool:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == module:
                if not names or any(alias.name in names for alias in node.names):
                    return True
            elif isinstance(node, ast.Import) and not names:
                if any(alias.name == module for alias in node.names):
                    return True
            elif isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node.value) == module:
                return True
        return False

    return found


@pytest.mark.parametrize(
    ("rule", "allowed", "exempt"),
    [
        (uses("hashlib"), MAY_HASH, ()),
        (uses("json", "dumps", "dump"), MAY_DUMP_JSON, ()),
        (uses("os", "environ", "getenv"), MAY_READ_ENVIRONMENT, ("/cli.py", "/bootstrap.py", "/config.py")),
    ],
    ids=["hashlib", "json.dumps", "environment"],
)
def test_only_those_listed(
    rule: Callable[[ast.Module], bool], allowed: dict[str, str], exempt: tuple[str, ...]
) -> None:
    paths = python_files("contracts", "chain_node", "exchange_api", "audit")
    using = {relative(path) for path in paths if rule(syntax(path)) and not relative(path).endswith(exempt or ("\0",))}
    entries = {path: [e for e in allowed if path == e or (e.endswith("/") and path.startswith(e))] for path in using}
    assert {path for path, found in entries.items() if not found} == set()
    needed = {entry for found in entries.values() for entry in found}
    assert set(allowed) - needed == set(), "no longer used: take it off the list"


def test_annotations_are_postponed_everywhere() -> None:
    wrong = [
        relative(path)
        for path in python_files(*PACKAGES, "tests")
        if any(not isinstance(node, ast.Expr) for node in syntax(path).body) and not _postpones(syntax(path))
    ]
    assert wrong == []


def test_a_failed_check_raises() -> None:
    """A caller who forgets to look at a boolean has no check at all."""
    wrong = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path, node in function_nodes("chain_node", "audit", "exchange_api")
        if node.name.startswith(("verify", "check_", "validate"))
        and node.returns is not None
        and ast.unparse(node.returns) == "bool"
    ]
    assert wrong == []


def test_nothing_is_left_to_be_implemented() -> None:
    wrong = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Name) and node.id == "NotImplementedError"
    ]
    assert wrong == []


def test_no_failure_is_swallowed() -> None:
    """`except Exception: pass` and wider hide what nobody thought of."""
    found = {
        f"{relative(path)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ExceptHandler) and _is_wide(node) and _does_nothing(node.body)
    }
    assert found - set(MAY_SWALLOW) == set()


def test_secrets_are_never_drawn_from_the_random_module() -> None:
    wrong = [
        relative(path)
        for path in python_files("contracts", "chain_node", "exchange_api", "audit")
        if uses("random")(syntax(path))
    ]
    assert wrong == []


def test_what_decides_asks_no_clock_and_opens_nothing() -> None:
    """The imports of these modules are restricted in pyproject.toml; built-ins and `datetime` are seen here."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (modules,) = [contract["source_modules"] for contract in contracts if contract["id"] == "pure"]
    starts = tuple(module.replace(".", "/") for module in modules)
    paths = [path for path in python_files("chain_node", "exchange_api") if relative(path).startswith(starts)]
    assert len(paths) > len(modules)
    acts = {"open", "now", "utcnow", "today", "input", "print", "getenv", "urandom"}
    wrong = [
        f"{relative(path)}:{call.lineno} {_called(call)}"
        for path in paths
        for call in ast.walk(syntax(path))
        if isinstance(call, ast.Call) and _called(call) in acts
    ]
    assert wrong == []


def test_importing_does_nothing() -> None:
    """At module level: no start of threads, processes, servers or loops, and no file opened."""
    acts = {"open", "connect", "Popen", "run", "Thread", "create_engine", "basicConfig", "set_event_loop_policy"}
    wrong = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files(*PACKAGES)
        if not relative(path).endswith("__main__.py")
        for node in syntax(path).body
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and _called(call) in acts
    ]
    assert wrong == []


def function_nodes(*folders: str) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function below `folders`, with its file."""
    for path in python_files(*folders):
        for node in ast.walk(syntax(path)):
            if isinstance(node, FunctionNode):
                yield path, node


def _postpones(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


def _is_wide(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")


def _does_nothing(body: list[ast.stmt]) -> bool:
    return all(isinstance(node, ast.Pass | ast.Continue) or _is_text(node) for node in body)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
