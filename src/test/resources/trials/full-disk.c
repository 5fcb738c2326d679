// SPDX-License-Identifier: Apache-2.0
// A full disk for a program that is started with this library preloaded: while the file TRIAL_FULL_WHILE exists, writes to
// files whose path holds one of the words in TRIAL_FULL_BELOW (separated by colons) fail with ENOSPC. With TRIAL_FULL_AT=force
// the writes succeed and forcing them to disk fails, as where room is looked for late.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(int fd, int forced) {
    const char *at = getenv("TRIAL_FULL_AT");
    if (forced != (at != NULL && strcmp(at, "force") == 0)) {
        return 0;
    }
    const char *trigger = getenv("TRIAL_FULL_WHILE");
    const char *below = getenv("TRIAL_FULL_BELOW");
    char link[64], path[4096], words[1024];
    if (trigger == NULL || below == NULL || access(trigger, F_OK) != 0) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = 0;
    snprintf(words, sizeof words, "%s", below);
    char *rest = NULL;
    for (char *word = strtok_r(words, ":", &rest); word != NULL; word = strtok_r(NULL, ":", &rest)) {
        if (path[0] == '/' && strstr(path, word) != NULL) {
            errno = ENOSPC;
            return 1;
        }
    }
    return 0;
}

static int full(int fd) {
    return fails(fd, 0);
}

#define REAL(name, type) ((type) dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (real == NULL) real = REAL(write, ssize_t (*)(int, const void *, size_t));
    return full(fd) ? -1 : real(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *vector, int count) {
    static ssize_t (*real)(int, const struct iovec *, int);
    if (real == NULL) real = REAL(writev, ssize_t (*)(int, const struct iovec *, int));
    return full(fd) ? -1 : real(fd, vector, count);
}

#define AT(name, offset_type) \
    ssize_t name(int fd, const void *bytes, size_t count, offset_type offset) { \
        static ssize_t (*real)(int, const void *, size_t, offset_type); \
        if (real == NULL) real = REAL(name, ssize_t (*)(int, const void *, size_t, offset_type)); \
        return full(fd) ? -1 : real(fd, bytes, count, offset); \
    }
AT(pwrite, off_t)
AT(pwrite64, off64_t)

#define VECTOR_AT(name, offset_type) \
    ssize_t name(int fd, const struct iovec *vector, int count, offset_type offset) { \
        static ssize_t (*real)(int, const struct iovec *, int, offset_type); \
        if (real == NULL) real = REAL(name, ssize_t (*)(int, const struct iovec *, int, offset_type)); \
        return full(fd) ? -1 : real(fd, vector, count, offset); \
    }
VECTOR_AT(pwritev, off_t)
VECTOR_AT(pwritev64, off64_t)

#define FORCE(name) \
    int name(int fd) { \
        static int (*real)(int); \
        if (real == NULL) real = REAL(name, int (*)(int)); \
        return fails(fd, 1) ? -1 : real(fd); \
    }
FORCE(fsync)
FORCE(fdatasync)
