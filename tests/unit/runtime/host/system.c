/*
 * What the C library needs from below, on a 32-bit Linux host: the library and the program under test are compiled for
 * the host with every symbol prefixed by L_, so that they live beside glibc. Channels are the process's descriptors; a
 * message holds at most 56 bytes. main(argc, argv) of the program under test is L_main.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct info {
    int32_t status, length;
    uint32_t flags, channel, src_pid;
};

_Noreturn void L_hsx_task_exit(int status)
{
    _exit(status & 255);
}

int L_hsx_mailbox_open(const char *name, unsigned rights)
{
    (void)rights;
    if (strcmp(name, "svc:stdio.in") == 0)
        return 1;
    return strcmp(name, "svc:stdio.out") == 0 ? 2 : 3;
}

int L_hsx_mailbox_bind(const char *name, unsigned capacity, unsigned mode)
{
    (void)name, (void)capacity, (void)mode;
    return 1;
}

int L_hsx_mailbox_send_wait(int handle, const void *data, int length, unsigned flags, unsigned channel,
                            unsigned timeout)
{
    (void)flags, (void)channel, (void)timeout;
    if (length > 56)
        return -4;
    return (int)write(handle - 1, data, (size_t)length);
}

int L_hsx_mailbox_send(int handle, const void *data, int length, unsigned flags, unsigned channel)
{
    return L_hsx_mailbox_send_wait(handle, data, length, flags, channel, 0);
}

int L_hsx_mailbox_recv(int handle, void *buffer, int max, unsigned timeout, struct info *info)
{
    (void)timeout;
    memset(info, 0, sizeof *info);
    info->length = (int)read(handle - 1, buffer, (size_t)(max > 56 ? 56 : max));
    if (info->length == 0)
        info->flags = 0x10; /* end of input */
    return 0;
}

__asm__(".bss\n.balign 16\n.globl L___heap_start\nL___heap_start: .space 0x40000\n"
        ".globl L___heap_end\nL___heap_end: .space 16\n"
        ".text\n.globl L_setjmp\nL_setjmp:\n"
        "movl 4(%esp), %eax\nmovl %ebx, (%eax)\nmovl %esi, 4(%eax)\nmovl %edi, 8(%eax)\nmovl %ebp, 12(%eax)\n"
        "leal 4(%esp), %ecx\nmovl %ecx, 16(%eax)\nmovl (%esp), %ecx\nmovl %ecx, 20(%eax)\nxorl %eax, %eax\nret\n"
        ".globl L_longjmp\nL_longjmp:\n"
        "movl 4(%esp), %edx\nmovl 8(%esp), %eax\ntestl %eax, %eax\njne 1f\nincl %eax\n1:\n"
        "movl (%edx), %ebx\nmovl 4(%edx), %esi\nmovl 8(%edx), %edi\nmovl 12(%edx), %ebp\nmovl 16(%edx), %esp\n"
        "jmp *20(%edx)\n");
