"""The tables of the implementation's facts: one file a noun, its columns, its rules, what follows from its cells."""
