// A chain of dependent loads, one cache line each.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// One cache line of a ring. Padding keeps each pointer in a line of its own.
struct ckernels_link {
  const struct ckernels_link *next;
  /// How many steps this line lies behind the ring's beginning.
  uint64_t place;
  uint64_t unused[6];
};

/// Joins `count` lines into one ring in an order drawn evenly from all (the ring of Sattolo's algorithm).
/// `order` is room for `count` numbers; the same seed draws the same order. `count` is below 2^32.
void ckernels_ring(struct ckernels_link *lines, uint32_t *order, size_t count, uint64_t seed);

/// Follows `steps` links, each load waiting for the one before it; returns the last.
const struct ckernels_link *ckernels_chase(const struct ckernels_link *from, size_t steps);
