/*
 * Persistent memory. Addresses and lengths are bytes; a negative result is an HSX_HAL_ code.
 */
#ifndef HSX_FRAM_H
#define HSX_FRAM_H

#include "hsx_hal_types.h"

#ifndef HSX_NO_PROTOTYPES
int hsx_fram_read(uint32_t addr, void *buffer, uint32_t length);
int hsx_fram_write(uint32_t addr, const void *data, uint32_t length);
int hsx_fram_get_size(void);
int hsx_fram_get_wear(uint32_t addr);

#define hsx_fram_read_var(addr, var) hsx_fram_read((addr), &(var), sizeof(var))
#define hsx_fram_write_var(addr, var) hsx_fram_write((addr), &(var), sizeof(var))
#endif

#endif
