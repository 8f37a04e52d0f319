"""Object files: ELF32 relocatables."""
