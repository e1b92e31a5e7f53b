import Probes

/// The links that `lspci -vv` printed: "LnkCap: … Speed 8GT/s, Width x8" and "LnkSta: …".
struct LspciLinks {
  private(set) var links: [String: PCILink] = [:]

  init(_ text: String) {
    var address = ""
    for line in text.split(separator: "\n") {
      if let first = line.first, first.isHexDigit {
        let word = line.prefix { $0 != " " }
        address = word.count > 7 ? String(word) : "0000:" + word
      } else if line.contains("LnkCap:") {
        links[address, default: PCILink()].maxSpeed = Self.speed(in: line)
        links[address, default: PCILink()].maxWidth = Self.width(in: line)
      } else if line.contains("LnkSta:") {
        links[address, default: PCILink()].speed = Self.speed(in: line)
        links[address, default: PCILink()].width = Self.width(in: line)
      }
    }
    links = links.filter { !$0.value.isUnknown }
  }

  private static func speed(in line: Substring) -> UInt64? {
    word(behind: "Speed ", in: line).flatMap { Double($0.prefix { $0 != "G" }) }
      .map { UInt64($0 * 1e9) }
  }

  private static func width(in line: Substring) -> UInt64? {
    word(behind: "Width x", in: line).flatMap { UInt64($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func word(behind key: String, in line: Substring) -> Substring? {
    guard let range = line.firstRange(of: key) else { return nil }
    return line[range.upperBound...].prefix { $0 != "," && $0 != " " }
  }
}
