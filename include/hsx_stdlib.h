/*
 * The values and commands that the standard group reserves, and the functions behind its commands.
 */
#ifndef HSX_STDLIB_H
#define HSX_STDLIB_H

#include <stdint.h>

enum {
    HSX_STD_GROUP_SYSTEM = 0xF0
};

enum hsx_std_value {
    HSX_STD_VALUE_SYS_VERSION = 0x01,
    HSX_STD_VALUE_SYS_BUILD = 0x02,
    HSX_STD_VALUE_SYS_UPTIME = 0x03,
    HSX_STD_VALUE_SYS_HEALTH = 0x04
};

enum hsx_std_cmd {
    HSX_STD_CMD_SYS_RESET = 0x10,
    HSX_STD_CMD_SYS_NOOP = 0x11
};

enum hsx_std_oid {
    HSX_STD_OID_SYS_VERSION = HSX_STD_GROUP_SYSTEM << 8 | HSX_STD_VALUE_SYS_VERSION,
    HSX_STD_OID_SYS_BUILD = HSX_STD_GROUP_SYSTEM << 8 | HSX_STD_VALUE_SYS_BUILD,
    HSX_STD_OID_SYS_UPTIME = HSX_STD_GROUP_SYSTEM << 8 | HSX_STD_VALUE_SYS_UPTIME,
    HSX_STD_OID_SYS_HEALTH = HSX_STD_GROUP_SYSTEM << 8 | HSX_STD_VALUE_SYS_HEALTH,
    HSX_STD_OID_SYS_RESET = HSX_STD_GROUP_SYSTEM << 8 | HSX_STD_CMD_SYS_RESET,
    HSX_STD_OID_SYS_NOOP = HSX_STD_GROUP_SYSTEM << 8 | HSX_STD_CMD_SYS_NOOP
};

#ifndef HSX_NO_PROTOTYPES
static inline uint16_t hsx_std_oid(uint8_t group_id, uint8_t value_id)
{
    return (uint16_t)(group_id << 8 | value_id);
}

void hsx_std_reset(void);
void hsx_std_noop(void);
#endif

#endif
