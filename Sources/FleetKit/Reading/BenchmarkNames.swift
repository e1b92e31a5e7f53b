/// The names of benchmarks, each kept once: nodes run the same ones, so that a record says a number.
final class BenchmarkNames {
  /// A name, and what shows quickly that two results are of different benchmarks.
  struct Known {
    let name: BenchmarkName
    let subject: UInt64

    init(_ name: BenchmarkName) {
      self.name = name
      subject = SubjectHash(name).value
    }
  }

  /// Others stand in the records themselves, so that nobody can fill the memory with names.
  private static let limit = 1 << 14

  private var known: [Known] = []
  /// As records have them.
  private var texts: [[UInt8]] = []
  private var places: [UInt64: Int32] = [:]
  private var last = -1

  /// A name by its number.
  subscript(number: Int) -> Known { known[number] }

  /// The number of the name that a record holds, which is learned where it is new; nil where there are too many. The
  /// one behind the last is looked at first.
  func number(of record: borrowing RecordWriter) -> Int? {
    let text = record.bytes.extracting(first: record.count)
    let next = last + 1 < texts.count ? last + 1 : 0
    if next < texts.count, isSame(text, next) {
      last = next
      return next
    }
    let hash = record.bytes.hash(of: 0..<record.count)
    if let place = places[hash] {
      last = Int(place)
      return isSame(text, last) ? last : nil
    }
    guard known.count < Self.limit else { return nil }
    var reader = RecordReader(record.bytes)
    last = known.count
    known.append(Known(reader.benchmarkName()))
    places[hash] = Int32(last)
    var bytes: [UInt8] = []
    bytes.append(0..<text.count, of: text)
    texts.append(bytes)
    return last
  }

  private func isSame(_ text: Span<UInt8>, _ number: Int) -> Bool {
    let known = texts[number]
    return text.isEqual(0..<text.count, known.span)
  }
}

extension RecordReader {
  /// Reads the name of a benchmark.
  mutating func benchmarkName() -> BenchmarkName {
    let (suite, name, unit) = (text(), text(), text())
    var parameters = ""
    for (key, value) in pairs() {
      if !parameters.isEmpty { parameters += "," }
      parameters += key + "=" + value
    }
    return BenchmarkName(suite: suite, name: name, parameters: parameters, unit: unit)
  }
}
