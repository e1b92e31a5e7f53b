import BenchKit
import LinuxFiles

/// Whether there is memory enough to measure anything.
enum BenchMemory {
  /// What the program itself takes, with the smallest working sets.
  static let least = 24 << 20

  /// Nil where there is enough; else one line that says what is missing.
  ///
  /// Asked before the command line is parsed: in a control group of a megabyte, parsing it already ends
  /// in the kernel's killing the program without a word.
  static func complaint() -> String? {
    guard let root = try? Root() else { return nil }
    let machine = Machine(below: root)
    guard machine.availableBytes < least else { return nil }
    let limit = machine.limits.memoryBytes.map { " (its control group's limit is \(amount($0)))" }
    return "bench needs \(amount(least)) of memory and this process can have "
      + "\(amount(machine.availableBytes))\(limit ?? ""); raise the limit, or free some"
  }

  private static func amount(_ bytes: Int) -> String {
    bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
  }
}
