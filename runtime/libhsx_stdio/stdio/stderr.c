#include <hsx_stdio.h>

#include "channel_stream.h"

struct __file __stderr = {
    .line_end = -1,
    .flags = STREAM_CAN_WRITE,
    .channel = HSX_STDERR,
    .operations = &__channel_output,
};
