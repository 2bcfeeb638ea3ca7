"""How much of a directory's room is used, and by whom: nobody may use more than a share of it.

Files are counted as they are written and given back as they are removed, in the event loop or beside it.
"""

from __future__ import annotations

import threading

from exchange_api.errors import StorageShort


class Quota:
    """Bytes in use: of all together up to `total`, of one owner up to `share` percent of it."""

    def __init__(self, total: int, share: int) -> None:
        self._total, self._share = total, total * share // 100
        self._used = 0
        self._used_by: dict[str, int] = {}
        self._files: dict[str, tuple[str, int]] = {}
        self._counting = threading.Lock()

    def claim(self, owner: str, more: int) -> None:
        """Use `more` bytes. Raises `StorageShort`."""
        with self._counting:
            if self._used + more > self._total:
                raise StorageShort("the spool's quota is used up", limit="spool_quota")
            if self._used_by.get(owner, 0) + more > self._share:
                raise StorageShort("a caller's share of the spool is used up", limit="spool_share")
            self._count(owner, more)

    def unclaim(self, owner: str, size: int) -> None:
        """What was claimed was not used after all."""
        with self._counting:
            self._count(owner, -size)

    def keep(self, name: str, owner: str, size: int) -> None:
        """What was claimed is now the file `name`, in place of one of that name if there was any."""
        with self._counting:
            before, held = self._files.get(name, (owner, 0))
            self._files[name] = owner, size
            self._count(before, -held)

    def adopt(self, name: str, owner: str, size: int) -> None:
        """The file `name`, which is counted in what was `found`, is its owner's."""
        with self._counting:
            self._files[name] = owner, size
            self._used_by[owner] = self._used_by.get(owner, 0) + size

    def remove(self, name: str, size: int) -> None:
        """The file `name` is gone. `size` counts where it was written before this process began."""
        with self._counting:
            owner, claimed = self._files.pop(name, ("", size))
            self._count(owner, -claimed)

    def found(self, used: int) -> None:
        """So many bytes are there in all."""
        with self._counting:
            self._used = used

    def _count(self, owner: str, size: int) -> None:
        self._used += size
        left = self._used_by.pop(owner, 0) + size
        if owner and left > 0:
            self._used_by[owner] = left
