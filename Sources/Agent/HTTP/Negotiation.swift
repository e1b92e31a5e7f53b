internal import Exporters
internal import NIOHTTP1

/// What a client accepts, by its request's headers (RFC 9110 §12.5).
enum Negotiation {
  /// The text format with the higher weight; Prometheus' own where the client does not say.
  static func format(_ headers: HTTPHeaders) -> TextFormat {
    var best: (format: TextFormat, weight: Double) = (.prometheus, 0)
    for value in headers[canonicalForm: "accept"] {
      for (name, weight) in [Substring](value.split(separator: ",")).map(weighted) {
        let format: TextFormat
        switch name.lowercased() {
        case "application/openmetrics-text": format = .openMetrics
        case "text/plain", "text/*": format = .prometheus
        default: continue
        }
        if weight > best.weight { best = (format, weight) }
      }
    }
    return best.format
  }

  /// Whether the client takes gzip.
  static func acceptsGzip(_ headers: HTTPHeaders) -> Bool {
    var any = false
    for value in headers[canonicalForm: "accept-encoding"] {
      let (name, weight) = weighted(value)
      switch name.lowercased() {
      case "gzip", "x-gzip": return weight > 0
      case "*": any = weight > 0
      default: continue
      }
    }
    return any
  }

  /// `text/plain;version=0.0.4;q=0.5` as its name and weight.
  private static func weighted(_ item: Substring) -> (name: Substring, weight: Double) {
    let parts = item.split(separator: ";").map { $0.trimmed() }
    let weight = parts.dropFirst().first { $0.hasPrefix("q=") || $0.hasPrefix("Q=") }
    return (parts.first ?? "", weight.flatMap { Double($0.dropFirst(2)) } ?? 1)
  }
}

extension Substring {
  fileprivate func trimmed() -> Substring {
    drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
  }
}
