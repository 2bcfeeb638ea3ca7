"""One department's gateway: X-Road-style exchange over signed, logged, authorised messages."""
