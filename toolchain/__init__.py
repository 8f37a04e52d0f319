"""From C and assembly to images."""
