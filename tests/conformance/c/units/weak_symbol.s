; Weak definitions for weak_symbol.c.
    .section .text.replaced
    .weak replaced
replaced:
    LDI R0, 99
    RET
    .section .text.kept
    .weak kept
kept:
    LDI R0, 2
    RET
    .section .text.undefined_weak_is_null
    .global undefined_weak_is_null
    .weak nowhere
undefined_weak_is_null:
    LDIW R1, nowhere
    LDI R0, 1
    BEQI R1, #0, done
    LDI R0, 0
done:
    RET
