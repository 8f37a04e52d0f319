"""What lies outside the machine: terminal and files."""
