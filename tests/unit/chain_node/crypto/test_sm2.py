"""SM2 at its edges: ranges, points, forms, forks. Each case is one that some implementation is known to let through."""

from __future__ import annotations

import secrets
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_node.crypto.errors import KeyMalformed, SealBroken
from chain_node.crypto.openssl_sm2 import Sm2PrivateKey, Sm2PublicKey
from chain_node.crypto.sm2_codec import ORDER, PRIME, SPKI_PREFIX, check_ciphertext, check_point, der_to_raw, raw_to_der
from chain_node.errors import SignatureInvalid
from tests.unit.chain_node.crypto.vectors import der, der_integer

KEY = Sm2PrivateKey(bytes(31) + b"\x07")
POINT = KEY.public.spki[-64:]
SIGNATURE = KEY.sign(b"message")
R, S = int.from_bytes(SIGNATURE[:32], "big"), int.from_bytes(SIGNATURE[32:], "big")


def pair(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(pair(0, S), id="r is zero"),
        pytest.param(pair(R, 0), id="s is zero"),
        pytest.param(pair(0, 0), id="both are zero"),
        pytest.param(pair(ORDER, S), id="r is n"),
        pytest.param(pair(R, ORDER), id="s is n"),
        pytest.param(pair(R, ORDER - R), id="r + s is n"),
        pytest.param(pair(2**256 - 1, S), id="r is the largest"),
        pytest.param(pair(R, 2**256 - 1), id="s is the largest"),
        pytest.param(pair(R, ORDER - S), id="s is negated"),
        pytest.param(pair(S, R), id="r and s change places"),
        pytest.param(SIGNATURE + b"\0", id="a byte too many"),
        pytest.param(SIGNATURE[:-1], id="a byte missing"),
        pytest.param(raw_to_der(SIGNATURE), id="DER"),
        pytest.param(SIGNATURE.hex().encode(), id="hexadecimal"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_signature_out_of_range_or_form_is_refused(signature: bytes) -> None:
    KEY.public.verify(SIGNATURE, b"message")
    with pytest.raises(SignatureInvalid):
        KEY.public.verify(signature, b"message")


def test_r_plus_n_that_fits_into_32_bytes_is_refused() -> None:
    """Two spellings of one signature: r and r + n, where r is small enough."""
    room = 2**256 - ORDER
    for value in (1, room - 1):
        with pytest.raises(SignatureInvalid):
            raw_to_der(pair(value + ORDER, S))


@given(r=st.integers(1, ORDER - 1), s=st.integers(1, ORDER - 1))
def test_der_and_raw_are_one_to_one(r: int, s: int) -> None:
    raw = pair(r, s)
    if r + s == ORDER:
        return
    encoded = raw_to_der(raw)
    assert der_to_raw(encoded) == raw
    assert encoded == der(0x30, der_integer(raw[:32]) + der_integer(raw[32:]))


@given(st.binary(max_size=80))
def test_der_to_raw_raises_nothing_else(data: bytes) -> None:
    for encoded in (data, der(0x30, data)):
        try:
            assert raw_to_der(der_to_raw(encoded)) == encoded
        except SignatureInvalid:
            continue


@pytest.mark.parametrize("value", [0, ORDER - 1, ORDER, ORDER + 1, 2**256 - 1])
def test_a_secret_out_of_range_is_refused(value: int) -> None:
    with pytest.raises(KeyMalformed):
        Sm2PrivateKey(value.to_bytes(32, "big"))


@pytest.mark.parametrize("value", [1, 2, ORDER - 2])
def test_secrets_at_the_ends_of_the_range_sign(value: int) -> None:
    key = Sm2PrivateKey(value.to_bytes(32, "big"))
    key.public.verify(key.sign(b"m"), b"m")


@pytest.mark.parametrize(
    "point",
    [
        pytest.param(POINT[:-1] + bytes((POINT[-1] ^ 1,)), id="off the curve"),
        pytest.param(bytes(64), id="zero"),
        pytest.param(PRIME.to_bytes(32, "big") + POINT[32:], id="x is p"),
        pytest.param(POINT[32:] + POINT[:32], id="coordinates change places"),
        pytest.param(b"\xff" * 64, id="coordinates not reduced"),
    ],
)
def test_a_point_off_the_curve_is_refused(point: bytes) -> None:
    check_point(POINT[:32], POINT[32:])
    with pytest.raises(KeyMalformed):
        check_point(point[:32], point[32:])
    with pytest.raises(KeyMalformed):
        Sm2PublicKey(SPKI_PREFIX + point)


def test_a_coordinate_plus_p_is_refused() -> None:
    """x = 0 is on no curve point here, so a small x is searched for that has a second spelling below 2^256."""
    for x in range(1, 2_000):
        square = (x**3 - 3 * x + 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93) % PRIME
        y = pow(square, (PRIME + 1) // 4, PRIME)
        if y * y % PRIME == square:
            check_point(x.to_bytes(32, "big"), y.to_bytes(32, "big"))
            with pytest.raises(KeyMalformed):
                check_point((x + PRIME).to_bytes(32, "big"), y.to_bytes(32, "big"))
            return
    raise AssertionError("no such x")


def parts(wrapped: bytes) -> dict[str, bytes]:
    """The four elements of an SM2 ciphertext, each whole."""
    content = wrapped[3 if wrapped[1] == 0x81 else 2 :]
    found = {}
    for name in ("x", "y", "c3", "c2"):
        size = 2 + content[1]
        found[name], content = content[:size], content[size:]
    return found


def joined(elements: dict[str, bytes], **changed: bytes) -> bytes:
    return der(0x30, b"".join({**elements, **changed}.values()))


def forms(wrapped: bytes) -> dict[str, bytes]:
    """Ciphertexts that say the same or nearly so, and must not open."""
    elements = parts(wrapped)
    x, y = elements["x"][2:], elements["y"][2:]
    return {
        "a byte behind the end": wrapped + b"\0",
        "a byte inside behind the end": der(0x30, b"".join(elements.values()) + b"\0"),
        "long form of a short length": b"\x30\x82\x00" + wrapped[1:].removeprefix(b"\x81"),
        "indefinite length": b"\x30\x80" + b"".join(elements.values()) + b"\0\0",
        "padded x": joined(elements, x=der(2, b"\0" * 2 + x)),
        "C1 off the curve": joined(elements, y=der_integer((int.from_bytes(y, "big") ^ 1).to_bytes(33, "big"))),
        "C1 mirrored": joined(elements, y=der_integer((PRIME - int.from_bytes(y, "big")).to_bytes(33, "big"))),
        "C1 is zero": joined(elements, x=der_integer(b""), y=der_integer(b"")),
        "x plus p": joined(elements, x=der_integer((int.from_bytes(x, "big") + PRIME).to_bytes(33, "big"))),
        "x is negative": joined(elements, x=der(2, b"\x80" + x[-31:])),
        "short C3": joined(elements, c3=elements["c3"][:1] + b"\x1f" + elements["c3"][2:-1]),
        "empty C2": joined(elements, c2=b"\x04\x00"),
        "C1C2C3": der(0x30, elements["x"] + elements["y"] + elements["c2"] + elements["c3"]),
        "raw": b"\x04" + x[-32:] + y[-32:] + elements["c3"][2:] + elements["c2"][2:],
    }


@pytest.mark.parametrize("form", list(forms(KEY.public.encrypt(b"k" * 16))))
def test_another_form_of_a_ciphertext_is_refused(form: str) -> None:
    wrapped = KEY.public.encrypt(b"k" * 16)
    assert KEY.decrypt(wrapped) == b"k" * 16
    with pytest.raises(SealBroken):
        KEY.decrypt(forms(wrapped)[form])


def test_plaintext_length_is_bounded_on_both_sides() -> None:
    for size in (1, 16, 63, 64):
        assert KEY.decrypt(KEY.public.encrypt(bytes(size))) == bytes(size)
    for size in (0, 65, 1_000):
        with pytest.raises(KeyMalformed):
            KEY.public.encrypt(bytes(size))
    with pytest.raises(SealBroken):
        KEY.decrypt(bytes(10_000))


@given(st.binary(max_size=160))
def test_check_ciphertext_raises_nothing_else(data: bytes) -> None:
    for encoded in (data, der(0x30, data)):
        with pytest.raises(SealBroken):
            check_ciphertext(encoded, 64)


@settings(max_examples=20)
@given(st.binary(max_size=64), st.binary(max_size=40))
def test_the_signer_id_is_bound(message: bytes, signer_id: bytes) -> None:
    signature = KEY.sign(message, signer_id)
    KEY.public.verify(signature, message, signer_id)
    with pytest.raises(SignatureInvalid):
        KEY.public.verify(signature, message, signer_id + b"x")


def test_two_signatures_of_one_message_differ() -> None:
    assert len({KEY.sign(b"message") for _ in range(20)}) == 20


def test_a_forked_child_signs_with_another_nonce() -> None:
    """A library whose random state is copied by fork would give the secret away in two signatures."""
    forking = (
        "import os, sys\n"
        "from chain_node.crypto.openssl_sm2 import Sm2PrivateKey\n"
        "key = Sm2PrivateKey(bytes(31) + b'\\x07')\n"
        "key.sign(b'warm')\n"
        "child = os.fork()\n"
        "os.write(1, key.sign(b'message'))\n"
        "if child: sys.exit(os.waitpid(child, 0)[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", forking], capture_output=True, check=True, timeout=60)
    first, second = done.stdout[:64], done.stdout[64:]
    assert first[:32] != second[:32]
    for signature in (first, second):
        KEY.public.verify(signature, b"message")


def test_pem_and_der_of_keys_come_back() -> None:
    key = Sm2PrivateKey.generate()
    assert Sm2PrivateKey.from_pem(key.to_pem()).to_bytes() == key.to_bytes()
    assert Sm2PublicKey.from_pem(key.public.to_pem()).spki == key.public.spki


@pytest.mark.parametrize(
    "change",
    [
        lambda pem: pem.replace("PUBLIC", "PRIVATE"),
        lambda pem: pem + pem,
        lambda pem: pem.replace("\n", "", 1),
        lambda pem: "",
        lambda pem: pem.replace("M", "*", 1),
        lambda pem: "\n".join([*pem.splitlines()[:1], *pem.splitlines()[2:]]),
    ],
)
def test_malformed_pem_is_refused(change: Any) -> None:
    with pytest.raises(KeyMalformed):
        Sm2PublicKey.from_pem(change(KEY.public.to_pem()))


def test_foreign_private_keys_are_refused() -> None:
    for der_bytes in (b"", b"\0", secrets.token_bytes(64), bytes(2_000)):
        with pytest.raises(KeyMalformed):
            Sm2PrivateKey.from_der(der_bytes)
