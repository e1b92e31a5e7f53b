// crowd FOLDER GROUPS PROCESSES STEPS: makes FOLDER/job_1 … with so many steps (step_0 …) and puts so many processes
// into each, by turns into its steps where it has some, which wake once a second and do nothing; ends with its standard
// input, and takes everything away.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void live(const char *procs) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int file = open(procs, O_WRONLY);
  if (file < 0 || write(file, "0", 1) != 1) fail(procs);
  close(file);
  for (;;) sleep(1);
}

int main(int count, char **words) {
  if (count != 5) return 2;
  int groups = atoi(words[2]), processes = atoi(words[3]), steps = atoi(words[4]);
  pid_t *all = calloc((size_t)groups * processes, sizeof *all);
  char path[512];
  if (!all) fail("calloc");
  for (int group = 0; group < groups; group++) {
    snprintf(path, sizeof path, "%s/job_%d", words[1], group + 1);
    if (mkdir(path, 0755) && errno != EEXIST) fail(path);
    for (int step = 0; step < steps; step++) {
      snprintf(path, sizeof path, "%s/job_%d/step_%d", words[1], group + 1, step);
      if (mkdir(path, 0755) && errno != EEXIST) fail(path);
    }
    for (int i = 0; i < processes; i++) {
      if (steps > 0)
        snprintf(path, sizeof path, "%s/job_%d/step_%d/cgroup.procs", words[1], group + 1, i % steps);
      else
        snprintf(path, sizeof path, "%s/job_%d/cgroup.procs", words[1], group + 1);
      pid_t child = fork();
      if (child < 0) fail("fork");
      if (child == 0) live(path);
      all[group * processes + i] = child;
    }
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {}
  for (int i = 0; i < groups * processes; i++) kill(all[i], SIGKILL);
  while (wait(NULL) > 0) {}
  for (int group = 0; group < groups; group++) {
    // The steps, then what is around them.
    for (int step = steps - 1; step >= -1; step--) {
      if (step >= 0)
        snprintf(path, sizeof path, "%s/job_%d/step_%d", words[1], group + 1, step);
      else
        snprintf(path, sizeof path, "%s/job_%d", words[1], group + 1);
      for (int tries = 0; rmdir(path) && errno == EBUSY && tries < 100; tries++) usleep(10000);
    }
  }
  return 0;
}
