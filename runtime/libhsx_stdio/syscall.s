; One function per system call, in the C calling convention; include/hsx_*.h declare them.
;
; C passes arguments in R1..R6, where system calls want them, so most stubs only shape the result. R0..R7 are free.

.model flat

; Result of a mailbox call: the value in R1 when status R0 is 0, else the status negated. An unknown call answers
; HSX_ERR_ENOSYS, which is negative already and stays so.
.macro VALUE_OR_STATUS
    RSBI R2, R0, #0
    MIN R2, R2, R0
    SEL R0, R0, R2, R1
    RET
.endm

.macro STATUS
    RSBI R1, R0, #0
    MIN R0, R0, R1
    RET
.endm

; ---- module 0 and 1: core, task ----

.section .text.hsx_core_steps
.global hsx_core_steps
hsx_core_steps:
    SVC MOD=0, FN=0
    RET

.section .text.hsx_task_exit
.global hsx_task_exit
hsx_task_exit:
    MOV R0, R1
    SVC MOD=1, FN=0

.section .text.hsx_task_uart_write
.global hsx_task_uart_write
hsx_task_uart_write:
    SVC MOD=1, FN=1
    RET

; ---- module 4: files ----

.section .text.hsx_fs_open
.global hsx_fs_open
hsx_fs_open:
    SVC MOD=4, FN=0
    RET

.section .text.hsx_fs_read
.global hsx_fs_read
hsx_fs_read:
    SVC MOD=4, FN=1
    RET

.section .text.hsx_fs_write
.global hsx_fs_write
hsx_fs_write:
    SVC MOD=4, FN=2
    RET

.section .text.hsx_fs_close
.global hsx_fs_close
hsx_fs_close:
    SVC MOD=4, FN=3
    RET

.section .text.hsx_fs_seek
.global hsx_fs_seek
hsx_fs_seek:
    SVC MOD=4, FN=4
    RET

.section .text.hsx_fs_stat
.global hsx_fs_stat
hsx_fs_stat:
    SVC MOD=4, FN=5
    RET

.section .text.hsx_fs_listdir
.global hsx_fs_listdir
hsx_fs_listdir:
    SVC MOD=4, FN=10
    RET

.section .text.hsx_fs_delete
.global hsx_fs_delete
hsx_fs_delete:
    SVC MOD=4, FN=11
    RET

.section .text.hsx_fs_rename
.global hsx_fs_rename
hsx_fs_rename:
    SVC MOD=4, FN=12
    RET

.section .text.hsx_fs_mkdir
.global hsx_fs_mkdir
hsx_fs_mkdir:
    SVC MOD=4, FN=13
    RET

; ---- module 5: mailboxes ----

.section .text.hsx_mailbox_open
.global hsx_mailbox_open
hsx_mailbox_open:
    SVC MOD=5, FN=0
    VALUE_OR_STATUS

.section .text.hsx_mailbox_bind
.global hsx_mailbox_bind
hsx_mailbox_bind:
    SVC MOD=5, FN=1
    VALUE_OR_STATUS

.section .text.hsx_mailbox_send
.global hsx_mailbox_send
hsx_mailbox_send:
    SVC MOD=5, FN=2
    VALUE_OR_STATUS

.section .text.hsx_mailbox_recv
.global hsx_mailbox_recv
hsx_mailbox_recv:
    SVC MOD=5, FN=3
    STATUS

.section .text.hsx_mailbox_peek
.global hsx_mailbox_peek
hsx_mailbox_peek:           ; R2 = struct hsx_mailbox_peek_info
    MOV R7, R2
    SVC MOD=5, FN=4
    BNEI R0, #0, 1f
    ST [R7+0], R1
    ST [R7+4], R2
    ST [R7+8], R3
1:  STATUS

.section .text.hsx_mailbox_tap
.global hsx_mailbox_tap
hsx_mailbox_tap:
    SVC MOD=5, FN=5
    STATUS

.section .text.hsx_mailbox_close
.global hsx_mailbox_close
hsx_mailbox_close:
    SVC MOD=5, FN=6
    STATUS

.section .text.hsx_mailbox_notify
.global hsx_mailbox_notify
hsx_mailbox_notify:
    SVC MOD=5, FN=7
    STATUS

.section .text.hsx_mailbox_send_wait
.global hsx_mailbox_send_wait
hsx_mailbox_send_wait:
    SVC MOD=5, FN=8
    VALUE_OR_STATUS

.section .text.hsx_mailbox_peek_wait
.global hsx_mailbox_peek_wait
hsx_mailbox_peek_wait:      ; R3 = struct hsx_mailbox_next
    MOV R7, R3
    SVC MOD=5, FN=9
    BNEI R0, #0, 1f
    ST [R7+0], R1
    ST [R7+4], R2
1:  STATUS

.section .text.hsx_mailbox_take
.global hsx_mailbox_take
hsx_mailbox_take:
    SVC MOD=5, FN=10
    STATUS

.section .text.hsx_mailbox_wait_any
.global hsx_mailbox_wait_any
hsx_mailbox_wait_any:
    SVC MOD=5, FN=11
    VALUE_OR_STATUS

.section .text.hsx_mailbox_send_basic
.global hsx_mailbox_send_basic
hsx_mailbox_send_basic:
    LDIW R4, #0             ; no flags, channel 0
    LDIW R5, #0
    SVC MOD=5, FN=2
    VALUE_OR_STATUS

.section .text.hsx_mailbox_recv_basic
.global hsx_mailbox_recv_basic
hsx_mailbox_recv_basic:
    LDIW R4, #0xFFFF        ; for ever, no info block
    LDIW R5, #0
    SVC MOD=5, FN=3
    VALUE_OR_STATUS

; ---- module 6: executive ----

.section .text.hsx_exec_sleep_ms
.global hsx_exec_sleep_ms
hsx_exec_sleep_ms:
    MOV R0, R1
    SVC MOD=6, FN=0
    RET

.section .text.hsx_exec_getpid
.global hsx_exec_getpid
hsx_exec_getpid:
    SVC MOD=6, FN=1
    RET

.section .text.hsx_exec_yield
.global hsx_exec_yield
hsx_exec_yield:
    SVC MOD=6, FN=2
    RET

.section .text.hsx_exec_time_us
.global hsx_exec_time_us
hsx_exec_time_us:           ; R0:R1 is the 64-bit result as it comes
    SVC MOD=6, FN=3
    RET
