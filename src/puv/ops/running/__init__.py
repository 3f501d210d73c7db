"""What verbs share that run programs."""
