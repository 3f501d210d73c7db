"""Known vulnerabilities of packages."""
