import LinuxFiles

/// The highest clock that the kernel may choose, held lower for a time and put back.
///
/// Source: `/sys/devices/system/cpu/cpuN/cpufreq/{scaling_max_freq,cpuinfo_min_freq,cpuinfo_max_freq}`, kHz;
/// Linux `Documentation/admin-guide/pm/cpufreq.rst`. Only root may write the first.
final class ClockLimits {
  private struct Policy {
    let path: String
    let before: String
    let range: ClosedRange<Int>
  }
  private let policies: [Policy]
  /// The files of those that are not as they were.
  private var held: Set<String> = []

  /// There is nothing to hold, or it may not be held.
  struct Fixed: Error, CustomStringConvertible {
    let reason: String
    var description: String { "--clocks: \(reason); leave it out" }
  }

  /// Finds every policy below a root, and makes sure that it may be changed.
  init(below root: borrowing Root) throws {
    let folder = root.sys.path(of: "devices/system/cpu")
    var policies: [Policy] = []
    for cpu in root.sys.names(in: "devices/system/cpu") where cpu.hasPrefix("cpu") {
      let policy = "devices/system/cpu/\(cpu)/cpufreq/"
      func number(_ name: String) -> Int? { root.sys.text(of: policy + name).flatMap { Int($0) } }
      guard let before = root.sys.text(of: policy + "scaling_max_freq"),
        let least = number("cpuinfo_min_freq"), let most = number("cpuinfo_max_freq"), least < most
      else { continue }
      policies.append(
        Policy(
          path: "\(folder)/\(cpu)/cpufreq/scaling_max_freq", before: before, range: least...most))
    }
    self.policies = policies
    guard let first = policies.first else {
      throw Fixed(reason: "the kernel sets no clock here")
    }
    do throws(SystemError) {
      try KernelFile.set(first.path, to: first.before)
    } catch {
      throw Fixed(reason: error.description)
    }
  }

  deinit { putBack() }

  /// Holds every clock at a part of the way from its lowest to its highest; nil puts back what was there.
  func hold(at part: Double?) throws(SystemError) {
    guard let part else {
      putBack()
      return
    }
    for policy in policies {
      let (least, most) = (policy.range.lowerBound, policy.range.upperBound)
      held.insert(policy.path)
      try KernelFile.set(policy.path, to: "\(least + Int(Double(most - least) * part))")
    }
  }

  /// Puts back what was there, for all that let it; the others are named on standard error, and tried again the next
  /// time.
  @discardableResult
  func putBack() -> [SystemError] {
    var errors: [SystemError] = []
    for policy in policies where held.contains(policy.path) {
      do throws(SystemError) {
        try KernelFile.set(policy.path, to: policy.before)
        held.remove(policy.path)
      } catch {
        errors.append(error)
        StandardStream.error.write("probe: not put back to \(policy.before) kHz: \(error)\n")
      }
    }
    return errors
  }
}
