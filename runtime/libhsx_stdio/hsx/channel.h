/* The state of the standard channels, for the files of this folder. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <hsx_stdio.h>

struct __channel {
    int handle;        /* 0: not open yet */
    int configured;    /* policy and timeout have been taken from the table */
    unsigned policy;
    unsigned timeout_ms;
    unsigned largest;  /* bytes of the largest message to try */
    unsigned dropped;  /* bytes */
};

/* The channel, opened if need be; NULL with *status negative when it does not open. */
struct __channel *__channel_open(int number, int *status);

/* As hsx_write, with these message flags. */
int __channel_write(int number, const void *data, unsigned length, unsigned flags);

#endif
