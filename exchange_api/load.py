"""How much is under way and how fast it comes, by who causes it: nobody's share starves the others.

Pure counters; times are given. One object, one thread. What is counted per key is forgotten when it is over, or when
more keys than anybody needs are known.
"""

from __future__ import annotations

from collections import OrderedDict

MAX_KEYS = 10_000
LONGEST_TOLD_S = 4
"""Less than a listener waits for requests under way when it closes."""


class Slots:
    """Places for work that is under way: `total` in all, `each` for one key. `total_limit` and `each_limit` name these
    two limits. One key may take `burst` more, one after the other, and again once half of its places are free: who
    comes all at once after a quiet time is served, who always asks for more than there is has the places alone."""

    __slots__ = ("_burst", "_each", "_each_limit", "_held", "_spent", "_total", "_total_limit", "running")

    def __init__(self, each_limit: str, each: int, total_limit: str = "", total: int = 1 << 60, burst: int = 0) -> None:
        self._total_limit, self._total = total_limit, total
        self._each_limit, self._each, self._burst = each_limit, each, burst
        self._held: dict[object, int] = {}
        self._spent: dict[object, int] = {}
        self.running = 0

    def full(self, key: object) -> str:
        """The limit that leaves no place for one more of `key`, or nothing."""
        if self.running >= self._total:
            return self._total_limit
        over = self._held.get(key, 0) >= self._each and self._spent.get(key, 0) >= self._burst
        return self._each_limit if over else ""

    def take(self, key: object) -> None:
        """Take a place, whether or not there is one: `give` it back."""
        self.running += 1
        held = self._held[key] = self._held.get(key, 0) + 1
        if held > self._each:
            self._spent[key] = self._spent.get(key, 0) + 1

    def give(self, key: object) -> None:
        """Give a place back."""
        self.running -= 1
        left = self._held[key] - 1
        if left <= self._each // 2:
            self._spent.pop(key, None)
        if left:
            self._held[key] = left
        else:
            del self._held[key]


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
