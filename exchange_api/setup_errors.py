"""What keeps a gateway from being set up or started. The tree is drawn in `exchange_api.errors`."""

from __future__ import annotations

from exchange_api.errors import ExchangeError


class SetupError(ExchangeError):
    """The gateway cannot be set up or started as it is."""

    code = "gateway.setup"
    cure = "See the message; correct the configuration and start again."


class ConfigInvalid(SetupError):
    """gateway.toml or an environment variable holds what it may not hold."""

    code = "gateway.config"
    cure = "Correct gateway.toml as the message says."


class ServiceInvalid(SetupError):
    """A service declaration is malformed or contradicts itself."""

    code = "gateway.service"
    cure = "Correct the declaration as the message says, then apply it again."


class GroupInvalid(SetupError):
    """Local groups are malformed, or an access list names one that there is not."""

    code = "gateway.group"
    cure = "Correct the groups as the message says, then apply them again; or change the access list first."


class GatewayExists(SetupError):
    """The directory already holds a gateway."""

    code = "gateway.exists"
    cure = "Use another directory; an existing gateway is never overwritten."


class GatewayMissing(SetupError):
    """The directory holds no gateway."""

    code = "gateway.missing"
    cure = "Create one with `lianlu gateway init`."


class NotRegistered(SetupError):
    """The ledger does not know this gateway, its log, its certificate or its keys."""

    code = "gateway.not_registered"
    cure = "Have the member register what `lianlu gateway status` shows, then start again."


class ClockWrong(SetupError):
    """This machine's clock and the ledger's blocks disagree by more than an auditor allows for."""

    code = "gateway.clock_wrong"
    cure = "Set this machine's clock right and keep it so by NTP, then start again; nothing was written."


class DescriptorsTooFew(SetupError):
    """The process may open fewer files and connections than a gateway needs at the least."""

    code = "gateway.descriptors"
    cure = "Raise the limit on open files: `LimitNOFILE=` of the service, or `ulimit -n` in the shell."


class StoreCorrupt(SetupError):
    """A store of the gateway's own is not readable."""

    code = "gateway.store"
    cure = "Keep the directory as it is and run `lianlu audit fsck` on it."


class TokensRefused(SetupError):
    """Local tokens are not issued under `profile = "production"`."""

    code = "gateway.tokens"
    cure = "Use the member's identity provider, whose key set goes into `auth.jwks_file`."


class AddressUnconfirmed(SetupError):
    """An address in production waits for the word of the member's SECURITY duty; what was in force stays."""

    code = "gateway.unconfirmed"
    cure = "Have SECURITY run `lianlu service confirm` on the file, then apply the declaration again."


class ConfirmationInvalid(SetupError):
    """A confirmation is malformed, is about another address, or was not signed by the account that it names."""

    code = "gateway.confirmation"
    cure = "Take it away and have SECURITY confirm the address as it stands now."


class ConfirmerRefused(SetupError):
    """By what the ledger says, the account that confirmed an address may not: SECURITY confirms, never SYSTEM."""

    code = "gateway.confirmer"
    cure = "Have an account of this gateway's member confirm it that holds SECURITY now, of a person without SYSTEM."
