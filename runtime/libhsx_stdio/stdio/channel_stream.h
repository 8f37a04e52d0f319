/* Streams over the task's standard channels. */
#ifndef CHANNEL_STREAM_H
#define CHANNEL_STREAM_H

#include "stream.h"

extern const struct __stream_operations __channel_output;

/* The errno value, negated, for a negative mailbox status. */
int __channel_error(int status);

#endif
