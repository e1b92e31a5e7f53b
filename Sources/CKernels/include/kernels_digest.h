// A digest of large memory, by which two results are told apart.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// XXH64 with seed 0 (xxHash fast digest algorithm, specification 0.1.1). It is no protection against intent.
uint64_t ckernels_xxh64(const void *memory, size_t count);
