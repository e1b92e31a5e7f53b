// Kernels that do nothing but move memory, counted as STREAM counts: every byte read or written.
#pragma once
#include <stddef.h>

/// What is computed from the arrays: the target is T, the sources are A and B, the scalar is s.
enum ckernels_stream_kind {
  ckernels_read,   ///< the sum of A, returned
  ckernels_write,  ///< T = s + k in the k-th pass, counted from 1
  ckernels_copy,   ///< T = A
  ckernels_scale,  ///< T = s A
  ckernels_add,    ///< T = A + B
  ckernels_triad,  ///< T = A + s B
};

/// What a kernel works on. The arrays begin at multiples of 64 bytes and do not overlap.
struct ckernels_arrays {
  double *target;
  const double *first;
  const double *second;
  /// Elements of each array; any number.
  size_t count;
  double scalar;
};

/// Goes `passes` times over the arrays. Returns the sum over all passes where it reads only, otherwise 0.
typedef double (*ckernels_stream)(const struct ckernels_arrays *arrays, size_t passes);

/// The kernel for an instruction set as `ckernels_instruction_set` counts them. `past_caches`: with
/// non-temporal stores, which a fence completes at the end of each pass. NULL where there is none (a read
/// stores nothing; this architecture has no such set).
ckernels_stream ckernels_stream_kernel(
    enum ckernels_stream_kind kind, int past_caches, int instruction_set);

/// Elements repeat after this many, so that sums stay exact in a double.
enum { ckernels_pattern_period = 1 << 16 };

/// Sets element i to slope · (i mod period) + offset, for i from `from` up to `end`.
void ckernels_pattern_fill(double *array, size_t from, size_t end, double slope, double offset);

/// The first element from `from` up to `end` that is not what `ckernels_pattern_fill` sets; `end` if all are.
size_t ckernels_pattern_mismatch(
    const double *array, size_t from, size_t end, double slope, double offset);
