"""A consortium on one machine: an embedded ledger, its contracts founded, departments' gateways as real processes."""
