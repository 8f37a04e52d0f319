/*
 * Compresses what standard input holds with LZ4, restores it, and writes the compressed bytes to standard output.
 *
 * The one argument chooses the part of the library: fast, hc (high compression) or frame. The status is 0 if the
 * restored bytes are those that were read, otherwise the number of the step that failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lz4.h"
#include "lz4frame.h"
#include "lz4hc.h"

#define LIMIT (128 * 1024)
#define HC_LEVEL 6

static char input[LIMIT], restored[LIMIT], packed[LIMIT + LIMIT / 16];

static int compress(const char *part, int size)
{
    if (strcmp(part, "fast") == 0)
        return LZ4_compress_default(input, packed, size, sizeof packed);
    if (strcmp(part, "hc") == 0)
        return LZ4_compress_HC(input, packed, size, sizeof packed, HC_LEVEL);
    if (strcmp(part, "frame") == 0) {
        LZ4F_preferences_t preferences = LZ4F_INIT_PREFERENCES;
        size_t made;

        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
        preferences.frameInfo.blockSizeID = LZ4F_max64KB;
        made = LZ4F_compressFrame(packed, sizeof packed, input, size, &preferences);
        return LZ4F_isError(made) ? -1 : (int)made;
    }
    return -1;
}

static int restore(const char *part, int size)
{
    LZ4F_dctx *context;
    size_t done = 0, taken = 0, left = 1;

    if (strcmp(part, "frame") != 0)
        return LZ4_decompress_safe(packed, restored, size, sizeof restored);
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
        return -1;
    while (left != 0 && !LZ4F_isError(left)) {
        size_t room = sizeof restored - done, rest = size - taken;

        left = LZ4F_decompress(context, restored + done, &room, packed + taken, &rest, NULL);
        done += room, taken += rest;
    }
    LZ4F_freeDecompressionContext(context);
    return left == 0 ? (int)done : -1;
}

int main(int argc, char **argv)
{
    int size = (int)fread(input, 1, sizeof input, stdin), packed_size;

    if (argc != 2 || size == 0)
        return 1;
    packed_size = compress(argv[1], size);
    if (packed_size <= 0)
        return 2;
    if (restore(argv[1], packed_size) != size)
        return 3;
    if (memcmp(input, restored, size) != 0)
        return 4;
    return fwrite(packed, 1, packed_size, stdout) == (size_t)packed_size ? 0 : 5;
}
