"""Bytes from elsewhere: package indexes, metadata, downloads; over one `Transport` protocol, with worker threads."""
