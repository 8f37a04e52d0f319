"""Mailboxes: named queues of messages between owners. `manager.py` is where a reader starts."""
