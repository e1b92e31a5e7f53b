internal import LinuxFiles
internal import NodeModel

/// Jobs in the order in which they were met, each packed into some 250 bytes: a large fleet has more jobs than nodes, so
/// that most of them lie in a file, and some twenty bytes of each are in memory.
public struct JobTable: Sendable {
  /// How many there are.
  public var count: Int { places.count }

  /// Where each one begins.
  private var places: [PackedBytes.Place] = []
  private let overflow: Overflow
  private var packed: PackedBytes
  private var names = JobNames()
  /// Open addressing, a power of two, a quarter of it empty: the higher half of a hash, and behind it the number of the job
  /// from 1 on; 0 where there is none.
  private var slots = [UInt64](repeating: 0, count: 64)
  private var writer = RecordWriter()

  /// So many bytes of jobs stay in memory: those of ten thousand nodes.
  static let bound = 8 << 20

  /// No jobs; about `bound` bytes of them stay in memory, the others in a file in `folder`.
  init(in folder: String? = nil, bound: Int = Self.bound) {
    overflow = Overflow(in: folder ?? TemporaryFile.folder)
    packed = PackedBytes(bound: bound, overflow: overflow)
  }

  /// Why jobs could not be kept: then none of their figures is right. Nil where all could.
  var failure: SystemError? { overflow.failure }

  /// A job by its number.
  public subscript(number: Int) -> JobStatistics {
    packed.read(places[number]) { JobStatistics(from: &$0, names) }
  }

  /// A job by its id; nil where no row is of it.
  public subscript(id: String) -> JobStatistics? {
    let slot = slots[slot(of: id)]
    return slot == 0 ? nil : self[Self.number(slot)]
  }

  /// The id of a job.
  func id(_ number: Int) -> String { packed.read(places[number]) { $0.text() } }

  /// What all of them used, in microjoules.
  public var energy: Int128 {
    places.reduce(0) { sum, place in sum + packed.read(place) { $0.jobHead().energy } }
  }

  /// What each job used, in microjoules, by its number.
  public var energies: [Int128] {
    places.map { place in packed.read(place) { $0.jobHead().energy } }
  }

  /// Jobs that are known by their rows only, without those that agents have folded into one.
  ///
  /// A report tells of the latest 20,000 jobs of its node, and of none of an epoch that a crash has ended.
  public var unnamed: (count: Int, energy: Int128) {
    let other = Array(Owner.other.name.utf8)
    return places.reduce(into: (0, 0)) { sum, place in
      packed.read(place) { reader in
        let head = reader.jobHead()
        guard !head.hasFacts, !reader.bytes.isEqual(head.id, other.span) else { return }
        sum.0 += 1
        sum.1 += head.energy
      }
    }
  }

  /// Counts one node's part of a job.
  mutating func count(
    _ id: String, _ tally: Tally, _ facts: [FleetJob], _ processorSeconds: Double?
  ) {
    let slot = slot(of: id)
    guard slots[slot] != 0 else {
      var job = JobStatistics(id: id)
      job.count(tally, facts, processorSeconds)
      pack(job)
      places.append(packed.append(writer))
      slots[slot] = Self.mark(id) | UInt64(places.count)
      if places.count * 4 > slots.count * 3 { grow() }
      return
    }
    let number = Self.number(slots[slot])
    var (job, length) = packed.read(places[number]) { reader in
      (JobStatistics(from: &reader, names), reader.offset)
    }
    job.count(tally, facts, processorSeconds)
    pack(job)
    places[number] = packed.replace(places[number], of: length, by: writer)
  }

  private mutating func pack(_ job: JobStatistics) {
    writer.removeAll()
    job.pack(into: &writer, &names)
  }

  // MARK: Finding

  private static func mark(_ id: String) -> UInt64 {
    UInt64(truncatingIfNeeded: id.hashValue) & 0xFFFF_FFFF_0000_0000
  }

  private static func number(_ slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) - 1 }

  /// The slot of a job, or the empty one where it belongs.
  private func slot(of id: String) -> Int {
    let mark = Self.mark(id)
    var slot = Int(mark >> 32) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == mark {
        let isSame = packed.read(places[Self.number(slots[slot])]) { reader in
          reader.bytes.isEqual(reader.stretch(), id.utf8.span)
        }
        if isSame { return slot }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    for slot in slots where slot != 0 {
      var place = Int(slot >> 32) & (larger.count - 1)
      while larger[place] != 0 { place = (place + 1) & (larger.count - 1) }
      larger[place] = slot
    }
    slots = larger
  }
}
