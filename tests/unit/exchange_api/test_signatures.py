"""Signatures of HTTP messages against the example with Ed25519 in RFC 9421, B.2.6, and the digest in RFC 9530."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from exchange_api.callback_key import CallbackKey
from exchange_api.config import build
from exchange_api.errors import Unauthorized
from exchange_api.setup_errors import ConfigInvalid
from exchange_api.signatures import content_digest, signature_base, signature_params, signed_headers
from exchange_api.tokens import TokenVerifier

SEED = base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU=")
"""The test key of B.1.4."""
COMPONENTS = [
    ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
    ("@method", "POST"),
    ("@path", "/foo"),
    ("@authority", "example.com"),
    ("content-type", "application/json"),
    ("content-length", "18"),
]
SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
GATEWAY = {"gateway": {"id": "LIANLU/GOV/GJJ/GW1"}}


def test_the_example_of_the_standard() -> None:
    params = signature_params([name for name, _ in COMPONENTS], {"created": 1618884473, "keyid": "test-key-ed25519"})
    assert params == (
        '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473'
        ';keyid="test-key-ed25519"'
    )
    signature = CallbackKey(SEED).sign(signature_base(COMPONENTS, params))
    assert base64.b64encode(signature).decode() == SIGNATURE


def test_the_digest_of_the_content() -> None:
    assert content_digest(b'{"hello": "world"}') == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"


def test_all_that_is_sent_is_signed() -> None:
    sent = signed_headers("POST", "https://is/x", [("content-type", "a/b")], b"{}", lambda data: data, {"created": 1})
    assert [name for name, _ in sent] == ["content-type", "content-digest", "signature-input", "signature"]
    signed = base64.b64decode(dict(sent)["signature"].removeprefix("sig=:").removesuffix(":"))
    assert signed.decode().splitlines() == [
        '"@method": POST',
        '"@target-uri": https://is/x',
        '"content-type": a/b',
        f'"content-digest": {content_digest(b"{}")}',
        '"@signature-params": ("@method" "@target-uri" "content-type" "content-digest");created=1',
    ]


def test_the_keys_id_is_its_thumbprint() -> None:
    key = CallbackKey(SEED)
    assert key.kid == OKPKey.import_key(dict(key.jwk())).thumbprint()
    assert "d" not in key.jwk()


def test_a_token_signed_with_the_key_of_call_backs_is_not_accepted(tmp_path: Path) -> None:
    key = CallbackKey(SEED)
    verifier = TokenVerifier(build(tmp_path, GATEWAY, {}), bytes(32), [key.jwk()])
    assert key.jwk() in verifier.jwks()["keys"]
    claims = {"iss": "LIANLU/GOV/GJJ/GW1", "aud": "lianlu", "scope": "receipts:read", "exp": 2_000_000_000}
    parts = [json.dumps(one).encode() for one in ({"alg": "Ed25519", "kid": key.kid}, claims)]
    head = b".".join(base64.urlsafe_b64encode(one).rstrip(b"=") for one in parts)
    token = head + b"." + base64.urlsafe_b64encode(key.sign(head)).rstrip(b"=")
    with pytest.raises(Unauthorized):
        verifier.check(f"Bearer {token.decode()}", "receipts:read", 1_900_000_000)


@pytest.mark.parametrize(
    ("url", "profile", "good"),
    [
        ("https://is.gjj.example:8443/told?x=1", "production", True),
        ("http://127.0.0.1:8080/told", "development", True),
        ("http://127.0.0.1:8080/told", "production", False),
        ("ftp://is/told", "development", False),
        ("https://user:secret@is/told", "development", False),
        ("https:///told", "development", False),
        ("https://is/told#part", "development", False),
        ("https://is/to ld", "development", False),
        ("https://is/é", "development", False),
        ("https://is:0/", "development", False),
        ("https://is:99999/", "development", False),
        ("https://2130706433/told", "development", False),
        ("https://0x7f.1/told", "development", False),
        ("told", "development", False),
    ],
)
def test_where_call_backs_may_go(tmp_path: Path, url: str, profile: str, good: bool) -> None:
    document = {
        "gateway": {**GATEWAY["gateway"], "profile": profile},
        "auth": {"local_tokens": False},
        "client": [{"id": "LIANLU/GOV/GJJ/SYS", "callback": url}],
    }
    if good:
        assert build(tmp_path, document, {}).clients[0].callback == url
    else:
        with pytest.raises(ConfigInvalid):
            build(tmp_path, document, {})
