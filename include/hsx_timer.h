/*
 * Timers. Ticks and periods are microseconds, timeouts milliseconds.
 */
#ifndef HSX_TIMER_H
#define HSX_TIMER_H

#include "hsx_hal_types.h"

typedef enum hsx_timer_type {
    HSX_TIMER_ONE_SHOT = 0,
    HSX_TIMER_PERIODIC = 1
} hsx_timer_type_t;

typedef uint16_t hsx_timer_t;

typedef struct hsx_timer_event {
    uint16_t timer_id;
    uint32_t tick;
    uint8_t overruns; /* expiries since the last event that nobody waited for */
} hsx_timer_event_t;

#ifndef HSX_NO_PROTOTYPES
uint64_t hsx_timer_get_tick(void);
uint32_t hsx_timer_get_freq(void);
void hsx_timer_sleep_ms(uint32_t ms);
void hsx_timer_sleep_us(uint32_t us);
hsx_timer_t hsx_timer_create(uint32_t period_us, hsx_timer_type_t type);
int hsx_timer_cancel(hsx_timer_t timer);
int hsx_timer_wait(hsx_timer_t timer, uint32_t timeout_ms);
int hsx_timer_set_callback(hsx_timer_t timer, hsx_hal_event_callback_t callback, void *user_data);
#endif

#endif
