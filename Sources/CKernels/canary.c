#include "kernels_canary.h"

#include "kernels_cpu.h"

typedef double pair __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));

// Twelve chains of a latency of at most 8 fill the pipes, and with the operands fit in 16 registers.
double ckernels_canary_multiply(uint64_t rounds) {
  enum { chains = 12 };
  pair sums[chains];
  for (int i = 0; i < chains; i++) sums[i] = (pair){i, -i};
  volatile double given = 0.999999;
  const pair factor = {given, given}, term = {1 - given, given - 1};
  for (uint64_t round = 0; round < rounds; round++) {
    for (int i = 0; i < chains; i++) sums[i] = sums[i] * factor + term;
  }
  pair total = sums[0];
  for (int i = 1; i < chains; i++) total += sums[i];
  return total[0] + total[1];
}

// An addition of two registers: some CPUs do one of a constant while renaming, in no time.
uint64_t ckernels_canary_add(uint64_t count) {
  uint64_t sum = 0, step = 1;
  __asm__ volatile("" : "+r"(step));
  for (uint64_t done = 0; done < count; done += 32) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 32; i++) {
      sum += step;
      __asm__ volatile("" : "+r"(sum));
    }
  }
  return sum;
}

uint64_t ckernels_canary_read(const void *start, uint64_t bytes) {
  const words *from = start;
  words sums[8] = {{0}};
  for (uint64_t i = 0; i < bytes / sizeof(words); i += 8) {
    for (int j = 0; j < 8; j++) sums[j] += from[i + (uint64_t)j];
  }
  words total = {0};
  for (int j = 0; j < 8; j++) total += sums[j];
  return total[0] + total[1];
}

uint64_t ckernels_canary_bounce(uint64_t *line, uint64_t side, uint64_t count) {
  const uint64_t patience = 1u << 24;  // spins: some tens of milliseconds to a second
  for (uint64_t turn = 0; turn < count; turn++) {
    uint64_t spins = 0;
    while (__atomic_load_n(line, __ATOMIC_ACQUIRE) != 2 * turn + side) {
      if (++spins > patience) return turn;
      ckernels_pause();
    }
    __atomic_store_n(line, 2 * turn + side + 1, __ATOMIC_RELEASE);
  }
  return count;
}
