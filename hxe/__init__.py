"""The contract room: what instructions, images and shared numbers are. It imports nothing else of the project."""
