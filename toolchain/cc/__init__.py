"""The C compiler."""
