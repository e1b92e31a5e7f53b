// Counters of performance monitoring units (perf_event_open).
#pragma once
#include <stdint.h>

// Opens the counter `config` of the unit `type` on a CPU, for all that runs there. A descriptor that gives the
// count as a 64-bit word, or -1 with errno.
int clinux_perf_counter(uint32_t type, uint64_t config, int cpu);

// Opens the counter `config` of the unit `type` on a CPU, for what runs there in the control group whose folder is
// open as `group`, or for all that runs there where that is -1. It counts together with `leader`, where that is not -1.
// A read of the leader gives words: how many counters, nanoseconds in which they were to count, nanoseconds in which
// they did, and the count of each. -1 with errno where it cannot be opened.
int clinux_perf_member(uint32_t type, uint64_t config, int group, int cpu, int leader);
