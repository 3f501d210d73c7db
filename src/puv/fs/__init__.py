"""The file system: atomic writes, locks, links, deletion, safe archive extraction. Knows nothing of packages."""
