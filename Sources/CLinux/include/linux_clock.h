// The kernel's clock and how well it is kept.
#pragma once
#include <sys/timex.h>
#include <time.h>

// What clock_gettime and adjtimex say. Swift 6.3.1 crashes on structs that end in unnamed bits, as theirs do.
struct clinux_clock {
  double now;
  long offset, freq, maxerror, esterror, constant, tick, ppsfreq, jitter, errcnt;
  int status, tai;
};
// Reads the clock and changes nothing; the answer is that of adjtimex(2).
static inline int clinux_read_clock(struct clinux_clock *clock) {
  struct timespec now = {0};
  struct timex state = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  int answer = adjtimex(&state);
  *clock = (struct clinux_clock){
      .now = (double)now.tv_sec + (double)now.tv_nsec / 1e9,
      .offset = state.offset, .freq = state.freq, .maxerror = state.maxerror,
      .esterror = state.esterror, .constant = state.constant, .tick = state.tick,
      .ppsfreq = state.ppsfreq, .jitter = state.jitter, .errcnt = state.errcnt,
      .status = state.status, .tai = state.tai};
  return answer;
}
