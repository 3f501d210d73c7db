"""Building from source: metadata and wheels of source trees, kept in the cache."""
