// Files, directories and descriptors.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <fnmatch.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

// openat is variadic, which Swift does not import.
static inline int clinux_openat(int directory, const char *path, int flags, unsigned mode) {
  return openat(directory, path, flags, mode);
}
// errno is a macro over a function call, which Swift does not import.
static inline int clinux_errno(void) { return errno; }

// Directory entries straight from the kernel: readdir allocates 32 kB for each directory it opens.
long clinux_getdents(int directory, void *buffer, size_t size);

// O_PATH, which Glibc shows to GNU sources only; headers that differ by such a macro cannot share a program.
int clinux_path_flag(void);

// A file without a name in a directory, for writing (O_TMPFILE): its descriptor, or -1 with errno. It is gone with its
// last descriptor, whatever ends the process.
int clinux_open_nameless(const char *directory, unsigned mode);
// Gives such a file a name that nothing has; -1 with errno.
int clinux_name(int file, const char *path);
