// Calls to the kernel in a loop that costs next to nothing beside them.
#pragma once
#include <stdint.h>

/// `count` calls that do nothing (getppid); returns how many answered with `expected`.
uint64_t ckernels_null_calls(uint64_t count, int expected);

/// `count` reads of one byte; returns how many gave one.
uint64_t ckernels_byte_reads(int descriptor, uint64_t count);

/// One side of `rounds` exchanges of a byte over two pipes; `begins` is 1 for the side that writes first.
/// Returns the rounds done; fewer than asked for where a pipe broke.
uint64_t ckernels_exchange(int reader, int writer, uint64_t rounds, int begins);

/// Writes to one byte of each page of `size` bytes; returns the nanoseconds that this took.
uint64_t ckernels_touch(char *start, uint64_t pages, uint64_t size);

/// Sleeps until `count` instants `period` nanoseconds apart and leaves in `late` by how many nanoseconds
/// each wake-up came after its instant (2^64 − 1 where it came before). Returns how many were written: all, unless the kernel refused.
uint64_t ckernels_wake_ups(uint64_t *late, uint64_t count, uint64_t period);
