// proc_walk SECONDS: once a second opens /proc/PID/stat of every process and adds up their CPU time, which is
// what has to be read where nobody asks the kernel for sums. Prints how many it read in the last round.
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int read_all(DIR *proc, unsigned long long *ticks) {
  struct dirent *entry;
  int count = 0;
  rewinddir(proc);
  while ((entry = readdir(proc))) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    char path[300], text[1024];
    snprintf(path, sizeof path, "%s/stat", entry->d_name);
    int file = openat(dirfd(proc), path, O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) continue;
    text[length] = 0;
    char *field = strrchr(text, ')');
    for (int i = 0; field && i < 12; i++) field = strchr(field + 1, ' ');
    if (!field) continue;
    unsigned long long user = strtoull(field, &field, 10);
    *ticks += user + strtoull(field, NULL, 10);
    count++;
  }
  return count;
}

int main(int count, char **words) {
  DIR *proc = opendir("/proc");
  int rounds = count > 1 ? atoi(words[1]) : 10, read = 0;
  unsigned long long ticks = 0;
  struct timespec next;
  if (!proc) return 1;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (int i = 0; i < rounds; i++) {
    ticks = 0;
    read = read_all(proc, &ticks);
    next.tv_sec++;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
  printf("%d %llu\n", read, ticks);
  return 0;
}
