"""Generates `chain_node/ledger/bindings/` from the pinned artifacts: `python -m scripts.gen_bindings [--check]`.

Selectors, topics and types are written out, so that importing the bindings reads no file and hashes nothing.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import contracts
from chain_node.ledger.abi import Function, errors_of, events_of, functions_of

FOLDER = Path(__file__).parents[1] / "chain_node" / "ledger" / "bindings"
PACKAGE = '''"""Calls, events and errors of the contracts. Generated from the pinned artifacts: do not edit.

Made by `python -m scripts.gen_bindings`; a test makes it again and compares. A module and in it a class per contract:
`encode_<function>` gives call data, `decode_<function>` what a view returned. Structs are tuples in the order of
`contracts/types`, `bytes32` are bytes, addresses are `0x` texts. All raise `AbiMismatch` for what does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping

from chain_node.ledger.abi import Event
from chain_node.ledger.reverts import Errors
'''
MODULE = '''"""Calls, events and errors of {name}. Generated from the pinned artifacts: do not edit."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.ledger.abi import Event, Function
from chain_node.ledger.reverts import Errors

Struct = tuple[Any, ...]
'''
_SKIPPED = ("ERC1967Proxy",)


def snake(name: str) -> str:
    """`registerService` as `register_service`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def python_type(kind: str) -> str:
    """The Python type of an ABI type."""
    if kind.endswith("]"):
        return f"Sequence[{python_type(kind[: kind.rindex('[')])}]"
    if kind.startswith("("):
        return "Struct"
    if kind.startswith("bytes"):
        return "bytes"
    if kind in ("string", "address"):
        return "str"
    return "bool" if kind == "bool" else "int"


def render() -> dict[str, str]:
    """The package's files by name, formatted."""
    names = [name for name in contracts.names() if name not in _SKIPPED]
    texts = {"__init__.py": _package(names)}
    for name in names:
        abi = contracts.load(name).abi
        parts = [MODULE.format(name=name), _class(name, abi), _events(abi), _errors(abi)]
        texts[f"{snake(name)}.py"] = "\n\n".join(parts)
    return {name: _formatted(name, text) for name, text in texts.items()}


def _formatted(name: str, text: str) -> str:
    for command in (["format"], ["check", "--fix-only", "--quiet"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(FOLDER / name), "-"],
            input=text, capture_output=True, text=True, check=True,
        )  # fmt: skip
        text = done.stdout
    return text


def _package(names: list[str]) -> str:
    lines = [PACKAGE]
    lines += [f"from chain_node.ledger.bindings import {', '.join(map(snake, names))}"]
    lines += [f"from chain_node.ledger.bindings.{snake(name)} import {name}" for name in names]
    lines += [f"\n__all__ = {sorted(['ERRORS', 'EVENTS', *names])!r}\n"]
    events = ", ".join(f"{name!r}: {snake(name)}.EVENTS" for name in names)
    lines += [f"EVENTS: Mapping[str, Mapping[bytes, Event]] = {{{events},}}"]
    lines += ['"""Contract name -> first topic -> event."""']
    errors = ", ".join(f"**{snake(name)}.ERRORS" for name in names)
    return "\n".join(
        [*lines, f"ERRORS: Errors = {{{errors},}}", '"""Selector -> name and types of every custom error."""']
    )


def _class(name: str, abi: Iterable[Mapping[str, Any]]) -> str:
    entries = {entry["name"]: entry for entry in abi if entry["type"] == "function"}
    lines = [f"class {name}:", f'    """Calls of the contract {name}."""', ""]
    for function_name, function in sorted(functions_of(abi).items()):
        lines += _function(function_name, function, entries[function_name])
    return "\n".join(lines)


def _function(name: str, function: Function, entry: Mapping[str, Any]) -> list[str]:
    constant = f"_{snake(name).upper()}"
    arguments = []
    for number, (one, kind) in enumerate(zip(entry["inputs"], function.inputs, strict=True)):
        arguments.append((snake(one["name"]).strip("_") or f"value{number}", python_type(kind)))
    signature = ", ".join(f"{_safe(argument)}: {kind}" for argument, kind in arguments)
    passed = ", ".join(_safe(argument) for argument, _ in arguments)
    lines = [
        f"    {constant} = Function({name!r}, bytes.fromhex({function.selector.hex()!r}), "
        f"{function.inputs!r}, {function.outputs!r})",
        "",
        "    @classmethod",
        f"    def encode_{snake(name)}(cls{', ' + signature if signature else ''}) -> bytes:",
        f'        """Call data of `{name}({", ".join(function.inputs)})`."""',
        f"        return cls.{constant}.encode({passed})",
        "",
    ]
    if function.outputs:
        lines += [
            "    @classmethod",
            f"    def decode_{snake(name)}(cls, data: bytes) -> tuple[Any, ...]:",
            f'        """What `{name}` returned: ({", ".join(function.outputs)})."""',
            f"        return cls.{constant}.decode(data)",
            "",
        ]
    return lines


def _safe(name: str) -> str:
    return name + "_" if name in ("from", "class", "id", "cls") else name


def _events(abi: Iterable[Mapping[str, Any]]) -> str:
    lines = ["EVENTS: Mapping[bytes, Event] = {"]
    for topic, event in sorted(events_of(abi).items(), key=lambda item: item[1].name):
        text = f"Event({event.name!r}, bytes.fromhex({topic.hex()!r}), {event.parameters!r})"
        lines.append(f"    bytes.fromhex({topic.hex()!r}): {text},")
    return "\n".join([*lines, "}", '"""First topic -> event."""'])


def _errors(abi: Iterable[Mapping[str, Any]]) -> str:
    lines = ["ERRORS: Errors = {"]
    for selector, (error, types) in sorted(errors_of(abi).items(), key=lambda item: item[1][0]):
        lines.append(f"    bytes.fromhex({selector.hex()!r}): ({error!r}, {types!r}),")
    return "\n".join([*lines, "}", '"""Selector -> name and types of each custom error."""'])


def committed() -> dict[str, str]:
    """The package's files by name, as they stand."""
    return {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}


def main(argv: list[str]) -> int:
    """Write the package; with `--check` only compare, 1 if it differs."""
    texts, found = render(), committed()
    if "--check" in argv:
        differing = sorted(name for name in {*texts, *found} if texts.get(name) != found.get(name))
        print(f"differs: {', '.join(differing)}" if differing else "bindings are what the artifacts give")
        return 1 if differing else 0
    FOLDER.mkdir(exist_ok=True)
    for name in found.keys() - texts.keys():
        (FOLDER / name).unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
