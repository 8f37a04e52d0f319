/* Opening the mailboxes that v1's library has names for. */
#include <hsx_mailbox.h>

int hsx_mailbox_open_stdin(void)
{
    return hsx_mailbox_open(HSX_MBX_STDIO_IN, HSX_MBX_MODE_RDONLY);
}

int hsx_mailbox_open_stdout(void)
{
    return hsx_mailbox_open(HSX_MBX_STDIO_OUT, HSX_MBX_MODE_WRONLY);
}

int hsx_mailbox_open_app_demo(void)
{
    return hsx_mailbox_open(HSX_MBX_PREFIX_APP "demo", 0);
}
