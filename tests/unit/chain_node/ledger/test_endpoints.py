"""Which endpoint a call belongs to."""

from __future__ import annotations

import pytest

from chain_node.ledger.endpoints import NO_ENDPOINT, match_endpoint
from chain_node.ledger.records import Endpoint

LITERAL = Endpoint("GET", "/licences")
BELOW = Endpoint("GET", "/licences/*")
WHOLE = Endpoint("*", "/*")


@pytest.mark.parametrize(
    ("endpoint", "method", "path", "matches"),
    [
        (LITERAL, "GET", "/licences", True),
        (LITERAL, "POST", "/licences", False),
        (LITERAL, "get", "/licences", False),
        (LITERAL, "GET", "/licences/", False),
        (LITERAL, "GET", "/licences/1", False),
        (LITERAL, "GET", "/Licences", False),
        (BELOW, "GET", "/licences/1", True),
        (BELOW, "GET", "/licences/1/2", True),
        (BELOW, "GET", "/licences/", True),
        (BELOW, "GET", "/licences", False),
        (BELOW, "GET", "/licencesX", False),
        (WHOLE, "DELETE", "/any/path", True),
        (WHOLE, "GET", "", True),
        (WHOLE, "GET", "/", True),
        (Endpoint("GET", "/"), "GET", "", True),
        (Endpoint("GET", "/a*"), "GET", "/ab", False),
        (Endpoint("GET", "/a*"), "GET", "/a*", True),
        (WHOLE, "GET", "/a.b/..c/.d", True),
    ],
)
def test_methods_and_patterns(endpoint: Endpoint, method: str, path: str, matches: bool) -> None:
    assert match_endpoint((endpoint,), method, path) == (0 if matches else NO_ENDPOINT)


def test_the_lowest_index_wins() -> None:
    assert match_endpoint((LITERAL, BELOW, WHOLE), "GET", "/licences/1") == 1
    assert match_endpoint((LITERAL, BELOW, WHOLE), "PUT", "/licences/1") == 2
    assert match_endpoint((), "GET", "/") == NO_ENDPOINT


@pytest.mark.parametrize(
    "path",
    [
        "/a/../b",
        "/a/..",
        "/..",
        "/a/%2e%2E/b",
        "/a/.%2e/b",
        "/a/%252e./b",
        "/a/%25252e%2e/b",
        "/a/%2f../b",
        "/a%2F..",
        "/a/..%2fb",
        "/a\\..\\b",
        "/a/..;x=1/b",
        "/a/..%3Bx/b",
    ],
)
def test_paths_that_lead_upwards_in_some_reading_match_nothing(path: str) -> None:
    assert match_endpoint((WHOLE, Endpoint("GET", "/a/*"), Endpoint("*", path)), "GET", path) == NO_ENDPOINT


@pytest.mark.parametrize(
    "path", ["/a;x", "/a/;x", "/a/%3Bx", "/a/b%2Fc", "/a/b%252fc", "/a/b%5cc", "/a/b\\c", "/a/./b", "/a/%2e/b", "/a/."]
)
def test_paths_that_back_ends_read_differently_match_the_whole_service_only(path: str) -> None:
    assert match_endpoint((Endpoint("GET", "/a/*"), Endpoint("GET", path), WHOLE), "GET", path) == 2
    assert match_endpoint((Endpoint("GET", "/a/*"), Endpoint("GET", path)), "GET", path) == NO_ENDPOINT
