/*
 * UART ports. write and read_poll return at once; read waits at most timeout_ms (HSX_HAL_TIMEOUT_INF: for ever).
 * Counts are bytes; a negative result is an HSX_HAL_ code.
 */
#ifndef HSX_UART_H
#define HSX_UART_H

#include "hsx_hal_types.h"

enum {
    HSX_UART_0 = 0,
    HSX_UART_1 = 1,
    HSX_UART_2 = 2
};

typedef enum hsx_uart_baud {
    HSX_UART_BAUD_9600 = 9600,
    HSX_UART_BAUD_19200 = 19200,
    HSX_UART_BAUD_38400 = 38400,
    HSX_UART_BAUD_57600 = 57600,
    HSX_UART_BAUD_115200 = 115200
} hsx_uart_baud_t;

typedef enum hsx_uart_parity {
    HSX_UART_PARITY_NONE = 0,
    HSX_UART_PARITY_EVEN = 1,
    HSX_UART_PARITY_ODD = 2
} hsx_uart_parity_t;

typedef enum hsx_uart_stop {
    HSX_UART_STOP_1 = 1,
    HSX_UART_STOP_2 = 2
} hsx_uart_stop_bits_t;

enum hsx_uart_status_bits {
    HSX_UART_STATUS_TX_READY = 0x01,
    HSX_UART_STATUS_RX_READY = 0x02,
    HSX_UART_STATUS_OVERRUN = 0x04,
    HSX_UART_STATUS_PARITY_ERR = 0x08
};

typedef struct hsx_uart_config {
    hsx_uart_baud_t baud;
    hsx_uart_parity_t parity;
    hsx_uart_stop_bits_t stop_bits;
} hsx_uart_config_t;

typedef struct hsx_uart_rx_event {
    uint8_t port;
    uint8_t data[32];
    uint8_t length;
    uint8_t flags;
} hsx_uart_rx_event_t;

#ifndef HSX_NO_PROTOTYPES
int hsx_uart_init(uint8_t port);
int hsx_uart_config(uint8_t port, const hsx_uart_config_t *config);
int hsx_uart_write(uint8_t port, const void *data, uint32_t length);
int hsx_uart_read_poll(uint8_t port, void *buffer, uint32_t max_length);
int hsx_uart_read(uint8_t port, void *buffer, uint32_t max_length, uint32_t timeout_ms);
int hsx_uart_set_rx_callback(uint8_t port, hsx_hal_event_callback_t callback, void *user_data);
uint32_t hsx_uart_get_status(uint8_t port);
int hsx_uart_printf(uint8_t port, const char *format, ...);
#endif

#endif
