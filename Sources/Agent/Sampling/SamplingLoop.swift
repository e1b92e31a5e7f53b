internal import CLinux
internal import LinuxFiles

/// The sampler's thread: rounds on a schedule that does not drift; workers' pipes, signals and questions in
/// between.
struct SamplingLoop {
  /// What the owner is told.
  enum Event {
    /// The first two rounds are finished: everything that only the start needs has been used.
    case started
    case round
    /// SIGHUP; the answer may be another interval.
    case reload
    case stop
  }

  private let sampler: Sampler
  private let clock: NodeClock
  private let signals: Int32
  private let mailbox: Mailbox?
  private var waits: [pollfd] = []
  /// Before this time no look for jobs between rounds is worth its cost.
  private var nextLook: UInt64 = 0
  /// Time between two such looks, in nanoseconds: half of what a process takes to start and end at least.
  private static let lookInterval: UInt64 = 20_000_000

  /// - Parameters:
  ///   - signals: Where signals are read; −1 where they keep their usual effect.
  ///   - mailbox: Where questions are left; nil where nobody asks.
  init(_ sampler: Sampler, clock: NodeClock, signals: Int32 = -1, mailbox: Mailbox? = nil) {
    self.sampler = sampler
    self.clock = clock
    self.signals = signals
    self.mailbox = mailbox
  }

  /// Runs until SIGTERM or SIGINT.
  mutating func run(every interval: UInt64, _ tell: (Event) -> UInt64?) {
    var interval = interval
    var rounds = 0
    var next = clock.now()
    while true {
      let now = clock.now()
      if now >= next {
        sampler.round()
        _ = tell(.round)
        rounds += 1
        if rounds == 2 { _ = tell(.started) }
        // The next point of the grid: rounds that a suspended or overloaded machine missed are gone. Driven
        // time may have moved on as soon as the round was seen, and misses nothing.
        next = ((clock.isDriven ? now : clock.now()) / interval + 1) * interval
      } else if now >= sampler.nextReading {
        sampler.readMeters()
      }
      wait(until: min(next, sampler.nextReading))
      switch nextSignal() {
      case SIGTERM, SIGINT:
        _ = tell(.stop)
        mailbox?.close()
        return
      case SIGHUP:
        if let changed = tell(.reload) { interval = changed }
        next = clock.now()
      default: break
      }
      receive()
      serve()
    }
  }

  /// Takes what workers say until `time`.
  mutating func listen(until time: UInt64) {
    while clock.now() < time {
      wait(until: min(time, sampler.nextReading))
      receive()
      if clock.now() >= sampler.nextReading { sampler.readMeters() }
    }
  }

  /// Sleeps until a pipe, a signal or a question wants attention, at the longest until `time`.
  private mutating func wait(until time: UInt64) {
    waits.removeAll(keepingCapacity: true)
    waits.append(pollfd(fd: signals, events: Int16(POLLIN), revents: 0))
    waits.append(pollfd(fd: mailbox?.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
    for supervisor in sampler.supervisors {
      for lane in supervisor.lanes {
        guard let process = lane.process else { continue }
        waits.append(pollfd(fd: process.pipe.raw, events: Int16(POLLIN), revents: 0))
      }
    }
    let now = clock.now()
    var time = time
    let jobs = sampler.jobSignal
    if jobs >= 0 {
      if now >= nextLook {
        waits.append(pollfd(fd: jobs, events: Int16(POLLIN), revents: 0))
      } else {
        time = min(time, nextLook)
      }
    }
    var milliseconds = time > now ? Int32(clamping: (time - now + 999_999) / 1_000_000) : 0
    // Driven time does not wake anybody: look again soon.
    if clock.isDriven { milliseconds = min(milliseconds, 2) }
    unsafe poll(&waits, nfds_t(waits.count), milliseconds)
  }

  private func nextSignal() -> Int32 {
    while true {
      let signal = clinux_next_signal(signals)
      // A child that ended is met at its pipe's end.
      if signal != SIGCHLD { return signal }
    }
  }

  private func serve() {
    guard let mailbox,
      waits.contains(where: { $0.fd == mailbox.descriptor && $0.revents != 0 })
    else { return }
    mailbox.serve { sampler.answer($0) }
  }

  private mutating func receive() {
    let jobs = sampler.jobSignal
    if jobs >= 0, waits.contains(where: { $0.fd == jobs && $0.revents != 0 }) {
      sampler.lookForJobs()
      nextLook = clock.now() + Self.lookInterval
    }
    for supervisor in sampler.supervisors {
      for lane in supervisor.lanes {
        guard let raw = lane.process?.pipe.raw,
          waits.contains(where: { $0.fd == raw && $0.revents != 0 })
        else { continue }
        sampler.receive(lane, of: supervisor)
      }
    }
  }
}
