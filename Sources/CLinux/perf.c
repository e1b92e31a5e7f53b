#define _GNU_SOURCE
#include "linux_perf.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_perf_counter(uint32_t type, uint64_t config, int cpu) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  return (int)syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

int clinux_perf_member(uint32_t type, uint64_t config, int group, int cpu, int leader) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  attributes.read_format =
      PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  unsigned long flags = PERF_FLAG_FD_CLOEXEC | (group < 0 ? 0 : PERF_FLAG_PID_CGROUP);
  return (int)syscall(SYS_perf_event_open, &attributes, group, cpu, leader, flags);
}
