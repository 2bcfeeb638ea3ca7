"""A second opinion on SM2 signatures, by a library that shares nothing with the first (`--second-opinion`).

Asked about every signature that a finding rests on, and about one in 20 of the others: it is pure Python and slow.
"""

from __future__ import annotations

from chain_node.crypto.errors import SecondOpinionMissing
from chain_node.crypto.second_opinion import available, verify_sm2
from chain_node.errors import CryptoError

ONE_IN = 20
_SM = 2


class SecondOpinion:
    """Counts what it was asked (`asked`). Raises SecondOpinionMissing at once where the library is not installed."""

    def __init__(self) -> None:
        if not available():
            raise SecondOpinionMissing("the package gmssl is not installed")
        self.asked = 0
        self._seen = 0

    def agrees(self, suite: int, spki: bytes, signature: bytes, signed: bytes, good: bool) -> bool:
        """Whether the other library says the same of this signature; True without asking where it is not due."""
        if suite != _SM:
            return True
        self._seen += 1
        if good and self._seen % ONE_IN != 1:
            return True
        self.asked += 1
        try:
            verify_sm2(spki, signature, signed)
        except CryptoError:
            return not good
        return good
