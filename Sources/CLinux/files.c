#define _GNU_SOURCE
#include "linux_files.h"

long clinux_getdents(int directory, void *buffer, size_t size) {
  return getdents64(directory, buffer, size);
}

int clinux_path_flag(void) { return O_PATH; }
