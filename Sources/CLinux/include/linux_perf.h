// Counters of performance monitoring units (perf_event_open).
#pragma once
#include <stdint.h>

// Opens the counter `config` of the unit `type` on a CPU, for all that runs there. A descriptor that gives the
// count as a 64-bit word, or -1 with errno.
int clinux_perf_counter(uint32_t type, uint64_t config, int cpu);
