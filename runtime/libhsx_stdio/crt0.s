; Start of every C program. At entry R1 = argc, R2 = argv, SP below the arguments, BSS already zero.

.model flat

.extern main
.extern exit

.section .text._start
.global _start
_start:
    CALLW main
    MOV R1, R0
    CALLW exit              ; runs atexit functions, flushes streams, does not return
