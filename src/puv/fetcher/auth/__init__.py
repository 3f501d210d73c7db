"""Credentials: from URLs, netrc files and keyrings; sent only to the host they belong to."""
