"""Access lists: who is in one and by what name, which calls it lets through, and what it leaves of the ledger's."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_node.ids import MemberRef, SubsystemRef
from chain_node.ledger.endpoints import NO_ENDPOINT, match_endpoint
from chain_node.ledger.port import BlockRef
from chain_node.ledger.reasons import Reason
from chain_node.ledger.records import Endpoint, Gateway, Member, MemberStatus
from chain_node.ledger.state import LedgerState
from chain_node.ledger.tables import Tables
from exchange_api.access import MAX_ENDPOINTS, MAX_ENTRIES, MAX_PATTERN, AccessList, parse_access
from exchange_api.globs import Globs, in_urls
from exchange_api.message import METHODS
from exchange_api.paths import plain_path, unsafe_path
from exchange_api.setup_errors import ServiceInvalid

OWN = MemberRef("LIANLU", "GOV", "SCJG")
FUND, SHOP = MemberRef("LIANLU", "GOV", "GJJ"), MemberRef("LIANLU", "COM", "SHOP")
ASKER, OTHER, TILL = (
    SubsystemRef("LIANLU", *one) for one in (("GOV", "GJJ", "A"), ("GOV", "GJJ", "B"), ("COM", "SHOP", "T"))
)
NOBODY: dict[str, frozenset[str]] = {}


def state() -> LedgerState:
    tables = Tables()
    for member in (FUND, SHOP):
        tables.put_member(1, Member(member.id, member.path, member.member_code, "", 0, MemberStatus.ACTIVE))
    gateway = Gateway(FUND.id, "", FUND.id, "", bytes(32), bytes(32), b"", b"", bytes(20), True)
    tables.put_gateway(1, gateway)
    return LedgerState(tables, BlockRef(1, bytes(32), 0))


STATE = state()


def entry(subject: str, *endpoints: tuple[str, str]) -> dict[str, Any]:
    return {
        "subject": subject,
        **({"endpoints": [{"method": method, "path": path} for method, path in endpoints]} if endpoints else {}),
    }


def made(*entries: dict[str, Any]) -> AccessList:
    return parse_access(list(entries), OWN)


def refusal(
    access: AccessList,
    client: SubsystemRef | MemberRef = ASKER,
    method: str = "GET",
    path: bytes = b"/x",
    groups: dict[str, frozenset[str]] = NOBODY,
) -> Reason | None:
    return access.refusal(access.of(client, STATE, groups), method, path)


@pytest.mark.parametrize(
    ("subject", "let_in"),
    [
        (ASKER.path, {ASKER}),
        (FUND.path, {ASKER, OTHER}),
        ("group:near", {OTHER, TILL}),
        ("group:far", set()),
        ("group:gone", set()),
        ("global-group:LIANLU/members-GOV", {ASKER, OTHER}),
        ("global-group:LIANLU/members-COM", {TILL}),
        ("global-group:LIANLU/members-NGO", set()),
        ("global-group:LIANLU/security-server-owners", {ASKER, OTHER}),
    ],
)
def test_an_entry_lets_its_subject_in_and_nobody_else(subject: str, let_in: set[SubsystemRef]) -> None:
    groups = {"near": frozenset((OTHER.path, SHOP.path)), "far": frozenset[str]()}
    access = made(entry(subject))
    for client in (ASKER, OTHER, TILL):
        wanted = None if client in let_in else Reason.NOT_ON_ACCESS_LIST
        assert refusal(access, client, groups=groups) is wanted


def test_a_list_without_entries_lets_nobody_in() -> None:
    assert refusal(made()) is Reason.NOT_ON_ACCESS_LIST
    assert len(made()) == 0 and len(made(entry(ASKER.path), entry("group:a"), entry(ASKER.path, ("GET", "/a")))) == 2


def test_an_endpoint_is_one_of_its_method_and_path_only() -> None:
    access = made(entry(ASKER.path, ("get", "/pets/*"), ("*", "/toys/**")), entry(OTHER.path, ("POST", "/pets/*")))
    permitted = [
        ("GET", b"/pets/1"), ("DELETE", b"/toys/1/2"), ("GET", b"/pets/%E7%8C%AB"), ("GET", b"/%70ets/1"),
    ]  # fmt: skip
    for method, path in permitted:
        assert refusal(access, method=method, path=path) is None
    for method, path in (
        ("POST", b"/pets/1"),
        ("HEAD", b"/pets/1"),
        ("GET", b"/pets/1/2"),
        ("GET", b""),
        ("GET", b"/"),
    ):
        assert refusal(access, method=method, path=path) is Reason.NOT_ON_ACCESS_LIST
    assert refusal(access, OTHER, "POST", b"/pets/1") is None


AMBIGUOUS = (
    b"/pets/a%2Fb", b"/pets/a%2fb", b"/pets/a%252Fb", b"/pets/a%5Cb", b"/pets/a\\b", b"/pets/a%00", b"/pets/.",
    b"/pets/./1", b"/pets/%2e", b"/pets/..", b"/pets/%2E%2e/x", b"/pets/.%2e", b"/pets//1", b"//pets/1", b"/pets/a;b",
    b"/pets/a%3Bb", b"/pets/%zz", b"/pets/%4", b"/pets/%", b"/pets/%25", b"/pets/a%3Fb", b"/pets/a%23b", b"/pets/%0d",
    b"/pets/%C2%85", b"/pets/%7f", b"/pets/%ff", b"/pets/%c0%af", b"/pets/%ed%a0%80",
)  # fmt: skip


@pytest.mark.parametrize("path", AMBIGUOUS)
def test_a_path_that_has_two_readings_is_for_those_alone_who_have_all(path: bytes) -> None:
    some = made(entry(ASKER.path, ("GET", "/pets/**"), ("GET", "/**/x")), entry(OTHER.path))
    assert refusal(some, path=path) is Reason.PATH_AMBIGUOUS
    assert refusal(some, TILL, path=path) is Reason.NOT_ON_ACCESS_LIST  # and a stranger learns nothing by it
    assert refusal(some, method="POST", path=path) is Reason.NOT_ON_ACCESS_LIST
    assert refusal(some, OTHER, path=path) is None
    for whole in ("**", "/**"):
        assert refusal(made(entry(ASKER.path, ("GET", whole))), path=path) is None


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        (b"", "/"), (b"/", "/"), (b"/a", "/a"), (b"/a/", "/a/"), (b"/%61", "/a"), (b"/a%20b", "/a b"),
        (b"/%E8%AE%B8", "/许"), (b"/a.b", "/a.b"), (b"/...", "/..."), (b"/.a", "/.a"), (b"/a..", "/a.."), (b"/*", "/*"),
    ],
)  # fmt: skip
def test_a_path_that_has_one_reading_is_decoded_once(path: bytes, plain: str) -> None:
    assert plain_path(path) == plain


PIECES = ["/", "a", "b", ".", "..", "%2e", "%2F", "%252f", "%5C", "\\", ";", "%3b", "%00", "%61", "%E7%8C%AB", "%ff",
          "%", "%25", "%3F", "%23", "//", "/./", "é", "*"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_a_path_that_is_matched_reads_the_same_however_often_it_is_decoded_and_normalised(pieces: list[str]) -> None:
    path = ("/" + "".join(pieces)).encode()
    plain = plain_path(path)
    if plain is None:
        return
    decoded = unquote_to_bytes(path)
    assert plain.encode() == decoded == unquote_to_bytes(decoded) == unquote_to_bytes(quote(plain))
    assert posixpath.normpath(plain) == (plain.rstrip("/") or "/")
    assert urlsplit("http://h" + plain).path == plain and not unsafe_path(path, strict=True)
    assert [unquote_to_bytes(one) for one in path.split(b"/")] == decoded.split(b"/")


@pytest.mark.parametrize(
    "value",
    [
        None, {}, "x", [1], [{}], [{"subject": 1}], [{"subject": ASKER.path, "more": 1}],
        [entry("LIANLU/GOV")], [entry("OTHER/GOV/GJJ")], [entry("")], [entry("group:")], [entry("group:a\x00")],
        [entry("global-group:OTHER/members-GOV")], [entry("global-group:members-GOV")],
        [entry("global-group:LIANLU/members-")], [entry("global-group:LIANLU/everybody")],
        [{"subject": ASKER.path, "endpoints": []}], [{"subject": ASKER.path, "endpoints": {}}],
        [{"subject": ASKER.path, "endpoints": [{"method": "GET"}]}],
        [{"subject": ASKER.path, "endpoints": [{"method": "GET", "path": "/a", "more": 1}]}],
        [{"subject": ASKER.path, "endpoints": [{"method": 1, "path": "/a"}]}],
        [entry(ASKER.path, ("TRACE", "/a"))], [entry(ASKER.path, ("", "/a"))], [entry(ASKER.path, ("GET", ""))],
        *([entry(ASKER.path, ("GET", path))] for path in (
            "a", "*", "/%61", "/a//b", "/a/./b", "/a/..", "/a;b", "/a?b", "/a#b", "/a\\b", "/a\x00", "/a\x85",
            "/" + "a" * MAX_PATTERN,
        )),
        [entry(ASKER.path)] * (MAX_ENTRIES + 1),
        [entry(ASKER.path, *[("GET", "/a")] * (MAX_ENDPOINTS + 1))],
        [entry(ASKER.path, *(("GET", f"/{number}" + "a" * 240) for number in range(18)))],
    ],
)  # fmt: skip
def test_a_malformed_list_is_refused(value: Any) -> None:
    with pytest.raises(ServiceInvalid):
        parse_access(value, OWN)


LEDGER = st.sampled_from(["/*", "/a/*", "/a/b/*", "/a", "/a/b", "/a/b/a", "/%61/*", "/a;b/*", ""])
PATTERNS = st.builds(
    "/{}".format, st.lists(st.sampled_from(["a", "b", "/b", "/a", "*", "**"]), max_size=5).map("".join)
)
CALLS = st.builds(
    "/{}".format, st.lists(st.sampled_from(["a", "b", "/a", "/b", "/", "%61", ";"]), max_size=6).map("".join)
)
VERBS = st.sampled_from(["*", "GET", "POST"])


@given(
    st.lists(st.builds(Endpoint, VERBS, LEDGER), max_size=3),
    st.lists(st.tuples(VERBS, PATTERNS), max_size=3),
    st.sampled_from(["GET", "POST"]),
    CALLS,
)
def test_what_is_left_of_the_ledgers_endpoints_is_exactly_what_both_permit(
    ledger: list[Endpoint], own: list[tuple[str, str]], method: str, path: str
) -> None:
    own = [(verb, pattern) for verb, pattern in own if plain_path(pattern.encode()) is not None]
    access = made(entry(ASKER.path, *own)) if own else made()
    bits = access.of(ASKER, STATE, NOBODY)
    left = access.narrowed(bits, ledger)
    plain = plain_path(path.encode())
    if plain is None:
        return
    permitted = (
        match_endpoint(ledger, method, path) != NO_ENDPOINT and access.refusal(bits, method, path.encode()) is None
    )
    shown = [one for one in left if one.method in ("*", method) and Globs((one.path,)).matching(path)]
    assert permitted or not shown
    # the ledger matches the bytes that are sent, the list what they mean: `%61` can be more than is shown
    assert shown or not permitted or "%" in path


def test_what_is_left_is_spelt_as_clients_send_it() -> None:
    access = made(entry(ASKER.path, ("GET", "/许可/*/甲"), (("*", "/a b/**"))))
    ledger = [Endpoint("*", "/%E8%AE%B8%E5%8F%AF/*"), Endpoint("POST", "/a%20b/c"), Endpoint("GET", "/other/*")]
    left = access.narrowed(access.of(ASKER, STATE, NOBODY), ledger)
    assert left == [Endpoint("GET", "/%E8%AE%B8%E5%8F%AF/*/%E7%94%B2"), Endpoint("POST", "/a%20b/c")]
    assert in_urls("/许可/*/甲") == left[0].path
    assert access.narrowed(0, ledger) == []
    whole = made(entry(ASKER.path))
    assert whole.narrowed(whole.of(ASKER, STATE, NOBODY), ledger)[0] == Endpoint("*", "/%E8%AE%B8%E5%8F%AF/**")
    assert {method: refusal(whole, method=method) for method in METHODS} == dict.fromkeys(METHODS)
