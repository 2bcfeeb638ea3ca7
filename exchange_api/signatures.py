"""HTTP message signatures (RFC 9421) with a digest of the content (RFC 9530), for what a gateway sends by itself.

The signature covers the components in the order given; the verifier finds them in `Signature-Input` and the key by its
`keyid` in the gateway's key set. Pure.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence

from chain_node.evidence.canonical import sha256

Component = tuple[str, str]
"""A component's name, such as `@method` or `content-type`, and its value."""
Sign = Callable[[bytes], bytes]


def content_digest(body: bytes) -> str:
    """The value of `Content-Digest`."""
    return f"sha-256=:{base64.b64encode(sha256(body)).decode()}:"


def signature_params(names: Sequence[str], parameters: Mapping[str, str | int]) -> str:
    """The covered components and the signature's parameters, as they stand in `Signature-Input`."""
    covered = " ".join(f'"{name}"' for name in names)
    rest = "".join(
        f";{key}={value}" if type(value) is int else f';{key}="{value}"' for key, value in parameters.items()
    )
    return f"({covered}){rest}"


def signature_base(components: Sequence[Component], params: str) -> bytes:
    """The bytes that are signed (RFC 9421, 2.5)."""
    lines = [f'"{name}": {value}' for name, value in components]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode("ascii")


def signed_headers(
    method: str,
    url: str,
    headers: Sequence[Component],
    body: bytes,
    sign: Sign,
    parameters: Mapping[str, str | int],
) -> list[Component]:
    """`headers`, names in lower case, with the content's digest and a signature over method, target and all of them."""
    sent = [*headers, ("content-digest", content_digest(body))]
    components = [("@method", method), ("@target-uri", url), *sent]
    params = signature_params([name for name, _ in components], parameters)
    signature = base64.b64encode(sign(signature_base(components, params))).decode()
    return [*sent, ("signature-input", f"sig={params}"), ("signature", f"sig=:{signature}:")]
