#include "kernels_chase.h"

// SplitMix64: a counter through a mixer of 64 bits.
static inline uint64_t drawn(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

void ckernels_ring(struct ckernels_link *lines, uint32_t *order, size_t count, uint64_t seed) {
  if (count == 0) return;
  // A shuffle from the inside out: the numbers are written in the order in which they are drawn.
  for (size_t i = 0; i < count; i++) {
    size_t j = (drawn(&seed) >> 32) * (i + 1) >> 32;
    order[i] = order[j];
    order[j] = (uint32_t)i;
  }
  for (size_t place = 0; place < count; place++) {
    struct ckernels_link *line = lines + order[place];
    line->next = lines + order[place + 1 < count ? place + 1 : 0];
    line->place = place;
  }
}

const struct ckernels_link *ckernels_chase(const struct ckernels_link *from, size_t steps) {
  const struct ckernels_link *link = from;
  for (; steps >= 16; steps -= 16) {
#pragma GCC unroll 16
    for (int step = 0; step < 16; step++) link = link->next;
  }
  for (; steps > 0; steps--) link = link->next;
  return link;
}
