"""System-call handlers, one file for each module."""
