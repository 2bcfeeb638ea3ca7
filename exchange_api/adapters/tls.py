"""TLS between gateways: mutual, 1.3 only, certificates pinned by the ledger and by nothing else.

Python's `ssl` cannot accept a certificate by its hash alone: without verification it asks for none, with it an unknown
issuer ends the handshake. So the certificates that the ledger publishes are the trust store, each trusted as itself,
and the hash is compared besides: by the client in the handshake, by the server on every request.
Validity dates are not examined: a certificate is valid as long as the ledger says so.
"""

from __future__ import annotations

import datetime
import hashlib
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEY_FILE = "tls.key.pem"
CERTIFICATE_FILE = "tls.crt.pem"
LIFETIME = datetime.timedelta(days=3650)
_PARTIAL_CHAIN = 0x80000
_NO_CHECK_TIME = 0x200000


def make_certificate(directory: Path, name: str, password: bytes) -> bytes:
    """A fresh P-256 key (encrypted file) and its self-signed certificate, which may sign nothing else; returns DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:64])])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    certificate = builder.sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    for file, data in (
        (KEY_FILE, secret),
        (CERTIFICATE_FILE, certificate.public_bytes(serialization.Encoding.PEM)),
    ):
        (directory / file).write_bytes(data)
        (directory / file).chmod(0o600)
    return certificate.public_bytes(serialization.Encoding.DER)


class _PinnedObject(ssl.SSLObject):
    """Ends the handshake unless the other side's certificate is one of the context's pins."""

    def do_handshake(self) -> None:
        super().do_handshake()
        context = self.context
        der = self.getpeercert(binary_form=True)
        if isinstance(context, PinnedContext) and hashlib.sha256(der or b"").digest() not in context.pins:
            raise ssl.SSLError("the peer shows another certificate than the ledger says")


class PinnedContext(ssl.SSLContext):
    """A client's context for one peer."""

    pins: frozenset[bytes]


def _common(context: ssl.SSLContext, directory: Path, password: Callable[[], bytes]) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= _PARTIAL_CHAIN | _NO_CHECK_TIME
    context.load_cert_chain(directory / CERTIFICATE_FILE, directory / KEY_FILE, password)


def client_context(directory: Path, password: Callable[[], bytes], certificates: Iterable[bytes]) -> PinnedContext:
    """For connections to one peer whose certificates (DER) are these."""
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    _common(context, directory, password)
    known = list(certificates)
    for der in known:
        context.load_verify_locations(cadata=der)
    context.pins = frozenset(hashlib.sha256(der).digest() for der in known)
    context.sslobject_class = _PinnedObject
    return context


class PeerTrust:
    """The peer listener's context. Certificates are added as the ledger publishes them; one that is revoked stays in
    the trust store until restart and is refused by the check on every request."""

    def __init__(self, directory: Path, password: Callable[[], bytes]) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _common(self.context, directory, password)
        self.context.num_tickets = 0  # a resumed session would skip the certificate
        self._known: set[bytes] = set()

    def add(self, certificates: Iterable[bytes]) -> None:
        """Trust these certificates (DER) in new handshakes. What is no certificate is left out."""
        for der in certificates:
            if der and der not in self._known:
                self._known.add(der)
                try:
                    self.context.load_verify_locations(cadata=der)
                except ssl.SSLError:
                    continue


def plain_server_context(directory: Path, password: Callable[[], bytes]) -> ssl.SSLContext:
    """The management listener: our certificate, nobody else's asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(directory / CERTIFICATE_FILE, directory / KEY_FILE, password)
    return context


def system_server_context(
    directory: Path, password: Callable[[], bytes], clients: dict[str, list[x509.Certificate]]
) -> ssl.SSLContext:
    """The HTTPS listener of the information systems: a certificate is asked for and may be left out.

    Only pinned certificates are accepted; whether one belongs to the client named, and has not expired, is decided per
    request. A certificate that is pinned to nobody ends in a TLS alert.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(directory / CERTIFICATE_FILE, directory / KEY_FILE, password)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= _PARTIAL_CHAIN | _NO_CHECK_TIME
    context.num_tickets = 0
    for pinned in clients.values():
        for one in pinned:
            context.load_verify_locations(cadata=one.public_bytes(serialization.Encoding.DER))
    return context
