// Threads on chosen CPUs, and their time.
#pragma once
#include <pthread.h>
#include <stdint.h>
#include <time.h>

// The CPUs that this process may use, ascending; returns how many there are, at most `limit` written.
int clinux_allowed_cpus(int *cpus, int limit);

// Binds the calling thread to one CPU, or to some. 0, or an error number.
int clinux_pin(int cpu);
// Whether the calling thread may run on this CPU and on no other.
int clinux_is_pinned(int cpu);
int clinux_allow_cpus(const int *cpus, int count);

// CLOCK_REALTIME, CLOCK_MONOTONIC, and the CPU time of the calling thread and of the process.
uint64_t clinux_realtime_nanoseconds(void);
uint64_t clinux_monotonic_nanoseconds(void);
uint64_t clinux_thread_nanoseconds(void);
uint64_t clinux_process_nanoseconds(void);

// Whether this process may make its threads real-time ones (SCHED_FIFO); tried and undone.
int clinux_may_run_realtime(void);

// Makes the calling thread SCHED_FIFO with this priority, or ordinary again with 0. 0, or an error number.
int clinux_run_realtime(int priority);

// Starts a detached thread of that name (at most 15 bytes) and priority (as `nice` has it), which does `work` with
// `argument`. 0, or an error number.
int clinux_start_thread(
    const char *name, int niceness, size_t stack_bytes, void (*work)(void *), void *argument);

// Sets by how many nanoseconds the kernel may delay this thread's timers; returns what it was.
long clinux_set_timer_slack(long nanoseconds);

// Page faults of the calling thread that needed no I/O.
long clinux_thread_minor_faults(void);
