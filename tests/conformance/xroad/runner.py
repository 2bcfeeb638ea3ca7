"""Carrying the checks out, and the report."""

from __future__ import annotations

import json
import os
import selectors
import shlex
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from tests.conformance.xroad import checks as _all_of_them  # noqa: F401  importing them fills CHECKS
from tests.conformance.xroad.world import CHECKS, Check, Failed, Unsupported, World

PASSED, FAILED, UNSUPPORTED = "passed", "failed", "unsupported"
START_S, STOP_S = 90.0, 30.0

__all__ = ["CHECKS", "Outcome", "SandboxFailed", "chosen", "report", "run", "sandbox"]


class SandboxFailed(Exception):
    """The sandbox's command did not bring up a gateway."""


@dataclass(frozen=True)
class Outcome:
    """What became of one check. `detail` says what was wrong, or what is missing."""

    id: str
    source: str
    text: str
    outcome: str
    detail: str = ""


def chosen(profile: str, only: Iterable[str] = ()) -> list[Check]:
    """The checks of a profile; of these, those whose name begins with one of `only`."""
    starts = tuple(only)
    return [one for one in CHECKS.values() if profile in one.profiles and (not starts or one.id.startswith(starts))]


def run(world: World, wanted: Iterable[Check]) -> Iterator[Outcome]:
    """Carry checks out, one after the other. What a check did not foresee has failed it."""
    for one in wanted:
        outcome, detail = PASSED, ""
        try:
            one.run(world)
        except Failed as error:
            outcome, detail = FAILED, str(error)
        except Unsupported as error:
            outcome, detail = UNSUPPORTED, str(error)
        except Exception as error:
            outcome, detail = FAILED, f"{type(error).__name__}: {error}"
        yield Outcome(one.id, one.source, one.text, outcome, detail)


def report(profile: str, outcomes: list[Outcome]) -> dict[str, Any]:
    """The result as one document."""
    counts = {kind: sum(1 for one in outcomes if one.outcome == kind) for kind in (PASSED, FAILED, UNSUPPORTED)}
    return {"profile": profile, **counts, "checks": [asdict(one) for one in outcomes]}


@contextmanager
def sandbox(command: str, backend: str, profile: str) -> Iterator[dict[str, Any]]:
    """The line of a sandbox that was started with `command`; it is stopped at the end. Raises `SandboxFailed`."""
    arguments = shlex.split(command)
    for option, value in (("--backend", backend), ("--profile", profile), ("--json", None)):
        if option not in arguments:
            arguments += [option] if value is None else [option, value]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        try:
            yield _first_line(process)
        finally:
            _stop(process)


def _first_line(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(START_S) else b""
    try:
        found = json.loads(line)
    except ValueError:
        _stop(process)
        errors = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
        raise SandboxFailed(f"the sandbox printed no line; exit status {process.returncode}; {errors[-500:]}") from None
    if not isinstance(found, dict) or "consumer_url" not in found:
        raise SandboxFailed("the sandbox's line has no `consumer_url`")
    return found


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
