internal import CLinux

/// How two stretches of bytes stand to each other.
enum ByteOrder {
  case less, equal, greater
}

extension Span<UInt8> {
  /// Compares two stretches byte by byte; the shorter of two that begin alike is less.
  func compare(_ left: Range<Int>, _ right: Range<Int>) -> ByteOrder {
    let length = Swift.min(left.count, right.count)
    let (a, b) = (extracting(left), extracting(right))
    let order = unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return Int32(0) }
        return unsafe memcmp(a, b, length)
      }
    }
    if order != 0 { return order < 0 ? .less : .greater }
    return left.count == right.count ? .equal : left.count < right.count ? .less : .greater
  }

  /// Whether a stretch is all of other bytes.
  func isEqual(_ range: Range<Int>, _ other: Span<UInt8>) -> Bool {
    guard range.count == other.count else { return false }
    return unsafe extracting(range).withUnsafeBufferPointer { one in
      unsafe other.withUnsafeBufferPointer { other in
        guard let one = one.baseAddress, let other = other.baseAddress else { return true }
        return unsafe memcmp(one, other, range.count) == 0
      }
    }
  }

  /// The digest of a stretch.
  func digest(of range: Range<Int>) -> NodeID {
    var digest = Digest()
    unsafe extracting(range).withUnsafeBytes { unsafe digest.update($0) }
    return digest.value
  }
}

extension [UInt8] {
  /// Adds a stretch of other bytes.
  mutating func append(_ range: Range<Int>, of bytes: Span<UInt8>) {
    unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
