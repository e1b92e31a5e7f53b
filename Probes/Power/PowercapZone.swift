internal import LinuxFiles
internal import NodeModel

/// One zone of the powercap class: what its name says that it measures.
struct PowercapZone {
  /// Its entry in the class: "intel-rapl:0:1".
  let entry: String
  /// The driver's word for the way to the counter: "intel-rapl", "intel-rapl-mmio".
  let control: String
  let domain: EnergyDomain
  /// "0" for a socket, "0-die-1" for a die; empty for what has none.
  let device: String

  /// What the zone `entry` is, from its name and that of the zone that it lies in.
  init(_ entry: String, name: String?, parent: String?) {
    self.entry = entry
    control = entry.prefix { $0 != ":" }.description
    let isRAPL = control.hasPrefix("intel-rapl")
    switch name {
    case let name? where isRAPL && name.hasPrefix("package-"):
      domain = .package
      device = String(name.dropFirst("package-".count))
    case let name? where isRAPL && name.hasPrefix("psys"):
      domain = .psys
      device = String(name.dropFirst("psys".count).drop { $0 == "-" })
    case "core" where isRAPL: (domain, device) = (.core, Self.device(of: parent))
    case "uncore" where isRAPL: (domain, device) = (.uncore, Self.device(of: parent))
    case "dram" where isRAPL: (domain, device) = (.dram, Self.device(of: parent))
    default:
      domain = .rail
      device = name.map { "\(entry) \($0)" } ?? entry
    }
  }

  /// Zones of one package that may show one counter under several names: dies do.
  var mirrorGroup: String? {
    switch domain {
    case .package, .dram:
      "\(domain.word) \(device.prefix { $0 != "-" })"
    case .psys: domain.word
    default: nil
    }
  }

  /// What the source is called: the same counter can be reached by registers (MSR, TPMI) and by memory
  /// (MMIO).
  var source: String {
    if control == "intel-rapl" { return "rapl" }
    if control.hasPrefix("intel-rapl-") {
      return "rapl_" + control.dropFirst("intel-rapl-".count)
    }
    return control
  }

  /// Registers first: memory repeats some of them.
  var preference: UInt8 { control == "intel-rapl" ? 0 : 1 }

  private static func device(of parent: String?) -> String {
    guard let parent, parent.hasPrefix("package-") else { return parent ?? "" }
    return String(parent.dropFirst("package-".count))
  }
}
