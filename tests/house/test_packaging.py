"""The package: locks that fit pyproject.toml, extras that fit the commands, one version everywhere."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from itertools import pairwise

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chain_node.cli import GROUP, load_command
from tests.house.tree import PACKAGES, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
LOCKS = {
    "requirements.lock": ["gateway", "ledger"],
    "requirements-dev.lock": ["gateway", "ledger", "dev"],
}
ENTRY = re.compile(r"([a-z0-9-]+)==(\S+?)(?: ; [^\n\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")


def locked(name: str) -> dict[str, str]:
    return {entry[1]: entry[2] for entry in ENTRY.finditer((ROOT / name).read_text("utf-8"))}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_nothing_but_pinned_packages_with_hashes(name: str) -> None:
    body = (ROOT / name).read_text("utf-8").partition("\n")[2]
    assert ENTRY.sub("", body) == ""
    names = list(locked(name))
    assert names == sorted(names) and len(names) > 50


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links|trusted-host|@ ", text)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_satisfies_the_project(name: str) -> None:
    have = locked(name)
    wanted = [*PROJECT["project"]["dependencies"], *(line for extra in LOCKS[name] for line in EXTRAS[extra])]
    requirements = [Requirement(line) for line in [*wanted, *PROJECT["build-system"]["requires"]]]
    for requirement in requirements:
        package = canonicalize_name(requirement.name)
        if package == "lianlu":
            continue
        assert package in have, f"{package} is not locked: run `make lock`"
        assert requirement.specifier.contains(have[package], prereleases=True), requirement


def test_both_locks_have_the_same_versions() -> None:
    run, dev = (locked(name) for name in LOCKS)
    assert run.items() <= dev.items()


def test_every_dependency_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lines = re.findall(r'^    "[a-z][^"]*[<>=][^"]*",(.*)$', text, re.MULTILINE)
    assert len(lines) > 30
    assert all(re.match(r" +# \w", line) for line in lines)


def test_dependencies_are_in_order() -> None:
    for group in [PROJECT["project"]["dependencies"], *EXTRAS.values()]:
        names = [Requirement(line).name for line in group if not line.startswith("lianlu")]
        assert all(a <= b for a, b in pairwise(names)), names


def test_extras_of_commands_exist() -> None:
    for point in metadata.entry_points(group=GROUP):
        assert set(point.extras) <= set(EXTRAS)
        assert point.module.partition(".")[0] in PACKAGES


@pytest.mark.parametrize("name", sorted(PROJECT["project"]["entry-points"][GROUP]))
def test_every_command_loads(name: str) -> None:
    (point,) = metadata.entry_points(group=GROUP, name=name)
    assert load_command(point).params is not None


def test_the_installed_commands_are_those_of_the_project() -> None:
    declared = PROJECT["project"]["entry-points"][GROUP]
    assert {point.name: point.value for point in metadata.entry_points(group=GROUP)} == declared


def test_the_change_log_knows_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[(?:Unreleased|{re.escape(PROJECT['project']['version'])})\]", text, re.MULTILINE)


def test_the_wheel_holds_every_package() -> None:
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)
    for package in PACKAGES:
        assert (ROOT / package / "__init__.py").is_file()


def test_make_has_the_promised_targets() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    assert {"install", "demo", "test", "check", "bench", "docs"} <= set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
