"""What puv remembers between runs: versioned buckets of files that may be deleted at any time."""
