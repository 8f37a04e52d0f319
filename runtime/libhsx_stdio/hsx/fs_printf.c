/* Formatted text to a file descriptor, gathered so that short texts are one write. */
#include <hsx_fs.h>
#include <stdarg.h>
#include <string.h>

#include "../stdio/format.h"

enum {
    GATHER = 128 /* bytes */
};

struct file_printer {
    struct __printer printer;
    hsx_fd_t fd;
    int error; /* 0, or what a write answered */
    unsigned used;
    char text[GATHER];
};

static void flush(struct file_printer *file)
{
    const char *at = file->text;

    while (file->error == 0 && file->used != 0) {
        int written = hsx_fs_write(file->fd, at, file->used);
        if (written <= 0) {
            file->error = written < 0 ? written : -HSX_FS_EIO;
        } else {
            at += written;
            file->used -= (unsigned)written;
        }
    }
    file->used = 0;
}

static void emit(struct __printer *printer, const char *text, size_t count)
{
    struct file_printer *file = (struct file_printer *)printer;

    while (count != 0) {
        unsigned part = GATHER - file->used;
        if (part > count)
            part = count;
        memcpy(file->text + file->used, text, part);
        file->used += part;
        text += part;
        count -= part;
        if (file->used == GATHER)
            flush(file);
    }
}

int hsx_fs_printf(hsx_fd_t fd, const char *format, ...)
{
    struct file_printer file;
    va_list arguments;
    int count;

    file.printer.emit = emit;
    file.fd = fd;
    file.error = 0;
    file.used = 0;
    va_start(arguments, format);
    count = __format(&file.printer, format, arguments);
    va_end(arguments);
    flush(&file);
    return file.error != 0 ? file.error : count;
}
