internal import LinuxFiles

/// In which packages' memory a job's pages are.
///
/// Source: the anonymous memory in `memory.numa_stat`, in bytes (version 2) or pages (version 1), with all groups
/// below; Linux `Documentation/admin-guide/cgroup-v2.rst` and `cgroup-v1/memory.rst` §5.6.
struct MemoryPlaces {
  /// The package of each NUMA node; nil of one without CPUs.
  private let packages: [Int?]
  private let version: CgroupHierarchy.Version

  /// Nil where there is one package, or nothing tells.
  init?(below root: borrowing Root, version: CgroupHierarchy.Version) {
    guard let cpus = ProcessorPlaces(below: root), cpus.packages > 1 else { return nil }
    self.version = version
    var packages: [Int?] = []
    var buffer = ReadBuffer()
    while let list = try? root.sys.contents(
      of: "devices/system/node/node\(packages.count)/cpulist", into: &buffer)
    {
      var first: Int?
      guard ProcessorList.visit(list, { first = first ?? $0.lowerBound }) else { return nil }
      packages.append(first.flatMap { cpus.package(of: $0) })
    }
    guard !packages.isEmpty else { return nil }
    self.packages = packages
  }

  /// The part that each package has, in thousandths; nil where the text tells none.
  func parts(in text: Span<UInt8>) -> SIMD8<UInt16>? {
    var scanner = ByteScanner(text)
    switch version {
    case .one: guard scanner.seek(line: "hierarchical_anon=") else { return nil }
    case .two: guard scanner.seek(line: "anon ") else { return nil }
    }
    var found = SIMD8<UInt64>.zero
    while scanner.skip(past: "N"), let node = scanner.unsigned(), scanner.skip("="),
      let amount = scanner.unsigned()
    {
      guard node < UInt64(packages.count), let package = packages[Int(node)] else { continue }
      found[package] += min(amount, 1 << 50)
    }
    let all = found.wrappedSum()
    return all > 0 ? SIMD8(truncatingIfNeeded: found &* 1000 / all) : nil
  }
}
