"""Every verb: the imperative shell. Reads, plans, executes, reports."""
