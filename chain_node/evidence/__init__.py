"""Evidence formats: what a gateway signs, logs and anchors, byte for byte.

Pure: no file, socket or clock. Everything here takes bytes and gives bytes, or raises an `EvidenceError`.

    canonical    the CBOR subset and the hash functions        merkle       RFC 9162 trees, proofs, compact ranges
    statement    the signed message M                          commitments  salted commitments and their openings
    receipt      the COSE receipt that signs many M at once    leaf         one entry of a gateway's log
    promise      "your message is my leaf n"                   checkpoint   the anchored head of a log
    bundle       one exchange as a file

`docs/reference/evidence-formats.md` says the same for somebody who writes a verifier of their own.
"""
