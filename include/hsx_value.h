/*
 * Values: system calls of module 7. A value is a half-precision number named by group and id; its object id is
 * group << 8 | id. Calls answer a status in R0 (GET: the number itself) and a second result in R1.
 */
#ifndef HSX_VALUE_H
#define HSX_VALUE_H

#include <stdint.h>

enum {
    HSX_VAL_MODULE_ID = 0x07,
    HSX_VAL_GROUP_ALL = 0xFF,
    HSX_VAL_MAX_VALUES = 256,
    HSX_VAL_STRING_TABLE_SIZE = 4096
};

enum hsx_val_fn {
    HSX_VAL_FN_REGISTER = 0x00, /* R1 group, R2 id, R3 flags, R4 descriptor chain or 0 -> R1 object id */
    HSX_VAL_FN_LOOKUP = 0x01,   /* R1 group, R2 id -> R1 object id */
    HSX_VAL_FN_GET = 0x02,      /* R1 object id -> R0 number in the low half */
    HSX_VAL_FN_SET = 0x03,      /* R1 object id, R2 number */
    HSX_VAL_FN_LIST = 0x04,     /* R1 group or GROUP_ALL, R2 buffer of u16, R3 max -> R1 count */
    HSX_VAL_FN_SUB = 0x05,      /* R1 object id, R2 mailbox name -> R1 handle */
    HSX_VAL_FN_PERSIST = 0x06   /* R1 object id, R2 HSX_VAL_PERSIST_ mode */
};

enum hsx_val_status {
    HSX_VAL_STATUS_OK = 0,
    HSX_VAL_STATUS_ENOENT = 1,
    HSX_VAL_STATUS_EPERM = 2,
    HSX_VAL_STATUS_ENOSPC = 3,
    HSX_VAL_STATUS_EINVAL = 4,
    HSX_VAL_STATUS_EEXIST = 5,
    HSX_VAL_STATUS_EBUSY = 6 /* changed again before its rate allows */
};

enum hsx_val_flag_bits {
    HSX_VAL_FLAG_RO = 0x01,
    HSX_VAL_FLAG_PERSIST = 0x02,
    HSX_VAL_FLAG_STICKY = 0x04,
    HSX_VAL_FLAG_PIN = 0x08,
    HSX_VAL_FLAG_BOOL = 0x10
};

enum hsx_val_auth {
    HSX_VAL_AUTH_PUBLIC = 0,
    HSX_VAL_AUTH_USER = 1,
    HSX_VAL_AUTH_ADMIN = 2,
    HSX_VAL_AUTH_FACTORY = 3
};

enum hsx_val_persist {
    HSX_VAL_PERSIST_VOLATILE = 0,
    HSX_VAL_PERSIST_LOAD = 1,
    HSX_VAL_PERSIST_SAVE = 2
};

enum hsx_val_desc {
    HSX_VAL_DESC_GROUP = 0x01,
    HSX_VAL_DESC_NAME = 0x02,
    HSX_VAL_DESC_UNIT = 0x03,
    HSX_VAL_DESC_RANGE = 0x04,
    HSX_VAL_DESC_PERSIST = 0x05,
    HSX_VAL_DESC_INVALID = 0xFFFF /* ends a chain */
};

typedef struct hsx_val_entry {
    uint8_t group_id;
    uint8_t value_id;
    uint8_t flags;
    uint8_t auth_level;
    uint16_t owner_pid;
    uint16_t last_f16;
    uint16_t desc_head;
} hsx_val_entry_t;

typedef struct hsx_val_descriptor {
    uint8_t desc_type;
    uint8_t reserved;
    uint16_t next;
} hsx_val_descriptor_t;

typedef struct hsx_group_desc {
    uint8_t desc_type;
    uint8_t group_id;
    uint16_t next;
    uint16_t name_offset;
} hsx_group_desc_t;

typedef struct hsx_name_desc {
    uint8_t desc_type;
    uint8_t reserved;
    uint16_t next;
    uint16_t name_offset;
} hsx_name_desc_t;

typedef struct hsx_unit_desc {
    uint8_t desc_type;
    uint8_t reserved;
    uint16_t next;
    uint32_t unit_code;   /* four characters, the first in the low byte */
    uint16_t epsilon_f16; /* smaller changes are not stored */
    uint16_t rate_ms;     /* least time between two changes */
} hsx_unit_desc_t;

typedef struct hsx_range_desc {
    uint8_t desc_type;
    uint8_t reserved;
    uint16_t next;
    uint16_t min_f16;
    uint16_t max_f16;
} hsx_range_desc_t;

typedef struct hsx_persist_desc {
    uint8_t desc_type;
    uint8_t reserved;
    uint16_t next;
    uint16_t persist_key;
    uint16_t debounce_ms;
} hsx_persist_desc_t;

_Static_assert(sizeof(struct hsx_val_entry) == 10, "v1 value entry is 10 bytes");
_Static_assert(sizeof(struct hsx_unit_desc) == 12, "v1 unit descriptor is 12 bytes");

#endif
