"""Bearer tokens of the management interface: JWT signed with EdDSA (RFC 7519, RFC 8037), checked against a key set.

A local issuer serves sandbox, demo, development and first steps; it is refused under `profile = "production"`, where
the key set of the member's identity provider (`auth.jwks_file`) takes its place.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from chain_node.errors import UsageError
from chain_node.jsondepth import check_depth
from exchange_api.config import Config
from exchange_api.errors import Unauthorized
from exchange_api.setup_errors import ConfigInvalid, TokensRefused

ALGORITHMS = ["EdDSA", "Ed25519", "ES256"]
AUDIENCE = "lianlu"
MAX_TOKEN = 8192
LEEWAY_S = 30
SCOPES = (
    "receipts:read",
    "evidence:read",
    "evidence:open",
    "monitoring:read",
    "monitoring:read-all",
    "health:read",
    "changes:read",
    "lockouts:read",
    "lockouts:lift",
)


def local_key(seed: bytes) -> OKPKey:
    """The local issuer's key from its 32 secret bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    document: dict[str, str | list[str]] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "d": _text(seed),
        "x": _text(public),
        "kid": "local",
        "use": "sig",
    }
    return OKPKey.import_key(document)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def issue(config: Config, seed: bytes, scopes: list[str], subject: str, lifetime_s: int, now_s: int) -> str:
    """A token of the local issuer. Raises `TokensRefused` in production, `UsageError` for an unknown scope."""
    if config.production or not config.auth.local_tokens:
        raise TokensRefused("this gateway does not issue tokens itself")
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise UsageError(f"unknown scopes: {', '.join(map(repr, unknown))}; there are {', '.join(SCOPES)}")
    claims = {
        "iss": config.gateway.id,
        "aud": AUDIENCE,
        "sub": subject,
        "scope": " ".join(scopes),
        "iat": now_s,
        "exp": now_s + lifetime_s,
        "jti": os.urandom(12).hex(),
    }
    return jwt.encode({"alg": "Ed25519", "kid": "local"}, claims, local_key(seed), algorithms=["Ed25519"])


class TokenVerifier:
    """Checks bearer tokens."""

    def __init__(self, config: Config, seed: bytes, shown: Sequence[Mapping[str, str]] = ()) -> None:
        """`shown`: public keys that stand in the key set and sign no tokens. Raises `ConfigInvalid` if the key set of
        the identity provider cannot be read."""
        self._shown = [dict(one) for one in shown]
        documents: list[Any] = []
        if config.auth.jwks_file:
            documents += _read_set(config)
        self.local = config.auth.local_tokens and not config.production
        self._issuers = {config.auth.issuer} if config.auth.issuer else set()
        if self.local:
            self._issuers.add(config.gateway.id)
            documents.append(local_key(seed).as_dict(private=False))
        try:  # no keys at all, in production without an identity provider: every token is refused
            self._keys = KeySet.import_key_set({"keys": documents}) if documents else KeySet([])
        except (JoseError, ValueError, KeyError) as error:
            raise ConfigInvalid(f"auth.jwks_file: {error}") from None

    def jwks(self) -> dict[str, Any]:
        """The public keys, for `/.well-known/jwks.json`."""
        keys = self._keys.as_dict(private=False)["keys"]
        return {"keys": [*keys, *self._shown]}

    def check(self, authorization: str | None, scope: str, now_s: int) -> str:
        """The subject of a token that carries `scope`. Raises `Unauthorized`."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token or len(token) > MAX_TOKEN:
            raise Unauthorized("a bearer token is needed")
        try:
            claims = jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthorized(f"the token is not valid: {type(error).__name__}") from None
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") not in self._issuers or AUDIENCE not in audiences:
            raise Unauthorized("the token is from another issuer, or for another audience")
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(expires, int) or not isinstance(begins, int):
            raise Unauthorized("the token has no proper times")
        if expires + LEEWAY_S < now_s or begins - LEEWAY_S > now_s:
            raise Unauthorized("the token has expired, or is not valid yet")
        if scope not in str(claims.get("scope", "")).split():
            raise Unauthorized(f"the token lacks the scope {scope}")
        return str(claims.get("sub", ""))


def _read_set(config: Config) -> list[Any]:
    path = config.data / config.auth.jwks_file
    try:
        raw = path.read_bytes()
        check_depth(raw, 8)
        keys = json.loads(raw)["keys"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigInvalid(f"auth.jwks_file {path}: {error}") from None
    if not isinstance(keys, list):
        raise ConfigInvalid(f"auth.jwks_file {path} is no key set")
    return keys
