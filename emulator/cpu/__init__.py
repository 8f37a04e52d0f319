"""One CPU and its memory."""
