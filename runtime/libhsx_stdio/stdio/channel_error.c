#include <errno.h>
#include <hsx_mailbox.h>

#include "channel_stream.h"

int __channel_error(int status)
{
    switch (-status) {
    case HSX_MBX_STATUS_WOULDBLOCK:
    case HSX_MBX_STATUS_NO_DATA:
        return -EAGAIN;
    case HSX_MBX_STATUS_TIMEOUT:
        return -ETIMEDOUT;
    case HSX_MBX_STATUS_INVALID_HANDLE:
        return -EBADF;
    case HSX_MBX_STATUS_NO_DESCRIPTOR:
        return -EMFILE;
    default:
        return -EIO;
    }
}
