"""What `make` runs, and what the test run does with tests that are left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TESTS = """
import socket
import pytest
from tests.leaving_out import leave_out

def test_left_out(): leave_out("a compiler", "make contracts")
def test_passes(): assert 1 + 1 == 2
"""
TEST_THAT_CALLS_OUT = """
import socket

def test_calls_out():
    socket.create_connection(("192.0.2.1", 9), timeout=0.1)
"""


def make(*arguments: str) -> str:
    marks = [".venv/.installed", ".venv/.installed-dev", "contracts/node_modules/.package-lock.json"]
    command = ["make", "--no-print-directory", "-n", *(word for mark in marks for word in ("-o", mark)), *arguments]
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "ARGS", "KEEP", "SUITE")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=True)
    return " ".join(done.stdout.split())


def run_tests(folder: Path, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest"]
    command += ["--rootdir", str(folder), "-p", "no:cacheprovider", str(folder)]
    environment = {k: v for k, v in os.environ.items() if k not in ("LIANLU_REQUIRE_ALL", "PYTEST_ADDOPTS")}
    environment |= variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ".venv/bin/lianlu demo"),
        (["KEEP=1"], ".venv/bin/lianlu demo --keep"),
        (["KEEP=0"], ".venv/bin/lianlu demo"),
        (["SUITE=intl", "LANG=en"], ".venv/bin/lianlu demo --suite intl --lang en"),
        (["KEEP=1", "SUITE=sm", "ARGS=--json"], ".venv/bin/lianlu demo --keep --suite sm --json"),
    ],
)
def test_variables_of_the_demo(arguments: list[str], command: str) -> None:
    assert make("demo", *arguments) == command


def test_arguments_reach_the_mutation_check() -> None:
    assert make("mutants", "ARGS=--seed 2 --json") == ".venv/bin/python -m scripts.mutants --seed 2 --json"


def test_the_language_of_the_shell_is_not_taken_for_that_of_the_demo() -> None:
    assert "--lang" not in make("demo")


def test_help_names_the_targets() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    targets = ("install", "demo", "test", "check", "check-contracts", "mutants", "bench", "docs")
    assert all(f"  make {target}\t" in done.stdout for target in targets)


def test_without_a_python_that_fits_make_says_what_to_do(tmp_path: Path) -> None:
    command = ["sh", str(ROOT / "scripts" / "make_venv.sh"), str(tmp_path / "venv")]
    environment = os.environ | {"PYTHON": "a-python-nobody-has"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("lianlu: error [install.python]: ")
    assert "hint: " in done.stderr and "apt-get install python3 python3-venv" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_what_is_left_out_is_listed_above_the_closing_line(tmp_path: Path) -> None:
    done = run_tests(tmp_path, TESTS)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "left out: a compiler (make contracts)" in lines
    assert lines[-1].startswith("1 passed, 1 skipped")


def test_where_all_is_required_a_test_left_out_has_failed(tmp_path: Path) -> None:
    done = run_tests(tmp_path, TESTS, LIANLU_REQUIRE_ALL="1")
    assert done.returncode == 1
    assert "required here, yet left out: a compiler (make contracts)" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 failed, 1 passed")


def test_where_all_is_required_a_module_left_out_has_failed(tmp_path: Path) -> None:
    module = "import pytest\npytest.skip('left out: a module (pip)', allow_module_level=True)\n"
    assert run_tests(tmp_path, module, LIANLU_REQUIRE_ALL="1").returncode == 2


def test_a_test_that_leaves_this_machine_fails(tmp_path: Path) -> None:
    done = run_tests(tmp_path, TEST_THAT_CALLS_OUT)
    assert done.returncode == 1
    assert "tests talk to this machine only" in done.stdout
