"""The management interface `/api/v1`."""
