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

// Starts a program with /dev/null as input, `output` as output, our standard error, no other
// descriptor and no blocked signal. 0 or an error number.
int clinux_spawn(const char *program, char *const arguments[], int output, pid_t *child);

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
// The next signal, or 0 where none is waiting.
int clinux_next_signal(int descriptor);

// SIG_IGN is a cast, which Swift does not import.
static inline void clinux_ignore(int number) { signal(number, SIG_IGN); }
