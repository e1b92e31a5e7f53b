public import LinuxFiles

/// Which CPU is in which package, and which CPUs are threads of one core.
///
/// Source: `/sys/devices/system/cpu/cpuN/topology/physical_package_id` and `thread_siblings_list`; Linux
/// `Documentation/admin-guide/cputopology.rst`.
public struct ProcessorPlaces: Sendable, Equatable {
  /// Where a CPU is.
  public struct Place: Sendable, Equatable {
    /// Its package, below 8.
    public var package: Int
    /// The lowest number of a CPU on the same core.
    public var core: Int

    /// A place.
    public init(package: Int, core: Int) {
      self.package = package
      self.core = core
    }
  }

  /// By the CPUs' numbers; nil where none is online.
  public let places: [Place?]
  /// How many CPUs each package has.
  public let counts: SIMD8<UInt16>

  /// CPUs at these places.
  public init(_ places: [Place?]) {
    self.places = places
    var counts = SIMD8<UInt16>.zero
    for place in places { if let place { counts[place.package] += 1 } }
    self.counts = counts
  }

  /// Nil where a package has a number above 7, a CPU one that no set can have, or nothing tells.
  public init?(below root: borrowing Root) {
    var cpus: [Int] = []
    var buffer = ReadBuffer()
    var siblingBuffer = ReadBuffer()
    guard let text = try? root.sys.contents(of: "devices/system/cpu/online", into: &buffer),
      ProcessorList.visit(text, { cpus += $0 }), let last = cpus.max(), last < ProcessorSet.most
    else { return nil }
    var places = [Place?](repeating: nil, count: last + 1)
    for cpu in cpus {
      let folder = "devices/system/cpu/cpu\(cpu)/topology/"
      guard let package = root.sys.text(of: folder + "physical_package_id").flatMap({ UInt8($0) }),
        package < SIMD8<UInt16>.scalarCount
      else { return nil }
      var core = cpu
      if let siblings = try? root.sys.contents(
        of: folder + "thread_siblings_list", into: &siblingBuffer)
      {
        _ = ProcessorList.visit(siblings) { core = min(core, $0.lowerBound) }
      }
      places[cpu] = Place(package: Int(package), core: core)
    }
    self.init(places)
  }

  /// How many packages have CPUs.
  public var packages: Int { counts.indices.count { counts[$0] > 0 } }

  /// The package of a CPU; nil where there is no such CPU.
  public func package(of cpu: Int) -> Int? {
    cpu < places.count ? places[cpu]?.package : nil
  }

  /// How many CPUs of a set are in each package.
  public func counts(of set: ProcessorSet) -> SIMD8<UInt16> {
    var found = SIMD8<UInt16>.zero
    set.forEach { cpu in
      if cpu < places.count, let place = places[cpu] { found[place.package] += 1 }
    }
    return found
  }
}
