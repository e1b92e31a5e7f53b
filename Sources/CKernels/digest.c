#include "kernels_digest.h"

#include <string.h>

static const uint64_t first = 0x9E3779B185EBCA87, second = 0xC2B2AE3D27D4EB4F, third = 0x165667B19E3779F9,
                      fourth = 0x85EBCA77C2B2AE63, fifth = 0x27D4EB2F165667C5;

static uint64_t rotated(uint64_t word, int bits) { return word << bits | word >> (64 - bits); }

static uint64_t mixed(uint64_t lane, uint64_t word) { return rotated(lane + word * second, 31) * first; }

// All machines that we run on have the lowest byte first.
static uint64_t word_at(const unsigned char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

uint64_t ckernels_xxh64(const void *memory, size_t count) {
  const unsigned char *bytes = memory, *end = bytes + count;
  uint64_t sum = fifth;
  if (count >= 32) {
    uint64_t lanes[4] = {first + second, second, 0, -first};
    for (; end - bytes >= 32; bytes += 32)
      for (int lane = 0; lane < 4; lane++) lanes[lane] = mixed(lanes[lane], word_at(bytes + 8 * lane));
    sum = rotated(lanes[0], 1) + rotated(lanes[1], 7) + rotated(lanes[2], 12) + rotated(lanes[3], 18);
    for (int lane = 0; lane < 4; lane++) sum = (sum ^ mixed(0, lanes[lane])) * first + fourth;
  }
  sum += count;
  for (; end - bytes >= 8; bytes += 8) sum = rotated(sum ^ mixed(0, word_at(bytes)), 27) * first + fourth;
  if (end - bytes >= 4) {
    uint32_t half;
    memcpy(&half, bytes, sizeof half);
    sum = rotated(sum ^ half * first, 23) * second + third;
    bytes += 4;
  }
  for (; bytes < end; bytes++) sum = rotated(sum ^ *bytes * fifth, 11) * first;
  sum = (sum ^ sum >> 33) * second;
  sum = (sum ^ sum >> 29) * third;
  return sum ^ sum >> 32;
}
