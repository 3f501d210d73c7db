"""Interpreters and environments: requests, discovery, probing, virtual environments, what is installed."""
