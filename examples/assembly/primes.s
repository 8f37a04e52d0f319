; Prints the primes below 50 with nothing but system calls: no C library, no crt0.
; Standard output is the mailbox handle 2 that every task starts with.

        .model flat
        .entry start
        .equ LIMIT, 50

        .section .text.start
start:  LDIW    R8, #2              ; candidate
next:   LDIW    R9, #2              ; divisor
1:      MULQ    R2, R9, R9
        BLT     R8, R2, prime       ; no divisor up to the square root
        REM     R2, R8, R9
        BEQI    R2, #0, 2f
        ADDI    R9, R9, #1
        BR      1b
prime:  CALLW   print
2:      ADDI    R8, R8, #1
        SLTI    R2, R8, #LIMIT
        BNEI    R2, #0, next
        LDIW    R2, #newline
        LDIW    R3, #1
        CALLW   write
        LDIW    R0, #0
        SVC     MOD=1, FN=0         ; exit 0

; print the number in R8 (below 100) and a blank
print:  LDIW    R2, #text
        LDIW    R4, #10
        DIVU    R5, R8, R4
        REMU    R6, R8, R4
        ADDI    R6, R6, #'0'
        STB     [R2+1], R6
        LDIW    R3, #3
        ADDI    R5, R5, #'0'
        STB     [R2], R5
        SNEI    R6, R5, #'0'
        BNEI    R6, #0, write
        ADDI    R2, R2, #1          ; skip the leading zero
        LDIW    R3, #2

; send R3 bytes at R2 to standard output
write:  LDIW    R1, #2
        LDIW    R4, #1              ; HSX_MBX_FLAG_STDOUT
        LDIW    R5, #0
        SVC     MOD=5, FN=2
        BNEI    R0, #0, full
        RET
full:   SVC     MOD=6, FN=2         ; the queue is full: let the reader run, then try again
        BR      write

        .section .data.text
text:   .ascii  "00 "
newline: .ascii "\n"
