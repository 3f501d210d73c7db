"""Typed helpers for the tests: wheels from a few words, loopback indexes, worlds, the interop runner."""
