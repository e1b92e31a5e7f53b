// Records everything that a process writes below one folder, and every sync, in their order.
//
// NODEPROBE_TRACE: the file that gets the records; NODEPROBE_TRACED: the folder.
// A record: u32 kind, u32 length of the name, i64 place, i64 length of the data, the name, the data.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATED = 1, WRITTEN, CUT, RENAMED, REMOVED, SYNCED, FOLDER_SYNCED };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -2;
static const char *folder;

static int is_traced(const char *name) {
  if (trace == -2) {
    folder = getenv("NODEPROBE_TRACED");
    const char *file = getenv("NODEPROBE_TRACE");
    trace = folder && file ? (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  }
  return trace >= 0 && strncmp(name, folder, strlen(folder)) == 0;
}

static void put(const void *bytes, size_t length) {
  for (const char *next = bytes; length > 0;) {
    long count = syscall(SYS_write, trace, next, length);
    if (count <= 0) abort();
    next += count;
    length -= (size_t)count;
  }
}

static void record(uint32_t kind, const char *name, int64_t place, const void *data, int64_t length) {
  struct { uint32_t kind, name; int64_t place, length; } head = {kind, (uint32_t)strlen(name), place, length};
  put(&head, sizeof head);
  put(name, head.name);
  if (length > 0) put(data, (size_t)length);
}

static int name_of(int descriptor, char name[4096]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = readlink(link, name, 4095);
  if (length <= 0) return 0;
  name[length] = 0;
  return is_traced(name);
}


static int opened(int descriptor, int was_there, const char *path) {
  char name[4096];
  if (descriptor >= 0 && !was_there && name_of(descriptor, name)) record(CREATED, name, 0, NULL, 0);
  (void)path;
  return descriptor;
}

#define OPENING(symbol, first, pass, probe) \
  int symbol(first const char *path, int flags, ...) { \
    mode_t mode = 0; \
    va_list rest; va_start(rest, flags); \
    if (flags & O_CREAT) mode = va_arg(rest, mode_t); \
    va_end(rest); \
    pthread_mutex_lock(&lock); \
    int was_there = !(flags & O_CREAT) || faccessat(probe, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0; \
    int descriptor = opened((int)syscall(SYS_openat, probe, path, flags, mode), was_there, path); \
    int code = errno; \
    pthread_mutex_unlock(&lock); \
    errno = code; \
    return descriptor; \
  }
OPENING(open, , , AT_FDCWD)
OPENING(open64, , , AT_FDCWD)
#define COMMA ,
OPENING(openat, int folder_of COMMA, , folder_of)
OPENING(openat64, int folder_of COMMA, , folder_of)

static ssize_t written(int descriptor, const void *data, size_t length, off_t place) {
  char name[4096];
  pthread_mutex_lock(&lock);
  ssize_t count = syscall(SYS_pwrite64, descriptor, data, length, place);
  int code = errno;
  if (count > 0 && name_of(descriptor, name)) record(WRITTEN, name, place, data, count);
  pthread_mutex_unlock(&lock);
  errno = code;
  return count;
}
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t place) {
  return written(descriptor, data, length, place);
}
ssize_t pwrite64(int descriptor, const void *data, size_t length, off_t place) {
  return written(descriptor, data, length, place);
}

/* One call, told as the writes of its parts: each may reach the disk without the others. */
static ssize_t gathered(int descriptor, const struct iovec *parts, int count, off_t place) {
  ssize_t total = 0;
  for (int part = 0; part < count; part++) {
    ssize_t length = written(descriptor, parts[part].iov_base, parts[part].iov_len, place + total);
    if (length < 0) return total > 0 ? total : length;
    total += length;
    if ((size_t)length < parts[part].iov_len) break;
  }
  return total;
}
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t place) {
  return gathered(descriptor, parts, count, place);
}
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off_t place) {
  return gathered(descriptor, parts, count, place);
}

ssize_t write(int descriptor, const void *data, size_t length) {
  char name[4096];
  pthread_mutex_lock(&lock);
  off_t place = lseek(descriptor, 0, SEEK_CUR);
  ssize_t count = syscall(SYS_write, descriptor, data, length);
  int code = errno;
  if (count > 0 && place >= 0 && name_of(descriptor, name)) record(WRITTEN, name, place, data, count);
  pthread_mutex_unlock(&lock);
  errno = code;
  return count;
}

static int cut(int descriptor, off_t length) {
  char name[4096];
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_ftruncate, descriptor, length);
  int code = errno;
  if (result == 0 && name_of(descriptor, name)) record(CUT, name, length, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}
int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }
int ftruncate64(int descriptor, off_t length) { return cut(descriptor, length); }

static int synced(int descriptor, long call) {
  char name[4096];
  struct stat status;
  // What is written while a sync runs is not known to be safe: the record comes first in the trace's time.
  int result = (int)syscall(call, descriptor);
  int code = errno;
  pthread_mutex_lock(&lock);
  if (result == 0 && fstat(descriptor, &status) == 0 && name_of(descriptor, name))
    record(S_ISDIR(status.st_mode) ? FOLDER_SYNCED : SYNCED, name, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}
int fsync(int descriptor) { return synced(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synced(descriptor, SYS_fdatasync); }

int rename(const char *from, const char *to) {
  pthread_mutex_lock(&lock);
  int result = renameat(AT_FDCWD, from, AT_FDCWD, to);
  int code = errno;
  if (result == 0 && is_traced(from)) record(RENAMED, from, 0, to, (int64_t)strlen(to));
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int unlink(const char *path) {
  pthread_mutex_lock(&lock);
  int result = unlinkat(AT_FDCWD, path, 0);
  int code = errno;
  if (result == 0 && is_traced(path)) record(REMOVED, path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}
