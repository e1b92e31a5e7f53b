internal import CLinux
public import LinuxFiles

/// The mean clock of all CPUs, for models of power that ask for it.
///
/// Source: `/sys/devices/system/cpu/cpuN/cpufreq/{scaling_cur_freq,related_cpus}`, kHz; Linux
/// `Documentation/admin-guide/pm/cpufreq.rst`. A policy counts for as many CPUs as share its clock. Of more
/// than 64 policies 64 are read, evenly spread: a file costs 10 µs.
public final class ProcessorClock {
  private struct Policy {
    let path: String
    let cpus: UInt64
  }
  private let folder: Directory
  private let policies: [Policy]

  private static let mostPolicies = 64

  /// Nil where the kernel tells no clock.
  public init?(below root: borrowing Root) {
    guard let folder = try? Directory("devices/system/cpu", below: root.sys) else { return nil }
    var policies: [Policy] = []
    var seen: Set<String> = []
    for cpu in folder.names() where cpu.hasPrefix("cpu") && UInt(cpu.dropFirst(3)) != nil {
      let policy = cpu + "/cpufreq"
      // Where the folder is a link, CPUs of one policy link to the same one.
      guard folder.contains(policy + "/scaling_cur_freq"),
        seen.insert(folder.linkName(policy) ?? cpu).inserted
      else { continue }
      // Listed apart by blanks, unlike other lists of CPUs.
      let cpus = folder.text(of: policy + "/related_cpus")?.split(separator: " ").count ?? 1
      policies.append(Policy(path: policy + "/scaling_cur_freq", cpus: UInt64(max(1, cpus))))
    }
    guard !policies.isEmpty else { return nil }
    let step = (policies.count + Self.mostPolicies - 1) / Self.mostPolicies
    self.policies = stride(from: 0, to: policies.count, by: step).map { policies[$0] }
    self.folder = folder
  }

  /// The clock now; nil where no policy tells it. A policy that does not is left out.
  public func hertz(buffer: inout ReadBuffer) -> UInt64? {
    var (sum, count): (UInt64, UInt64) = (0, 0)
    for policy in policies {
      guard let text = try? folder.record(of: policy.path, into: &buffer) else { continue }
      var scanner = ByteScanner(text)
      // A hundred gigahertz is no clock.
      guard let kilohertz = scanner.unsigned(), (1...100_000_000).contains(kilohertz) else {
        continue
      }
      sum += kilohertz * policy.cpus
      count += policy.cpus
    }
    return count > 0 ? sum / count * 1000 : nil
  }
}
