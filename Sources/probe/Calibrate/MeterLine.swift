/// What a line of a meter's file says.
enum MeterLine: Equatable {
  case reading(seconds: Double?, watts: Double)
  /// Empty, or a comment.
  case nothing
  case strange

  /// Reads a line without its end.
  init(_ line: some Sequence<UInt8>) {
    let (comma, blanks) = (UInt8(44), [9, 13, 32, 59] as [UInt8])
    let parts = Array(line).split { blanks.contains($0) }
    // Where something else separates, a comma may be that of a decimal.
    let hasDecimals =
      parts.count > 1 && parts.prefix(2).contains { $0.dropFirst().dropLast().contains(comma) }
    let fields = parts.flatMap { $0.split(separator: comma) }
      .map { String(decoding: $0, as: UTF8.self) }
    guard let first = fields.first, !first.hasPrefix("#") else {
      self = .nothing
      return
    }
    let numbers = fields.prefix(2).compactMap { Double($0) }.filter { $0.isFinite && $0 >= 0 }
    switch (fields.count, hasDecimals ? 0 : numbers.count) {
    case (1, 1): self = .reading(seconds: nil, watts: numbers[0])
    case (2..., 2): self = .reading(seconds: numbers[0], watts: numbers[1])
    default: self = .strange
    }
  }
}
