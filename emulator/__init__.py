"""The machine, the executive and the mailboxes."""
