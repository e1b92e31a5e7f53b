// The inner kernel for AVX registers, in assembler: a tile of some rows × 2 vectors whose sums never leave
// the registers.
//
// Not in C, since the compiler may move the broadcasts of several rows ahead, and then spills sums inside
// the loop: 2.5 times slower, after a change as small as one prefetch.
//
// A file that includes this has said before:
//   NAME_OF_VECTOR, BYTES_OF_VECTOR  "zmm" and 64, or "ymm" and 32
//   ROWS(F, i)                       F(i, row, s, t) for each row of the tile; s and t are its sums,
//                                    registers from 4 on
//   AVX_REGISTERS                    all of them, as clobbers
#pragma once

#define TEXT_(...) #__VA_ARGS__
#define TEXT(...) TEXT_(__VA_ARGS__)
#define R(i) "%%" NAME_OF_VECTOR #i

// Registers 0 and 1 hold a word's row of B's panel, 2 a word of A in all lanes, 3 is free.
#define LOAD_B(i)                                                                                  \
  "vmovups " TEXT(i * 2 * BYTES_OF_VECTOR) "(%[b])," R(0) "\n"                                     \
  "vmovups " TEXT(i * 2 * BYTES_OF_VECTOR + BYTES_OF_VECTOR) "(%[b])," R(1) "\n"

// One row of one word: an instruction that multiplies and adds, or one for each.
#define MULTIPLY_ADD(broadcast, multiply_add, offset, s, t)                                        \
  broadcast " " TEXT(offset) "(%[a])," R(2) "\n"                                                   \
  multiply_add " " R(0) "," R(2) "," R(s) "\n"                                                     \
  multiply_add " " R(1) "," R(2) "," R(t) "\n"
#define MULTIPLY_THEN_ADD(broadcast, multiply, add, offset, s, t)                                  \
  broadcast " " TEXT(offset) "(%[a])," R(2) "\n"                                                   \
  multiply " " R(0) "," R(2) "," R(3) "\n" add " " R(3) "," R(s) "," R(s) "\n"                     \
  multiply " " R(1) "," R(2) "," R(3) "\n" add " " R(3) "," R(t) "," R(t) "\n"

// One row of C.
#define ZERO(i, row, s, t) "vmovaps " R(3) "," R(s) "\n vmovaps " R(3) "," R(t) "\n"
// Rows that are not aligned to lines reach into one line more.
#define FETCH_ROW                                                                                  \
  "prefetchw (%[line])\n prefetchw " TEXT(BYTES_OF_VECTOR) "(%[line])\n"                           \
  "prefetchw " TEXT(2 * BYTES_OF_VECTOR - 1) "(%[line])\n add %[stride],%[line]\n"
#define ADD(add, s, t)                                                                             \
  add " (%[line])," R(s) "," R(s) "\n"                                                             \
  add " " TEXT(BYTES_OF_VECTOR) "(%[line])," R(t) "," R(t) "\n add %[stride],%[line]\n"
#define SET(i, row, s, t)                                                                          \
  "vmovups " R(s) ",(%[c])\n"                                                                      \
  "vmovups " R(t) "," TEXT(BYTES_OF_VECTOR) "(%[c])\n add %[stride],%[c]\n"

// C comes into L1 before the last words, not at once: B's panel streams through meanwhile and would push it
// out again. 128 words of 14 rows are 1,800 cycles, twice the latency of a busy DRAM. A row at a time, since
// all rows together would occupy every miss buffer, and B's panel would have to wait for them.
#define LAST_WORDS 128

#define FOUR_WORDS(STEP, a_row)                                                                    \
  STEP(0) STEP(1) STEP(2) STEP(3)                                                                  \
  "add $" TEXT(4 * a_row) ",%[a]\n add $" TEXT(4 * 2 * BYTES_OF_VECTOR) ",%[b]\n"
#define FETCH_AHEAD "prefetcht1 (%[ahead])\n add $64,%[ahead]\n"

// So many rounds of four words, each after PREFETCH; the labels are the loop's own.
#define LOOP(rounds, begin, end, PREFETCH, STEP, a_row)                                            \
  "test %[" rounds "],%[" rounds "]\n jz " end "f\n .p2align 5\n " begin ":\n"                     \
  PREFETCH FOUR_WORDS(STEP, a_row)                                                                 \
  "dec %[" rounds "]\n jnz " begin "b\n " end ":\n"

/// Defines `multiply` of a format: STEP(i) is the i-th word from a and b on, ADD_ROW(i, row, s, t) adds a
/// row of C to its sums, a_row are the bytes of a word's row in A's panel.
#define DEFINE_TILE(NAME, STEP, ADD_ROW, a_row)                                                    \
  static void NAME(                                                                                \
      long words, const void *a, const void *b, void *c, long stride, int add,                     \
      const void *ahead) {                                                                         \
    long rest = words % 4, adds = add;                                                             \
    long fetch = words / 4 < TILE_ROWS ? words / 4 : TILE_ROWS;                                    \
    long last = words / 4 - fetch < LAST_WORDS / 4 ? words / 4 - fetch : LAST_WORDS / 4;           \
    long first = words / 4 - fetch - last;                                                         \
    const void *line = c;                                                                          \
    __asm__ volatile(                                                                              \
        "vpxor %%xmm3,%%xmm3,%%xmm3\n"                                                             \
        ROWS(ZERO, 0)                                                                              \
        LOOP("first", "1", "2", FETCH_AHEAD, STEP, a_row)                                          \
        LOOP("fetch", "3", "4", FETCH_AHEAD FETCH_ROW, STEP, a_row)                                \
        LOOP("last", "5", "6", FETCH_AHEAD, STEP, a_row)                                           \
        "test %[rest],%[rest]\n jz 8f\n 7:\n"                                                      \
        STEP(0)                                                                                    \
        "add $" TEXT(a_row) ",%[a]\n add $" TEXT(2 * BYTES_OF_VECTOR) ",%[b]\n"                    \
        "dec %[rest]\n jnz 7b\n 8:\n"                                                              \
        "test %[adds],%[adds]\n jz 9f\n mov %[c],%[line]\n"                                        \
        ROWS(ADD_ROW, 0)                                                                           \
        "9:\n"                                                                                     \
        ROWS(SET, 0)                                                                               \
        "vzeroupper\n"                                                                             \
        : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [line] "+r"(line), [ahead] "+r"(ahead),           \
          [first] "+r"(first), [fetch] "+r"(fetch), [last] "+r"(last), [rest] "+r"(rest)           \
        : [stride] "r"(stride), [adds] "r"(adds)                                                   \
        : "cc", "memory", AVX_REGISTERS);                                                          \
  }

// The products of more than one set, and what adds a row of C to its sums.
#define DOUBLE_ROW(i, row, s, t)                                                                   \
  MULTIPLY_ADD("vbroadcastsd", "vfmadd231pd", i * TILE_ROWS * 8 + row * 8, s, t)
#define DOUBLE_STEP(i) LOAD_B(i) ROWS(DOUBLE_ROW, i)
#define FLOAT_ROW(i, row, s, t)                                                                    \
  MULTIPLY_ADD("vbroadcastss", "vfmadd231ps", i * TILE_ROWS * 4 + row * 4, s, t)
#define FLOAT_STEP(i) LOAD_B(i) ROWS(FLOAT_ROW, i)
#define ADD_DOUBLES(i, row, s, t) ADD("vaddpd", s, t)
#define ADD_FLOATS(i, row, s, t) ADD("vaddps", s, t)
#define ADD_INTEGERS(i, row, s, t) ADD("vpaddd", s, t)
