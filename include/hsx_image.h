/*
 * HXE images: header, metadata sections, limits; and what ELF objects need to agree on.
 *
 * All fields of an image are big-endian and lie without padding; the data segment's content is little-endian.
 * String offsets are relative to the start of their section, 0 means none; strings end with a NUL.
 */
#ifndef HSX_IMAGE_H
#define HSX_IMAGE_H

#include <stdint.h>

enum {
    HSX_HXE_MAGIC = 0x48535845, /* "HSXE" */
    HSX_HXE_VERSION_1 = 1,
    HSX_HXE_VERSION_2 = 2,
    HSX_HXE_V1_HEADER_SIZE = 32,
    HSX_HXE_V2_HEADER_SIZE = 96,
    HSX_HXE_CRC_PREFIX = 28,        /* crc32 covers this many bytes of the header, then all after the header */
    HSX_HXE_HEADER_CRC_PREFIX = 92, /* header_crc covers this many bytes */
    HSX_HXE_APP_NAME_MAX = 31,      /* characters; at least one NUL follows */
    HSX_HXE_MAX_MAILBOX_JSON = 0x40000 /* bytes of a mailbox section */
};

enum hsx_hxe_flag_bits {
    HSX_HXE_FLAG_MANIFEST = 0x0001,
    HSX_HXE_FLAG_MULTI_INSTANCE = 0x0002
};

/* Extensions that the code uses; FLAT is the flat machine model (else the v1 model). */
enum hsx_isa_bits {
    HSX_ISA_INT = 0x00000001, /* HSX-2 integer instructions */
    HSX_ISA_I64 = 0x00000002, /* 64-bit integers */
    HSX_ISA_F32 = 0x00000004, /* single-precision floats */
    HSX_ISA_F64 = 0x00000008, /* double-precision floats */
    HSX_ISA_FLAT = 0x80000000
};

/* Sizes in bytes. A header field of 0 means the v1 value here. */
enum {
    HSX_V1_MEM_SIZE = 0x10000,
    HSX_V1_DATA_BASE = 0x4000,
    HSX_V1_STACK_SIZE = 0x1000,
    HSX_V1_STACK_TOP = 0xFFFC,      /* SP at the start of a task */
    HSX_V1_MAX_CODE = 0x10000,
    HSX_V1_MAX_DATA = 0x10000,
    HSX_V1_MAX_BSS = 0x10000,
    HSX_FLAT_DATA_BASE = 0x1000,    /* what the linker chooses */
    HSX_FLAT_HEAP_SIZE = 0x10000,   /* what the linker adds to what the program needs */
    HSX_FLAT_STACK_SIZE = 0x4000,   /* what the linker chooses */
    HSX_FLAT_MAX_CODE = 0x2000000,  /* the reach of BR */
    HSX_FLAT_MIN_ENTRY = 4,         /* word 0 is an illegal instruction */
    HSX_MAX_MEMORY_DEFAULT = 0x4000000
};

struct hsx_hxe_header_v1 {
    uint32_t magic;
    uint16_t version;
    uint16_t flags;
    uint32_t entry;    /* byte offset in the code */
    uint32_t code_len; /* bytes, a multiple of 4 */
    uint32_t ro_len;   /* bytes of the data segment in the file: constants, then initialised variables */
    uint32_t bss_size; /* zero bytes after the data segment */
    uint32_t req_caps;
    uint32_t crc32;
};

struct hsx_hxe_header {
    uint32_t magic;
    uint16_t version;
    uint16_t flags;
    uint32_t entry;
    uint32_t code_len;
    uint32_t ro_len;
    uint32_t bss_size;
    uint32_t req_caps;
    uint32_t crc32;
    uint8_t app_name[32];
    uint32_t meta_offset; /* absolute file offset of the section table, 0 none */
    uint32_t meta_count;
    uint32_t isa;         /* HSX_ISA_ bits; 0 = v1 code in the v1 model */
    uint32_t data_base;   /* address of the data segment */
    uint32_t mem_size;    /* bytes of data memory */
    uint32_t stack_size;  /* bytes at the top of memory */
    uint32_t ro_size;     /* bytes from data_base that stores may not touch */
    uint32_t header_crc;  /* 0 = not checked; mandatory when isa is not 0 */
};

enum hsx_hxe_section_type {
    HSX_HXE_SECTION_TYPE_VALUE = 1,
    HSX_HXE_SECTION_TYPE_COMMAND = 2,
    HSX_HXE_SECTION_TYPE_MAILBOX = 3,
    HSX_HXE_SECTION_TYPE_VALUE_RATES = 0x100,
    HSX_HXE_SECTION_TYPE_BUILD_ID = 0x101,
    HSX_HXE_SECTION_TYPE_SYMBOLS = 0x102,
    HSX_HXE_SECTION_TYPE_STACK_USE = 0x103,
    HSX_HXE_SECTION_TYPE_SIGNATURE = 0x104 /* reserved */
};

struct hsx_hxe_section {
    uint32_t type;   /* HSX_HXE_SECTION_TYPE_; unknown ones are kept and ignored */
    uint32_t offset; /* absolute file offset */
    uint32_t size;   /* bytes */
    uint32_t entry_count;
};

struct hsx_hxe_value {
    uint8_t group;
    uint8_t id;
    uint8_t flags;
    uint8_t auth;
    uint16_t init_f16;
    uint16_t name_off;
    uint16_t unit_off;
    uint16_t epsilon_f16;
    uint16_t min_f16;
    uint16_t max_f16;
    uint16_t persist_key;
    uint16_t group_name_off;
};

struct hsx_hxe_command {
    uint8_t group;
    uint8_t id;
    uint8_t flags;
    uint8_t auth;
    uint32_t handler; /* byte address in the code */
    uint16_t name_off;
    uint16_t help_off;
    uint16_t reserved;
    uint16_t group_name_off;
};

/* The binary form of old mailbox sections; ours are JSON. */
struct hsx_hxe_mailbox {
    uint32_t name_off;
    uint16_t queue_depth;
    uint16_t mode;
    uint32_t reserved0;
    uint32_t reserved1;
};

struct hsx_hxe_value_rate {
    uint8_t group;
    uint8_t id;
    uint16_t reserved;
    uint32_t rate_ms; /* least time between two changes */
};

enum hsx_hxe_symbol_kind {
    HSX_HXE_SYMBOL_KIND_CODE = 0,
    HSX_HXE_SYMBOL_KIND_DATA = 1
};

struct hsx_hxe_symbol {
    uint32_t name_off;
    uint32_t address; /* in code or data memory, as kind says */
    uint32_t size;    /* bytes, 0 unknown */
    uint32_t kind;    /* HSX_HXE_SYMBOL_KIND_ */
};

enum {
    HSX_HXE_STACK_UNKNOWN = 0xFFFFFFFF
};

struct hsx_hxe_stack_use {
    uint32_t address; /* of the function */
    uint32_t frame;   /* bytes of its own frame, return address included */
    uint32_t total;   /* bytes with its deepest callees, HSX_HXE_STACK_UNKNOWN where nothing bounds it */
};

/* ELF objects and the linked ELF beside an image. */
enum {
    HSX_ELF_MACHINE = 0x4853,
    HSX_ELF_DATA_BIAS = 0x80000000 /* added to data addresses, as code and data both start at 0 */
};

_Static_assert(sizeof(struct hsx_hxe_header_v1) == HSX_HXE_V1_HEADER_SIZE, "v1 header");
_Static_assert(sizeof(struct hsx_hxe_header) == HSX_HXE_V2_HEADER_SIZE, "v2 header");
_Static_assert(sizeof(struct hsx_hxe_section) == 16, "section table entry");
_Static_assert(sizeof(struct hsx_hxe_value) == 20, "value entry");
_Static_assert(sizeof(struct hsx_hxe_command) == 16, "command entry");
_Static_assert(sizeof(struct hsx_hxe_mailbox) == 16, "binary mailbox entry");

#endif
