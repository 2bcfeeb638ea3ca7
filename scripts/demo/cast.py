"""Who plays: departments, their codes and names. Synthetic throughout, area 990100, check digits valid (GB 32100).

A department is one member `LIANLU/GOV/<USCC>` with one subsystem and one gateway.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain_node.ids import GatewayRef, MemberRef, SubsystemRef

INSTANCE = "LIANLU"


@dataclass(frozen=True, slots=True)
class Department:
    """One member of the demo's consortium. `code` is its subsystem code, `uscc` its member code."""

    code: str
    uscc: str
    zh: str
    en: str
    roles: tuple[str, ...]

    @property
    def member(self) -> MemberRef:
        """The member."""
        return MemberRef(INSTANCE, "GOV", self.uscc)

    @property
    def subsystem(self) -> SubsystemRef:
        """Its information system."""
        return SubsystemRef(INSTANCE, "GOV", self.uscc, self.code)

    @property
    def gateway(self) -> GatewayRef:
        """Its gateway."""
        return GatewayRef(INSTANCE, "GOV", self.uscc, f"{self.code}-GW1")

    def name(self, lang: str) -> str:
        """Its name in `zh` or `en`."""
        return self.zh if lang == "zh" else self.en


MARKET = Department("SCJG", "11990100990000025W", "市场监督管理局", "Market Regulation", ("provider", "consumer"))
FUND = Department("GJJ", "12990100990000084W", "住房公积金中心", "Housing Fund Centre", ("provider", "consumer"))
ESTATE = Department("BDC", "1199010099000005XA", "不动产登记中心", "Real Estate Registry", ("provider", "consumer"))
CIVIL = Department("MZ", "11990100990000041J", "民政局", "Civil Affairs", ("provider", "consumer"))
POLICE = Department("GA", "11990100990000033P", "公安局", "Public Security", ("provider", "consumer"))
TAX = Department("SW", "11990100990000092T", "税务局", "Taxation", ("provider", "consumer"))
DATA = Department("SJJ", "119901009900000172", "数据局", "Data Bureau", ("catalogue", "regulator"))
AUDIT = Department("SJ", "1199010099000013XX", "审计局", "Audit Office", ("auditor",))

DEPARTMENTS = (MARKET, FUND, ESTATE, CIVIL, POLICE, TAX)
MEMBERS = (*DEPARTMENTS, DATA, AUDIT)
