import Foundation

/// One page of `/metrics` as a scraper sees it.
public struct MetricsPage: Sendable {
  /// Every sample, by `name{label="value",…}` as it stands on the page.
  public let samples: [String: Double]

  /// Takes the text format apart.
  public init(_ text: String) {
    var samples: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let blank = line.lastIndex(of: " ") else { continue }
      samples[String(line[..<blank])] = Double(line[line.index(after: blank)...])
    }
    self.samples = samples
  }

  /// The value of the only sample of a family that has all of these labels; nil where there is none.
  public subscript(_ name: String, _ labels: KeyValuePairs<String, String>) -> Double? {
    let wanted = labels.map { "\($0.key)=\"\($0.value)\"" }
    return samples.first { key, _ in
      key.hasPrefix(name + "{") && wanted.allSatisfy { key.contains($0) }
    }?.value
  }

  /// The page that the agent at `port` of this machine serves now.
  public static func scrape(port: UInt16) throws -> MetricsPage {
    let answer = try HTTPExchange.get("/metrics", port: port)
    guard answer.status == 200 else { throw HTTPExchange.Failure(what: "status \(answer.status)") }
    return MetricsPage(answer.body)
  }
}
