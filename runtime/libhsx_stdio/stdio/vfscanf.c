/* Values from a stream. The stream's buffer is the scanner's window; the stream learns at the end how far it went. */
#include "scan.h"
#include "stream.h"

struct stream_scanner {
    struct __scanner scanner;
    FILE *stream;
};

static void use_buffer(struct __scanner *scanner, const FILE *stream)
{
    scanner->at = stream->read_at;
    scanner->end = stream->read_end;
}

static int refill(struct __scanner *scanner)
{
    FILE *stream = ((struct stream_scanner *)scanner)->stream;
    int filled;

    stream->read_at = stream->read_end;
    filled = __stream_fill(stream);
    use_buffer(scanner, stream);
    return filled;
}

int vfscanf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    struct stream_scanner from;
    int stored;

    if (!__stream_start_reading(stream))
        return EOF;
    from.stream = stream;
    use_buffer(&from.scanner, stream);
    from.scanner.start = from.scanner.at;
    from.scanner.earlier = 0;
    from.scanner.refill = refill;
    stored = __scan(&from.scanner, format, arguments);
    stream->read_at += from.scanner.at - stream->read_at;
    return stored;
}
