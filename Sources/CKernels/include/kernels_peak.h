// As many multiply-adds a second as one core can do: independent chains of them in registers.
#pragma once

/// One format on one instruction set.
typedef struct {
  long operations;  ///< of a round; a multiply-add is two
  long counted;     ///< what each round adds to the value that `run` returns

  /// Does the rounds and returns the sum of everything that was added: `counted` × `rounds`, exactly,
  /// for up to 2^18 rounds.
  double (*run)(long rounds);
} ckernels_peak;

/// The kernel of a format (CKERNELS_FP64 …) that is made of just these instructions; null where a lower
/// set has all that is useful.
const ckernels_peak *ckernels_peak_kernel(int format, int instruction_set);

/// Does `rounds` × 64 additions that wait for one another, one a cycle.
void ckernels_peak_additions(long rounds);
