"""A type for what must not be shown: pass-phrases and key bytes."""

from __future__ import annotations

from hmac import compare_digest


class Secret:
    """Bytes that hide themselves: not in `repr`, not in a traceback's locals, not in a pickle.

    `reveal` is the only way to them, so that a search for that word finds every place that sees one.
    """

    __slots__ = ("_value",)

    def __init__(self, value: bytes | str) -> None:
        """Text is kept as UTF-8."""
        self._value = value.encode("utf-8") if isinstance(value, str) else bytes(value)

    def reveal(self) -> bytes:
        """The bytes."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]  # a set or dictionary of secrets is a mistake

    def __reduce__(self) -> str:
        raise TypeError("a secret is not serialised")
