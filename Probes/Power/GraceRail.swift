internal import NodeModel

/// A power meter of NVIDIA's Grace processors, by the name that its firmware gives it.
///
/// Source: ACPI power meters whose OEM information is "Grace Power Socket 0" and the like (NVIDIA Grace
/// Performance Tuning Guide). `Grace` is the socket with its memory and regulators, `CPU` and `SysIO` are two
/// of its rails, `Module` holds the GPU of a Grace Hopper too.
struct GraceRail {
  /// "CPU".
  let part: String
  /// "0".
  let socket: String

  /// Nil of any other text.
  init?(_ label: String) {
    let words = label.split(separator: " ")
    guard words.count == 4, words[1] == "Power", words[2] == "Socket", UInt32(words[3]) != nil
    else { return nil }
    part = String(words[0])
    socket = String(words[3])
  }

  /// Whether it is a whole socket without a GPU.
  var isCPU: Bool { part == "Grace" }

  /// Which one of its domain.
  func device(among sockets: Set<String>) -> String {
    domain(among: sockets) == .rail ? "\(part) \(socket)" : socket
  }

  /// What it measures where these sockets have a meter of their own. A module counts only for one that has
  /// none: it holds a GPU that is counted elsewhere.
  func domain(among sockets: Set<String>) -> EnergyDomain {
    switch part {
    case "Grace": .package
    case "CPU": .core
    case "SysIO": .uncore
    case "Module" where !sockets.contains(socket): .package
    default: .rail
    }
  }
}
