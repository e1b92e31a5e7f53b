// A cache line that goes to and fro between two threads.
#pragma once
#include <stdint.h>

/// One side of `rounds` round trips; `side` is 0 for the thread that begins, 1 for the other. `line` begins
/// at 0 and ends at 2 × rounds. Both sides must run at once.
void ckernels_pingpong(uint64_t *line, uint64_t rounds, int side);
