"""The verbs of a session, by what they are about. Each is a thin form of one of `puv.ops`."""
