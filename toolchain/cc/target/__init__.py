"""From IR to HSX assembly."""
