#include "linux_watch.h"

#include <stddef.h>
#include <string.h>

uint32_t clinux_watch_next(const char *buffer, uint32_t length, uint32_t offset,
                           struct clinux_watch_event *event) {
  struct inotify_event head;
  if (offset > length || length - offset < sizeof head) return 0;
  memcpy(&head, buffer + offset, sizeof head);
  if (length - offset - sizeof head < head.len) return 0;
  event->watch = head.wd;
  event->mask = head.mask;
  uint32_t count = head.len < sizeof event->name ? head.len : sizeof event->name - 1;
  memcpy(event->name, buffer + offset + sizeof head, count);
  event->name[count] = 0;
  return offset + (uint32_t)sizeof head + head.len;
}
