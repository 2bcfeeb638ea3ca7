"""Events about scopes, consent, emergencies, disputes, rights, versions and corrections, put into the tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.ledger import record_codec_access as codec
from chain_node.ledger.port import BlockRef
from chain_node.ledger.record_codec import read_request, read_resource
from chain_node.ledger.tables import Tables

Handler = Callable[[dict[str, Any], tuple[BlockRef, bytes, int]], None]


def access_handlers(tables: Tables) -> dict[str, Handler]:
    """Event name -> what it does to `tables`."""

    def put(name: str, read: Callable[[Any], Any], write: Callable[[int, Any], None]) -> Handler:
        return lambda values, place: write(place[0].number, read(values[name]))

    def published(values: dict[str, Any], place: tuple[BlockRef, bytes, int]) -> None:
        resource = read_resource(values["record"])
        tables.put_resource(place[0].number, resource)
        tables.access.put_version(place[0].number, resource)

    def derived(values: dict[str, Any], place: tuple[BlockRef, bytes, int]) -> None:
        parents = codec.read_parents(values["parents"])
        tables.access.put_lineage(place[0].number, values["id"], values["version"], parents)

    def drafted(values: dict[str, Any], place: tuple[BlockRef, bytes, int]) -> None:
        resource = read_resource(values["record"])
        tables.access.put_next_version(place[0].number, resource)
        tables.access.put_lineage(place[0].number, resource.resource_id, resource.version, ())

    version = put("record", read_resource, tables.access.put_next_version)
    emergency = put("record", codec.read_break_glass, tables.access.put_break_glass)
    consent = put("consent", codec.read_consent, tables.access.put_consent)
    dispute = put("dispute", codec.read_dispute, tables.access.put_dispute)
    right = put("right", codec.read_right, tables.access.put_right)
    correction = put("record", codec.read_correction, tables.access.put_correction)
    return {
        "GrantScoped": put("scope", codec.read_scope, tables.access.put_scope),
        "RequestImported": lambda values, place: tables.access.imports.put(
            place[0].number, values["id"], values["source"]
        ),
        "RequestProgressed": put("record", read_request, tables.put_request),
        "ConsentRecorded": consent,
        "ConsentWithdrawn": consent,
        "BreakGlassOpened": emergency,
        "BreakGlassEnded": emergency,
        "BreakGlassReviewed": emergency,
        "DisputeRaised": dispute,
        "DisputeDecided": dispute,
        "ResourcePublished": published,
        "ResourceDerived": derived,
        "VersionDrafted": drafted,
        "VersionSubmitted": version,
        "VersionReturned": version,
        "RightGranted": right,
        "RightRevoked": right,
        "CorrectionRaised": correction,
        "CorrectionDecided": correction,
    }
