/*
 * CAN bus. rx waits at most timeout_ms. Results are HSX_HAL_ codes.
 */
#ifndef HSX_CAN_H
#define HSX_CAN_H

#include "hsx_hal_types.h"

enum {
    HSX_CAN_STD_FRAME = 0x00, /* 11-bit identifier */
    HSX_CAN_EXT_FRAME = 0x01, /* 29-bit identifier */
    HSX_CAN_RTR_FRAME = 0x02  /* remote transmission request */
};

typedef enum hsx_can_bitrate {
    HSX_CAN_BITRATE_125K = 125000,
    HSX_CAN_BITRATE_250K = 250000,
    HSX_CAN_BITRATE_500K = 500000,
    HSX_CAN_BITRATE_1M = 1000000
} hsx_can_bitrate_t;

typedef struct hsx_can_frame {
    uint32_t can_id;
    uint8_t dlc; /* data bytes, 0..8 */
    uint8_t flags;
    uint8_t data[8];
} hsx_can_frame_t;

typedef struct hsx_can_rx_event {
    uint32_t can_id;
    uint8_t dlc;
    uint8_t flags;
    uint8_t data[8];
    uint32_t timestamp;
} hsx_can_rx_event_t;

#ifndef HSX_NO_PROTOTYPES
int hsx_can_init(void);
int hsx_can_config(hsx_can_bitrate_t bitrate, uint32_t mode);
int hsx_can_tx(const hsx_can_frame_t *frame);
int hsx_can_rx(hsx_can_frame_t *frame, uint32_t timeout_ms);
int hsx_can_set_filter(uint8_t filter_id, uint32_t mask, uint32_t id);
int hsx_can_set_rx_callback(hsx_hal_event_callback_t callback, void *user_data);
uint32_t hsx_can_get_status(void);
#endif

#endif
