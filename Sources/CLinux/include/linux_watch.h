// Word from the kernel that directories and files changed (inotify).
#pragma once
#include <stdint.h>
#include <sys/inotify.h>

/// One event, its name copied out.
struct clinux_watch_event {
  int watch;
  uint32_t mask;
  char name[256];
};

/// Takes the next event out of `buffer`, of which `length` bytes were read, from `offset` on; returns the
/// offset of the one after, or 0 where there is none.
uint32_t clinux_watch_next(const char *buffer, uint32_t length, uint32_t offset,
                           struct clinux_watch_event *event);
