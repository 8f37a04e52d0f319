"""The errors of the mailbox room. Mistakes of a guest program are result values, not exceptions."""

from hxe.errors import HsxError


class MailboxError(HsxError):
    """A mailbox profile or override that the user wrote wrongly."""
