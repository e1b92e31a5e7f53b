// Where the tokens of JSON stand, so that a reader goes from token to token instead of from byte to byte.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Why an index ends where it ends.
enum ckernels_json_end {
  /// All bytes were looked at.
  ckernels_json_whole,
  /// A control character stands in a string.
  ckernels_json_control,
  /// The bytes are not UTF-8.
  ckernels_json_broken_utf8,
  /// There was no room for more places.
  ckernels_json_full,
};

struct ckernels_json_index {
  /// How many places were written, without the one that ends them.
  size_t places;
  /// Bytes before this one are indexed; it stands behind the places as well.
  size_t end;
  enum ckernels_json_end reason;
  /// How many white-space characters stand outside of strings.
  size_t blanks;
};

/// Writes the places of brackets, braces, colons and commas, of both quotes of strings, of the backslashes that begin
/// escapes, and of the first byte of everything else outside of strings. `bytes` begin outside of strings; 64 readable
/// bytes follow the last one. `places` has room for `capacity` of them, 65 at least. A character of UTF-8 that the end
/// cuts is no fault unless `is_last`.
typedef struct ckernels_json_index (*ckernels_json_indexer)(
    const unsigned char *bytes, size_t count, uint32_t *places, size_t capacity, int is_last);

/// The fastest for an instruction set as `ckernels_instruction_set` counts them.
ckernels_json_indexer ckernels_json_kernel(int instruction_set);

/// Where the next newline stands; `count` where there is none.
static inline size_t ckernels_json_newline(const unsigned char *bytes, size_t count) {
  const unsigned char *found = count ? __builtin_memchr(bytes, '\n', count) : 0;
  return found ? (size_t)(found - bytes) : count;
}
