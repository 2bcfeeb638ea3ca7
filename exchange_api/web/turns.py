"""Requests that come together begin in small groups, a few turns of the event loop apart.

Begun all at once they would stay together: one gateway signs, syncs and sends for all of them while the other has
nothing to do, and then the other way round. In groups each gateway works on one group while the other has the next.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

AT_ONCE = 16
"""Smaller groups cost more signatures and syncs than they keep a gateway busy (docs/decisions/0018)."""
MOST_GROUPS = 8
"""Of so many that wait, groups become larger: nobody waits for long, and what is too much is refused early."""
APART = 4
"""Turns; one more than the log's writer gathers for (`chain_node.log.writer.MAX_TURNS`): a group is one commit."""
QUIET_S = 0.001
"""After so long without a beginning, the next group may begin at once. Most event loops count in milliseconds."""


class Turns:
    """When each request begins, in the order in which they came. Used in one event loop only."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._begun, self._since, self._left = 0, 0.0, 0

    def begin(self, start: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        """Call `start` now, or in one of the next turns of `loop`."""
        if not self._waiting:
            now = loop.time()
            if now - self._since >= QUIET_S:
                self._begun, self._since = 0, now
            if self._begun < AT_ONCE:
                self._begun += 1
                start()
                return
            self._left = APART
            loop.call_soon(self._turn, loop)
        self._waiting.append(start)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        self._left -= 1
        if not self._left:
            size = max(AT_ONCE, len(self._waiting) // MOST_GROUPS)
            group = [self._waiting.popleft() for _ in range(min(size, len(self._waiting)))]
            self._begun, self._since, self._left = len(group), loop.time(), APART
            for start in group:
                start()
        if self._waiting:
            loop.call_soon(self._turn, loop)
