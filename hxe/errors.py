"""The errors of the contract room: every error that a user can cause is an HsxError."""


class HsxError(Exception):
    """A mistake in what the user gave us; its text is one message fit for the terminal."""


class HxeError(HsxError):
    """An image that breaks the HXE format; the text names the offset, what was found and what was expected."""


class IsaError(HsxError):
    """A word that is no instruction, or operands that do not fit their fields."""
