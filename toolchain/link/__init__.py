"""The linker and the archiver."""
