"""The demo's stage: six departments with their systems and gateways, and how the story's people act on it."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from exchange_api.config import Client
from scripts.demo.cases import OFFERS, Offer
from scripts.demo.cast import DEPARTMENTS, MEMBERS, Department
from scripts.demo.records import TABLES
from scripts.network.network import Gateway, GatewayPlan, Network
from scripts.network.plan import MemberPlan
from scripts.network.ports import free_ports
from scripts.network.processes import Processes

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a department's system got from its own gateway, and how long the whole call took."""

    status: int
    headers: dict[str, str]
    body: str
    ms: float

    @property
    def receipt(self) -> str:
        """Id of the exchange."""
        return self.headers.get("lianlu-receipt", "")

    @property
    def error(self) -> str:
        """X-Road's error code, empty if there is none."""
        return self.headers.get("x-road-error", "")


class Stage:
    """See the module. `processes` ends everything when its context is left."""

    def __init__(self, root: Path, processes: Processes, suite: str) -> None:
        self._processes = processes
        self._ports = dict(zip((one.code for one in DEPARTMENTS), free_ports(len(DEPARTMENTS)), strict=True))
        members = [
            MemberPlan(one.member, one.zh, one.roles, (one.code,), one.gateway)
            if one in DEPARTMENTS
            else MemberPlan(one.member, one.zh, one.roles)
            for one in MEMBERS
        ]
        self.root = root
        self.network = Network(
            root, processes, members, {one.gateway.path: self._plan(one) for one in DEPARTMENTS}, suite
        )
        self._http = requests.Session()
        self._http.trust_env = False

    def _plan(self, one: Department) -> GatewayPlan:
        declared = tuple(offer.declaration(f"{self.system_url(one)}/api") for offer in OFFERS if offer.owner is one)
        client = Client(one.subsystem.path, "NOSSL")
        return GatewayPlan(f"gateway-{one.code}", (client,), (f"127.0.0.1/32:{self._ports[one.code]}",), declared)

    def begin(self) -> None:
        """Ledger, founding, systems and gateways started."""
        for one in DEPARTMENTS:
            database = self.root / f"{one.code}.db"
            arguments = [
                one.code,
                str(database),
                str(self._ports[one.code]),
                self.network.systems_url(one.gateway.path),
            ]
            self._processes.spawn(f"system-{one.code}", [sys.executable, "-m", "scripts.demo.systems", *arguments])
        self.network.begin()

    def ready(self) -> None:
        """Everything takes calls."""
        self.network.ready()
        for one in DEPARTMENTS:
            self._processes.ready(f"system-{one.code}")

    def close(self) -> None:
        """Let connections go."""
        self._http.close()
        self.network.close()

    def system_url(self, one: Department) -> str:
        """Address of a department's information system."""
        return f"http://127.0.0.1:{self._ports[one.code]}"

    def gateway(self, one: Department) -> Gateway:
        """A department's gateway."""
        return self.network.gateways[one.gateway.path]

    def ask(self, asker: Department, case: str, offer: Offer, key: str, query: str = "", **headers: str) -> Answer:
        """Have the asker's system call a service for a case through its own gateway."""
        path = f"/r1/{offer.ref.path}/{TABLES[offer.owner.code][0]}/{quote(key, safe='')}{query}"
        sent = {
            "X-Road-Client": asker.subsystem.path,
            "X-Road-UserId": f"CN-{asker.code}-0412",
            "X-Road-Issue": case,
            "Accept": "application/json",
        }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        begun = time.perf_counter()
        order: dict[str, Any] = {"case_no": case, "path": path, "headers": sent}
        answer = self._http.post(f"{self.system_url(asker)}/cases", json=order, timeout=TIMEOUT_S).json()
        ms = (time.perf_counter() - begun) * 1000
        return Answer(answer["status"], answer["headers"], answer["body"], round(ms, 1))

    def record(self, offer: Offer, key: str) -> dict[str, Any]:
        """What stands in the owner's register, looked up beside the gateways: for the story's comparison only."""
        url = f"{self.system_url(offer.owner)}/api/{TABLES[offer.owner.code][0]}/{quote(key, safe='')}"
        found: dict[str, Any] = self._http.get(url, timeout=TIMEOUT_S).json()["data"]
        return found

    def calls(self, one: Department) -> int:
        """How many records a department's system was asked for."""
        return int(self._http.get(f"{self.system_url(one)}/calls", timeout=TIMEOUT_S).json()["calls"])

    def filed(self, one: Department, case: str) -> dict[str, Any]:
        """What a department's system filed under a case number."""
        found: dict[str, Any] = self._http.get(f"{self.system_url(one)}/cases/{case}", timeout=TIMEOUT_S).json()
        return found

    def receipt(self, asker: Department, exchange: str) -> dict[str, Any]:
        """The receipt that the asker's gateway gives its own system."""
        url = f"{self.network.systems_url(asker.gateway.path)}/lianlu/v1/receipts/{exchange}"
        headers = {"X-Road-Client": asker.subsystem.path}
        answer = self._http.get(url, headers=headers, timeout=TIMEOUT_S)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
