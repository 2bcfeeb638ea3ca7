"""Make the lock files: every package at one version, with the hashes of its files, and no registry address.

* `requirements.lock` is what running needs: base, gateway, ledger, and the build backend, for an install without build
  isolation. `requirements-dev.lock` is that and everything of `dev`, at the same versions.
* `requirements-analysis.lock` is slither alone, for an environment of its own: it needs an older web3 than we do.
* One lock serves CPython 3.11 and later on Linux; what markers say about that is left out, what they say about versions
  of Python stays. Which registry serves the files is a matter of
  the machine's own pip configuration and never of a lock.

`python -m scripts.lock` keeps the versions that are locked already and adds or drops what changed; with `--upgrade` it
takes the newest that pyproject.toml allows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
ANALYSIS = ROOT / "requirements-analysis.lock"
ANALYSER = "slither-analyzer>=0.11.6\n"
BUILD = "hatchling>=1.27\neditables>=0.5\n"
HEADER = "# Made by `make lock` from pyproject.toml; do not edit. pip install --require-hashes -r {name}\n"
IMPLIED = re.compile(r"(implementation_name|platform_python_implementation|sys_platform) [=!]= '\w+'")
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host")


def compile_lock(
    extras: list[str], output: Path, constraints: Path | None, upgrade: bool, besides: str = BUILD
) -> None:
    """Resolve `extras` of pyproject.toml (none: nothing of it) and `besides` for Linux into `output`.

    Raises CalledProcessError if that is impossible.
    """
    with tempfile.TemporaryDirectory() as work:
        build = Path(work) / "build.in"
        build.write_text(besides, "utf-8")
        result = Path(work) / output.name
        if output.exists() and not upgrade:
            result.write_bytes(output.read_bytes())
        project = ["pyproject.toml"] if extras else []
        command = ["uv", "pip", "compile", *project, str(build), "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-annotate", "--no-header", "--quiet", "--output-file", str(result)]
        command += [argument for extra in extras for argument in ("--extra", extra)]
        command += ["--constraints", str(constraints)] if constraints else []
        command += ["--upgrade"] if upgrade else []
        environment = {k: v for k, v in os.environ.items() if k not in ("PIP_FIND_LINKS", "UV_FIND_LINKS")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
        subprocess.run(command, cwd=ROOT, env=environment | {"PATH": path}, check=True)
        output.write_text(HEADER.format(name=output.name) + without_addresses(result.read_text("utf-8")), "utf-8")


def without_addresses(text: str) -> str:
    """The lock without lines that name a registry. Raises ValueError if one names it amid something else."""
    kept = [line for line in text.splitlines() if not line.startswith(("--", "#"))]
    for line in kept:
        if ADDRESS.search(line):
            raise ValueError(f"the lock would name an address: {line}")
    return "\n".join(without_implied_marker(line) for line in kept) + "\n"


def without_implied_marker(line: str) -> str:
    """A line of the lock without the terms that hold on every CPython on Linux."""
    pinned, found, marker = line.removesuffix(" \\").partition(" ; ")
    if not found or " or " in marker:
        return line
    terms = [term for term in marker.split(" and ") if not IMPLIED.fullmatch(term)]
    return pinned + (f" ; {' and '.join(terms)}" if terms else "") + " \\"


def main(arguments: list[str]) -> None:
    """Make all locks; development first, so that running takes its versions from there."""
    upgrade = "--upgrade" in arguments
    compile_lock(["dev"], DEV, None, upgrade)
    compile_lock(["gateway", "ledger"], RUN, DEV, upgrade)
    compile_lock([], ANALYSIS, None, upgrade, ANALYSER)


if __name__ == "__main__":
    main(sys.argv[1:])
