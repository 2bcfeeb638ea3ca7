"""The ways out of a gateway: its own rows in the log, sealed data at rest, other gateways, the department's systems."""
