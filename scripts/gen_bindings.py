"""Generates `chain_node/ledger/bindings.py` from the pinned artifacts: `python -m scripts.gen_bindings [--check]`.

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
from chain_node.ledger.abi import Event, Function, errors_of, events_of, functions_of

PATH = Path(__file__).parents[1] / "chain_node" / "ledger" / "bindings.py"
HEADER = '''"""Calls, events and errors of the contracts. Generated from the pinned artifacts: do not edit.

Made by `python -m scripts.gen_bindings`; a test makes it again and compares. One class per contract:
`encode_<function>` gives call data, `decode_<function>` what a view returned. Structs are tuples in the order of
`contracts/types`, `bytes32` are bytes, addresses are `0x` texts. All raise `AbiMismatch` for what does not fit.
"""

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


def render() -> str:
    """The module's text, formatted."""
    names = [name for name in contracts.names() if name not in _SKIPPED]
    parts = [HEADER]
    parts += [_class(name, contracts.load(name).abi) for name in names]
    parts.append(_events(names))
    parts.append(_errors(names))
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PATH), "-"],
        input="\n\n".join(parts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


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


def _events(names: list[str]) -> str:
    lines = ["EVENTS: Mapping[str, Mapping[bytes, Event]] = {"]
    for name in names:
        lines.append(f"    {name!r}: {{")
        found: dict[bytes, Event] = events_of(contracts.load(name).abi)
        for topic, event in sorted(found.items(), key=lambda item: item[1].name):
            text = f"Event({event.name!r}, bytes.fromhex({topic.hex()!r}), {event.parameters!r})"
            lines.append(f"        bytes.fromhex({topic.hex()!r}): {text},")
        lines.append("    },")
    return "\n".join([*lines, "}", '"""Contract name -> first topic -> event."""'])


def _errors(names: list[str]) -> str:
    merged: dict[bytes, tuple[str, tuple[str, ...]]] = {}
    for name in names:
        merged.update(errors_of(contracts.load(name).abi))
    lines = ["ERRORS: Errors = {"]
    for selector, (error, types) in sorted(merged.items(), key=lambda item: item[1][0]):
        lines.append(f"    bytes.fromhex({selector.hex()!r}): ({error!r}, {types!r}),")
    return "\n".join([*lines, "}", '"""Selector -> name and types of every custom error."""'])


def main(argv: list[str]) -> int:
    """Write the module; with `--check` only compare, 1 if it differs."""
    text = render()
    if "--check" in argv:
        same = PATH.is_file() and PATH.read_text(encoding="utf-8") == text
        print("bindings are what the artifacts give" if same else "differs: bindings.py")
        return 0 if same else 1
    PATH.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
