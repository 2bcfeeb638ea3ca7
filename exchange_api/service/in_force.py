"""Which declarations and call-back addresses are in force: in production, those whose URL SECURITY has confirmed.

What waits for a confirmation leaves in force what was there before: for a service its latest declaration with the URL
in force, for a client the URL in force. Confirmations of what is in force stay in `addresses.json`, each with the block
as of which it was found good, and are verified as of that block at every start: so they outlive their signer's duty,
and nothing comes into force by writing into that file what no SECURITY has signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from chain_node.errors import LianluError
from chain_node.logs import get_logger
from exchange_api import confirmations
from exchange_api.config import FILE_NAME, Config
from exchange_api.confirmations import CLIENT, SERVICE, Address, Confirmation, Record
from exchange_api.declarations import Declaration, file_of, parse
from exchange_api.filing import put
from exchange_api.service.context import Context
from exchange_api.setup_errors import ConfirmationInvalid, ServiceInvalid, SetupError

Waiting = dict[Address, LianluError]
log = get_logger(__name__)


class InForce:
    """Decides what of a gateway's files is in force. Used in the event loop."""

    def __init__(self, config: Config, context: Context) -> None:
        self._config, self._context = config, context
        self._held: Record = {}
        self._verified: set[Confirmation] = set()
        self._waiting: Waiting = {}
        try:
            self._held = confirmations.record(config.data) if config.production else {}
        except ConfirmationInvalid as error:  # exchanges as consumer go on; of this, nothing is in force
            log.error("address.unreadable", code=error.code, text=str(error))

    def waiting(self) -> dict[str, str]:
        """What waits, and why: code and text."""
        return {f"{one.kind} {one.name}": f"{error.code}: {error}" for one, error in self._waiting.items()}

    def take(self, declared: Mapping[str, Declaration]) -> None:
        """Put into force what may be, of declarations and of the configuration's call-backs. Raises `OSError` if it
        cannot be written down; then nothing changes."""
        context, configured = self._context, self._config.callbacks
        if not self._config.production:
            context.services, context.callbacks = dict(declared), configured
            return
        proposed = dict(self._proposed(declared))
        held, waiting = self._standing(proposed)
        for address, file in proposed.items():
            before = held.get(address.of)
            if before is not None and before.address == address and before in self._verified:
                continue
            try:
                held[address.of] = self._confirmed(address, file, before.address if before else None)
                waiting.pop(address, None)
            except LianluError as error:
                waiting.setdefault(address, error)
        if held != self._held:
            put(self._config.data / confirmations.RECORD, confirmations.dump(held.values(), "in_force"))
        self._tell(held, waiting)
        self._held, self._waiting = held, waiting
        served = {path: self._serving(one) for path, one in declared.items()}
        context.services = {path: one for path, one in served.items() if one is not None}
        called = {path: self._url(CLIENT, path) for path in configured}
        context.callbacks = {path: url for path, url in called.items() if url is not None}

    def _proposed(self, declared: Mapping[str, Declaration]) -> Iterator[tuple[Address, Path]]:
        """Addresses, each with the file beside which its confirmation lies."""
        own, data = self._config.ref.path, self._config.data
        for path, one in declared.items():
            yield Address(own, SERVICE, path, one.base), file_of(data / "services", path)
        for path, url in self._config.callbacks.items():
            yield Address(own, CLIENT, path, url), data / FILE_NAME

    def _standing(self, proposed: Mapping[Address, Path]) -> tuple[Record, Waiting]:
        """What was in force and still has a declaration or a client, and what of it cannot be verified yet."""
        held: Record = {}
        waiting: Waiting = {}
        for address in proposed:
            before = self._held.get(address.of)
            if before is None:
                continue
            try:
                self._verify(before)
            except SetupError as error:
                log.error("address.refused", of=address.name, code=error.code, text=str(error))
                continue
            except LianluError as error:  # the ledger was not read that far
                waiting[address] = error
            held[address.of] = before
        return held, waiting

    def _verify(self, held: Confirmation) -> None:
        """Raise unless what is said to be in force was confirmed as of its block."""
        if held in self._verified:
            return
        if held.address.gateway != self._config.ref.path:
            raise ConfirmationInvalid(f"{held.address.name}: confirmed for {held.address.gateway}")
        self._check(held, held.block or 0)
        self._verified.add(held)

    def _confirmed(self, address: Address, file: Path, before: Address | None) -> Confirmation:
        """The confirmation beside `file`, good as of now. Raises `SetupError`, or that the ledger is too old."""
        found = confirmations.find(confirmations.read(confirmations.beside(file)), address, before)
        block = self._context.view.check_age(self._context.clock.now_ms()).number
        self._check(found, block)
        confirmed = Confirmation(address, found.account, found.signature, block)
        self._verified.add(confirmed)
        return confirmed

    def _check(self, confirmation: Confirmation, block: int) -> None:
        confirmations.check_signature(confirmation)
        state = self._context.view.state_read(block)
        confirmations.check_hand(state, self._config.ref.member.id, confirmation.account)

    def _url(self, kind: str, name: str) -> str | None:
        """The URL in force, or None."""
        held = self._held.get((kind, name))
        return held.address.url if held in self._verified and held is not None else None

    def _serving(self, newest: Declaration) -> Declaration | None:
        """The declaration of a service that is in force: the latest one with the URL in force."""
        url = self._url(SERVICE, newest.service.path)
        if url is None or newest.base == url:
            return None if url is None else newest
        found = earlier(self._config.data / "services", newest)
        return next((one for one in found if one.base == url), None)

    def _tell(self, held: Record, waiting: Waiting) -> None:
        """Into the gateway's output, what has changed. No URL: a client's may carry a secret of its own."""
        for address, error in waiting.items():
            before = self._waiting.get(address)
            if before is None or before.code != error.code:
                log.warning("address.waiting", of=address.name, kind=address.kind, code=error.code, text=str(error))
        for of, one in held.items():
            if self._held.get(of) != one:
                digest, account = one.address.digest.hex(), one.account.hex()
                log.warning("address.confirmed", of=of[1], kind=of[0], digest=digest, by=account, block=one.block)


def earlier(directory: Path, newest: Declaration) -> Iterator[Declaration]:
    """The declarations of a service that were applied before, newest first, without those that are not good now."""
    stem, member = file_of(directory, newest.service.path).stem, newest.service.member
    numbered = {file.name.split(".")[1]: file for file in directory.glob(f"{stem}.*.toml.old")}
    for number in sorted((one for one in numbered if one.isdecimal()), key=int, reverse=True):
        try:
            found = parse(numbered[number].read_bytes(), member)
        except ServiceInvalid:
            continue
        if found.service == newest.service:
            yield found
