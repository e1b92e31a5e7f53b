// The stream kernels as plain loops, for a compiler to make of them what it can: the yardstick of
// compare-bandwidth. Prints bytes a second, the median and the best of the repetitions.
//
// usage: stream KERNEL regular|non-temporal BYTES huge|base SECONDS CPU...
//        stream bounce CPU CPU        nanoseconds that a cache line takes from one CPU to the other
//
// BYTES is the sum of all arrays of all threads. Each thread has its own part of each array, writes it
// first, and runs on the CPU named.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "stream_kernels.h"

enum { most_threads = 1024, most_repetitions = 10000 };

static const struct named *chosen;
static char *memory;
static size_t slice;
static int threads, cpus[most_threads];
static long passes = 1;
static atomic_int arrived, left;
static _Atomic uint64_t line __attribute__((aligned(128)));

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void bind(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set)) perror("stream: CPU"), exit(2);
}

// All threads meet; the last to come opens.
static void meet(void) {
  static atomic_int round;
  int mine = atomic_load(&round);
  if (atomic_fetch_add(&arrived, 1) + 1 == threads) {
    atomic_store(&arrived, 0);
    atomic_fetch_add(&round, 1);
  } else {
    while (atomic_load(&round) == mine) {}
  }
}

static void go(double *t, size_t count, size_t stride) {
  for (long pass = 0; pass < passes; pass++) {
    chosen->run(t, t + stride, t + 2 * stride, scalar, count);
    __asm__ volatile("" ::: "memory");
  }
}

static double seconds, rates[most_repetitions];
static int repetitions;

static void *work(void *argument) {
  int index = (int)(intptr_t)argument;
  bind(cpus[index]);
  double *t = (double *)(memory + (size_t)index * slice);
  size_t count = slice / (size_t)chosen->arrays / 8 / 64 * 64, stride = count;
  for (size_t i = 0; i < count * (size_t)chosen->arrays; i++) t[i] = 1;
  double end = 0;
  static atomic_int over;
  for (int tried = 0;; ) {
    meet();
    double start = now();
    go(t, count, stride);
    meet();
    double took = now() - start;
    if (index == 0) {
      if (!tried) {
        // A repetition takes at least 4 ms.
        if (took < 4e-3) passes = took < 4e-4 ? passes * 8 : (long)(passes * 4.4e-3 / took) + 1;
        else tried = 1, end = now() + seconds;
      } else if (repetitions < most_repetitions) {
        rates[repetitions++] = (double)count * 8 * chosen->arrays * threads * passes / took;
        if (now() > end && repetitions >= 5) atomic_store(&over, 1);
      }
    }
    meet();
    if (atomic_load(&over)) break;
  }
  for (size_t i = 0; i < count; i++)
    if (t[i] != chosen->result) fprintf(stderr, "stream: wrong result at %zu\n", i), exit(1);
  atomic_fetch_add(&left, 1);
  return 0;
}

static void *bounce(void *argument) {
  uint64_t side = (uint64_t)(intptr_t)argument;
  enum { turns = 100000 };
  bind(cpus[side]);
  for (uint64_t turn = 0; turn < turns; turn++) {
    while ((atomic_load_explicit(&line, memory_order_acquire) & 1) != side) {}
    atomic_fetch_add_explicit(&line, 1, memory_order_release);
  }
  return 0;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **words) {
  pthread_t ids[most_threads];
  if (count == 4 && !strcmp(words[1], "bounce")) {
    for (int i = 0; i < 2; i++) cpus[i] = atoi(words[2 + i]);
    double start = now();
    for (intptr_t i = 0; i < 2; i++) pthread_create(&ids[i], 0, bounce, (void *)i);
    for (int i = 0; i < 2; i++) pthread_join(ids[i], 0);
    printf("%.1f\n", (now() - start) / 200000 * 1e9);
    return 0;
  }
  if (count < 7) return fputs("usage: see the head of stream.c\n", stderr), 2;
  for (size_t i = 0; i < kernel_count; i++)
    if (!strcmp(kernels[i].name, words[1]) && !strcmp(kernels[i].form, words[2]))
      chosen = &kernels[i];
  if (!chosen) return fputs("stream: no such kernel here\n", stderr), 2;
  threads = count - 6;
  for (int i = 0; i < threads; i++) cpus[i] = atoi(words[6 + i]);
  seconds = atof(words[5]);
  size_t bytes = strtoull(words[3], 0, 10), huge = 2 << 20;
  slice = bytes / (size_t)threads / 64 * 64;
  if (slice >= huge) slice = slice / 4096 * 4096;
  char *mapped = mmap(0, bytes + 2 * huge, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) return perror("stream: mmap"), 2;
  memory = (char *)(((uintptr_t)mapped + huge - 1) / huge * huge);
  madvise(memory, (bytes + huge - 1) / huge * huge,
          !strcmp(words[4], "huge") ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  for (intptr_t i = 0; i < threads; i++) pthread_create(&ids[i], 0, work, (void *)i);
  for (int i = 0; i < threads; i++) pthread_join(ids[i], 0);
  qsort(rates, (size_t)repetitions, sizeof *rates, by_value);
  printf("%.0f %.0f\n", rates[repetitions / 2], rates[repetitions - 1]);
}
