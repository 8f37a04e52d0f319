/*
 * GPIO pins. wait_interrupt waits at most timeout_ms. A negative result is an HSX_HAL_ code.
 */
#ifndef HSX_GPIO_H
#define HSX_GPIO_H

#include "hsx_hal_types.h"

typedef enum hsx_gpio_mode {
    HSX_GPIO_MODE_INPUT = 0,
    HSX_GPIO_MODE_OUTPUT = 1,
    HSX_GPIO_MODE_ANALOG = 2
} hsx_gpio_mode_t;

typedef enum hsx_gpio_pull {
    HSX_GPIO_PULL_NONE = 0,
    HSX_GPIO_PULL_UP = 1,
    HSX_GPIO_PULL_DOWN = 2
} hsx_gpio_pull_t;

typedef enum hsx_gpio_edge {
    HSX_GPIO_EDGE_NONE = 0,
    HSX_GPIO_EDGE_RISING = 1,
    HSX_GPIO_EDGE_FALLING = 2,
    HSX_GPIO_EDGE_BOTH = 3
} hsx_gpio_edge_t;

typedef struct hsx_gpio_event {
    uint8_t pin;
    uint8_t edge;
    uint8_t value;
    uint32_t timestamp;
} hsx_gpio_event_t;

#ifndef HSX_NO_PROTOTYPES
int hsx_gpio_config(uint8_t pin, hsx_gpio_mode_t mode, hsx_gpio_pull_t pull);
int hsx_gpio_read(uint8_t pin);
int hsx_gpio_write(uint8_t pin, uint8_t value);
int hsx_gpio_toggle(uint8_t pin);
int hsx_gpio_set_interrupt(uint8_t pin, hsx_gpio_edge_t edge, bool enable);
int hsx_gpio_set_interrupt_callback(uint8_t pin, hsx_hal_event_callback_t callback, void *user_data);
int hsx_gpio_wait_interrupt(uint8_t pin, uint32_t timeout_ms);
#endif

#endif
