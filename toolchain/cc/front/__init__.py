"""From C text to the typed tree."""
