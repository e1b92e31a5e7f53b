// Processes: starting, watching and ending them.
#pragma once
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

// Starts a program with /dev/null as input, `output` as output, no other descriptor and no blocked signal. One of ours
// has our standard error and group of processes, another /dev/null and a group of its own. 0 or an error number.
int clinux_spawn(const char *program, char *const arguments[], int output, int is_ours, pid_t *child);

// What became of clinux_command.
struct clinux_start {
  // The child; 0 where there is none.
  pid_t child;
  // 0, or the error number of what failed.
  int error;
  // Whether the child could not enter a group, so that the program was not tried.
  int outside;
};

// Starts `arguments[0]`, looked for in PATH, as ourselves in everything but its control groups: the child writes
// itself into each of `entrances` (paths of cgroup.procs, NULL at their end) before it becomes the program. It
// has the signal mask `mask`, and ignores the ends of children where it is told to. Returns when it is the program, or has failed.
struct clinux_start clinux_command(char *const arguments[], char *const entrances[], const sigset_t *mask, int ignores_children);

// Takes SIGCHLD at its default, without which nobody could wait for a child; whether it was ignored before.
int clinux_expect_children(void);

// Orphans below this process become its children.
static inline int clinux_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

// pipe2 with O_CLOEXEC, which Glibc shows to GNU sources only. 0 or an error number.
int clinux_pipe(int *reader, int *writer);

// fcntl and prctl are variadic, which Swift does not import.
int clinux_set_nonblocking(int descriptor);
static inline int clinux_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
static inline int clinux_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

// Macros over a status, which Swift does not import.
static inline int clinux_exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
static inline int clinux_end_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

// Sends one datagram to a Unix socket, whose name begins with @ where it is an abstract one.
int clinux_notify(const char *address, const char *message);

// Descriptor on which the signals in `signals` can be read; they are blocked for this and all later threads.
int clinux_signals(const int *signals, int count);
// Does with a signal that is blocked what the kernel does with it: of one that nobody handles or ignores its default. It
// is blocked again afterwards. 0 or an error number.
int clinux_take_signal(int number);
// The next signal, or 0 where none is waiting.
int clinux_next_signal(int descriptor);
// The same, and whether the kernel sent it: mostly a terminal's driver, which told the whole foreground group.
int clinux_next_signal_from(int descriptor, int *from_kernel);
// SIGRTMIN and SIGRTMAX are calls, which Swift does not import.
static inline int clinux_first_realtime_signal(void) { return SIGRTMIN; }
static inline int clinux_last_realtime_signal(void) { return SIGRTMAX; }

// SIG_IGN is a cast, which Swift does not import.
static inline int clinux_is_ignored(int number) {
  struct sigaction now;
  return !sigaction(number, NULL, &now) && now.sa_handler == SIG_IGN;
}
static inline void clinux_ignore(int number) { signal(number, SIG_IGN); }
