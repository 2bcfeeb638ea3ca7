"""How much is under way and how fast it comes, by who causes it: nobody's share starves the others.

Pure counters; times are given. One object, one thread. What is counted per key is forgotten when it is over, or when
more keys than anybody needs are known.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

MAX_KEYS = 10_000
_ALL = object()
LONGEST_TOLD_S = 4
"""Less than a listener waits for requests under way when it closes."""


class Slots:
    """Places for work that is under way: `total` in all, `each` for one key. `total_limit` and `each_limit` name these
    two limits. Of either, `burst` more may be taken one after the other, and again once half of its places are free:
    who comes all at once after a quiet time is served, who always asks for more than there is has the places alone.

    What one key has beyond `each` is burst and takes none of the `total` places: those are for the others, however long
    it keeps what it has."""

    __slots__ = ("_burst", "_held", "_limits", "_names", "_shared", "_spent")

    def __init__(self, each_limit: str, each: int, total_limit: str = "", total: int = 1 << 60, burst: int = 0) -> None:
        self._names, self._limits, self._burst = (total_limit, each_limit), (total, each), burst
        self._held: dict[object, int] = {}
        self._spent: dict[object, int] = {}
        self._shared = 0  # places taken that are not beyond their key's `each`

    @property
    def running(self) -> int:
        """Places taken."""
        return self._held.get(_ALL, 0)

    def full(self, key: object) -> str:
        """The limit that leaves no place for one more of `key`, or nothing."""
        (in_all, of_one), (total, each) = self._names, self._limits
        spent = self._spent.get(_ALL, 0) >= self._burst
        if self._shared >= total and spent:
            return in_all
        if self._held.get(key, 0) < each:
            return ""
        if self._spent.get(key, 0) >= self._burst:
            return of_one
        return in_all if spent else ""

    def take(self, key: object) -> None:
        """Take a place, whether or not there is one: `give` it back."""
        total, each = self._limits
        self._held[_ALL] = self._held.get(_ALL, 0) + 1
        held = self._held[key] = self._held.get(key, 0) + 1
        beyond = held > each
        if beyond:
            self._spent[key] = self._spent.get(key, 0) + 1
        else:
            self._shared += 1
        if self._names[0] and (beyond or self._shared > total):
            self._spent[_ALL] = self._spent.get(_ALL, 0) + 1

    def give(self, key: object) -> None:
        """Give a place back."""
        if self._held[key] <= self._limits[1]:
            self._shared -= 1
        for one, limit in zip((_ALL, key), self._limits, strict=True):
            left = self._held[one] = self._held[one] - 1
            if left <= limit // 2:
                self._spent.pop(one, None)
            if not left:
                del self._held[one]


class Shares:
    """Places of several things, each with `total` of them, named `limit`, which those who use it share: one user has at
    most three quarters of them."""

    __slots__ = ("_made", "_slots")

    def __init__(self, limit: str, total: int, burst: int = 0) -> None:
        self._made = partial(Slots, limit, total - total // 4, limit, total, burst)
        self._slots: dict[str, Slots] = {}

    @property
    def running(self) -> int:
        """Places taken."""
        return sum(one.running for one in self._slots.values())

    def of(self, thing: str) -> Slots:
        """The places of one thing. As many are remembered as there are things."""
        found = self._slots.get(thing)
        if found is None:
            found = self._slots[thing] = self._made()
        return found


class Patience:
    """Who is refused for overload is told when to come again. Who comes before that, on the same connection, gets the
    next refusal only then, and is told to wait twice as long: a refusal costs too, and there may be many."""

    __slots__ = ("_told_s", "_until_s")

    def __init__(self) -> None:
        self._told_s, self._until_s = 0, 0.0

    def refused(self, now_s: float) -> tuple[float, int]:
        """How long this refusal is to be kept back, and after how long to come again, in seconds."""
        wait_s = max(0.0, self._until_s - now_s)
        self._told_s = min(2 * self._told_s, LONGEST_TOLD_S) if wait_s else 1
        self._until_s = now_s + wait_s + self._told_s
        return wait_s, self._told_s


class Rate:
    """So many events a second for each key, after up to `burst` that it has saved up."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second, self._burst = per_second, burst
        self._seen: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def allow(self, key: object, now_s: float) -> bool:
        """Whether one more is allowed now; counts it if it is."""
        last, saved = self._seen.pop(key, (now_s, float(self._burst)))
        saved = min(self._burst, saved + (now_s - last) * self._per_second)
        allowed = saved >= 1
        self._seen[key] = now_s, saved - allowed
        if len(self._seen) > MAX_KEYS:
            self._seen.popitem(last=False)
        return allowed
