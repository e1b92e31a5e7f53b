public import LinuxFiles

/// Slow-downs because of heat as the kernel counts them on Intel's CPUs.
///
/// Source: `/sys/devices/system/cpu/cpuN/thermal_throttle/{core,package}_throttle_count`; Linux
/// `arch/x86/kernel/cpu/mce/therm_throt.c`. CPUs that share a core or a package show the same event each:
/// the sum counts events more than once, which does not matter to whether there were any.
public final class KernelThrottles: ThrottleCounter {
  private let sys: Directory

  /// Nil where the machine does not count them.
  public init?(below root: borrowing Root) {
    guard Self.events(below: root.sys) != nil,
      let sys = try? Directory(".", below: root.sys)
    else { return nil }
    self.sys = sys
  }

  /// Slow-downs of these CPUs since boot, and of the packages that they are in.
  public func events(on cpus: [Int]) -> UInt64? {
    Self.events(of: cpus.map { "cpu\($0)" }, below: sys)
  }

  /// Slow-downs of all CPUs since boot.
  static func events(below sys: borrowing Directory) -> UInt64? {
    events(
      of: sys.names(in: folder).filter { Int($0.dropFirst(3)) != nil }, below: sys)
  }

  private static let folder = "devices/system/cpu"

  private static func events(of cpus: [String], below sys: borrowing Directory) -> UInt64? {
    var sum: UInt64?
    for cpu in cpus {
      for file in ["core_throttle_count", "package_throttle_count"] {
        let path = "\(folder)/\(cpu)/thermal_throttle/\(file)"
        guard let count = sys.text(of: path).flatMap({ UInt64($0) }) else { continue }
        sum = (sum ?? 0) &+ count
      }
    }
    return sum
  }
}
