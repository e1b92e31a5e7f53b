#define _GNU_SOURCE
#include "kernels_system.h"

#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t ckernels_null_calls(uint64_t count, int expected) {
  uint64_t right = 0;
  for (uint64_t call = 0; call < count; call++) right += syscall(SYS_getppid) == expected;
  return right;
}

uint64_t ckernels_byte_reads(int descriptor, uint64_t count) {
  uint64_t right = 0;
  char byte;
  for (uint64_t call = 0; call < count; call++) right += read(descriptor, &byte, 1) == 1;
  return right;
}

uint64_t ckernels_exchange(int reader, int writer, uint64_t rounds, int begins) {
  char byte = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    if (begins && write(writer, &byte, 1) != 1) return round;
    if (read(reader, &byte, 1) != 1) return round;
    if (!begins && write(writer, &byte, 1) != 1) return round;
  }
  return rounds;
}

uint64_t ckernels_touch(char *start, uint64_t pages, uint64_t size) {
  uint64_t begin = now();
  for (uint64_t page = 0; page < pages; page++) *(volatile char *)(start + page * size) = 1;
  return now() - begin;
}

uint64_t ckernels_wake_ups(uint64_t *late, uint64_t count, uint64_t period) {
  uint64_t instant = now();
  for (uint64_t wake = 0; wake < count; wake++) {
    instant += period;
    // After a long delay the next instants have passed already: they would be counted as late again.
    uint64_t current = now();
    if (instant <= current) instant = current + period;
    struct timespec until = {(time_t)(instant / 1000000000u), (long)(instant % 1000000000u)};
    int answer;
    do answer = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0);
    while (answer == EINTR);
    if (answer) return wake;
    uint64_t woken = now();
    late[wake] = woken >= instant ? woken - instant : UINT64_MAX;
  }
  return count;
}
