"""The integrator's guide, run as it stands: every line of it, and what it says is printed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.network.ports import free_ports
from tests.integration.sandbox import START_S, STOP_S

DOCS = Path(__file__).parents[2] / "docs"
PAGE, CHINESE = DOCS / "integrating.md", DOCS / "integrating.zh.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "@@ block"


def blocks(page: Path, *kinds: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in BLOCK.findall(page.read_text("utf-8")) if kind in kinds]


def test_both_languages_have_the_same_lines() -> None:
    kinds = ("sh", "python", "javascript", "java")
    assert blocks(PAGE, *kinds) == blocks(CHINESE, *kinds) and len(blocks(PAGE, *kinds)) > 10
    assert {text for _, text in blocks(CHINESE, "text")} <= {text for _, text in blocks(PAGE, "text")}
    headings = [len(re.findall(r"^## ", page.read_text("utf-8"), re.MULTILINE)) for page in (PAGE, CHINESE)]
    assert headings[0] == headings[1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What each block for the shell printed, and the block of text after it, if there is one."""
    place = tmp_path_factory.mktemp("guide")
    said: list[str] = []
    script = ["set -eu"]
    for kind, text in blocks(PAGE, "sh", "python", "text"):
        if kind == "python":
            name = re.match(r"# (\w+\.py)\n", text)
            assert name is not None
            (place / name[1]).write_text(text, "utf-8")
        elif kind == "sh":
            script += [f"echo '{MARK}'", text]
            said.append("")
        elif text.startswith("python -m tests"):
            continue
        else:
            said[-1] = text
    output = run(place, "\n".join(script)).split(f"{MARK}\n")[1:]
    assert len(output) == len(said), output
    return list(zip(output, said, strict=True))


def run(place: Path, script: str) -> str:
    """Run a script with the installation's commands first; everything that it leaves running is ended."""
    surroundings = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(DOCS.parent),
        "LIANLU_LANG": "en",
    }
    [port] = free_ports(1)
    script = re.sub(r"\b9000\b", str(port), script)
    out = place / "out.txt"
    with out.open("w") as sink:
        process = subprocess.Popen(
            ["bash", "-c", script], cwd=place, stdout=sink, stderr=sink, env=surroundings, start_new_session=True
        )
        try:
            status = process.wait(START_S)
        finally:
            end(process.pid)
    text = out.read_text("utf-8")
    assert status == 0, text
    return text


def end(group: int) -> None:
    """End a group of processes, and wait until it is gone."""
    deadline = time.monotonic() + STOP_S
    try:
        os.killpg(group, signal.SIGTERM)
        while True:
            os.killpg(group, signal.SIGKILL if time.monotonic() > deadline else 0)
            time.sleep(0.05)
    except ProcessLookupError:
        return


def test_the_guide_prints_what_it_says(printed: list[tuple[str, str]]) -> None:
    assert sum(1 for _, said in printed if said) >= 5
    for output, said in printed:
        for line in said.splitlines():
            wanted = ".*".join(re.escape(part) for part in line.split("…"))
            assert re.search(f"^{wanted}\r?$", output, re.MULTILINE), (line, output)


def test_the_shells_call_says_the_equal_line(printed: list[tuple[str, str]]) -> None:
    output, *_ = [output for output, _ in printed if "the same: curl" in output]
    assert "示例科技有限公司" in output and re.search(r"200, receipt [0-9a-f]{32}", output)
