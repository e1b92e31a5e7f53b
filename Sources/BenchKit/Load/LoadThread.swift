internal import CLinux

/// One CPU that is busy for a part of its time.
final class LoadThread: Sendable {
  let cpu: Int
  private let share: Double
  private let work: any LoadWork
  private let interruption: Interruption

  /// The shortest turn, and by how much longer one may be, in nanoseconds.
  private static let turn: (least: UInt64, spread: Int) = (8_000_000, 16_000_000)

  init(on cpu: Int, share: Double, _ work: any LoadWork, until interruption: Interruption) {
    self.cpu = cpu
    self.share = share
    self.work = work
    self.interruption = interruption
  }

  /// Works and sleeps by turns until somebody asks to stop. Where the CPU is refused, the load runs where
  /// the kernel puts it: utilization is measured, not assumed.
  func run() {
    _ = unsafe clinux_name_thread("probe-load")
    _ = clinux_pin(Int32(cpu))
    // Sleeps end when they should, so that turns have their lengths.
    _ = clinux_set_timer_slack(1)
    var random = RandomSource(seed: UInt64(cpu))
    var state = work.begin()
    while !interruption.isRequested {
      let length = Self.turn.least + UInt64(random.index(below: Self.turn.spread))
      let start = clinux_monotonic_nanoseconds()
      let busy = start + UInt64(Double(length) * share)
      repeat {
        work.piece(&state)
      } while clinux_monotonic_nanoseconds() < busy && !interruption.isRequested
      if share < 1 { sleep(until: start + length) }
    }
  }

  private func sleep(until time: UInt64) {
    var target = timespec()
    target.tv_sec = Int(time / 1_000_000_000)
    target.tv_nsec = Int(time % 1_000_000_000)
    unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &target, nil)
  }
}
