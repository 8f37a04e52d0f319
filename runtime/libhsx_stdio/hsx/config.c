/* The channels of a program that defines no table of its own. */
#include <hsx_stdio.h>

const struct hsx_stdio_channel hsx_stdio_config[HSX_STDIO_CHANNELS] = {
    {HSX_MBX_STDIO_IN, HSX_STDIO_BLOCK, HSX_MBX_TIMEOUT_INFINITE, 0},
    {HSX_MBX_STDIO_OUT, HSX_STDIO_BLOCK, HSX_MBX_TIMEOUT_INFINITE, 0},
    {HSX_MBX_STDIO_ERR, HSX_STDIO_BLOCK, HSX_MBX_TIMEOUT_INFINITE, 0},
};
