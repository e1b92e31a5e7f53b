internal import Exporters
internal import NIOHTTP1

/// What a client accepts, by its request's headers (RFC 9110 §12.5). It is asked with each scrape, so it
/// walks the bytes where they stand and allocates nothing.
enum Negotiation {
  /// The text format with the higher weight; Prometheus' own where the client does not say.
  static func format(_ headers: HTTPHeaders) -> TextFormat {
    var best: (format: TextFormat, weight: Int) = (.prometheus, 0)
    for (name, value) in headers where name[...].utf8.spells("accept") {
      for item in WeightedItems(value) where item.weight > best.weight {
        if item.name.spells("application/openmetrics-text") {
          best = (.openMetrics, item.weight)
        } else if item.name.spells("text/plain") || item.name.spells("text/*") {
          best = (.prometheus, item.weight)
        }
      }
    }
    return best.format
  }

  /// Whether the client takes gzip.
  static func acceptsGzip(_ headers: HTTPHeaders) -> Bool {
    var any = false
    for (name, value) in headers where name[...].utf8.spells("accept-encoding") {
      for item in WeightedItems(value) {
        if item.name.spells("gzip") || item.name.spells("x-gzip") { return item.weight > 0 }
        if item.name.spells("*") { any = item.weight > 0 }
      }
    }
    return any
  }
}

/// The items of a header's value, such as `text/plain;version=0.0.4;q=0.5, */*`, with their weights in
/// thousandths.
private struct WeightedItems: Sequence, IteratorProtocol {
  private var rest: Substring.UTF8View

  init(_ value: String) {
    rest = value[...].utf8
  }

  mutating func next() -> (name: Substring.UTF8View, weight: Int)? {
    guard !rest.isEmpty else { return nil }
    var item = rest.removePrefix(before: UInt8(ascii: ","))
    let name = item.removePrefix(before: UInt8(ascii: ";")).trimmed()
    while !item.isEmpty {
      let parameter = item.removePrefix(before: UInt8(ascii: ";")).trimmed()
      if parameter.prefix(2).spells("q=") {
        return (name, Self.weight(parameter.dropFirst(2)))
      }
    }
    return (name, 1000)
  }

  /// A weight such as `0.5` or `1` in thousandths; what is none counts as 1.
  private static func weight(_ text: Substring.UTF8View) -> Int {
    guard let whole = text.first, whole == UInt8(ascii: "0") else { return 1000 }
    var weight = 0
    var place = 100
    for digit in text.dropFirst(2) where digit >= 0x30 && digit <= 0x39 {
      weight += Int(digit - 0x30) * place
      place /= 10
    }
    return weight
  }
}

extension Substring.UTF8View {
  /// Whether these are the letters of `word`, which is lowercase; upper case counts as lower.
  fileprivate func spells(_ word: String) -> Bool {
    elementsEqual(word.utf8) { byte, wanted in
      (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == wanted
    }
  }

  /// Takes away everything up to and with the first `separator`; what stood before it.
  fileprivate mutating func removePrefix(before separator: UInt8) -> Substring.UTF8View {
    let end = firstIndex(of: separator) ?? endIndex
    defer { self = self[end...].dropFirst() }
    return self[..<end]
  }

  /// Without blanks and tabs at its ends.
  fileprivate func trimmed() -> Substring.UTF8View {
    drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 != 0x20 && $0 != 0x09 }
  }
}
