/*
 * Files: system calls of module 4. Paths are relative to the folder that the user gave to the host.
 *
 * Errors are negative (enum hsx_fs_errno, negated). OPEN with flags 0 keeps v1's meaning: read and write, create
 * if missing. A task in the v1 machine model gets v1's answers for bad descriptors (READ and WRITE 0, CLOSE -1).
 */
#ifndef HSX_FS_H
#define HSX_FS_H

#include "hsx_hal_types.h"

enum {
    HSX_FS_MODULE_ID = 0x04
};

enum hsx_fs_o_bits {
    HSX_FS_O_RDONLY = 0x0001,
    HSX_FS_O_WRONLY = 0x0002,
    HSX_FS_O_RDWR = 0x0003,
    HSX_FS_O_CREAT = 0x0004,
    HSX_FS_O_TRUNC = 0x0008,
    HSX_FS_O_APPEND = 0x0010
};

enum hsx_fs_fn {
    HSX_FS_FN_OPEN = 0,     /* R1 path, R2 HSX_FS_O_ flags -> R0 descriptor >= 3 */
    HSX_FS_FN_READ = 1,     /* R1 descriptor, R2 buffer, R3 length -> R0 bytes, 0 at the end */
    HSX_FS_FN_WRITE = 2,    /* R1 descriptor, R2 data, R3 length -> R0 bytes */
    HSX_FS_FN_CLOSE = 3,    /* R1 descriptor -> R0 = 0 */
    HSX_FS_FN_SEEK = 4,     /* R1 descriptor, R2 signed offset, R3 HSX_FS_SEEK_ -> R0 new position */
    HSX_FS_FN_STAT = 5,     /* R1 path, R2 struct hsx_fs_stat -> R0 = 0 */
    HSX_FS_FN_LISTDIR = 10, /* R1 path, R2 buffer, R3 max -> R0 bytes; names joined by newlines, no NUL */
    HSX_FS_FN_DELETE = 11,  /* R1 path -> R0 = 0 */
    HSX_FS_FN_RENAME = 12,  /* R1 old path, R2 new path -> R0 = 0 */
    HSX_FS_FN_MKDIR = 13    /* R1 path -> R0 = 0 */
};

enum hsx_fs_seek {
    HSX_FS_SEEK_SET = 0,
    HSX_FS_SEEK_CUR = 1,
    HSX_FS_SEEK_END = 2
};

enum hsx_fs_kind {
    HSX_FS_KIND_FILE = 1,
    HSX_FS_KIND_DIR = 2
};

/* Calls answer these negated. */
enum hsx_fs_errno {
    HSX_FS_ENOENT = 2,
    HSX_FS_EIO = 5,
    HSX_FS_EBADF = 9,
    HSX_FS_EACCES = 13,
    HSX_FS_EEXIST = 17,
    HSX_FS_ENOTDIR = 20,
    HSX_FS_EISDIR = 21,
    HSX_FS_EINVAL = 22,
    HSX_FS_EMFILE = 24,
    HSX_FS_ENOSPC = 28
};

typedef int hsx_fd_t;

typedef struct hsx_fs_stat {
    uint32_t size; /* bytes; 0 for a folder */
    uint32_t kind; /* HSX_FS_KIND_ */
} hsx_fs_stat_t;

#ifndef HSX_NO_PROTOTYPES
hsx_fd_t hsx_fs_open(const char *path, uint32_t flags);
int hsx_fs_read(hsx_fd_t fd, void *buffer, uint32_t length);
int hsx_fs_write(hsx_fd_t fd, const void *data, uint32_t length);
int hsx_fs_close(hsx_fd_t fd);
int hsx_fs_seek(hsx_fd_t fd, int32_t offset, int whence);
int hsx_fs_stat(const char *path, struct hsx_fs_stat *out);
int hsx_fs_listdir(const char *path, char *buffer, uint32_t max_length);
int hsx_fs_delete(const char *path);
int hsx_fs_rename(const char *old_path, const char *new_path);
int hsx_fs_mkdir(const char *path);
int hsx_fs_printf(hsx_fd_t fd, const char *format, ...);
#endif

#endif
