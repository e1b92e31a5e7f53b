// Small fixed pieces of work that tell whether somebody else is using the same hardware.
#pragma once
#include <stdint.h>

// How many multiplications and additions of doubles one round does.
enum { ckernels_canary_round = 48 };

/// Multiplies and adds in independent chains, which keeps every floating-point pipe busy: a neighbour on
/// the same core takes half of that. The answer is there so that the work is not left out.
double ckernels_canary_multiply(uint64_t rounds);

/// Does `count` dependent additions, a multiple of 32: one a cycle on every core that we know, so the time
/// tells the clock. A busy neighbour does not change it.
uint64_t ckernels_canary_add(uint64_t count);

/// Reads `bytes` at `start`, both multiples of 128, one after the other.
uint64_t ckernels_canary_read(const void *start, uint64_t bytes);

/// Passes a cache line to and fro between two threads: side 0 waits for even values, side 1 for odd ones,
/// and each adds one, `count` times. Gives up, so that nobody waits for ever for a thread that does not
/// come; answers how often it had its turn.
uint64_t ckernels_canary_bounce(uint64_t *line, uint64_t side, uint64_t count);
