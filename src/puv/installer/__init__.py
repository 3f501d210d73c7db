"""Wheels into environments: plan, apply as a transaction, remove."""
