"""What is taken out of a lock, and what must never get into one."""

from __future__ import annotations

import pytest

from scripts.lock import without_addresses, without_implied_marker

HASH = "    --hash=sha256:" + "0" * 64


def test_lines_that_name_a_registry_go() -> None:
    text = f"--index-url https://example.org/simple\n# from somewhere\nrich==15.0.0 \\\n{HASH}\n"
    assert without_addresses(text) == f"rich==15.0.0 \\\n{HASH}\n"


@pytest.mark.parametrize("line", ["rich @ https://example.org/rich.whl", "rich==1 --find-links=x"])
def test_an_address_amid_a_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="address"):
        without_addresses(line + "\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a==1 \\", "a==1 \\"),
        (HASH, HASH),
        ("a==1 ; implementation_name == 'cpython' and sys_platform == 'linux' \\", "a==1 \\"),
        ("a==1 ; platform_python_implementation != 'PyPy' and sys_platform == 'linux' \\", "a==1 \\"),
        (
            "a==1 ; python_full_version < '3.12' and sys_platform == 'linux' \\",
            "a==1 ; python_full_version < '3.12' \\",
        ),
        (
            "a==1 ; (python_full_version < '3.12' and sys_platform == 'linux') or extra == 'x' \\",
            "a==1 ; (python_full_version < '3.12' and sys_platform == 'linux') or extra == 'x' \\",
        ),
    ],
)
def test_only_what_holds_everywhere_is_taken_out_of_a_marker(line: str, expected: str) -> None:
    assert without_implied_marker(line) == expected
