/*
 * A disk that is slow, or a share that does not answer, for tests on Linux: preloaded into any program, it holds up
 * the reads of files whose path contains a text.
 *
 *     cc -shared -fPIC slow.c -o slow.so -ldl
 *     SLOW_FILES=/UpdatePacks/ SLOW_READ_US=5000 LD_PRELOAD=./slow.so <program>
 *
 * SLOW_FILES    which files: a text in their path (needed)
 * SLOW_READ_US  each read takes so many microseconds more
 * SLOW_HANG     a read of a file with this text in its path never ends
 * SLOW_SEEK_US  the disk has one head: so long for a read that does not go on where the last one ended
 * SLOW_BYTES_US so many bytes pass it in a microsecond, one read after the other
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

static void disk(int fd, ssize_t length) {
    static pthread_mutex_t head = PTHREAD_MUTEX_INITIALIZER;
    static int last = -1;
    long seek = number("SLOW_SEEK_US"), rate = number("SLOW_BYTES_US");
    if (!seek && !rate) return;
    pthread_mutex_lock(&head);
    if (seek && last != fd) usleep((useconds_t)seek);
    last = fd;
    if (rate && length > 0) usleep((useconds_t)(length / rate));
    pthread_mutex_unlock(&head);
}

ssize_t read(int fd, void *buffer, size_t length) {
    static ssize_t (*real)(int, void *, size_t);
    char link[64], path[4096];
    const char *files = getenv("SLOW_FILES"), *hang = getenv("SLOW_HANG");
    ssize_t n;
    if (!real) real = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    if (!files) return real(fd, buffer, length);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    if (!strstr(path, files)) return real(fd, buffer, length);
    if (hang && strstr(path, hang)) for (;;) pause();
    n = real(fd, buffer, length);
    if (number("SLOW_READ_US")) usleep((useconds_t)number("SLOW_READ_US"));
    disk(fd, n);
    return n;
}
