"""The SSA intermediate representation."""
