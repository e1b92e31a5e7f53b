public import LinuxFiles

/// Which CPU is in which package, so that a set of CPUs tells in whose energy a job can have had a part.
///
/// Source: `/sys/devices/system/cpu/cpuN/topology/physical_package_id`; Linux
/// `Documentation/admin-guide/cputopology.rst`.
public struct ProcessorPackages: Sendable {
  /// The package of each CPU; 255 where there is no such CPU.
  private let packages: [UInt8]
  /// How many CPUs each package has.
  public let counts: SIMD8<UInt16>

  /// Nil where the node has only one package, where one has a number above 7, or where nothing tells.
  public init?(below root: borrowing Root) {
    var cpus: [Int] = []
    var buffer = ReadBuffer()
    guard let text = try? root.sys.contents(of: "devices/system/cpu/online", into: &buffer),
      ProcessorList.visit(text, { cpus += $0 }), let last = cpus.max(), last < 1 << 16
    else { return nil }
    var packages = [UInt8](repeating: .max, count: last + 1)
    var counts = SIMD8<UInt16>.zero
    for cpu in cpus {
      let file = "devices/system/cpu/cpu\(cpu)/topology/physical_package_id"
      guard let package = root.sys.text(of: file).flatMap({ UInt8($0) }),
        package < SIMD8<UInt16>.scalarCount
      else { return nil }
      packages[cpu] = package
      counts[Int(package)] += 1
    }
    guard counts.max() < cpus.count else { return nil }
    self.packages = packages
    self.counts = counts
  }

  /// How many CPUs of a list are in each package; nil where it names none that is there.
  func counts(in text: Span<UInt8>) -> SIMD8<UInt16>? {
    var found = SIMD8<UInt16>.zero
    let isList = ProcessorList.visit(text) { cpus in
      for cpu in cpus where cpu < packages.count && packages[cpu] < found.scalarCount {
        found[Int(packages[cpu])] += 1
      }
    }
    return isList && found != .zero ? found : nil
  }
}
