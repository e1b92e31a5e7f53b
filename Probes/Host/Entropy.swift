internal import LinuxFiles
internal import NodeModel

/// The kernel's pool of randomness.
///
/// Source: `/proc/sys/kernel/random`, in bits; `random(4)`. Since Linux 5.18 the pool is full for
/// ever once it was seeded.
final class Entropy: Probe {
  static let name: StaticString = "entropy"
  static var cadence: Cadence { .seconds(30) }

  private let files: NumberFiles

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.proc.contains("sys/kernel/random/entropy_avail") else { return nil }
    var files = try NumberFiles("sys/kernel/random", below: root.proc, holdsDevices: false)
    files.addIfPresent(
      "entropy_avail", .entropyAvailable, [:], .per(8), series: &series)
    files.addIfPresent("poolsize", .entropyPool, [:], .per(8), series: &series)
    self.files = files
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    files.read(into: &readings, buffer: &buffer)
  }
}

extension Metric {
  static let entropyAvailable = Metric(
    "nodeprobe_entropy_available_bytes", "Randomness in the pool")
  static let entropyPool = Metric(
    "nodeprobe_entropy_pool_bytes", "Randomness that the pool can hold")
}
