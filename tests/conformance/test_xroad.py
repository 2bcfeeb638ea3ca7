"""The conformance suite of `/r1`: our gateway passes it, and no deviation that we could think of does."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.xroad import deviations, runner
from tests.conformance.xroad.__main__ import main
from tests.conformance.xroad.backend import Backend, listening
from tests.conformance.xroad.causes import PROFILES, SPEC
from tests.conformance.xroad.deviations.planting import BROKEN
from tests.conformance.xroad.message import message, request_hash
from tests.conformance.xroad.model.gateway import Model, serving
from tests.conformance.xroad.runner import CHECKS, FAILED, PASSED, UNSUPPORTED
from tests.conformance.xroad.world import World
from tests.integration.pair import ASKER, OWNER, gateways
from tests.integration.test_r1 import certificate

ROOT = Path(__file__).parents[2]
SUITE = [sys.executable, "-m", "tests.conformance.xroad"]
SANDBOX = f"{sys.executable} -m chain_node.cli sandbox --suite intl --lang en"


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with listening() as made:
        yield made


def test_every_check_is_named_sourced_and_explained() -> None:
    assert len(CHECKS) > 100 and deviations.__all__
    for one in CHECKS.values():
        assert re.fullmatch(r"[a-z-]+\.[a-z0-9-]+", one.id)
        assert re.match(r"(?:[ADF]\b|rulings )", one.source), one.id
        assert len(one.text) > 30 and not one.text.endswith("."), one.id


def test_the_suite_knows_nothing_of_ours() -> None:
    known = sys.stdlib_module_names | {"tests.conformance.xroad"}
    for path in (ROOT / "tests" / "conformance" / "xroad").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("tests.conformance.xroad") or name.partition(".")[0] in known, (path, name)


def test_the_suite_hashes_as_the_document_does() -> None:
    sent = [
        (b"X-Road-Client", b"DEV/COM/4321/TestClient"),
        (b"X-Road-Id", b"abc-1"),
        (b"Accept", b"application/json"),
    ]
    request_id = "f92591a3-6bf0-49b1-987b-0dd78c034cc3"
    hashed = message("GET", b"/r1/DEV/COM/1234/TestService/mock1/pets?q=1", sent, request_id)
    assert len(hashed) == 187
    wanted = "8hqKtDNa5kiV4RU0pJHDdJ9wkcUIDnu0m5XNr7UTzYC24bq2ycUv88a/tcsDzmYRU0EywsUYJTQ/YqD3AT8Jjw=="
    assert request_hash(hashed, None) == wanted


@pytest.mark.parametrize("profile", PROFILES)
def test_a_gateway_that_keeps_every_rule_passes(backend: Backend, profile: str) -> None:
    with serving(Model, backend.address, profile) as model:
        outcomes = list(runner.run(World(model.line, profile, backend), runner.chosen(profile)))
    assert [one for one in outcomes if one.outcome != PASSED] == []


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.__name__)
def test_a_deviation_fails_the_check_of_the_rule_that_it_breaks(backend: Backend, kind: type[Model]) -> None:
    wanted = [CHECKS[name] for name in BROKEN[kind]]
    with serving(kind, backend.address, kind.only_profile) as model:
        outcomes = list(runner.run(World(model.line, kind.only_profile, backend), wanted))
    assert {one.id: one.outcome for one in outcomes} == dict.fromkeys(BROKEN[kind], FAILED)


def test_every_check_can_fail() -> None:
    broken = {name for names in BROKEN.values() for name in names}
    assert set(CHECKS) - broken == set() and broken - set(CHECKS) == set()
    assert len(BROKEN) >= 20


def suite(*options: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    done = subprocess.run([*SUITE, *options, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=110)
    return done, json.loads(done.stdout)


@pytest.mark.parametrize("profile", PROFILES)
def test_our_gateway_passes(profile: str) -> None:
    done, found = suite("--sandbox-cmd", SANDBOX, "--profile", profile)
    if profile != SPEC and "is not built yet" in done.stderr:
        assert done.returncode == 1 and found["passed"] == 0
        return
    failed, lacking = (
        [one["id"] for one in found["checks"] if one["outcome"] == kind] for kind in (FAILED, UNSUPPORTED)
    )
    metadata = [one.id for one in runner.chosen(profile) if one.id.startswith("meta.")]
    assert lacking in ([], metadata), "metadata services are there or not; all else is there"
    assert failed == ([] if not lacking else ["fault.ids-on-malformed"]), "ids on every refusal come with the profiles"
    assert done.returncode == (1 if lacking else 0)


def test_a_gateway_that_is_there_is_checked_as_far_as_it_is_known(backend: Backend) -> None:
    with serving(Model, backend.address, SPEC) as model:
        line = model.line
        options = ["--url", line["consumer_url"], "--client", line["client"], "--service", line["service"]]
        done, found = suite(*options)
        partial, _ = suite(*options, "--partial")
        more, wider = suite(*options, "--field", f"client_denied={line['client_denied']}", "--only", "order.")
    assert found["failed"] == 0 and found["passed"] > 30
    assert (done.returncode, partial.returncode, more.returncode) == (1, 0, 1)
    details = {one["id"]: one["detail"] for one in found["checks"] if one["outcome"] == UNSUPPORTED}
    assert "--backend-listen" in details["header.order"]
    assert "client_denied" in details["fault.denied"]
    assert [one["id"] for one in wider["checks"] if one["outcome"] == PASSED] == ["order.service-before-right"]


def test_the_system_behind_a_service_may_be_the_suite_itself() -> None:
    with listening() as free:
        host, port = free.address
    with serving(Model, (host, port), SPEC) as model:
        line = model.line
        given = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in line.items()}
        fields = [f"--field={name}={value}" for name, value in given.items() if name != "consumer_url"]
        options = ["--url", line["consumer_url"], "--client", line["client"], "--service", line["service"]]
        done, found = suite(*options, *fields, "--backend-listen", f"{host}:{port}")
    assert (done.returncode, found["passed"]) == (0, len(runner.chosen(SPEC))), found


def test_a_failed_check_is_named_and_decides_the_exit_status(
    backend: Backend, capsys: pytest.CaptureFixture[str]
) -> None:
    [kind] = [one for one in BROKEN if one.__name__ == "SpeaksProblems"]
    with serving(kind, backend.address, SPEC) as model:
        line = model.line
        given = ["--url", line["consumer_url"], "--client", line["client"], "--service", line["service"]]
        assert main(
            [*given, "--only", "fault.json", f"--field=service_unknown_member={line['service_unknown_member']}"]
        )
    said = capsys.readouterr().out
    assert said.startswith("FAIL fault.json (D 1.8): ") and said.endswith("spec: 0 passed, 1 failed, 0 unsupported\n")


async def test_a_gateway_is_checked_over_tls_with_a_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {name: certificate(tmp_path, name) for name in ("own", "other", "expired")}
    async with gateways(tmp_path / "pair", https={name: files[0] for name, files in made.items()}) as pair:
        pair.grant()
        url = pair.consumer.urls["systems_tls"]
        given = ["--url", url, "--client", ASKER.path, "--service", f"{OWNER.path}/plain", "--only", "hash.plain"]
        shown = ["--cert", made["own"][0], "--key", made["own"][1]]
        assert await asyncio.to_thread(main, [*given, *shown, "--only", "client.unregistered"]) == 0
        assert await asyncio.to_thread(main, given) == 1
    assert "SslAuthenticationFailed" in capsys.readouterr().out


def test_the_list_needs_no_gateway(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["checks"]
    assert [row["id"] for row in rows] == list(CHECKS)
    assert main(["--list", "--only", "hash."]) == 0
    assert "hash.plain  [D 1.7]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--url", "http://x"],
        ["--sandbox-cmd", "x", "--url", "x"],
        ["--sandbox-cmd", "x", "--only", "no.such"],
        ["--sandbox-cmd", "x", "--field", "a"],
        ["--sandbox-cmd", "x", "--field", "a={"],
    ],
)
def test_wrong_usage_is_said(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2 and "error: " in capsys.readouterr().err


def test_a_sandbox_that_does_not_start_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sandbox-cmd", f"{sys.executable} -c pass", "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["passed"] == 0 and "printed no line" in said.err
