internal import Synchronization

/// The names of benchmarks, each kept once: nodes run the same ones, so that a record says a number. Any thread may
/// ask.
final class BenchmarkNames: Sendable {
  /// A name, and what shows quickly that two results are of different benchmarks.
  struct Known: Sendable {
    let name: BenchmarkName
    let subject: UInt64

    init(_ name: BenchmarkName) {
      self.name = name
      subject = SubjectHash(name).value
    }
  }

  private struct State {
    var known: [Known] = []
    /// As records have them.
    var texts: [[UInt8]] = []
    var numbers: [UInt64: Int32] = [:]
  }

  /// Others stand in the records themselves, so that nobody can fill the memory with names.
  private static let limit = 1 << 14

  private let state = Mutex(State())

  /// All names by their numbers, as far as they are known now.
  var all: [Known] { state.withLock { $0.known } }

  /// The number of the name that a record holds, which is learned where it is new; nil where there are too many.
  fileprivate func number(of text: [UInt8], hash: UInt64, _ name: BenchmarkName) -> Int? {
    state.withLock { state in
      if let number = state.numbers[hash] {
        return state.texts[Int(number)] == text ? Int(number) : nil
      }
      guard state.known.count < Self.limit else { return nil }
      state.known.append(Known(name))
      state.texts.append(text)
      state.numbers[hash] = Int32(state.known.count - 1)
      return state.known.count - 1
    }
  }
}

/// The names of benchmarks by their numbers, for one thread.
struct BenchmarkNameList {
  private let names: BenchmarkNames
  private var known: [BenchmarkNames.Known] = []

  /// Those of a table.
  init(_ names: BenchmarkNames) { self.names = names }

  /// A name by its number.
  subscript(number: Int) -> BenchmarkNames.Known {
    mutating get {
      if number >= known.count { known = names.all }
      return known[number]
    }
  }
}

/// What one reader knows of the numbers of benchmarks: it asks for each only once.
struct BenchmarkNumbers {
  private let names: BenchmarkNames
  private var texts: [(text: [UInt8], number: Int)] = []
  private var places: [UInt64: Int32] = [:]
  private var last = -1

  /// Knows none.
  init(_ names: BenchmarkNames) { self.names = names }

  /// The number of the name that a record holds; nil where it has none. The one behind the last is looked at first.
  mutating func number(of record: borrowing RecordWriter) -> Int? {
    let text = record.bytes.extracting(first: record.count)
    let next = last + 1 < texts.count ? last + 1 : 0
    if next < texts.count, isSame(text, next) {
      last = next
      return texts[next].number
    }
    let hash = record.bytes.hash(of: 0..<record.count)
    if let place = places[hash] {
      last = Int(place)
      return isSame(text, last) ? texts[last].number : nil
    }
    var bytes: [UInt8] = []
    bytes.append(0..<text.count, of: text)
    var reader = RecordReader(record.bytes)
    guard let number = names.number(of: bytes, hash: hash, reader.benchmarkName()) else {
      return nil
    }
    last = texts.count
    places[hash] = Int32(last)
    texts.append((bytes, number))
    return number
  }

  private func isSame(_ text: Span<UInt8>, _ place: Int) -> Bool {
    let known = texts[place].text
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
