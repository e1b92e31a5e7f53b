internal import NodeModel

/// A number that shows quickly that no two parts are about the same: where two numbers are alike, their names tell.
struct SubjectHash {
  /// FNV-1a over all bytes.
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Of what names a row.
  init(_ row: borrowing FleetRow) {
    let words = [
      UInt64(bitPattern: row.hour), row.epoch.high, row.epoch.low, UInt64(row.owner),
      UInt64(row.component.rawValue),
    ]
    for word in words {
      let product = (value ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      value = product.high ^ product.low
    }
  }

  /// Of what names a job.
  init(_ job: borrowing FleetJob) {
    add(job.id)
    guard let epoch = job.epoch else { return }
    value ^= epoch.high &* 31 &+ epoch.low
  }

  /// Of what names a result; its unit does not.
  init(_ benchmark: borrowing BenchmarkName) {
    add(benchmark.suite)
    add(benchmark.name)
    add(benchmark.parameters)
  }

  /// So many are compared one by one, which is faster than to sort them.
  private static let few = 16

  /// Whether no number stands twice.
  static func areDistinct(_ values: [UInt64]) -> Bool {
    if values.count <= few {
      return values.indices.allSatisfy { place in !values[..<place].contains(values[place]) }
    }
    let sorted = values.sorted()
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0 != $1 }
  }

  private mutating func add(_ text: String) {
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    value = (value ^ 0xFF) &* 0x100_0000_01B3
  }
}
