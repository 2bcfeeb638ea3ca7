"""The shared libcrypto of this machine, with the type of every function that is used declared.

* A missing declaration would cut pointers to 32 bits, so functions exist here or not at all.
* Calls release the GIL (`ctypes.CDLL`). The library's error queue is per thread; whoever sees a failure empties it.
* SM2_LIBCRYPTO names the file to use; this is the only place that reads it. Otherwise it is the library that Python's
  own `ssl` has loaded, where that is a shared one of version 3 or later.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from collections.abc import Iterator
from ctypes import POINTER, c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from functools import lru_cache
from typing import Any

from chain_node.crypto.errors import SuiteUnavailable

PATH_VARIABLE = "SM2_LIBCRYPTO"
_OLDEST = 0x30000000
_SIZE = POINTER(c_size_t)
_INIT = [c_void_p, POINTER(c_void_p), c_char_p, c_void_p, c_char_p, c_void_p, c_void_p]

_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "OpenSSL_version_num": (c_ulong, []),
    "OpenSSL_version": (c_char_p, [c_int]),
    "ERR_clear_error": (None, []),
    # keys
    "d2i_PUBKEY": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "i2d_PUBKEY": (c_int, [c_void_p, POINTER(c_char_p)]),
    "d2i_AutoPrivateKey": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "EVP_PKEY_is_a": (c_int, [c_void_p, c_char_p]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_PKEY_get_bn_param": (c_int, [c_void_p, c_char_p, POINTER(c_void_p)]),
    "BN_bn2binpad": (c_int, [c_void_p, c_char_p, c_int]),
    "BN_clear_free": (None, [c_void_p]),
    # signatures
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_DigestSignInit_ex": (c_int, _INIT),
    "EVP_DigestVerifyInit_ex": (c_int, _INIT),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_int]),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, _SIZE, c_char_p, c_size_t]),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    # key wrapping
    "EVP_PKEY_CTX_new_from_pkey": (c_void_p, [c_void_p, c_void_p, c_char_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_encrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt": (c_int, [c_void_p, c_char_p, _SIZE, c_char_p, c_size_t]),
    "EVP_PKEY_decrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_decrypt": (c_int, [c_void_p, c_char_p, _SIZE, c_char_p, c_size_t]),
}


@lru_cache(maxsize=1)
def libcrypto() -> Any:
    """The library, loaded once per process. Raises SuiteUnavailable where there is none that will do."""
    reasons = []
    for name in _candidates():
        try:
            return _declare(ctypes.CDLL(name))
        except (OSError, AttributeError, SuiteUnavailable) as exc:
            reasons.append(f"{name}: {exc}")
    raise SuiteUnavailable("no libcrypto of version 3 or later: " + "; ".join(reasons))


def version() -> str:
    """The library's own version text, for diagnosis. Raises SuiteUnavailable."""
    text: bytes = libcrypto().OpenSSL_version(0)
    return text.decode("ascii", "replace")


def _candidates() -> Iterator[str]:
    chosen = os.environ.get(PATH_VARIABLE)
    if chosen:  # a library named by the operator is used or refused, never replaced by another
        yield chosen
        return
    import _ssl  # noqa: F401  loads Python's own libcrypto; the loader then finds it by its name, wherever it lies

    yield "libcrypto.so.3"
    yield "libcrypto.so.4"
    found = ctypes.util.find_library("crypto")
    if found:
        yield found


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    if library.OpenSSL_version_num() < _OLDEST:
        raise SuiteUnavailable("older than version 3.0")
    return library
