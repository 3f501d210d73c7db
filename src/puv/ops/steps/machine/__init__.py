"""What the user's machine has that settings refer to: certificates, stored credentials, accelerators."""
