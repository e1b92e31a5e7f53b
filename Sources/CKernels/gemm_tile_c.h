// The inner kernel in C, for instruction sets whose intrinsics any compiler keeps in registers: each sum
// is a variable of its own (an array would go to the stack with some compilers).
//
// A file that includes this has said ROWS(F): F(row) for each row of the tile.
#pragma once

#define DECLARE_ROW(row) sum s##row = zero, t##row = zero;

// One row of C, whose vectors lie LANES of TYPE apart; FINISH_ROW of a format is made of it.
#define FINISH(row, TYPE, LANES, LOAD, ADD, STORE)                                                 \
  {                                                                                                \
    TYPE *to = (TYPE *)(c + row * stride);                                                         \
    STORE(to, add ? ADD(LOAD(to), s##row) : s##row);                                               \
    STORE(to + LANES, add ? ADD(LOAD(to + LANES), t##row) : t##row);                               \
  }

/// Defines `multiply` of a format.
///
/// SUM is a vector of C; a and b point to IN, of which a word has A_STEP and B_STEP. LOAD reads
/// a word of B (and of A, where a vector holds it); STEP(row) adds its products to s and t.
#define DEFINE_TILE(NAME, SUM, IN, A_STEP, B_STEP, LOAD, STEP, FINISH_ROW)                         \
  static void NAME(                                                                                \
      long words, const void *a_panel, const void *b_panel, void *c_tile, long stride, int add,    \
      const void *ahead) {                                                                         \
    typedef SUM sum;                                                                               \
    const sum zero = {0};                                                                          \
    const IN *a = a_panel, *b = b_panel;                                                           \
    char *c = c_tile;                                                                              \
    (void)ahead;                                                                                   \
    ROWS(DECLARE_ROW)                                                                              \
    for (long i = 0; i < words; i++, a += A_STEP, b += B_STEP) {                                   \
      LOAD ROWS(STEP)                                                                              \
    }                                                                                              \
    ROWS(FINISH_ROW)                                                                               \
  }
