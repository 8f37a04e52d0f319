#include "stream.h"

int fflush(FILE *stream)
{
    return stream == NULL ? __streams_flush(0) : __stream_flush(stream);
}
