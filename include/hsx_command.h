/*
 * Commands: system calls of module 8. A command is named by group and id; its object id is group << 8 | id.
 * Calls answer a status in R0 and a second result in R1.
 */
#ifndef HSX_COMMAND_H
#define HSX_COMMAND_H

#include <stdint.h>

enum {
    HSX_CMD_MODULE_ID = 0x08,
    HSX_CMD_MAX_COMMANDS = 256
};

enum hsx_cmd_fn {
    HSX_CMD_FN_REGISTER = 0x00,   /* R1 group, R2 id, R3 flags, R4 descriptor chain or 0 -> R1 object id */
    HSX_CMD_FN_LOOKUP = 0x01,     /* R1 group, R2 id -> R1 object id */
    HSX_CMD_FN_CALL = 0x02,       /* R1 object id, R2 token or 0 -> R1 result */
    HSX_CMD_FN_CALL_ASYNC = 0x03, /* R1 object id, R2 token or 0, R3 mailbox name -> R1 handle */
    HSX_CMD_FN_HELP = 0x04        /* R1 object id, R2 buffer, R3 max -> R1 bytes, NUL not counted */
};

enum hsx_cmd_status {
    HSX_CMD_STATUS_OK = 0,
    HSX_CMD_STATUS_ENOENT = 1,
    HSX_CMD_STATUS_EPERM = 2,
    HSX_CMD_STATUS_ENOSPC = 3,
    HSX_CMD_STATUS_EINVAL = 4,
    HSX_CMD_STATUS_EEXIST = 5,
    HSX_CMD_STATUS_ENOASYNC = 6,
    HSX_CMD_STATUS_EFAIL = 7
};

enum hsx_cmd_flag_bits {
    HSX_CMD_FLAG_PIN = 0x01,
    HSX_CMD_FLAG_ASYNC = 0x02
};

enum hsx_cmd_auth {
    HSX_CMD_AUTH_PUBLIC = 0,
    HSX_CMD_AUTH_USER = 1,
    HSX_CMD_AUTH_ADMIN = 2,
    HSX_CMD_AUTH_FACTORY = 3
};

enum hsx_cmd_desc {
    HSX_CMD_DESC_NAME = 0x10,
    HSX_CMD_DESC_INVALID = 0xFFFF /* ends a chain */
};

typedef struct hsx_cmd_entry {
    uint8_t group_id;
    uint8_t cmd_id;
    uint8_t flags;
    uint8_t auth_level;
    uint16_t owner_pid;
    uint16_t handler_ref;
    uint16_t desc_head;
} hsx_cmd_entry_t;

typedef struct hsx_cmd_name_desc {
    uint8_t desc_type;
    uint8_t reserved;
    uint16_t next;
    uint16_t name_offset;
    uint16_t help_offset;
} hsx_cmd_name_desc_t;

_Static_assert(sizeof(struct hsx_cmd_entry) == 10, "v1 command entry is 10 bytes");
_Static_assert(sizeof(struct hsx_cmd_name_desc) == 8, "v1 command name descriptor is 8 bytes");

#endif
