// One indexer, for whatever registers the including file allows: 64 bytes a step, a bit for each.
#include "json_utf8.h"

#include <string.h>

typedef uint8_t NAME(block) __attribute__((vector_size(64)));
typedef _Bool NAME(bits) __attribute__((ext_vector_type(64)));

#define MASK(condition) \
  ({ NAME(bits) b = __builtin_convertvector((condition), NAME(bits)); \
     uint64_t m; memcpy(&m, &b, 8); m; })

// Bit i is the parity of the bits up to i: inside of quotes from each opening one on.
static inline uint64_t NAME(parity)(uint64_t quotes) {
  for (int shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
  return quotes;
}

// The bytes that a backslash takes away the meaning of. `*carry`: whether the next block's first is one.
static inline uint64_t NAME(escaped)(uint64_t backslashes, uint64_t *carry) {
  uint64_t escaped = *carry;
  backslashes &= ~escaped;
  *carry = 0;
  while (backslashes) {
    uint64_t first = backslashes & -backslashes;
    if (first >> 63) *carry = 1;
    escaped |= first << 1;
    backslashes &= ~(first | first << 1);
  }
  return escaped;
}

// Writes the places of all bits, for which there is room for 64 of them; how many they are.
#ifdef JSON_INDEX_COMPRESSES
// Sixteen bits at a time, the places of all of them put close together: nothing has to be guessed.
static inline size_t NAME(write)(uint64_t marks, uint32_t at, uint32_t *places) {
  size_t written = 0;
  __m512i all = _mm512_add_epi32(
      _mm512_set1_epi32((int)at),
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  for (int part = 0; part < 64; part += 16) {
    __mmask16 some = (__mmask16)(marks >> part);
    _mm512_storeu_si512(places + written, _mm512_maskz_compress_epi32(some, all));
    written += (size_t)__builtin_popcount(some);
    all = _mm512_add_epi32(all, _mm512_set1_epi32(16));
  }
  return written;
}
#else
// Eight at a time, so that the number of them is seldom guessed wrong.
static inline size_t NAME(write)(uint64_t marks, uint32_t at, uint32_t *places) {
  size_t found = (size_t)__builtin_popcountll(marks);
  for (size_t done = 0; done < found; done += 8) {
    for (size_t i = 0; i < 8; i++) {
      places[done + i] = at + (uint32_t)__builtin_ctzll(marks | (uint64_t)1 << 63);
      marks &= marks - 1;
    }
  }
  return found;
}
#endif

static struct ckernels_json_index NAME(json_index)(
    const unsigned char *bytes, size_t count, uint32_t *places, size_t capacity, int is_last) {
  struct ckernels_json_index index = {0, count, ckernels_json_whole, 0};
  uint64_t escape = 0, inside = 0, word = 0;
  size_t valid = 0;  // up to there the bytes are UTF-8
  size_t written = 0;
  for (size_t at = 0; at < count; at += 64) {
    if (capacity - written < 65) {
      index.end = at;
      index.reason = ckernels_json_full;
      break;
    }
    NAME(block) block;
    memcpy(&block, bytes + at, 64);
    uint64_t rest = count - at < 64 ? ~(uint64_t)0 >> (64 - (count - at)) : ~(uint64_t)0;
    // Of all that JSON knows, only brackets and braces become { and } with this bit set; `:` and `,` stand alone.
    NAME(block) folded = block | 0x20;
    uint64_t backslashes = MASK(block == '\\') & rest;
    uint64_t quotes = MASK(block == '"') & rest;
    uint64_t signs =
        MASK((folded == '{') | (folded == '}') | (block == ':') | (block == ',')) & rest;
    uint64_t low = MASK(block <= 0x20) & rest;
    uint64_t blanks = MASK((block == ' ') | (block == '\n') | (block == '\r') | (block == '\t'));
    uint64_t wide = MASK(block >= 0x80) & rest;

    uint64_t begins = 0;
    if (backslashes | escape) {
      uint64_t escaped = NAME(escaped)(backslashes, &escape);
      quotes &= ~escaped;
      begins = backslashes & ~escaped;
    }
    // From the opening quote on, without the closing one.
    uint64_t within = NAME(parity)(quotes) ^ inside;
    inside = (uint64_t)((int64_t)within >> 63);
    blanks &= rest & ~within;
    index.blanks += (size_t)__builtin_popcountll(blanks);
    uint64_t words = rest & ~within & ~signs & ~blanks & ~quotes;
    uint64_t marks = quotes | (signs & ~within) | (begins & within) | (words & ~(words << 1 | word));
    word = words >> 63;

    uint64_t control = low & within & ~MASK(block == ' ');
    uint64_t stop = 64;
    if (control) {
      stop = (uint64_t)__builtin_ctzll(control);
      index.reason = ckernels_json_control;
    }
    if (wide && at + 64 > valid) {
      size_t from = at + (size_t)__builtin_ctzll(wide);
      if (from < valid) from = valid;
      size_t until = count - at < 64 ? count : at + 64;
      size_t broken = json_utf8_check(bytes, &from, until, count, is_last);
      valid = from;
      if (broken < at + stop) {
        stop = broken - at;
        index.reason = ckernels_json_broken_utf8;
      }
    }
    if (stop < 64) {
      index.end = at + stop;
      marks &= ((uint64_t)1 << stop) - 1;
    }
    written += NAME(write)(marks, (uint32_t)at, places + written);
    if (stop < 64) break;
  }
  places[written] = (uint32_t)index.end;
  index.places = written;
  return index;
}
