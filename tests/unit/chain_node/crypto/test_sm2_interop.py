"""SM2 against implementations that are not ours: the `openssl` command, `gmssl`, `cryptography`'s view of the key."""

from __future__ import annotations

import os
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from cryptography import x509
from gmssl import sm2 as gm
from gmssl import sm3 as gm3

from chain_node.crypto import second_opinion
from chain_node.crypto.errors import KeyMalformed
from chain_node.crypto.openssl_sm2 import SIGNER_ID, Sm2PrivateKey, Sm2PublicKey
from chain_node.crypto.sm2_codec import ORDER, der_to_raw, raw_to_der
from chain_node.crypto.suite import get_suite
from chain_node.errors import SignatureInvalid
from tests.leaving_out import leave_out
from tests.unit.chain_node.crypto.vectors import der, der_integer, hexadecimal, load

DISTID = f"distid:{SIGNER_ID.decode()}"
RAWIN = ("-rawin", "-digest", "sm3", "-pkeyopt")
MESSAGES = (b"", b"message", os.urandom(1_000))


class Folder:
    """A folder in which the command is run on files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *arguments: str, succeeds: bool = True) -> bytes:
        done = subprocess.run(["openssl", *arguments], cwd=self.path, capture_output=True, timeout=60, check=False)
        assert (done.returncode == 0) is succeeds, done.stderr.decode()
        return done.stdout

    def write(self, **files: bytes | str) -> None:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (self.path / name).write_bytes(data)

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()


@pytest.fixture
def openssl(tmp_path: Path) -> Folder:
    try:
        curves = subprocess.run(["openssl", "ecparam", "-list_curves"], capture_output=True, timeout=60, check=False)
    except FileNotFoundError:
        leave_out("the openssl command", "apt-get install openssl")
    if b"SM2" not in curves.stdout:
        leave_out("an openssl command with SM2", "OpenSSL 3.0 or later from the distribution")
    return Folder(tmp_path)


@pytest.mark.parametrize("message", MESSAGES, ids=len)
def test_the_command_verifies_what_we_sign(openssl: Folder, message: bytes) -> None:
    key = Sm2PrivateKey.generate()
    openssl.write(m=message, s=raw_to_der(key.sign(message)), p=key.public.to_pem())
    verify = ("pkeyutl", "-verify", "-pubin", "-inkey", "p", *RAWIN, DISTID, "-in", "m", "-sigfile", "s")
    assert b"Verified Successfully" in openssl(*verify)
    openssl.write(m=message + b"x")
    openssl(*verify, succeeds=False)


@pytest.mark.parametrize("message", MESSAGES, ids=len)
def test_we_verify_what_the_command_signs(openssl: Folder, message: bytes) -> None:
    openssl("genpkey", "-algorithm", "SM2", "-out", "k")
    openssl("pkey", "-in", "k", "-pubout", "-out", "p")
    openssl.write(m=message)
    openssl("pkeyutl", "-sign", "-inkey", "k", *RAWIN, DISTID, "-in", "m", "-out", "s")
    public = Sm2PublicKey.from_pem(openssl.read("p").decode())
    public.verify(der_to_raw(openssl.read("s")), message)
    assert Sm2PrivateKey.from_pem(openssl.read("k").decode()).public.spki == public.spki


def test_a_signature_made_with_the_commands_default_id_is_refused(openssl: Folder) -> None:
    """Before OpenSSL 4.0 the default is the empty id, which no standard of ours uses."""
    if not openssl("version").startswith(b"OpenSSL 3."):
        leave_out("an openssl command whose default signer id is empty", "OpenSSL 3")
    key = Sm2PrivateKey.generate()
    openssl.write(k=key.to_pem(), m=b"message")
    openssl("pkeyutl", "-sign", "-inkey", "k", "-rawin", "-digest", "sm3", "-in", "m", "-out", "s")
    signature = der_to_raw(openssl.read("s"))
    key.public.verify(signature, b"message", b"")
    with pytest.raises(SignatureInvalid):
        key.public.verify(signature, b"message")


@pytest.mark.parametrize("size", [1, 16, 32, 64])
def test_wrapped_keys_pass_between_us_and_the_command(openssl: Folder, size: int) -> None:
    key, plaintext = Sm2PrivateKey.generate(), os.urandom(size)
    openssl.write(k=key.to_pem(), p=key.public.to_pem(), ours=key.public.encrypt(plaintext), t=plaintext)
    openssl("pkeyutl", "-decrypt", "-inkey", "k", "-in", "ours", "-out", "opened")
    assert openssl.read("opened") == plaintext
    openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", "p", "-in", "t", "-out", "theirs")
    assert key.decrypt(openssl.read("theirs")) == plaintext


def test_the_command_knows_our_key_as_sm2(openssl: Folder) -> None:
    key = Sm2PrivateKey.generate()
    openssl.write(k=key.to_pem(), p=key.public.to_pem())
    assert b"SM2" in openssl("pkey", "-pubin", "-in", "p", "-text", "-noout")
    openssl("pkey", "-in", "k", "-pubout", "-outform", "DER", "-out", "spki")
    assert openssl.read("spki") == key.public.spki
    openssl("pkey", "-pubin", "-in", "p", "-pubcheck", "-noout")


def test_the_key_of_a_certificate_made_by_the_command_loads(openssl: Folder) -> None:
    openssl("genpkey", "-algorithm", "SM2", "-out", "k")
    request = ("req", "-new", "-x509", "-key", "k", "-sm3", "-sigopt", DISTID, "-subj", "/CN=lianlu", "-days", "2")
    openssl(*request, "-out", "c")
    openssl("x509", "-in", "c", "-pubkey", "-noout", "-out", "unused")
    openssl("pkey", "-in", "k", "-pubout", "-outform", "DER", "-out", "spki")
    spki = openssl.read("spki")
    certificate = x509.load_pem_x509_certificate(openssl.read("c"))
    assert get_suite("sm").load_public(spki).spki in certificate.tbs_certificate_bytes
    Sm2PublicKey(spki).verify(der_to_raw(certificate.signature), certificate.tbs_certificate_bytes)


def oracle(key: Sm2PrivateKey) -> gm.CryptSM2:
    """`gmssl` with the key set behind its constructor, which would mangle it."""
    judge = gm.CryptSM2(private_key=key.to_bytes().hex(), public_key="", asn1=False, mode=1)
    judge.public_key = key.public.spki[-64:].hex()
    return judge


@pytest.mark.parametrize("message", MESSAGES, ids=len)
def test_gmssl_and_we_verify_each_other(message: bytes) -> None:
    key = Sm2PrivateKey.generate()
    judge = oracle(key)
    assert judge.verify_with_sm3(key.sign(message).hex(), message) is True
    key.public.verify(bytes.fromhex(judge.sign_with_sm3(message)), message)


def test_gmssl_with_the_k_of_the_standard_gives_its_signature() -> None:
    vector = load("sm2")
    secret, message, signature = hexadecimal(vector, "secret", "message", "signature")
    judge = oracle(Sm2PrivateKey(secret))
    digest = bytes.fromhex(judge._sm3_z(message))
    assert judge.sign(digest, vector["k"]) == signature.hex()


def test_gmssl_and_we_open_each_others_wrapped_keys() -> None:
    key = Sm2PrivateKey.generate()
    judge, plaintext = oracle(key), os.urandom(16)
    theirs = judge.encrypt(plaintext)  # x || y || C3 || C2
    x, y, c3, c2 = theirs[:32], theirs[32:64], theirs[64:96], theirs[96:]
    assert key.decrypt(der(0x30, der_integer(x) + der_integer(y) + der(4, c3) + der(4, c2))) == plaintext


def test_gmssl_agrees_on_sm3() -> None:
    for size in (0, 1, 55, 56, 63, 64, 65, 300):
        data = os.urandom(size)
        assert get_suite("sm").digest(data).hex() == gm3.sm3_hash(list(data))


def test_a_second_opinion_agrees_on_what_is_good_and_what_is_not() -> None:
    assert second_opinion.available()
    for _ in range(4):
        key = Sm2PrivateKey.generate()
        signature, spki = key.sign(b"message"), key.public.spki
        second_opinion.verify_sm2(spki, signature, b"message")
        for wrong in (signature[:-1] + bytes((signature[-1] ^ 1,)), signature[32:] + signature[:32]):
            with pytest.raises(SignatureInvalid):
                second_opinion.verify_sm2(spki, wrong, b"message")
        with pytest.raises(SignatureInvalid):
            second_opinion.verify_sm2(spki, signature, b"messagf")


def key_with_a_leading(digits: str) -> Sm2PrivateKey:
    """A key whose x begins with these hexadecimal digits."""
    for number in range(1, 20_000):
        key = Sm2PrivateKey(number.to_bytes(32, "big"))
        if key.public.spki[-64:].hex().startswith(digits):
            return key
    raise AssertionError("no such key")


@pytest.mark.parametrize("digits", ["4", "0", "04"])
def test_a_second_opinion_on_keys_that_the_library_would_mangle(digits: str) -> None:
    key = key_with_a_leading(digits)
    second_opinion.verify_sm2(key.public.spki, key.sign(b"message"), b"message")


def forged(judge: gm.CryptSM2, message: bytes) -> bytes:
    """DER that `gmssl` 3.2.2 takes for a signature of anything, made from the public key alone.

    Its multiplication sees the low 256 bits of s only, its sum r + s all of them: so s may be 1 to the one and any
    value to the other, and r follows from the point G + P.
    """
    base = judge.ecc_table["g"]
    point = judge._convert_jacb_to_nor(judge._add_point(base + "1", judge.public_key))
    r = (int(judge._sm3_z(message), 16) + int(point[:64], 16)) % ORDER
    s = 1 + (1 << 256) * ((1 - r - 1) * pow(1 << 256, -1, ORDER) % ORDER)
    return der(0x30, der_integer(r.to_bytes(33, "big")) + der_integer(s.to_bytes(70, "big")))


def test_a_forgery_that_the_library_accepts_never_reaches_it() -> None:
    key = Sm2PrivateKey.generate()
    judge = oracle(key)
    forgery = forged(judge, b"anything")
    judge.asn1 = True
    if metadata.version("gmssl") == "3.2.2":
        assert judge.verify_with_sm3(forgery.hex(), b"anything") is True, (
            "it is a forgery no longer: say so in the text"
        )
    with pytest.raises(SignatureInvalid):
        der_to_raw(forgery)
    for raw in (forgery, forgery[:64], forgery[-64:]):
        with pytest.raises(SignatureInvalid):
            second_opinion.verify_sm2(key.public.spki, raw, b"anything")
        with pytest.raises(SignatureInvalid):
            key.public.verify(raw, b"anything")


def test_a_second_opinion_refuses_points_off_the_curve() -> None:
    key = Sm2PrivateKey.generate()
    spki = key.public.spki[:-1] + bytes((key.public.spki[-1] ^ 1,))
    for wrong in (spki, spki[:-1], b""):
        with pytest.raises(KeyMalformed):
            second_opinion.verify_sm2(wrong, key.sign(b"message"), b"message")
