"""What a step shows, as facts: resources, grants and answers in plain values, and the check that they were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chain_node.errors import LianluError
from chain_node.ledger.records import Grant, Profile, Resource
from scripts.demo.cases import Offer
from scripts.demo.records import TABLES

Facts = dict[str, Any]
PROFILES = ("withheld", "plain", "masked", "predicate")


class NotShown(LianluError):
    """A step of the demo did not show what it is there to show."""

    code = "demo.not_shown"
    cure = "Run it again with --data to keep what the processes wrote, and report what logs/ there says."


def must(shown: bool, what: str) -> None:
    """Raise `NotShown` unless `shown`."""
    if not shown:
        raise NotShown(what)


def resource_facts(offer: Offer, resource: Resource) -> Facts:
    """What the catalogue says of a resource."""
    names = offer.names
    return {
        "provider": offer.owner.code,
        "title": list(offer.title),
        "code": resource.code,
        "resource": resource.resource_id.hex(),
        "attribute": int(resource.attribute),
        "level": resource.level,
        "service": offer.ref.path,
        "fields": [
            {
                "code": one.code, "name": names[one.code], "level": one.level,
                "default": PROFILES[one.default_profile], "predicate": bool(one.kind),
            }
            for one in resource.fields
        ],
    }  # fmt: skip


def granted_profiles(offer: Offer, resource: Resource, grant: Grant, wanted: Mapping[str, Profile]) -> list[Facts]:
    """Field by field: what was wanted, what is given."""
    names = offer.names
    return [
        {
            "code": field.code,
            "name": names[field.code],
            "wanted": PROFILES[wanted.get(field.code, Profile.WITHHELD)],
            "given": PROFILES[grant.profile_of(index)],
        }
        for index, field in enumerate(resource.fields)
    ]


def compare(offer: Offer, record: Facts, body: Facts, disclosed: Sequence[Facts]) -> list[Facts]:
    """Field by field: what stands in the register, what was given, and how. Columns not in the catalogue come last."""
    profiles = {one["field"]: one["profile"] for one in disclosed}
    sources, names = offer.sources, offer.names
    rows = [
        {
            "field": code, "name": name, "in_register": record.get(sources.get(code, "")),
            "given": body.get(code), "profile": profiles.get(code, "withheld"),
        }
        for code, name in names.items()
    ]  # fmt: skip
    declared = set(sources.values())
    rows += [
        {"field": None, "name": column, "in_register": value, "given": None, "profile": unlisted(offer, column)}
        for column, value in record.items()
        if column not in declared
    ]
    return rows


def unlisted(offer: Offer, column: str) -> str:
    """What becomes of a column that is not in the catalogue."""
    if column == TABLES[offer.owner.code][1]:
        return "key"
    return "compared" if column in offer.compared else "undeclared"
