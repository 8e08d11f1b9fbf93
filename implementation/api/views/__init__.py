"""The views, one file a noun: they parse, ask a service or a read, and answer."""
