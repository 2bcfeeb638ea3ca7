"""Services as declared in files: where the back end is, and how its answers become fields.

    service = "license"            subsystem = "SCJG"          resource = "307006001/000001"
    base_url = "http://..."        timeout_s = 60              idempotent = false
    enabled = true                 notice = ""                 pass_headers = []
    description = "/openapi.json"  where below base_url an opaque service is described (OpenAPI 3 in JSON)

    [[endpoint]]   method, path                       at most 32; `*` for any method; one `*` may end the path
    [records]      pointer                            absent = opaque: bodies pass untouched
    [[field]]      code, name, from, mask, required, level, default
    [[predicate]]  id, name, version, inputs, expr, output, level
    [[access]]     subject, endpoints                 absent = the ledger alone decides (`exchange_api.access`)

`apply` checks a declaration, numbers it and puts it into `<data>/services/`; a running gateway takes it over within
seconds, in production once its base URL is confirmed (`exchange_api.confirmations`). What the ledger must say as well
(resource, fields, endpoints, predicate digests) is in `on_ledger`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import rfc8785

from chain_node.errors import IdentifierError
from chain_node.ids import MemberRef, ServiceRef, check_segment
from chain_node.ledger.records import Endpoint
from exchange_api.access import AccessList, parse_access
from exchange_api.addresses import plain_address
from exchange_api.disclosure import FieldRule, RecordMap
from exchange_api.filing import put
from exchange_api.masking import MASKS
from exchange_api.metadata import RESERVED
from exchange_api.predicates import declare
from exchange_api.setup_errors import ConfigInvalid, ServiceInvalid

MAX_BYTES = 256 * 1024
MAX_ENDPOINTS = 32
MAX_FIELDS = 127
_METHOD = re.compile(r"\*|[A-Z]{3,7}")
_PATH = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()+,;=:@/%]*|[A-Za-z0-9\-._~!$&'()+,;=:@/%]*/\*|\*)")
_DESCRIBED = re.compile(r"/(?!/)[A-Za-z0-9\-._~!$&'()*+,;=:@/?]*")
_CODE = re.compile(r"[!-~]{1,94}")
_TOP = frozenset(
    "service subsystem resource base_url timeout_s idempotent enabled notice pass_headers endpoint records field "
    "predicate name version description access".split()
)
_FIELD = frozenset("code name from mask required level default".split())
_DEFAULTS = {"withheld": 0, "plain": 1, "masked": 2, "predicate": 3}


@dataclass(frozen=True, slots=True)
class Declaration:
    """One service of this gateway. `records` is None for an opaque service, `access` where the ledger alone decides.
    `base` ends without a slash."""

    service: ServiceRef
    resource: str
    base: str
    timeout_s: float
    idempotent: bool
    enabled: bool
    notice: str
    endpoints: tuple[Endpoint, ...]
    records: RecordMap | None
    pass_headers: frozenset[bytes]
    version: int
    description: str
    access: AccessList | None
    raw: Mapping[str, Any]


def parse(data: bytes, member: MemberRef) -> Declaration:
    """A declaration from its TOML. Raises `ServiceInvalid`."""
    if len(data) > MAX_BYTES:
        raise ServiceInvalid(f"a declaration has {len(data)} bytes, at most {MAX_BYTES} are allowed")
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ServiceInvalid(f"not TOML: {error}") from None
    if unknown := sorted(set(raw) - _TOP):
        raise ServiceInvalid(f"unknown keys: {', '.join(unknown)}")
    try:
        service = ServiceRef(
            member.instance,
            member.member_class,
            member.member_code,
            check_segment(_text(raw, "subsystem")),
            check_segment(_text(raw, "service")),
        )
    except IdentifierError as error:
        raise ServiceInvalid(str(error)) from None
    if service.service_code in RESERVED:
        raise ServiceInvalid(f"{service.service_code} is the name of a service of the gateway itself")
    timeout = raw.get("timeout_s", 60)
    if not isinstance(timeout, int | float) or isinstance(timeout, bool) or not 0 < timeout <= 3600:
        raise ServiceInvalid("timeout_s is a number of seconds up to 3600")
    return Declaration(
        service,
        _text(raw, "resource", ""),
        _base(_text(raw, "base_url")),
        float(timeout),
        _flag(raw, "idempotent", False),
        _flag(raw, "enabled", True),
        _text(raw, "notice", ""),
        _endpoints(raw.get("endpoint", [{"method": "*", "path": "/*"}])),
        _records(raw),
        _pass_headers(raw.get("pass_headers", [])),
        _version(raw),
        _description(raw),
        parse_access(raw["access"], member) if "access" in raw else None,
        raw,
    )


def _text(raw: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = raw.get(key, default)
    if not isinstance(value, str) or len(value) > 2048:
        raise ServiceInvalid(f"{key} is missing or no text")
    return value


def _flag(raw: Mapping[str, Any], key: str, default: bool) -> bool:
    value = raw.get(key, default)
    if not isinstance(value, bool):
        raise ServiceInvalid(f"{key} is true or false")
    return value


def _version(raw: Mapping[str, Any]) -> int:
    value = raw.get("version", 1)
    if type(value) is not int or value < 1:
        raise ServiceInvalid("version is a number from 1")
    return value


def _description(raw: Mapping[str, Any]) -> str:
    path = _text(raw, "description", "")
    if path and not _DESCRIBED.fullmatch(path):
        raise ServiceInvalid("description is a path below base_url that begins with a slash")
    if path and "records" in raw:
        raise ServiceInvalid("a service with [records] is described by its declaration; leave description out")
    return path


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ServiceInvalid(f"base_url: {error}") from None
    if port == 0 or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ServiceInvalid("base_url is not an http or https address")
    if parts.query or parts.fragment or parts.username or not url.isascii() or re.search(r"[\s\x00-\x1f]", url):
        raise ServiceInvalid("base_url has a query, a fragment, a user or blanks")
    try:
        plain_address(parts.hostname)
    except ConfigInvalid as error:
        raise ServiceInvalid(f"base_url: {error}") from None
    return url.rstrip("/")


def _endpoints(value: Any) -> tuple[Endpoint, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_ENDPOINTS:
        raise ServiceInvalid(f"endpoint is a list of 1 to {MAX_ENDPOINTS} tables")
    found = []
    for one in value:
        method, path = (one.get("method"), one.get("path")) if isinstance(one, dict) else (None, None)
        if not (isinstance(method, str) and _METHOD.fullmatch(method) and isinstance(path, str)):
            raise ServiceInvalid("an endpoint has a method in capitals (or *) and a path")
        if not _PATH.fullmatch(path) or set(one) != {"method", "path"}:
            raise ServiceInvalid(f"endpoint path {path!r} is malformed; one * may stand at its end, after a slash")
        found.append(Endpoint(method, path))
    return tuple(found)


def _records(raw: Mapping[str, Any]) -> RecordMap | None:
    records, declared = raw.get("records"), raw.get("field", [])
    predicates = raw.get("predicate", [])
    if records is None:
        if declared or predicates:
            raise ServiceInvalid("fields and predicates need a [records] section")
        return None
    if not isinstance(records, dict) or set(records) - {"pointer"} or not isinstance(declared, list):
        raise ServiceInvalid("[records] has a pointer and nothing else; field is a list of tables")
    pointer = _pointer(records.get("pointer", ""))
    fields = {rule.code: rule for rule in map(_field, declared)}
    if not isinstance(predicates, list) or not all(isinstance(one, dict) for one in predicates):
        raise ServiceInvalid("predicate is a list of tables")
    made = [declare({key: value for key, value in one.items() if key != "level"}) for one in predicates]
    questions = {one.id: one for one in made}
    if len(fields) != len(declared) or len(questions) != len(made) or fields.keys() & questions.keys():
        raise ServiceInvalid("a field code or predicate id stands twice")
    if not 1 <= len(fields) + len(questions) <= MAX_FIELDS:
        raise ServiceInvalid(f"a resource has 1 to {MAX_FIELDS} fields and predicates")
    return RecordMap(pointer, fields, questions)


def _pointer(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(?:/(?:[^~/]|~[01])*)*", value):
        raise ServiceInvalid(f"{value!r} is not a JSON pointer")
    return value


def _field(one: Any) -> FieldRule:
    if not isinstance(one, dict) or set(one) - _FIELD:
        raise ServiceInvalid(f"a field has the keys {', '.join(sorted(_FIELD))} and no others")
    code, mask = one.get("code"), one.get("mask", "hidden")
    if not isinstance(code, str) or not _CODE.fullmatch(code) or "," in code:
        raise ServiceInvalid(f"field code {code!r} is not 1 to 94 visible ASCII characters without a comma")
    if not isinstance(mask, str) or mask not in MASKS:
        raise ServiceInvalid(f"field {code}: mask {mask!r} is none of {', '.join(sorted(MASKS))}")
    default = one.get("default", "withheld")
    if not isinstance(default, str) or default not in _DEFAULTS or one.get("level", 2) not in range(1, 6):
        raise ServiceInvalid(f"field {code}: level is 1 to 5, default one of {', '.join(_DEFAULTS)}")
    source = _pointer(one.get("from", "/" + code))
    return FieldRule(code, _text(one, "name", code), source, mask, _flag(one, "required", False))


def _pass_headers(value: Any) -> frozenset[bytes]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.isascii() for one in value):
        raise ServiceInvalid("pass_headers is a list of header names")
    return frozenset(one.lower().encode() for one in value)


def on_ledger(declaration: Declaration) -> dict[str, Any]:
    """What the ledger has to say about this service, as values that can be printed as JSON."""
    fields: list[dict[str, Any]] = []
    records = declaration.records
    if records is not None:
        for one in declaration.raw.get("field", []):
            digest = hashlib.sha256(
                b"lianlu/field/1\0" + rfc8785.dumps({"code": one["code"], "name": one.get("name", "")})
            )
            profile = _DEFAULTS[one.get("default", "withheld")]
            fields.append(_entry(one["code"], one.get("level", 2), profile, 0, digest.digest()))
        for one in declaration.raw.get("predicate", []):
            fields.append(_entry(one["id"], one.get("level", 3), 3, 1, records.predicates[one["id"]].digest))
    return {
        "service": declaration.service.path,
        "service_id": declaration.service.id,
        "subsystem": declaration.service.subsystem.path,
        "resource": declaration.resource,
        "endpoints": [{"method": one.method, "path": one.path} for one in declaration.endpoints],
        "fields": fields,
    }


def _entry(code: str, level: int, profile: int, kind: int, digest: bytes) -> dict[str, Any]:
    return {"code": code, "level": level, "default_profile": profile, "kind": kind, "definition_digest": digest}


def apply(directory: Path, data: bytes, member: MemberRef, groups: Collection[str] = ()) -> tuple[Declaration, bool]:
    """Put a declaration into force in `<data>/services`: (declaration, whether anything changed).

    `groups` are the codes of the local groups that its access list may name. The same content
    again changes nothing. Earlier versions stay beside it as `<name>.<n>.toml.old`.
    """
    declaration = parse(data, member)
    if declaration.access is not None and (gone := sorted(declaration.access.local_groups - set(groups))):
        raise ServiceInvalid(f"the access list names {', '.join(gone)}; put the local groups into force first")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = file_of(directory, declaration.service.path)
    if target.exists():
        if target.read_bytes() == data:
            return declaration, False
        number = len(list(directory.glob(f"{target.stem}.*.toml.old"))) + 1
        target.with_name(f"{target.stem}.{number}.toml.old").write_bytes(target.read_bytes())
    put(target, data)
    return declaration, True


def file_of(directory: Path, service: str) -> Path:
    """Where the declaration of a service (its path) lies."""
    return directory / (hashlib.sha256(service.encode()).hexdigest()[:24] + ".toml")


def load_all(directory: Path, member: MemberRef) -> dict[str, Declaration]:
    """Every declaration in force, by service path. Raises `ServiceInvalid` naming the file."""
    found: dict[str, Declaration] = {}
    for file in sorted(directory.glob("*.toml")):
        try:
            declaration = parse(file.read_bytes(), member)
        except ServiceInvalid as error:
            raise ServiceInvalid(f"{file.name}: {error}") from None
        found[declaration.service.path] = declaration
    return found
