/* Preloaded by the fault tests: the n-th call that changes a file below FAULTS_FOLDER fails with a chosen error.
   Counts write, pwrite, writev, fsync, fdatasync, ftruncate, rename, unlink, mkdir and open for writing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long seen, target;
static int error_number, for_good;

void faults_arm(long n, int error, int sticky) { seen = 0; target = n; error_number = error; for_good = sticky; }
long faults_disarm(void) { target = 0; return seen; }

static int below(const char *path) {
    const char *folder = getenv("FAULTS_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int fd_below(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int fails(int meant) {
    if (!target || !meant) return 0;
    seen++;
    if (seen == target || (for_good && seen > target)) { errno = error_number; return 1; }
    return 0;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails(target && fd_below(fd)) ? -1 : real(fd, data, size);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    return fails(target && fd_below(fd)) ? -1 : real(fd, parts, count);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return fails(target && fd_below(fd)) ? -1 : real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return fails(target && fd_below(fd)) ? -1 : real(fd, data, size, at);
}
int fsync(int fd) { REAL(int, "fsync", int); return fails(target && fd_below(fd)) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return fails(target && fd_below(fd)) ? -1 : real(fd); }
int ftruncate(int fd, off_t size) {
    REAL(int, "ftruncate", int, off_t);
    return fails(target && fd_below(fd)) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    return fails(target && fd_below(fd)) ? -1 : real(fd, size);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return fails(below(to)) ? -1 : real(from, to);
}
int unlink(const char *path) { REAL(int, "unlink", const char *); return fails(below(path)) ? -1 : real(path); }
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    return fails(below(path)) ? -1 : real(path, mode);
}

#define OPENING(name)                                                                       \
    int name(const char *path, int flags, ...) {                                            \
        va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest);    \
        REAL(int, #name, const char *, int, ...);                                           \
        return fails((flags & O_ACCMODE) != O_RDONLY && below(path)) ? -1 : real(path, flags, mode); \
    }
OPENING(open)
OPENING(open64)
