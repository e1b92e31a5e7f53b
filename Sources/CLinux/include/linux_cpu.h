// What the CPU itself says.
#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

// The 12 letters of the hypervisor (CPUID leaf 0x40000000), "" where there is none. `name` has room for 13.
static inline void clinux_hypervisor(char *name) {
  name[0] = 0;
#if defined(__x86_64__) || defined(__i386__)
  uint32_t a = 0, b = 0, c = 0, d = 0;
  // Leaf 1, ECX bit 31: reserved for hypervisors to say that they are there.
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 31)) return;
  __cpuid(0x40000000, a, b, c, d);
  memcpy(name, &b, 4);
  memcpy(name + 4, &c, 4);
  memcpy(name + 8, &d, 4);
  name[12] = 0;
#endif
}
