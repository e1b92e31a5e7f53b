import Foundation
import NodeModel

@testable import Agent

/// A report as a program sees it that is not ours.
struct ReportReading {
  let members: [String: Any]
  let text: String

  init(_ bytes: [UInt8]) throws {
    text = String(decoding: bytes, as: UTF8.self)
    let document = try JSONSerialization.jsonObject(with: Data(bytes))
    members = document as? [String: Any] ?? [:]
  }

  var rows: [[String: Any]] { members["rows"] as? [[String: Any]] ?? [] }
  var jobs: [[String: Any]] { members["jobs"] as? [[String: Any]] ?? [] }
  var summary: [String: Any] { members["summary"] as? [String: Any] ?? [:] }

  func sum(_ name: String) -> UInt64 { (summary[name] as? NSNumber)?.uint64Value ?? .max }

  /// The bytes of each row, as they stand in the document.
  var rowTexts: [String] {
    guard let start = text.range(of: "\"rows\":["), let end = text.range(of: "],\"jobs\":[") else {
      return []
    }
    let rows = text[start.upperBound..<end.lowerBound]
    // No owner of these tests has a brace in its name.
    return rows.split(separator: "}").map { String($0.drop { $0 == "," }) + "}" }
  }

  /// The bytes of the rows of one hour.
  func rowTexts(of hour: String) -> [String] {
    rowTexts.filter { $0.contains("\"hour\":\"\(hour)\"") }
  }

  /// What all owners but `residual_under` have, and what that has.
  var energy: (handedOut: UInt64, under: UInt64) {
    var energy: (UInt64, UInt64) = (0, 0)
    for row in rows {
      let slots = row["full_uj"] as? [Any] ?? []
      let sum = slots.compactMap { ($0 as? NSNumber)?.uint64Value }.reduce(0, +)
      if row["owner"] as? String == "residual_under" { energy.1 += sum } else { energy.0 += sum }
    }
    return energy
  }
}
