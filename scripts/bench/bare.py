"""The baseline: the same two hops with nothing of ours in them.

load -> A (HTTP) -> mutual TLS 1.3 -> B -> HTTP -> back end, on the gateway's own uvicorn protocol class and aiohttp's
`ClientSession` with the gateway's settings, as a plain proxy would have it. A ratio against it is the price of evidence
and policy, less what the gateway saves by writing its requests itself (docs/decisions/0010).

`python -m scripts.bench.bare BACKEND_URL DIR` starts both processes and prints `{"url", "pids": {"a", "b"}}`.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from yarl import URL

from exchange_api.limits import Limits
from exchange_api.web.protocol import GatewayProtocol
from scripts.bench.backend import serve
from scripts.sockets import listen


def make_certificate(directory: Path, name: str) -> None:
    """Write `<name>.pem`: a P-256 key and its self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
    certificate = builder.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = directory / f"{name}.pem"
    path.write_bytes(secret + certificate.public_bytes(pem))
    path.chmod(0o600)
    (directory / f"{name}.crt").write_bytes(certificate.public_bytes(pem))


def context(side: ssl._SSLMethod, directory: Path, own: str, peer: str) -> ssl.SSLContext:
    """TLS 1.3 only, own certificate shown, the peer's pinned."""
    tls = ssl.SSLContext(side)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_cert_chain(directory / f"{own}.pem")
    tls.load_verify_locations(directory / f"{peer}.crt")
    return tls


class Proxy:
    """One hop: read the request, send it on, read the answer, send it back."""

    def __init__(self, upstream: str, tls: ssl.SSLContext | None) -> None:
        self._upstream, self._tls = upstream, tls
        self._session: aiohttp.ClientSession | None = None

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, ssl=self._tls or True)
            skip = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
            self._session = aiohttp.ClientSession(
                connector=connector, auto_decompress=False, skip_auto_headers=skip, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """ASGI entry; only HTTP is served."""
        if scope["type"] != "http":
            return
        parts = []
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        url = URL(self._upstream + scope["raw_path"].decode(), encoded=True)
        headers = [
            (k.decode(), v.decode()) for k, v in scope["headers"] if k.lower() not in (b"host", b"content-length")
        ]
        async with self._client().request(
            scope["method"], url, data=b"".join(parts), headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.read()
            names = (b"transfer-encoding", b"content-length", b"connection")
            back = [(k, v) for k, v in answer.raw_headers if k.lower() not in names]
            back.append((b"content-length", str(len(body)).encode()))
            await send({"type": "http.response.start", "status": answer.status, "headers": back})
            await send({"type": "http.response.body", "body": body})


def hop(name: str, upstream: str, directory: Path) -> None:
    """Serve one hop: `a` takes HTTP and speaks TLS, `b` takes TLS and speaks HTTP."""
    sock = listen()
    scheme = "http" if name == "a" else "https"
    print(json.dumps({"url": f"{scheme}://127.0.0.1:{sock.getsockname()[1]}", "pid": os.getpid()}), flush=True)
    protocol = GatewayProtocol.within(Limits(), lambda limit: None)
    options: dict[str, Any] = {"loop": "uvloop", "http": protocol}
    tls = context(ssl.PROTOCOL_TLS_CLIENT, directory, "a", "b") if name == "a" else None
    if name == "b":
        server_tls = context(ssl.PROTOCOL_TLS_SERVER, directory, "b", "a")
        options["ssl_context_factory"] = lambda config, default: server_tls
    serve(Proxy(upstream, tls), sock, **options)


def main(argv: list[str]) -> None:
    """Command line: both hops, or one of them in its own process."""
    if argv[0] in ("a", "b"):
        hop(argv[0], argv[1], Path(argv[2]))
        return
    backend, directory = argv[0], Path(argv[1])
    for name in ("a", "b"):
        make_certificate(directory, name)
    children, upstream, pids = [], backend, {}
    for name in ("b", "a"):
        command = [sys.executable, "-m", "scripts.bench.bare", name, upstream, str(directory)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        children.append(process)
        line = json.loads(process.stdout.readline()) if process.stdout else {}
        upstream, pids[name] = line["url"], line["pid"]
    print(json.dumps({"url": upstream, "pids": pids}), flush=True)
    try:
        asyncio.run(_until_told())
    finally:
        for process in children:
            process.terminate()
            process.wait()


async def _until_told() -> None:
    import signal

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
