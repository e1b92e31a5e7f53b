// Files, directories and descriptors.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// openat is variadic, which Swift does not import.
static inline int clinux_openat(int directory, const char *path, int flags, unsigned mode) {
  return openat(directory, path, flags, mode);
}
// errno is a macro over a function call, which Swift does not import.
static inline int clinux_errno(void) { return errno; }
// syscall is variadic; getdents64 has no other door that allocates nothing.
static inline long clinux_getdents64(int directory, void *buffer, unsigned size) {
  return syscall(SYS_getdents64, directory, buffer, size);
}
