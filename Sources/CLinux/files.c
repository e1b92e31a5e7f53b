#define _GNU_SOURCE
#include "linux_files.h"

long clinux_getdents(int directory, void *buffer, size_t size) {
  return getdents64(directory, buffer, size);
}

int clinux_path_flag(void) { return O_PATH; }

int clinux_open_nameless(const char *directory, unsigned mode) {
  return open(directory, O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
}

int clinux_name(int file, const char *path) {
  char place[32];
  snprintf(place, sizeof place, "/proc/self/fd/%d", file);
  return linkat(AT_FDCWD, place, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}
