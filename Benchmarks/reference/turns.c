// Our stream kernels and plain ones in turns of some milliseconds, on the very same arrays: what is left is
// the kernels themselves, not the pages, the placement or the minute. The inside of compare-stream-kernels.
//
// usage: turns KERNEL regular|non-temporal BYTES huge|base SECONDS INSTRUCTIONS CPU...
//
// BYTES: of all arrays of one thread. INSTRUCTIONS: 0 to 2, as ckernels_instruction_set counts them.
// Prints for each kernel: its name, bytes a second of each turn.
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

#include "kernels_memory.h"
#include "stream_kernels.h"

enum { most_threads = 1024, most_turns = 10000, most_candidates = 3 };
// As our suite lays them: no array begins at the same place of a page as another.
enum { skew = 9 * 64, huge = 2 << 20 };
static const double turn_seconds = 5e-3;

// The first is ours.
static struct candidate {
  const struct named *plain;
  long passes;
  double rates[most_turns];
} candidates[most_candidates];
static int candidate_count = 1;

static ckernels_stream ours;
static char *memory;
static size_t slice, count, stride;
static int threads, cpus[most_threads];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double *array(int thread, int index) {
  return (double *)(memory + (size_t)thread * slice + (size_t)index * stride);
}

static void move(int thread, const struct candidate *who) {
  double *t = array(thread, 0), *a = array(thread, 1), *b = array(thread, 2);
  if (!who->plain) {
    const int reads_only = !strcmp(candidates[1].plain->name, "read");
    struct ckernels_arrays arrays = {t, reads_only ? t : a, b, count, scalar};
    sink = ours(&arrays, (size_t)who->passes);
    return;
  }
  for (long pass = 0; pass < who->passes; pass++) {
    who->plain->run(t, a, b, scalar, count);
    __asm__ volatile("" ::: "memory");
  }
}

// The gate: thread 0 says who is next, the others follow.
static const struct candidate *next;
static atomic_int turn, arrived;

static void bind(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set)) perror("turns: CPU"), exit(2);
}

static void fill(int thread) {
  double *start = array(thread, 0);
  for (size_t i = 0; i < slice / sizeof *start; i++) start[i] = 1;
}

static void *follow(void *argument) {
  const int thread = (int)(intptr_t)argument;
  bind(cpus[thread]);
  fill(thread);
  atomic_fetch_add(&arrived, 1);
  for (int seen = 0;; seen++) {
    while (atomic_load(&turn) == seen) {}
    move(thread, next);
    atomic_fetch_add(&arrived, 1);
  }
  return 0;
}

static void await_others(void) {
  while (atomic_load(&arrived) < threads - 1) {}
  atomic_store(&arrived, 0);
}

static double seconds_of(const struct candidate *who) {
  const double start = now();
  next = who;
  atomic_fetch_add(&turn, 1);
  move(0, who);
  await_others();
  return now() - start;
}

static void check(const struct candidate *who) {
  double want = candidates[1].plain->result;
  // Ours writes another value in each pass.
  if (!who->plain && !strcmp(candidates[1].plain->name, "write")) want = scalar + (double)who->passes;
  for (int thread = 0; thread < threads; thread++)
    for (size_t i = 0; i < count; i++)
      if (array(thread, 0)[i] != want) fprintf(stderr, "turns: wrong at %zu\n", i), exit(1);
}

static void calibrate(struct candidate *who) {
  for (who->passes = 1;;) {
    const double took = seconds_of(who);
    if (took >= 0.8 * turn_seconds) break;
    who->passes = took < turn_seconds / 8 ? who->passes * 8
                                          : (long)((double)who->passes * turn_seconds / took) + 1;
  }
  check(who);
}

int main(int words, char **word) {
  static const char *const all[] = {"read", "write", "copy", "scale", "add", "triad"};
  if (words < 8) return fputs("usage: see the head of turns.c\n", stderr), 2;
  const char *name = word[1], *stores = word[2];
  for (int i = 0; i < kernel_count && candidate_count < most_candidates; i++)
    if (!strcmp(kernels[i].name, name) && !strncmp(kernels[i].form, stores, strlen(stores)))
      candidates[candidate_count++].plain = &kernels[i];
  for (int kind = 0; kind < 6; kind++)
    if (!strcmp(all[kind], name))
      ours = ckernels_stream_kernel((enum ckernels_stream_kind)kind, !strcmp(stores, "non-temporal"),
                                    atoi(word[6]));
  if (candidate_count == 1 || !ours) return fputs("turns: no such kernel here\n", stderr), 2;

  threads = words - 7;
  for (int i = 0; i < threads; i++) cpus[i] = atoi(word[7 + i]);
  const size_t bytes = strtoull(word[3], 0, 10), page = bytes < 32 << 20 ? 4096 : huge;
  count = bytes / (size_t)candidates[1].plain->arrays / sizeof(double) / 64 * 64;
  stride = count * sizeof(double) + skew;
  slice = (bytes + 3 * (skew + 64) + page - 1) / page * page;
  const size_t total = (slice * (size_t)threads + huge - 1) / huge * huge;
  char *mapped = mmap(0, total + huge, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) return perror("turns: mmap"), 2;
  memory = (char *)(((uintptr_t)mapped + huge - 1) / huge * huge);
  madvise(memory, total, !strcmp(word[4], "huge") ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);

  bind(cpus[0]);
  for (intptr_t i = 1; i < threads; i++)
    if (pthread_create(&(pthread_t){0}, 0, follow, (void *)i)) return perror("turns: thread"), 2;
  fill(0);
  await_others();
  for (int i = 0; i < candidate_count; i++) calibrate(&candidates[i]);

  const double moved = (double)(count * sizeof(double)) * candidates[1].plain->arrays * threads;
  const double end = now() + atof(word[5]);
  int turns = 0;
  for (; turns < most_turns && (turns < 5 || now() < end); turns++) {
    // Whoever comes first in one round comes later in the next.
    for (int i = 0; i < candidate_count; i++) {
      struct candidate *who = &candidates[(i + turns) % candidate_count];
      who->rates[turns] = moved * (double)who->passes / seconds_of(who);
    }
  }
  for (int i = 0; i < candidate_count; i++) {
    printf("%s", candidates[i].plain ? candidates[i].plain->form : "ours");
    for (int j = 0; j < turns; j++) printf(" %.0f", candidates[i].rates[j]);
    printf("\n");
  }
}
