"""Tasks, time and system calls."""
