"""What can be wrong with keys, signatures and sealed bytes.

CryptoError (chain_node.errors)
├── SignatureInvalid (chain_node.errors)   a signature does not verify                     (signer)
├── KeyMalformed          bytes are not a key of the kind and suite expected               (caller)
├── SealBroken            sealed bytes were altered, or opened with another key or context (nobody: keep them)
│   └── StreamTruncated   a sealed stream ends before its last chunk
├── KeyErased             the key asked for was destroyed on purpose                       (nobody)
├── TypedDataMalformed    a document to be signed is not what its types say                (caller)
├── SuiteUnknown          no such suite                                                    (caller)
├── SuiteUnavailable      this machine cannot do the suite's algorithms                    (operator)
├── SelfTestFailed        the cryptography of this machine does not do what standards say  (operator)
├── SecondOpinionMissing  the package for second opinions is not installed                 (caller)
└── KeyStoreError         the key store cannot be used                                     (operator)
    ├── WrongPassphrase   it does not open with this pass-phrase
    ├── PassphraseRefused a pass-phrase, or the file it is read from, is not acceptable
    ├── PermissionsTooOpen  somebody else could read or replace a file
    ├── KeyExists         the name is taken
    ├── KeyUnknown        there is no such key
    └── StoreDamaged      a file of the store is not as it was written
"""

from __future__ import annotations

from chain_node.errors import CryptoError

_KEEP = "Keep the bytes: they were altered on the way or at rest. Ask their author for the original."


class KeyMalformed(CryptoError):
    """Bytes are not a key of the kind expected: wrong length, encoding, curve or range."""

    code = "crypto.key_malformed"
    cure = "Export the key again as DER SubjectPublicKeyInfo or, if private, as the message says."


class SealBroken(CryptoError):
    """Sealed bytes do not open: altered, another key, or another context."""

    code = "crypto.seal_broken"
    cure = _KEEP


class StreamTruncated(SealBroken):
    """A sealed stream ends before the chunk that is marked as the last."""

    code = "crypto.stream_truncated"
    cure = "Fetch the body again: its end is missing."


class KeyErased(CryptoError):
    """The key of this record was destroyed; what it sealed is gone for ever."""

    code = "crypto.key_erased"
    cure = "Nothing brings it back. The log's ERASE leaf says when and on what basis it was destroyed."
    status = 410


class TypedDataMalformed(CryptoError):
    """A document of typed data (EIP-712) is malformed, or its values are not of their types."""

    code = "crypto.typed_data"
    cure = "Let the gateway prepare the document again; do not edit it by hand."


class SuiteUnknown(CryptoError):
    """A suite is named that does not exist."""

    code = "crypto.suite_unknown"
    cure = "Name suite 1 (intl) or 2 (sm)."


class SuiteUnavailable(CryptoError):
    """No library on this machine does the algorithms of the suite."""

    code = "crypto.suite_unavailable"
    cure = "Install OpenSSL 3.0 or later with SM2 as a shared library, or set SM2_LIBCRYPTO to its path."
    status = 500
    exit_code = 2


class SelfTestFailed(CryptoError):
    """An algorithm does not give what its standard says. Nothing may be signed or opened on this machine."""

    code = "crypto.self_test_failed"
    cure = "Do not start. Replace the library that the message names, or set SM2_LIBCRYPTO to a good one."
    status = 500


class SecondOpinionMissing(CryptoError):
    """The package that gives second opinions is not installed."""

    code = "crypto.second_opinion_missing"
    cure = "Install it: pip install gmssl"
    status = 500


class KeyStoreError(CryptoError):
    """The key store cannot be used."""

    code = "crypto.keystore"
    cure = "Read the message; it names the file."
    status = 500


class WrongPassphrase(KeyStoreError):
    """The store does not open with this pass-phrase, or its header was altered."""

    code = "crypto.keystore.wrong_passphrase"
    cure = "Give the file with the pass-phrase that this store was made with."


class PassphraseRefused(KeyStoreError):
    """A pass-phrase is too short or too long, or its file is not one line of UTF-8."""

    code = "crypto.keystore.passphrase_refused"
    cure = "Put one line of at least 12 characters into a file of mode 0600."


class PermissionsTooOpen(KeyStoreError):
    """A file or directory that holds secrets is open to others, is not ours, or is a link."""

    code = "crypto.keystore.permissions"
    cure = "Make it yours and close it: chmod 700 the directory, chmod 600 the file."


class KeyExists(KeyStoreError):
    """A key or store of this name is there already; nothing is overwritten."""

    code = "crypto.keystore.exists"
    cure = "Choose another name; to replace a key, add the new one and retire the old one on the ledger."


class KeyUnknown(KeyStoreError):
    """The store has no key of this name."""

    code = "crypto.keystore.unknown"
    cure = "See `lianlu key show` for the names."


class StoreDamaged(KeyStoreError):
    """A file of the store is not as it was written."""

    code = "crypto.keystore.damaged"
    cure = "Restore the file from the backup of the key store."
