internal import NodeModel

/// Who has a number in the ledger, in storage that is used again.
///
/// A job is admitted or folded into `other` once, for its whole life: names of folded jobs are remembered by
/// their checksum.
struct OwnerTable {
  /// What becomes of an owner.
  enum State: UInt64 {
    /// The number is free.
    case free
    /// It runs.
    case live
    /// It has ended and still stands on the page.
    case ended
    /// It has left the page; rows of open hours still name it.
    case retired
  }

  /// How many bytes a name may have; a job with a longer one is folded.
  static let longestName = 512
  /// How many folded jobs are remembered.
  static let mostFolded = 4096

  private(set) var names: [String] = []
  private(set) var states: [State] = []
  /// Numbers of all jobs in the order of their names' bytes, `other` among them.
  private(set) var order: [Int32] = []
  private(set) var folded: [UInt64] = []

  init() {
    for bucket in Bucket.allCases {
      names.append(bucket.word)
      states.append(.live)
    }
    names.append(Owner.other.name)
    states.append(.live)
    order = [Int32(OwnerIndex.other.number)]
  }

  /// One more than the greatest number.
  var count: Int { names.count }

  /// Jobs that stand on the page with a name of their own.
  var shown: Int {
    var count = 0
    for number in OwnerIndex.firstJob..<names.count
    where states[number] == .live || states[number] == .ended {
      count += 1
    }
    return count
  }

  /// How many numbers are taken.
  var taken: Int { order.count }

  /// The number of a job that has one.
  func find(_ name: String) -> Int? {
    let place = place(of: name)
    guard place < order.count, names[Int(order[place])].utf8.elementsEqual(name.utf8) else {
      return nil
    }
    return Int(order[place])
  }

  func isFolded(_ name: String) -> Bool { folded.contains(Checksum.of(name)) }

  /// Gives a new job a number.
  mutating func admit(_ name: String, state: State = .live) -> Int {
    let place = place(of: name)
    var number = names.count
    if let free = states.firstIndex(of: .free) {
      number = free
      names[free] = name
      states[free] = state
    } else {
      names.append(name)
      states.append(state)
    }
    order.insert(Int32(number), at: place)
    return number
  }

  /// Remembers that a job belongs to `other`.
  mutating func fold(_ name: String) {
    guard folded.count < Self.mostFolded, !isFolded(name) else { return }
    folded.append(Checksum.of(name))
  }

  /// A folded job has ended.
  mutating func unfold(_ name: String) {
    let sum = Checksum.of(name)
    folded.removeAll { $0 == sum }
  }

  mutating func set(_ number: Int, _ state: State) {
    states[number] = state
  }

  /// Takes a number back.
  mutating func free(_ number: Int) {
    order.removeAll { $0 == Int32(number) }
    states[number] = .free
    names[number] = ""
  }

  /// The owner behind a number.
  func owner(_ number: Int) -> Owner {
    number < Bucket.allCases.count ? .bucket(Bucket.allCases[number]) : .job(names[number])
  }

  /// Where a name stands or would stand in the order.
  private func place(of name: String) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if names[Int(order[middle])].utf8.lexicographicallyPrecedes(name.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension OwnerTable {
  /// Writes all jobs with their numbers, then the folded ones.
  func encode(into words: inout WordWriter) {
    words.append(UInt64(names.count))
    words.append(UInt64(order.count - 1))
    for number in order where Int(number) != OwnerIndex.other.number {
      words.append(UInt64(number) << 8 | states[Int(number)].rawValue)
      words.append(names[Int(number)])
    }
    words.append(UInt64(folded.count))
    words.append(contentsOf: folded)
  }

  /// Reads what `encode` wrote, with at most so many numbers.
  init(from reader: inout WordReader, most: Int) throws(CheckpointError) {
    self.init()
    let first = names.count
    let count = try reader.count(upTo: most)
    guard count >= first else { throw .inconsistent }
    names += Array(repeating: "", count: count - first)
    states += Array(repeating: .free, count: count - first)
    for _ in 0..<(try reader.count(upTo: count - first)) {
      let head = try reader.word()
      let number = Int(head >> 8 & 0xFFFF_FFFF)
      guard number >= first, number < count, states[number] == .free,
        let state = State(rawValue: head & 0xFF), state != .free
      else { throw .inconsistent }
      let name = try reader.text(upTo: Self.longestName)
      guard !name.isEmpty, find(name) == nil else { throw .inconsistent }
      order.insert(Int32(number), at: place(of: name))
      names[number] = name
      states[number] = state
    }
    folded = try reader.array(reader.count(upTo: Self.mostFolded))
  }
}
