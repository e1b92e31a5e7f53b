// The kernel's clock and how well it is kept.
#pragma once
#include <sys/timex.h>

// What adjtimex says. Swift 6.3.1 crashes on structs that end in unnamed bits, as its own does.
struct clinux_clock {
  long offset, freq, maxerror, esterror, constant, tick, ppsfreq, jitter, errcnt;
  int status, tai;
};
// Reads the clock and changes nothing; the answer is that of adjtimex(2).
static inline int clinux_read_clock(struct clinux_clock *clock) {
  struct timex state = {0};
  int answer = adjtimex(&state);
  *clock = (struct clinux_clock){
      .offset = state.offset, .freq = state.freq, .maxerror = state.maxerror,
      .esterror = state.esterror, .constant = state.constant, .tick = state.tick,
      .ppsfreq = state.ppsfreq, .jitter = state.jitter, .errcnt = state.errcnt,
      .status = state.status, .tai = state.tai};
  return answer;
}
