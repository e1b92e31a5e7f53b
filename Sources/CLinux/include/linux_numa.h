// Which memory is near.
#pragma once
#include <sys/syscall.h>
#include <unistd.h>

// The NUMA node of the CPU that the caller runs on; 0 where the kernel does not say.
static inline int clinux_numa_node(void) {
  unsigned cpu, node;
  return syscall(SYS_getcpu, &cpu, &node, 0) == 0 ? (int)node : 0;
}
