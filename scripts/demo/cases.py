"""What scenarios S1 and S2 ask for: resources, requests with their terms, calls. Data; nothing here happens."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.ids import ServiceRef
from chain_node.ledger.records import Profile
from exchange_api.declarations import on_ledger, parse
from scripts.demo.cast import CIVIL, ESTATE, FUND, MARKET, POLICE, TAX, Department
from scripts.network.plan import RequestPlan, ResourcePlan, ServicePlan

HERE = Path(__file__).parent / "services"
DAY_S = 86_400
PLAIN, MASKED, PREDICATE = Profile.PLAIN, Profile.MASKED, Profile.PREDICATE

S1_ITEM = "单位缴存登记"
S1_CASE = "GJJ-2026-1124-0815"
S2_ITEM = "不动产转移登记"
S2_CASE = "BDC-2026-1124-0077"


@dataclass(frozen=True, slots=True)
class Offer:
    """A service of the demo. `attribute`: 1 无条件共享, 2 有条件共享."""

    owner: Department
    file: str
    title: tuple[str, str]
    attribute: int
    conditions: str = ""

    def declaration(self, base_url: str) -> bytes:
        """Its declaration with the address of the owner's system."""
        return (HERE / f"{self.file}.toml").read_text("utf-8").replace("{base_url}", base_url).encode()

    @property
    def ref(self) -> ServiceRef:
        """Its identifier."""
        return parse(self.declaration("http://127.0.0.1:1"), self.owner.member).service

    @property
    def names(self) -> dict[str, str]:
        """Field code -> its name in the catalogue."""
        raw = tomllib.loads(self.declaration("http://127.0.0.1:1").decode())
        fields = {one["code"]: one["name"] for one in raw.get("field", [])}
        return fields | {one["id"]: one["name"] for one in raw.get("predicate", [])}

    @property
    def sources(self) -> dict[str, str]:
        """Field code -> the column of the owner's record that it comes from."""
        raw = tomllib.loads(self.declaration("http://127.0.0.1:1").decode())
        return {one["code"]: one["from"].removeprefix("/") for one in raw.get("field", [])}

    @property
    def compared(self) -> set[str]:
        """Columns that the offer's predicates look at."""
        raw = tomllib.loads(self.declaration("http://127.0.0.1:1").decode())
        return {pointer.removeprefix("/") for one in raw.get("predicate", []) for pointer in _pointers(one["expr"])}

    def resource(self) -> ResourcePlan:
        """What its owner catalogues."""
        declared = parse(self.declaration("http://127.0.0.1:1"), self.owner.member)
        fields: tuple[Mapping[str, Any], ...] = tuple(on_ledger(declared)["fields"])
        return ResourcePlan(
            os.urandom(32), self.owner.member, declared.resource, self.title[0], self.attribute, fields, self.conditions
        )

    def service(self, resource: bytes) -> ServicePlan:
        """What its owner registers."""
        declared = parse(self.declaration("http://127.0.0.1:1"), self.owner.member)
        return ServicePlan(self.ref, resource, tuple((one.method, one.path) for one in declared.endpoints))


def _pointers(expr: Any) -> list[str]:
    if not isinstance(expr, list):
        return []
    if expr[:1] == ["field"]:
        return [expr[1]]
    return [pointer for part in expr for pointer in _pointers(part)]


LICENCE = Offer(MARKET, "licence", ("营业执照登记信息", "Business licence register"), 1)
MARRIAGE = Offer(CIVIL, "marriage", ("婚姻登记信息", "Marriage register"), 2, "仅限办理不动产登记时核验")
IDENTITY = Offer(POLICE, "identity", ("身份核验", "Identity check"), 2, "仅限核验，不返回明细")
DEED_TAX = Offer(TAX, "deed_tax", ("契税完税信息", "Deed tax payments"), 2, "仅限办理不动产登记时使用")
OFFERS = (LICENCE, MARRIAGE, IDENTITY, DEED_TAX)


@dataclass(frozen=True, slots=True)
class Want:
    """A request: what is wanted of an offer, and what its owner agrees to (None: granted by the catalogue at once)."""

    offer: Offer
    demander: Department
    item: str
    purpose: tuple[str, str]
    legal_basis: tuple[str, str]
    wanted: Mapping[str, Profile]
    given: Mapping[str, Profile] | None
    reason: str = ""

    def plan(self, resource: bytes, now: int) -> RequestPlan:
        """The request, for a year from now."""
        return RequestPlan(
            os.urandom(32), self.demander.subsystem, resource, self.purpose[0], self.legal_basis[0], self.item,
            now - 60, now + 365 * DAY_S, self.wanted, (self.item,), 500,
        )  # fmt: skip


LICENCE_FIELDS = ("uscc", "name", "legal_rep", "address", "founded", "status")
S1_WANT = Want(
    LICENCE, FUND, S1_ITEM,
    ("单位缴存登记时自动填写", "Fill in an employer's registration"),
    ("市场主体登记管理条例；优化营商环境条例；住房公积金管理条例", "Decrees 746 and 722; Housing Fund Regulation"),
    dict.fromkeys(LICENCE_FIELDS, PLAIN), None,
)  # fmt: skip
S2_BASIS = ("民法典物权编；不动产登记暂行条例；契税法", "Civil Code; Decree 656; Deed Tax Law")
S2_WANTS = (
    Want(
        IDENTITY, ESTATE, S2_ITEM, ("核验申请人身份", "Verify the applicant"), S2_BASIS,
        {"name_matches": PREDICATE}, {"name_matches": PREDICATE},
    ),
    Want(
        MARRIAGE, ESTATE, S2_ITEM, ("核验共有人关系", "Verify the co-owner"), S2_BASIS,
        {"married_to": PREDICATE, "registered_on": PLAIN}, {"married_to": PREDICATE, "registered_on": MASKED},
        "登记日期给到年即可",
    ),
    Want(
        DEED_TAX, ESTATE, S2_ITEM, ("核对契税已缴清", "See that the deed tax is paid"), S2_BASIS,
        dict.fromkeys(("certificate_no", "tax", "amount", "paid"), PLAIN),
        {"certificate_no": MASKED, "tax": PLAIN, "amount": PLAIN, "paid": PLAIN},
        "凭证号脱敏即可核对",
    ),
)  # fmt: skip
COMMITMENT = "所得数据仅用于本次申请载明的事项和用途，不超范围使用，不向第三方提供，承担使用环节的安全责任。"
