#include "kernels_pingpong.h"

// No pause in the loop: it would be timed with the line's way, and each side has its CPU to itself.
void ckernels_pingpong(uint64_t *line, uint64_t rounds, int side) {
  uint64_t turn = (uint64_t)side;
  for (uint64_t round = 0; round < rounds; round++, turn += 2) {
    while (__atomic_load_n(line, __ATOMIC_ACQUIRE) != turn) {}
    __atomic_store_n(line, turn + 1, __ATOMIC_RELEASE);
  }
}
