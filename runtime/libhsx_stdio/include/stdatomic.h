/* Atomic operations. A task has one thread, so every access is atomic; what remains is that each happens, in order. */
#ifndef _STDATOMIC_H
#define _STDATOMIC_H

#include <stddef.h>
#include <stdint.h>

#define ATOMIC_BOOL_LOCK_FREE 2
#define ATOMIC_CHAR_LOCK_FREE 2
#define ATOMIC_CHAR16_T_LOCK_FREE 2
#define ATOMIC_CHAR32_T_LOCK_FREE 2
#define ATOMIC_WCHAR_T_LOCK_FREE 2
#define ATOMIC_SHORT_LOCK_FREE 2
#define ATOMIC_INT_LOCK_FREE 2
#define ATOMIC_LONG_LOCK_FREE 2
#define ATOMIC_LLONG_LOCK_FREE 2
#define ATOMIC_POINTER_LOCK_FREE 2

typedef enum {
    memory_order_relaxed, memory_order_consume, memory_order_acquire, memory_order_release, memory_order_acq_rel,
    memory_order_seq_cst
} memory_order;

typedef _Atomic(_Bool) atomic_bool;
typedef _Atomic(char) atomic_char;
typedef _Atomic(signed char) atomic_schar;
typedef _Atomic(unsigned char) atomic_uchar;
typedef _Atomic(short) atomic_short;
typedef _Atomic(unsigned short) atomic_ushort;
typedef _Atomic(int) atomic_int;
typedef _Atomic(unsigned int) atomic_uint;
typedef _Atomic(long) atomic_long;
typedef _Atomic(unsigned long) atomic_ulong;
typedef _Atomic(long long) atomic_llong;
typedef _Atomic(unsigned long long) atomic_ullong;
typedef _Atomic(intptr_t) atomic_intptr_t;
typedef _Atomic(uintptr_t) atomic_uintptr_t;
typedef _Atomic(size_t) atomic_size_t;
typedef _Atomic(ptrdiff_t) atomic_ptrdiff_t;
typedef _Atomic(intmax_t) atomic_intmax_t;
typedef _Atomic(uintmax_t) atomic_uintmax_t;

typedef struct { atomic_bool set; } atomic_flag;

#define ATOMIC_VAR_INIT(value) (value)
#define ATOMIC_FLAG_INIT { 0 }
#define kill_dependency(value) (value)

#define atomic_init(object, value) ((void)(*(object) = (value)))
#define atomic_is_lock_free(object) ((void)(object), 1)
#define atomic_thread_fence(order) ((void)(order))
#define atomic_signal_fence(order) ((void)(order))

#define atomic_store(object, value) ((void)(*(object) = (value)))
#define atomic_load(object) (*(object))
#define __hsx_atomic_update(object, value, op) \
    __extension__({ __auto_type __at = (object); __auto_type __old = *__at; *__at = __old op (value); __old; })
#define atomic_exchange(object, value) \
    __extension__({ __auto_type __at = (object); __auto_type __old = *__at; *__at = (value); __old; })
#define atomic_fetch_add(object, value) __hsx_atomic_update(object, value, +)
#define atomic_fetch_sub(object, value) __hsx_atomic_update(object, value, -)
#define atomic_fetch_or(object, value) __hsx_atomic_update(object, value, |)
#define atomic_fetch_xor(object, value) __hsx_atomic_update(object, value, ^)
#define atomic_fetch_and(object, value) __hsx_atomic_update(object, value, &)
#define atomic_compare_exchange_strong(object, expected, desired) \
    __extension__({ \
        __auto_type __at = (object); \
        __auto_type __expected = (expected); \
        __auto_type __old = *__at; \
        _Bool __same = __old == *__expected; \
        if (__same) *__at = (desired); else *__expected = __old; \
        __same; \
    })
#define atomic_compare_exchange_weak(object, expected, desired) \
    atomic_compare_exchange_strong(object, expected, desired)

#define atomic_store_explicit(object, value, order) atomic_store(object, value)
#define atomic_load_explicit(object, order) atomic_load(object)
#define atomic_exchange_explicit(object, value, order) atomic_exchange(object, value)
#define atomic_fetch_add_explicit(object, value, order) atomic_fetch_add(object, value)
#define atomic_fetch_sub_explicit(object, value, order) atomic_fetch_sub(object, value)
#define atomic_fetch_or_explicit(object, value, order) atomic_fetch_or(object, value)
#define atomic_fetch_xor_explicit(object, value, order) atomic_fetch_xor(object, value)
#define atomic_fetch_and_explicit(object, value, order) atomic_fetch_and(object, value)
#define atomic_compare_exchange_strong_explicit(object, expected, desired, success, failure) \
    atomic_compare_exchange_strong(object, expected, desired)
#define atomic_compare_exchange_weak_explicit(object, expected, desired, success, failure) \
    atomic_compare_exchange_strong(object, expected, desired)

#define atomic_flag_test_and_set(object) atomic_exchange(&(object)->set, 1)
#define atomic_flag_clear(object) atomic_store(&(object)->set, 0)
#define atomic_flag_test_and_set_explicit(object, order) atomic_flag_test_and_set(object)
#define atomic_flag_clear_explicit(object, order) atomic_flag_clear(object)

#endif
