"""Errors of `lianlu contracts`.

LedgerRefused                (chain_node.ledger.errors)
└── ContractRefused          a contract said no: its own error, with the cure from its interface
CliError                     (chain_node.errors)
└── ContractsError           what the commands themselves refuse, before anything is sent
"""

from __future__ import annotations

from chain_node.errors import CliError
from chain_node.ledger.errors import LedgerRefused


class ContractRefused(LedgerRefused):
    """A contract refused the call. `cure` is what its interface says about solving it."""

    code = "contracts.refused"
    cure = "docs/reference/contract-errors.md lists every error of the contracts with its cure."

    def __init__(self, refused: LedgerRefused, meaning: str, cure: str) -> None:
        text = f"{refused}" if not meaning else f"{refused}: {meaning}"
        super().__init__(text, name=refused.name, values=refused.values, data=refused.data, rpc_code=refused.rpc_code)
        if cure:
            object.__setattr__(self, "cure", cure[:1].upper() + cure[1:])


class ContractsError(CliError):
    """A command about contracts refuses what was asked; nothing was sent."""

    code = "contracts.error"
    cure = "Read the message; docs/contracts-handbook.md shows each command in use."


class BuildFailed(ContractsError):
    """The contracts could not be compiled."""

    code = "contracts.build_failed"
    cure = "Correct the source that the compiler names; `make contracts` installs the compiler and what is imported."


class NotFromSources(ContractsError):
    """The committed artifacts are not what the sources give."""

    code = "contracts.not_built"
    cure = "Run `lianlu contracts build`, then `python -m scripts.gen_bindings`, and commit what they write."


class CodeTooLarge(ContractsError):
    """A contract is larger than a ledger takes (EIP-170: 24,576 bytes)."""

    code = "contracts.too_large"
    cure = "Move a part of the contract into another one, or into a view contract that holds no state."


class ArtifactUnusable(ContractsError):
    """An artifact is missing, or is not the one that the lock pins."""

    code = "contracts.not_in_lock"
    cure = "Restore contracts/artifacts and contracts/artifacts.lock from the release, or run `lianlu contracts build`."


class LockMismatch(ContractsError):
    """The founding file pins other artifacts than those at hand."""

    code = "contracts.other_lock"
    cure = "Use the release whose artifacts.lock the founding file names, or have the members agree on a new file."


class FileUnusable(ContractsError):
    """A founding file or a deployment record is missing, malformed or altered."""

    code = "contracts.file_unusable"
    cure = "Name the directory with --dir; get the file again from whoever wrote it, or run `lianlu contracts deploy`."


class WrongLedger(ContractsError):
    """The ledger is another one than the file was made for."""

    code = "contracts.wrong_ledger"
    cure = "Give the address of the right ledger with --ledger: chain id and genesis hash are in the file."


class WrongKey(ContractsError):
    """The key is not the one of the account that the file names as deployer."""

    code = "contracts.wrong_key"
    cure = "Name the deployer's key with --key; `lianlu key show` lists the accounts of a store."


class ForeignCode(ContractsError):
    """An address of the deployment holds code that is not in the lock, or none although its nonce is used."""

    code = "contracts.foreign_code"
    cure = "Deploy with a fresh account, or with the release whose code stands there; nothing can be replaced in place."


class LayoutMoved(ContractsError):
    """The new code would read the old storage in another way."""

    code = "contracts.layout_moved"
    cure = (
        "Only append variables at the end of the contract; members of structs and values of mappings stay as they are."
    )


class BaseUnknown(ContractsError):
    """The artifact of the code that runs now is not at hand, so that storage layouts cannot be compared."""

    code = "contracts.base_unknown"
    cure = "Name the artifact of the running code with --running, from the release that was deployed."


class NothingToUpgrade(ContractsError):
    """The contract runs this code already, or has no proxy."""

    code = "contracts.nothing_to_upgrade"
    cure = (
        "Edit and build first; --again puts the same code in place once more; a contract without proxy is named anew."
    )


class ActionUnknown(ContractsError):
    """No contract has an action of this name, or several have."""

    code = "contracts.action_unknown"
    cure = "`lianlu contracts propose --list` shows all actions; write `Contract.function` if a name is not unique."


class ArgumentInvalid(ContractsError):
    """An argument does not fit the type of the contract's parameter."""

    code = "contracts.argument_invalid"
    cure = "The message names parameter and type; docs/contracts-handbook.md says how each type is written."
    exit_code = 2


class RecordUnknown(ContractsError):
    """No event carries a record with this identifier."""

    code = "contracts.record_unknown"
    cure = "Check the identifier; a record can also be given whole, as a JSON object."


class ProposalUnknown(ContractsError):
    """There is no proposal with this number or identifier, or more than one begins with it."""

    code = "contracts.proposal_unknown"
    cure = "`lianlu contracts status` lists the proposals with their numbers and identifiers."


class ActionWouldFail(ContractsError):
    """Carried out now, the proposed action would be refused."""

    code = "contracts.would_fail"
    cure = "Correct the arguments; propose with --anyway if the state will have changed by the time of the vote."


class TransactionUnknown(ContractsError):
    """The ledger has no transaction with this hash."""

    code = "contracts.transaction_unknown"
    cure = "Check the hash and the ledger; a transaction that was only handed in is not in a block yet."
