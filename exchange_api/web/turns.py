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


class Turns:
    """When each request begins, in the order in which they came. Used in one event loop only."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._begun = self._left = 0  # requests of the newest group, and turns before the next one; 0: none is due

    def begin(self, start: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        """Call `start` now, or in one of the next turns of `loop`."""
        if not self._left:
            self._begun, self._left = 0, APART
            loop.call_soon(self._turn, loop)
        if self._begun < AT_ONCE and not self._waiting:
            self._begun += 1
            start()
        else:
            self._waiting.append(start)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        self._left -= 1
        if not self._left and self._waiting:
            size = max(AT_ONCE, len(self._waiting) // MOST_GROUPS)
            group = [self._waiting.popleft() for _ in range(min(size, len(self._waiting)))]
            self._begun, self._left = len(group), APART
            for start in group:
                start()
        if self._left:
            loop.call_soon(self._turn, loop)
