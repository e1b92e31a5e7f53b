/// What of a hardware model can be missing on one machine of it: packages, cores, accelerators.
struct ModelParts: Hashable, Sendable {
  /// What stays the same when a part fails.
  struct Kind: Hashable, Sendable {
    let vendor: String?
    let product: String?
    let processor: String?
  }

  let kind: Kind
  let packages: Int?
  let cores: Int?
  /// How many of each model.
  let accelerators: [String: Int]

  init(_ facts: borrowing NodeFacts) {
    kind = Kind(vendor: facts.vendor, product: facts.product, processor: facts.processor)
    packages = facts.packages
    cores = facts.cores
    var counts: [String: Int] = [:]
    for one in facts.accelerators {
      // What others say may stop at the largest number, and never the program.
      let (sum, isBeyond) = counts[one.model, default: 0].addingReportingOverflow(one.count)
      counts[one.model] = isBeyond ? .max : sum
    }
    accelerators = counts.filter { $0.value > 0 }
  }

  /// The models of its accelerators.
  var acceleratorModels: Set<String> { Set(accelerators.keys) }

  /// How many accelerators it has, of all models.
  var acceleratorCount: Int {
    accelerators.values.reduce(0) { sum, count in
      let (both, isBeyond) = sum.addingReportingOverflow(count)
      return isBeyond ? .max : both
    }
  }

  /// Whether its product is one machine: a hypervisor's or a cloud's is of any size, and a smaller one lacks nothing.
  var isOfOneSize: Bool {
    guard let product = kind.product, !product.isEmpty else { return false }
    return !Self.anySize.contains { product.hasPrefix($0) }
  }

  /// What DMI calls virtual machines. EC2's are not among them: they are called by their size.
  private static let anySize = [
    "AHV", "Alibaba Cloud ECS", "BHYVE", "Bochs", "CVM", "Droplet", "Google Compute Engine",
    "HVM domU", "KVM", "OpenStack", "Parallels", "RHEV Hypervisor", "RHEL", "Standard PC",
    "VMware", "Virtual Machine", "VirtualBox", "oVirt", "vServer",
  ]

  /// Whether packages or cores are missing that another model has.
  func isBehindInCores(_ other: ModelParts) -> Bool {
    let pairs = [(packages, other.packages), (cores, other.cores)]
    func count(_ precedes: (Int, Int) -> Bool) -> Int {
      pairs.count { one, other in
        guard let one, let other else { return false }
        return precedes(one, other)
      }
    }
    return count(<) > 0 && count(>) == 0
  }

  /// Whether accelerators are missing that another model has; other ones were bought so.
  func isBehindInAccelerators(_ other: ModelParts) -> Bool {
    accelerators != other.accelerators
      && accelerators.allSatisfy { $0.value <= other.accelerators[$0.key] ?? 0 }
  }

  /// "2 packages, 128 cores".
  var coreWords: String {
    func words(_ count: Int?, _ word: String) -> String? {
      count.map { "\($0) \(word)\($0 == 1 ? "" : "s")" }
    }
    return [words(packages, "package"), words(cores, "core")].compactMap(\.self)
      .joined(separator: ", ")
  }

  /// "8 × NVIDIA H100 SXM5".
  var acceleratorWords: String {
    accelerators.isEmpty
      ? "none"
      : accelerators.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        .joined(separator: " + ")
  }
}
