"""`lianlu demo`: scenarios S1 and S2 played by real processes on an embedded ledger, told as a story."""
