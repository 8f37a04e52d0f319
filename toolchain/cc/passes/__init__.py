"""IR passes, one file each."""
