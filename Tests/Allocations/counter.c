// Counts how often each thread of a program asks for memory. It is preloaded (LD_PRELOAD) and hands every
// call on to the C library.
//
// The counts stand in a mapped file, $NODEPROBE_ALLOCATIONS.PID, as 64 records of three 64-bit numbers: the
// thread's identifier (0: no further record), how many blocks it was given, and their bytes together. A
// thread's record is its own, so counting takes no lock.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { most_threads = 64 };

struct record {
  _Atomic uint64_t thread, blocks, bytes;
};

static struct record *records;
static _Atomic int used;
static _Thread_local struct record *own;

__attribute__((constructor)) static void open_counts(void) {
  const char *prefix = getenv("NODEPROBE_ALLOCATIONS");
  char path[4096];
  if (!prefix || snprintf(path, sizeof path, "%s.%d", prefix, getpid()) >= (int)sizeof path) return;
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, most_threads * sizeof *records)) return;
  void *memory =
      mmap(NULL, most_threads * sizeof *records, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory != MAP_FAILED) records = memory;
}

static void count(size_t bytes) {
  if (!records) return;
  if (!own) {
    int index = atomic_fetch_add(&used, 1);
    if (index >= most_threads) abort();
    own = &records[index];
    own->thread = (uint64_t)gettid();
  }
  own->blocks++;
  own->bytes += bytes;
}

// glibc's own names of what we stand before.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
  count(size);
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  count(size);
  void *made = __libc_memalign(alignment, size);
  if (!made) return ENOMEM;
  *block = made;
  return 0;
}
