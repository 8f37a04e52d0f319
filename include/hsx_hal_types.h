/*
 * What the hardware headers (hsx_uart.h, hsx_can.h, hsx_timer.h, hsx_fram.h, hsx_fs.h, hsx_gpio.h) have in common.
 */
#ifndef HSX_HAL_TYPES_H
#define HSX_HAL_TYPES_H

#include <stdbool.h>
#include <stdint.h>

enum hsx_hal_result {
    HSX_HAL_OK = 0,
    HSX_HAL_ERROR = -1,
    HSX_HAL_TIMEOUT = -2,
    HSX_HAL_BUSY = -3,
    HSX_HAL_INVALID_PARAM = -4,
    HSX_HAL_NO_MEMORY = -5,
    HSX_HAL_UNSUPPORTED = -6
};

enum {
    HSX_HAL_NONBLOCK = 0x01,
    HSX_HAL_TIMEOUT_INF = 0xFFFFFFFF
};

enum hsx_hal_module {
    HSX_HAL_MODULE_UART = 0x10,
    HSX_HAL_MODULE_CAN = 0x11,
    HSX_HAL_MODULE_TIMER = 0x12,
    HSX_HAL_MODULE_FRAM = 0x13,
    HSX_HAL_MODULE_FS = 0x14,
    HSX_HAL_MODULE_GPIO = 0x15
};

#define HSX_HAL_MBX_PREFIX "hal:"

/* Called with the event structure, its size in bytes, and what was given at registration. */
typedef void (*hsx_hal_event_callback_t)(void *event_data, uint32_t length, void *user_data);

#endif
