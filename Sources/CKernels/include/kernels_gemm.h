// Packing and inner kernels of the matrix product C = A·B, everything row-major.
//
// A tile is the part of C that one call of `multiply` computes. A panel is what a tile reads of A or of B,
// copied together in the order in which it is read: for each word of k, the tile's rows (or columns) one
// after the other. A word holds `depth` neighbours along k, as the dot-product instructions want them.
#pragma once

/// The formats: of A and B, and of C.
enum {
  CKERNELS_FP64 = 0,  ///< double, double
  CKERNELS_FP32 = 1,  ///< float, float
  CKERNELS_BF16 = 2,  ///< bfloat16 (the upper half of a float), float
  CKERNELS_INT8 = 3,  ///< A of uint8_t, B of int8_t; int32_t
};

/// One format on one instruction set. Panels are aligned to 64 bytes.
typedef struct {
  int rows;     ///< of a tile of C
  int columns;  ///< of a tile of C
  int depth;    ///< values of k in a word
  int word;     ///< bytes of a word

  /// Packs one panel of A: `rows` of the tile's rows, the rest as zeros; `count` values of k.
  /// `stride` is the distance of two rows of A in bytes.
  void (*pack_a)(const void *a, long stride, long rows, long count, void *panel);

  /// Packs neighbouring panels of B: `count` values of k, `columns` columns, the last panel filled up
  /// with zeros. Panels lie `panel_bytes` apart; `stride` is the distance of two rows of B in bytes.
  void (*pack_b)(const void *b, long stride, long count, long columns, long panel_bytes, void *panels);

  /// One whole tile: C = A·B, or C += A·B where `add` is not 0, over `words` words of k. `stride` is the
  /// distance of two rows of C in bytes. Meanwhile brings what lies from `ahead` on into L2, 16 bytes for
  /// each word.
  void (*multiply)(
      long words, const void *a, const void *b, void *c, long stride, int add, const void *ahead);
} ckernels_gemm;

/// The kernel of a format that is made of just these instructions (as `ckernels_instruction_set` counts
/// them); null where a lower set has all that is useful.
const ckernels_gemm *ckernels_gemm_kernel(int format, int instruction_set);

/// Moves the upper left part of a computed tile to C, or adds it: what stands over at the edges.
void ckernels_gemm_place(
    int format, const void *tile, long tile_stride, long rows, long columns, void *c, long stride,
    int add);

/// What `ckernels_gemm_project` reads; the first four as the formats' A.
enum {
  CKERNELS_DOUBLES, CKERNELS_FLOATS, CKERNELS_BFLOATS, CKERNELS_UNSIGNED_BYTES, CKERNELS_SIGNED_BYTES,
  CKERNELS_INTEGERS,
};

/// M·X for a matrix of `rows` × `columns` and four vectors in doubles, interleaved: plain C, the check of
/// all other kernels.
void ckernels_gemm_project(
    int element, const void *matrix, long rows, long columns, const double *vectors, double *result);

/// Elements `begin` to `end` of a matrix, at random: fractions uniform in ±0.5, integers over their range.
void ckernels_gemm_fill(int element, void *matrix, long begin, long end, unsigned long seed);
