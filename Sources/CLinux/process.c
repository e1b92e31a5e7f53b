#define _GNU_SOURCE
#include "linux_process.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>

int clinux_spawn(const char *program, char *const arguments[], int output, int is_ours, pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  sigemptyset(&none);
  int code = posix_spawn_file_actions_init(&actions);
  if (code) return code;
  code = posix_spawnattr_init(&attributes);
  if (code) {
    posix_spawn_file_actions_destroy(&actions);
    return code;
  }
  if (!code) code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (!code) code = posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (!code && !is_ours) code = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (!code) code = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (!code) code = posix_spawnattr_setsigmask(&attributes, &none);
  if (!code) code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | (is_ours ? 0 : POSIX_SPAWN_SETPGROUP));
  if (!code) code = posix_spawn(child, program, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

// Ends the child of clinux_command with what it could not do.
static void give_up(int pipe, int error, int outside) {
  const int words[2] = {error, outside};
  const ssize_t sent = write(pipe, words, sizeof words);
  _exit(sent == sizeof words ? 127 : 126);
}

struct clinux_start clinux_command(char *const arguments[], char *const entrances[], const sigset_t *mask, int ignores_children) {
  struct clinux_start start = {0, 0, 0};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) {
    start.error = errno;
    return start;
  }
  const pid_t child = fork();
  if (child == 0) {
    for (; *entrances; entrances++) {
      const int group = open(*entrances, O_WRONLY | O_CLOEXEC);
      if (group < 0 || write(group, "0", 1) != 1) give_up(ends[1], errno, 1);
    }
    if (ignores_children) signal(SIGCHLD, SIG_IGN);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(arguments[0], arguments);
    give_up(ends[1], errno, 0);
  }
  const int error = errno;
  close(ends[1]);
  if (child < 0) {
    start.error = error;
  } else {
    int words[2];
    ssize_t got;
    do got = read(ends[0], words, sizeof words);
    while (got < 0 && errno == EINTR);
    if (got == sizeof words) {
      start.error = words[0];
      start.outside = words[1];
      waitpid(child, NULL, 0);
    } else {
      start.child = child;
    }
  }
  close(ends[0]);
  return start;
}

int clinux_expect_children(void) {
  struct sigaction before;
  const struct sigaction usual = {.sa_handler = SIG_DFL};
  return !sigaction(SIGCHLD, &usual, &before) && before.sa_handler == SIG_IGN;
}

int clinux_pipe(int *reader, int *writer) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return errno;
  *reader = ends[0];
  *writer = ends[1];
  return 0;
}

int clinux_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? flags : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int clinux_notify(const char *address, const char *message) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  size_t length = strlen(address);
  if (length < 2 || length >= sizeof name.sun_path) return -1;
  memcpy(name.sun_path, address, length);
  if (name.sun_path[0] == '@') name.sun_path[0] = 0;
  int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  ssize_t sent = sendto(descriptor, message, strlen(message), MSG_NOSIGNAL, (struct sockaddr *)&name,
                        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
  close(descriptor);
  return sent < 0 ? -1 : 0;
}

int clinux_signals(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  if (pthread_sigmask(SIG_BLOCK, &set, NULL)) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_take_signal(int number) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  if (raise(number)) return errno;
  // Delivered before the first call returns.
  const int code = pthread_sigmask(SIG_UNBLOCK, &one, NULL);
  return code ? code : pthread_sigmask(SIG_BLOCK, &one, NULL);
}

int clinux_next_signal(int descriptor) {
  int from_kernel;
  return clinux_next_signal_from(descriptor, &from_kernel);
}

int clinux_next_signal_from(int descriptor, int *from_kernel) {
  struct signalfd_siginfo info;
  if (read(descriptor, &info, sizeof info) != sizeof info) return 0;
  *from_kernel = info.ssi_code == SI_KERNEL;
  return (int)info.ssi_signo;
}
