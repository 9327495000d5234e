/* Makes the disk fail on demand, for one process: LD_PRELOAD it.
 *
 * FAIL_SYNC_AT=N   the Nth fsync or fdatasync fails with EIO; FAIL_SYNC_FOR=M: and the M-1 after it (default 1)
 * SLOW_SYNC_MS=T   each fsync takes T ms longer
 * SYNC_COUNT=FILE  how many syncs were asked for is kept in FILE
 *
 * Counting starts with the first sync of a file whose name holds SYNC_NAME (default: any).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int calls;

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

static int named(int fd)
{
    const char *wanted = getenv("SYNC_NAME");
    char link[64], path[PATH_MAX + 1];
    ssize_t length;

    if (!wanted)
        return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, PATH_MAX);
    if (length < 0)
        return 0;
    path[length] = 0;
    return strstr(path, wanted) != NULL;
}

static int fails(int fd)
{
    long at = number("FAIL_SYNC_AT", 0), during = number("FAIL_SYNC_FOR", 1), slow = number("SLOW_SYNC_MS", 0);
    const char *count = getenv("SYNC_COUNT");

    if (!named(fd))
        return 0;
    calls++;
    if (slow) {
        struct timespec pause = {slow / 1000, (slow % 1000) * 1000000L};
        nanosleep(&pause, NULL);
    }
    if (count) {
        FILE *file = fopen(count, "w");
        if (file) {
            fprintf(file, "%d", calls);
            fclose(file);
        }
    }
    return at && calls >= at && calls < at + during;
}

int fsync(int fd)
{
    static int (*real)(int);

    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (fails(fd)) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fdatasync(int fd)
{
    static int (*real)(int);

    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    if (fails(fd)) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}
