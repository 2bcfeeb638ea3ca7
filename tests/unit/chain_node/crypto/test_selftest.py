"""The self-test, and the library that it judges: a machine that fails does not start."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from chain_node.crypto import selftest
from chain_node.crypto.errors import SelfTestFailed
from chain_node.crypto.libcrypto import PATH_VARIABLE, libcrypto, version


def in_a_process(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != PATH_VARIABLE} | variables
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


RUN = "from chain_node.crypto import selftest; selftest.run({suites}); print('passed')"
BOTH, INTL = RUN.format(suites=""), RUN.format(suites="['intl']")


def test_this_machine_passes() -> None:
    selftest.run()
    selftest.run(["sm"])
    selftest.run([1])


def test_it_takes_little_time() -> None:
    selftest.run()
    start = time.perf_counter()
    selftest.run()
    assert time.perf_counter() - start < 0.5  # some 10 ms; the bound is for a busy machine


def test_it_fails_for_a_suite_that_there_is_not() -> None:
    with pytest.raises(SelfTestFailed, match="no suite 3"):
        selftest.run([3])


@pytest.mark.parametrize("path", ["/absent/libcrypto.so", "libm.so.6", "/dev/null"])
def test_a_library_that_will_not_do_is_refused_and_not_replaced(path: str) -> None:
    done = in_a_process(BOTH, **{PATH_VARIABLE: path})
    assert "SelfTestFailed" in done.stderr
    assert path in done.stderr
    assert "passed" not in done.stdout


def test_the_international_suite_needs_no_libcrypto() -> None:
    done = in_a_process(INTL, **{PATH_VARIABLE: "/absent/libcrypto.so"})
    assert done.stdout.strip() == "passed", done.stderr


def test_a_library_named_is_used() -> None:
    code = "from chain_node.crypto.libcrypto import libcrypto; print(libcrypto()._name)"
    assert in_a_process(code).stdout.strip().startswith("libcrypto.so")
    assert in_a_process(code, **{PATH_VARIABLE: "libcrypto.so.3"}).stdout.strip() == "libcrypto.so.3"


def test_it_names_its_version() -> None:
    assert version().startswith("OpenSSL ")
    assert libcrypto() is libcrypto()


def test_what_differs_is_named() -> None:
    with pytest.raises(SelfTestFailed, match="SM3 gives 00 instead of 01"):
        selftest._equal("SM3", b"\0", b"\1")
    with pytest.raises(SelfTestFailed, match="a forgery is accepted"):
        selftest._refused("a forgery", SelfTestFailed, lambda: None)
