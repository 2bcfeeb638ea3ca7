"""Cryptography: two suites behind one interface, ledger keys, keys at rest.

* `suite`         the interface and `get_suite`; `intl` and `sm` are its two implementations.
* `openssl_sm2`   SM2 by libcrypto; `libcrypto` finds and declares that library.
* `stream`        sealed bodies of any length in constant memory.
* `erasable`      a key for every record, each of which can be destroyed alone.
* `secp256k1`     ledger accounts: keccak-256, signatures over 32-byte digests, transactions.
* `typed_data`    acts that people sign and contracts check (EIP-712).
* `keystore`      keys at rest under a pass-phrase; `secret` is the type that hides what it holds.
* `selftest`      what must hold before a key is touched; a program that fails it does not start.
* `second_opinion`  SM2 signatures verified again by an unrelated implementation.

Not constant-time in Python: key bytes are immutable objects and cannot be wiped. Keys that must resist an attacker on
the same machine belong into a device behind `Suite`.
"""
