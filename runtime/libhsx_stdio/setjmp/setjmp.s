; setjmp and longjmp. jmp_buf: R8..R15 at 0..28, SP of the caller at 32, return address at 36.

.model flat

.section .text.setjmp
.global setjmp
setjmp:                     ; R1 = jmp_buf
    ST [R1+0], R8
    ST [R1+4], R9
    ST [R1+8], R10
    ST [R1+12], R11
    ST [R1+16], R12
    ST [R1+20], R13
    ST [R1+24], R14
    ST [R1+28], R15
    GETSP R0
    ADDI R0, R0, #4         ; as it will be after RET
    ST [R1+32], R0
    LDS R0, [SP+0]
    ST [R1+36], R0
    LDIW R0, #0
    RET

.section .text.longjmp
.global longjmp
longjmp:                    ; R1 = jmp_buf, R2 = value; setjmp returns it again, 0 as 1
    LD R8, [R1+0]
    LD R9, [R1+4]
    LD R10, [R1+8]
    LD R11, [R1+12]
    LD R12, [R1+16]
    LD R13, [R1+20]
    LD R14, [R1+24]
    LD R15, [R1+28]
    LD R0, [R1+32]
    SETSP R0
    LD R3, [R1+36]
    SEQI R0, R2, #0
    ADDQ R0, R0, R2
    JMPR R3
