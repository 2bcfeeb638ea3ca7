"""The machine's inner loop. py-evm's Istanbul, with the analysis of jump destinations kept between calls."""

from __future__ import annotations

from functools import lru_cache

from eth.abc import MessageAPI, StateAPI, TransactionContextAPI
from eth.vm.code_stream import CodeStream
from eth.vm.forks.istanbul.computation import IstanbulComputation


class SharedCodeStream(CodeStream):
    """Code whose known positions are shared by all runs of the same bytes."""

    def __init__(self, code: bytes) -> None:
        super().__init__(code)
        self.invalid_positions, self.valid_positions = _positions(code)


@lru_cache(maxsize=1024)
def _positions(code: bytes) -> tuple[set[int], set[int]]:
    return set(), set()


class LedgerComputation(IstanbulComputation):
    """One message's execution."""

    def __init__(self, state: StateAPI, message: MessageAPI, transaction_context: TransactionContextAPI) -> None:
        super().__init__(state, message, transaction_context)
        self.code = SharedCodeStream(message.code)
