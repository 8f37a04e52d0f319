/* The errors of file calls are negated errno values: the two headers agree. This file makes no code. */
#include <errno.h>
#include <hsx_fs.h>

_Static_assert(ENOENT == HSX_FS_ENOENT && EIO == HSX_FS_EIO && EBADF == HSX_FS_EBADF && EACCES == HSX_FS_EACCES,
               "errno.h and hsx_fs.h differ");
_Static_assert(EEXIST == HSX_FS_EEXIST && ENOTDIR == HSX_FS_ENOTDIR && EISDIR == HSX_FS_EISDIR,
               "errno.h and hsx_fs.h differ");
_Static_assert(EINVAL == HSX_FS_EINVAL && EMFILE == HSX_FS_EMFILE && ENOSPC == HSX_FS_ENOSPC,
               "errno.h and hsx_fs.h differ");
