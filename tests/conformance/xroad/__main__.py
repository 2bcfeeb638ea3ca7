"""`python -m tests.conformance.xroad`: does a gateway keep the rules of X-Road's REST protocol?

    --sandbox-cmd "lianlu sandbox --suite intl"                     a sandbox that this command starts and stops
    --url http://gateway:8080 --client I/C/M/S --service I/C/M/S/V  a gateway that is there; more with --field

Exit status 0: every check passed. 1: one failed, or could not be carried out (with --partial those do not count).
2: wrong usage. --json prints one document; --list only the rules, without a gateway.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from tests.conformance.xroad.backend import Backend, listening
from tests.conformance.xroad.causes import PROFILES
from tests.conformance.xroad.runner import (
    CHECKS,
    FAILED,
    PASSED,
    UNSUPPORTED,
    Outcome,
    SandboxFailed,
    chosen,
    report,
    run,
    sandbox,
)
from tests.conformance.xroad.world import World

MARKS = {PASSED: "ok  ", FAILED: "FAIL", UNSUPPORTED: "n/a "}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m tests.conformance.xroad", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    made.add_argument(
        "--sandbox-cmd", metavar="CMD", help="command of a sandbox; --backend, --profile, --json are added"
    )
    made.add_argument("--url", help="information-system side of the consumer's gateway")
    made.add_argument("--client", help="X-Road-Client of a subsystem with a right to the service")
    made.add_argument("--cert", help="the client's certificate, for an https --url")
    made.add_argument("--key", help="its key, if it is in a file of its own")
    made.add_argument("--service", help="five-part id of a service, all methods and paths")
    made.add_argument(
        "--field", action="append", default=[], metavar="NAME=VALUE", help="further fields of a sandbox's line"
    )
    made.add_argument(
        "--backend-listen", metavar="HOST:PORT",
        help="listen here as the system behind --service, whose base URL must end in /conformance/base",
    )  # fmt: skip
    made.add_argument("--profile", choices=PROFILES, default="spec")
    made.add_argument("--only", action="append", default=[], metavar="PREFIX", help="only checks whose name begins so")
    made.add_argument("--partial", action="store_true", help="what cannot be carried out does not count")
    made.add_argument("--list", action="store_true", help="print the checks and stop")
    made.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line says; the exit status."""
    made = parser()
    options = made.parse_args(arguments)
    if options.list:
        return _list(options)
    if (options.sandbox_cmd is None) == (options.url is None):
        made.error("give either --sandbox-cmd or --url")
    if options.url and not (options.client and options.service):
        made.error("--url needs --client and --service")
    try:
        options.field = dict(map(_field, options.field))
    except ValueError:
        made.error("--field is NAME=VALUE, the value a text or an object in JSON")
    wanted = chosen(options.profile, options.only)
    if not wanted:
        made.error("no check has such a name")
    try:
        with _world(options) as world:
            outcomes = [_say(one, options.json) for one in run(world, wanted)]
    except SandboxFailed as error:
        outcomes = []
        print(f"{options.profile}: {error}", file=sys.stderr)
    document = report(options.profile, outcomes)
    if options.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(f"{options.profile}: " + ", ".join(f"{document[kind]} {kind}" for kind in MARKS))
    missing = 0 if options.partial else document[UNSUPPORTED]
    return 1 if document[FAILED] or missing or not outcomes else 0


@contextmanager
def _world(options: argparse.Namespace) -> Iterator[World]:
    if options.sandbox_cmd is not None:
        with listening() as backend, sandbox(options.sandbox_cmd, backend.url, options.profile) as line:
            yield World(line, options.profile, backend)
        return
    line = {"consumer_url": options.url, "client": options.client, "service": options.service}
    line |= options.field
    with _backend(options.backend_listen) as own:
        shown = (options.cert, options.key) if options.cert else None
        yield World(line, options.profile, own, shown)


def _field(text: str) -> tuple[str, Any]:
    """A name and its value. Raises ValueError."""
    name, value = text.split("=", 1)
    return name, json.loads(value) if value.startswith("{") else value


def _backend(place: str | None) -> AbstractContextManager[Backend | None]:
    if place is None:
        return nullcontext()
    host, _, port = place.rpartition(":")
    return listening(host or "127.0.0.1", int(port))


def _say(outcome: Outcome, quiet: bool) -> Outcome:
    if not quiet:
        detail = f"\n     {outcome.detail}" if outcome.detail else ""
        print(f"{MARKS[outcome.outcome]} {outcome.id} ({outcome.source}): {outcome.text}{detail}", flush=True)
    return outcome


def _list(options: argparse.Namespace) -> int:
    rows = [
        {"id": one.id, "source": one.source, "text": one.text, "profiles": list(one.profiles)}
        for one in CHECKS.values()
        if one.id.startswith(tuple(options.only) or "")
    ]
    if options.json:
        print(json.dumps({"checks": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['id']}  [{row['source']}]  {' '.join(row['profiles'])}\n     {row['text']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
