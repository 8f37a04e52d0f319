/*
 * What runs at the end of a program. Whoever has work to do then puts its function here when the work begins, so a
 * program carries neither the atexit table nor the streams unless it uses them.
 */
#ifndef EXIT_H
#define EXIT_H

extern void (*__exit_functions)(void); /* runs what atexit registered */
extern void (*__exit_streams)(void);   /* flushes streams */

#endif
