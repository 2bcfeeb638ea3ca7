"""In production an address is called once SECURITY has confirmed it, and by nobody else's word, whatever is written
into the gateway's files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from chain_node.crypto.secp256k1 import EthKey
from chain_node.ids import MemberRef
from chain_node.ledger.records import MemberAccount
from exchange_api import confirmations, confirming, declarations
from exchange_api.adapters.jobs import JobReader
from exchange_api.config import load
from exchange_api.confirmations import SECURITY, SYSTEM, Address, Confirmation
from tests.integration.pair import ASKER, FUND, MARKET, OWNER, PLAIN, Pair, Side, gateways
from tests.integration.requests import eventually
from tests.integration.test_async import hand_over
from tests.integration.test_exchange_faults import restart

NAME = f"{OWNER.path}/plain"
OTHER_DUTY = 8


@dataclass
class Person:
    """A person's account, as a member appoints it."""

    pair: Pair
    member: MemberRef
    duties: int
    person: bytes
    key: EthKey

    def appoint(self, **changes: Any) -> None:
        account = MemberAccount(self.key.address_bytes, self.member.id, self.duties, self.person, True)
        self.pair.put(lambda block: self.pair.ledger.tables.put_account(block, replace(account, **changes)))


def person(pair: Pair, member: MemberRef, duties: int, number: int) -> Person:
    made = Person(pair, member, duties, bytes(31) + bytes((number,)), EthKey.generate())
    made.appoint()
    return made


@dataclass
class City:
    """The pair, its provider in production, and the people of both members."""

    pair: Pair
    system: Person
    security: Person
    others: Person

    @property
    def side(self) -> Side:
        return self.pair.provider

    def propose(self, path: str, name: str = "plain", **more: str) -> tuple[Address, Path]:
        """Apply a declaration with another base URL, as SYSTEM; its address, and where it lies."""
        text = PLAIN.replace('"plain"', f'"{name}"').replace("{url}/be", f"{self.pair.backend_url}/{path}")
        text += more.get("text", "")
        declared, _ = declarations.apply(self.side.data / "services", text.encode(), MARKET)
        own = self.side.registration.gateway.path
        file = declarations.file_of(self.side.data / "services", declared.service.path)
        return Address(own, "service", declared.service.path, declared.base), file

    def confirm(self, address: Address, by: Person) -> None:
        confirming.hand_in(load(self.side.data, {}), confirmations.confirm(address, by.key))
        self.side.runtime.load_services()

    def waiting(self, name: str = "plain") -> str:
        """Code of what keeps the newest address of a service from being in force; empty if nothing does."""
        self.side.runtime.load_services()
        return self.side.runtime.waiting().get(f"service {OWNER.path}/{name}", "").partition(":")[0]

    async def called(self) -> str:
        """Where a call of the service gets to: the first segment at the back end, or the error."""
        before, answer = len(self.pair.backend.calls), await self.pair.ask()
        if answer.error == "Server.ClientProxy.NetworkError":  # a connection from before a restart
            answer = await self.pair.ask()
        if answer.status != 200:
            assert len(self.pair.backend.calls) == before
            return str(answer.error)
        target: str = self.pair.backend.calls[-1]["target"]
        return target.split("/")[1]


async def produce(pair: Pair, name: str) -> None:
    """Start a side again with the profile `production`."""
    await pair.sides[name].stop()
    file = pair.sides[name].data / "gateway.toml"
    text = file.read_text("utf-8").replace('profile = "development"', 'profile = "production"')
    file.write_text(text + "\n[auth]\nlocal_tokens = false\n", "utf-8")
    await restart(pair, name)


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with gateways(tmp_path) as pair:
        pair.grant()
        made = City(
            pair, person(pair, MARKET, SYSTEM, 1), person(pair, MARKET, SECURITY, 2), person(pair, FUND, SECURITY, 3)
        )
        await produce(pair, "SCJG")
        yield made


UNSERVED = "Server.ServerProxy.ServiceDisabled"


async def test_an_address_is_called_once_security_has_confirmed_it(city: City) -> None:
    assert await city.called() == UNSERVED, "what was there before production is new to it"
    first, _ = city.propose("one")
    assert city.waiting() == "gateway.unconfirmed"
    city.confirm(first, city.security)
    assert (city.waiting(), await city.called()) == ("", "one")
    second, _ = city.propose("two", text='notice = "later"\n')
    assert (city.waiting(), await city.called()) == ("gateway.unconfirmed", "one")
    assert city.side.parts.context.services[NAME].notice == "", "the whole declaration waits"
    city.confirm(second, city.security)
    assert (city.waiting(), await city.called()) == ("", "two")
    assert city.side.parts.context.services[NAME].notice == "later"
    city.propose("two", text="idempotent = true\n")
    assert city.waiting() == ""
    assert city.side.parts.context.services[NAME].idempotent, "what changes beside the address needs one person"


async def test_only_security_of_this_member_confirms_and_only_now(city: City) -> None:
    first, _ = city.propose("one")
    city.confirm(first, city.security)
    second, _ = city.propose("two")
    nobody = Person(city.pair, MARKET, SECURITY, bytes(32), EthKey.generate())
    officer = person(city.pair, MARKET, OTHER_DUTY, 4)
    both = person(city.pair, MARKET, SECURITY | SYSTEM, 5)
    same_person = person(city.pair, MARKET, SECURITY, 1)
    for wrong in (city.system, city.others, nobody, officer, both, same_person):
        city.confirm(second, wrong)
        assert (city.waiting(), await city.called()) == ("gateway.confirmer", "one")
    city.security.appoint(active=False)
    city.confirm(second, city.security)
    assert (city.waiting(), await city.called()) == ("gateway.confirmer", "one"), "dismissed"
    city.security.appoint(duties=OTHER_DUTY)
    assert (city.waiting(), await city.called()) == ("gateway.confirmer", "one"), "another duty now"
    city.security.appoint()
    assert (city.waiting(), await city.called()) == ("", "two"), "the ledger is asked again without a word"


async def test_a_confirmation_is_for_one_url_of_one_service_of_one_gateway(city: City) -> None:
    first, _ = city.propose("one")
    city.confirm(first, city.security)
    second, file = city.propose("two")
    for wrong in (
        replace(second, url=second.url + "2"),
        replace(second, name=f"{OWNER.path}/some"),
        replace(second, kind="client"),
        replace(second, gateway="LIANLU/GOV/SCJG/GW2"),
    ):
        signed = confirmations.confirm(wrong, city.security.key)
        claimed = Confirmation(second, signed.account, signed.signature)
        for one in (signed, claimed):
            confirmations.beside(file).write_bytes(confirmations.dump([one]))
            told = city.waiting()
            assert told == ("gateway.unconfirmed" if one.address.of != second.of else "gateway.confirmation")
            assert await city.called() == "one"
    confirmations.beside(file).write_bytes(b"{}")
    assert (city.waiting(), await city.called()) == ("gateway.confirmation", "one")


async def test_what_is_in_force_outlives_a_restart_and_its_signers_duty(city: City) -> None:
    first, file = city.propose("one")
    city.confirm(first, city.security)
    confirmations.beside(file).unlink()
    city.security.appoint(active=False)
    city.propose("two")
    await city.side.stop()
    await restart(city.pair, "SCJG")
    assert (city.waiting(), await city.called()) == ("gateway.unconfirmed", "one")
    city.propose("one")
    assert (city.waiting(), await city.called()) == ("", "one"), "the address in force needs no confirmation"


async def test_a_record_that_somebody_has_written_puts_nothing_into_force(city: City) -> None:
    held_until = city.pair.ledger.head.number
    city.security.appoint(active=False)
    await city.side.stop()
    second, file = city.propose("two")
    record, head = city.side.data / confirmations.RECORD, city.pair.ledger.head.number
    good = confirmations.confirm(second, city.security.key)
    elsewhere = confirmations.confirm(replace(second, gateway="LIANLU/GOV/SCJG/GW2"), city.security.key)
    forged: tuple[Confirmation | bytes, ...] = (
        b"[]",
        Confirmation(second, good.account, bytes(64) + b"\x1b", 1),
        replace(confirmations.confirm(second, city.system.key), block=head),
        replace(good, block=head),
        replace(elsewhere, block=held_until),
        replace(good, block=head + 1000),
    )
    for one in forged:
        record.write_bytes(one if isinstance(one, bytes) else confirmations.dump([one], "in_force"))
        await restart(city.pair, "SCJG")
        assert city.waiting()
        assert await city.called() == UNSERVED
        await city.side.stop()
    city.security.appoint()
    confirmations.beside(file).write_bytes(confirmations.dump([good]))
    await restart(city.pair, "SCJG")
    assert (city.waiting(), await city.called()) == ("", "two")


async def test_a_service_taken_away_is_new_again(city: City) -> None:
    first, file = city.propose("one")
    city.confirm(first, city.security)
    assert await city.called() == "one"
    confirmations.beside(file).unlink()
    file.rename(file.with_suffix(".away"))
    city.side.runtime.load_services()
    assert await city.called() == UNSERVED
    file.with_suffix(".away").rename(file)
    assert (city.waiting(), await city.called()) == ("gateway.unconfirmed", UNSERVED)


async def test_an_old_copy_of_the_ledger_confirms_nothing(city: City) -> None:
    first, _ = city.propose("one")
    city.pair.ledger.next_block(timestamp=1_700_000_000)
    city.confirm(first, city.security)
    assert city.waiting() == "exchange.ledger_outdated"
    city.pair.ledger.next_block()
    assert (city.waiting(), await city.called()) == ("", "one")


async def test_what_waits_is_told_where_operators_look(city: City) -> None:
    first, _ = city.propose("one")
    city.confirm(first, city.security)
    second, _ = city.propose("two")
    city.side.runtime.load_services()
    operations = city.side.urls["operations"]
    async with city.pair.http.get(operations + "/readyz") as answer:
        told = await answer.json()
    assert answer.status == 200 and told["ready"], "exchanges are taken all the same"
    assert set(told["waiting"]) == {f"service {OWNER.path}/{name}" for name in ("plain", "some", "masked")}
    assert second.digest.hex() in told["waiting"][f"service {NAME}"]
    assert "127.0.0.1" not in json.dumps(told)
    async with city.pair.http.get(operations + "/metrics") as answer:
        assert "lianlu_addresses_waiting 3.0" in await answer.text()


@asynccontextmanager
async def calling_back(tmp_path: Path) -> AsyncIterator[tuple[Pair, Person, Any]]:
    """A consumer in production, its SECURITY, and a way to give its client another call-back."""
    async with gateways(tmp_path) as pair:
        pair.grant()
        security = person(pair, FUND, SECURITY, 6)
        await produce(pair, "GJJ")
        url = "https://127.0.0.1:9"

        async def address(path: str) -> Address:
            await pair.consumer.stop()
            file = pair.consumer.data / "gateway.toml"
            head, _, rest = file.read_text("utf-8").partition('callback = "')
            file.write_text(f'{head}callback = "{url}/{path}"' + rest.partition('"')[2], "utf-8")
            await restart(pair, "GJJ")
            return Address(pair.consumer.registration.gateway.path, "client", ASKER.path, f"{url}/{path}")

        yield pair, security, address


async def test_a_call_back_address_waits_as_well_and_what_is_owed_waits_with_it(tmp_path: Path) -> None:
    async with calling_back(tmp_path) as (pair, security, address):
        first = await address("one")
        side = pair.consumer
        where = confirmations.beside(side.data / "gateway.toml")
        assert side.runtime.waiting().keys() == {f"client {ASKER.path}"}
        assert side.parts.context.callbacks == {}
        await hand_over(pair)
        await eventually(lambda: bool(JobReader(side.parts.rows).owed()))
        [made] = confirming.sign(side.data / "gateway.toml", [first], security.key)
        assert confirmations.read(where) == [made]
        side.runtime.load_services()
        assert side.runtime.waiting() == {} and side.parts.context.callbacks == {ASKER.path: first.url}
        second = await address("two")
        assert pair.consumer.parts.context.callbacks == {ASKER.path: first.url}, "the address before stays"
        confirming.sign(side.data / "gateway.toml", [second], security.key)
        pair.consumer.runtime.load_services()
        assert pair.consumer.parts.context.callbacks == {ASKER.path: second.url}
        assert {one.address for one in confirmations.read(where)} == {first, second}
