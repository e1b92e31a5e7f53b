#define _GNU_SOURCE
#include "linux_threads.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// Above any machine of today; the kernel answers EINVAL where the mask is smaller than its own.
enum { cpus_known = 8192 };

int clinux_allowed_cpus(int *cpus, int limit) {
  cpu_set_t *set = CPU_ALLOC(cpus_known);
  if (!set) return 0;
  size_t size = CPU_ALLOC_SIZE(cpus_known);
  int count = 0;
  if (sched_getaffinity(0, size, set) == 0) {
    for (int cpu = 0; cpu < cpus_known; cpu++) {
      if (!CPU_ISSET_S(cpu, size, set)) continue;
      if (count < limit) cpus[count] = cpu;
      count++;
    }
  }
  CPU_FREE(set);
  return count;
}

int clinux_allow_cpus(const int *cpus, int count) {
  cpu_set_t *set = CPU_ALLOC(cpus_known);
  if (!set) return ENOMEM;
  size_t size = CPU_ALLOC_SIZE(cpus_known);
  CPU_ZERO_S(size, set);
  int answer = 0;
  for (int i = 0; i < count; i++) {
    if (cpus[i] < 0 || cpus[i] >= cpus_known) answer = EINVAL;
    else CPU_SET_S(cpus[i], size, set);
  }
  if (answer == 0 && sched_setaffinity(0, size, set) != 0) answer = errno;
  CPU_FREE(set);
  return answer;
}

int clinux_pin(int cpu) { return clinux_allow_cpus(&cpu, 1); }

int clinux_is_pinned(int cpu) {
  cpu_set_t *set = CPU_ALLOC(cpus_known);
  if (!set) return 0;
  size_t size = CPU_ALLOC_SIZE(cpus_known);
  int answer = cpu >= 0 && cpu < cpus_known && sched_getaffinity(0, size, set) == 0
    && CPU_ISSET_S(cpu, size, set) && CPU_COUNT_S(size, set) == 1;
  CPU_FREE(set);
  return answer;
}

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t clinux_realtime_nanoseconds(void) { return nanoseconds(CLOCK_REALTIME); }
uint64_t clinux_monotonic_nanoseconds(void) { return nanoseconds(CLOCK_MONOTONIC); }
uint64_t clinux_thread_nanoseconds(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }
uint64_t clinux_process_nanoseconds(void) { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }

int clinux_run_realtime(int priority) {
  struct sched_param parameters = {.sched_priority = priority};
  return sched_setscheduler(0, priority ? SCHED_FIFO : SCHED_OTHER, &parameters) == 0 ? 0 : errno;
}

int clinux_may_run_realtime(void) {
  if (clinux_run_realtime(1) != 0) return 0;
  clinux_run_realtime(0);
  return 1;
}

struct start {
  char name[16];
  int niceness;
  void (*work)(void *);
  void *argument;
};

static void *run(void *memory) {
  struct start start = *(struct start *)memory;
  free(memory);
  prctl(PR_SET_NAME, start.name, 0, 0, 0);
  // On Linux a process number of 0 means the calling thread alone.
  setpriority(PRIO_PROCESS, 0, start.niceness);
  start.work(start.argument);
  return NULL;
}

int clinux_start_thread(
    const char *name, int niceness, size_t stack_bytes, void (*work)(void *), void *argument) {
  struct start *start = malloc(sizeof *start);
  if (!start) return ENOMEM;
  *start = (struct start){.niceness = niceness, .work = work, .argument = argument};
  strncpy(start->name, name, sizeof start->name - 1);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread;
  int failure = pthread_create(&thread, &attributes, run, start);
  pthread_attr_destroy(&attributes);
  if (failure) free(start);
  return failure;
}

long clinux_set_timer_slack(long nanoseconds) {
  long before = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
  prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
  return before;
}

long clinux_thread_minor_faults(void) {
  struct rusage usage = {0};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt;
}
