#ifndef _STRING_H
#define _STRING_H

#include <stddef.h>

void *memccpy(void *restrict to, const void *restrict from, int stop, size_t count);
void *memchr(const void *bytes, int wanted, size_t count);
int memcmp(const void *left, const void *right, size_t count);
void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmem(const void *bytes, size_t count, const void *wanted, size_t wanted_count);
void *memmove(void *to, const void *from, size_t count);
void *memrchr(const void *bytes, int wanted, size_t count);
void *memset(void *to, int value, size_t count);

char *stpcpy(char *restrict to, const char *restrict from);
char *stpncpy(char *restrict to, const char *restrict from, size_t count);
char *strcat(char *restrict to, const char *restrict from);
char *strchr(const char *text, int wanted);
char *strchrnul(const char *text, int wanted);
int strcmp(const char *left, const char *right);
int strcoll(const char *left, const char *right);
char *strcpy(char *restrict to, const char *restrict from);
size_t strcspn(const char *text, const char *stops);
char *strdup(const char *text);
char *strerror(int number);
size_t strlcat(char *restrict to, const char *restrict from, size_t size);
size_t strlcpy(char *restrict to, const char *restrict from, size_t size);
size_t strlen(const char *text);
char *strncat(char *restrict to, const char *restrict from, size_t count);
int strncmp(const char *left, const char *right, size_t count);
char *strncpy(char *restrict to, const char *restrict from, size_t count);
char *strndup(const char *text, size_t count);
size_t strnlen(const char *text, size_t count);
char *strpbrk(const char *text, const char *wanted);
char *strrchr(const char *text, int wanted);
char *strsep(char **restrict rest, const char *restrict separators);
size_t strspn(const char *text, const char *accepted);
char *strstr(const char *text, const char *wanted);
char *strtok(char *restrict text, const char *restrict separators);
char *strtok_r(char *restrict text, const char *restrict separators, char **restrict rest);
size_t strxfrm(char *restrict to, const char *restrict from, size_t count);

#endif
