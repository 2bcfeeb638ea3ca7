"""What holds for every test: no network beyond this machine, no deadline by the clock, nothing left out in silence."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Generator, Iterator
from typing import Any

import hypothesis
import pytest

from chain_node import console
from tests.leaving_out import PREFIX

REQUIRE_ALL = os.environ.get("LIANLU_REQUIRE_ALL") == "1"

hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


def _only_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    peer, address = arguments
    if peer.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
        raise RuntimeError(f"a test tried to reach {address[0]}: tests talk to this machine only")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A command that ran in this process leaves its language to nobody."""
    before = console.language()
    yield
    console.use_language(before)


def pytest_configure(config: pytest.Config) -> None:
    """Guard every connection of the test processes; programs that they start guard themselves."""
    sys.addaudithook(_only_this_machine)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under LIANLU_REQUIRE_ALL a test left out has failed."""
    report = yield
    return _required(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module left out as a whole."""
    report = yield
    return _required(report)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was left out, each once, just above pytest's closing line."""
    reasons = {_reason(report) for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reasons):
        terminalreporter.write_line(reason if reason.startswith(PREFIX) else PREFIX + reason)


def _reason(report: Any) -> str:
    text = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    return text.removeprefix("Skipped: ")


def _required(report: Any) -> Any:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"required here, yet {_reason(report)}"
        report.outcome = "failed"
    return report
