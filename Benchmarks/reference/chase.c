// A plain pointer chase: the yardstick of compare-latency. One random ring over all 64-byte lines of the
// set (Sattolo's algorithm), every load waits for the one before. Prints seconds for one load, the median
// and the least of the repetitions.
//
// usage: chase BYTES huge|base SECONDS CPU
#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { most_repetitions = 100000 };
struct line {
  struct line *next;
  char rest[56];
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **words) {
  if (count != 5) return fputs("usage: chase BYTES huge|base SECONDS CPU\n", stderr), 2;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(atoi(words[4]), &set);
  if (sched_setaffinity(0, sizeof set, &set)) return perror("chase: CPU"), 2;
  size_t bytes = strtoull(words[1], 0, 10), lines = bytes / sizeof(struct line), huge = 2 << 20;
  int wants_huge = !strcmp(words[2], "huge");
  size_t mapped = (bytes + huge - 1) / huge * huge;
  char *memory = mmap(0, mapped + huge, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  uint32_t *order = malloc(lines * sizeof *order);
  if (memory == MAP_FAILED || !order || lines < 1) return fputs("chase: no memory\n", stderr), 2;
  struct line *ring = (struct line *)(((uintptr_t)memory + huge - 1) / huge * huge);
  madvise(ring, mapped, wants_huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);

  srand48(1);
  for (size_t i = 0; i < lines; i++) order[i] = (uint32_t)i;
  for (size_t i = lines - 1; i > 0; i--) {
    size_t j = (size_t)(drand48() * (double)i);
    uint32_t other = order[i];
    order[i] = order[j];
    order[j] = other;
  }
  for (size_t i = 0; i < lines; i++) ring[i].next = ring + order[i];
  // Once around: a single cycle, and the caches as the chase leaves them.
  struct line *at = ring;
  size_t length = 0;
  do at = at->next, length++;
  while (at != ring);
  if (length != lines) return fputs("chase: not one ring\n", stderr), 1;

  static double times[most_repetitions];
  long steps = 4096;
  int repetitions = 0;
  double end = 0;
  for (;;) {
    double start = now();
    for (long step = 0; step < steps; step += 8) {
      at = at->next, at = at->next, at = at->next, at = at->next;
      at = at->next, at = at->next, at = at->next, at = at->next;
    }
    __asm__ volatile("" : : "r"(at));
    double took = now() - start;
    if (end == 0) {
      if (took < 4e-3) steps *= 2;
      else end = now() + atof(words[3]);
      continue;
    }
    times[repetitions++] = took / (double)steps;
    if ((now() > end && repetitions >= 5) || repetitions == most_repetitions) break;
  }
  qsort(times, (size_t)repetitions, sizeof *times, by_value);
  printf("%.6e %.6e\n", times[repetitions / 2], times[0]);
}
