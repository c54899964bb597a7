"""Delivery: the ledger protocol that loses nothing and doubles nothing, per-channel order and rate."""
