"""The embedded ledger: one process, one directory, real blocks, JSON-RPC; needs nothing but pip.

    rlpcodec -> trie -> nodes -> accounts -> executor     state: bytes, tries, journal, the virtual machine
    genesis, header, transaction                          formats
    store                                                 one SQLite file, one transaction per block
    pool, ledger, sealer                                  what waits, what is, who seals
    rpc/, server                                          JSON-RPC over HTTP
    export, follow                                        handing the whole ledger to somebody who does not trust it

One process owns the directory (`fcntl.flock`). The event loop's thread executes; only COMMIT runs in another one.
"""
