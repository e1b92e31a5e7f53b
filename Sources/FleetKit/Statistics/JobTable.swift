internal import LinuxFiles
internal import NodeModel

/// Jobs in the order in which they were met, each packed into some 250 bytes: a large fleet has more jobs than nodes, so
/// that most of them lie in a file, and some twenty bytes of each are in memory.
public struct JobTable: Sendable {
  /// How many there are.
  public var count: Int { packed.count }

  private var packed: PackedTable
  private var names = JobNames()
  private var writer = RecordWriter()

  /// So many bytes of jobs stay in memory: those of ten thousand nodes.
  static let bound = 8 << 20

  /// No jobs; about `bound` bytes of them stay in memory, the others in a file in `folder`.
  init(in folder: String? = nil, bound: Int = Self.bound) {
    packed = PackedTable(in: folder, bound: bound)
  }

  /// Why jobs could not be kept: then none of their figures is right. Nil where all could.
  var failure: SystemError? { packed.failure }

  /// A job by its number.
  public subscript(number: Int) -> JobStatistics {
    packed.read(number) { JobStatistics(from: &$0, names) }
  }

  /// A job by its id; nil where no row is of it.
  public subscript(id: String) -> JobStatistics? {
    packed.slot(of: id.utf8.span).number.map { self[$0] }
  }

  /// What a job used, without what is said of it.
  func tally(_ number: Int) -> Tally {
    packed.read(number) { JobStatistics.tally(from: &$0, names) }
  }

  /// The id of a job.
  func id(_ number: Int) -> String { packed.read(number) { $0.text() } }

  /// What all of them used, in microjoules.
  public var energy: Int128 {
    (0..<count).reduce(0) { sum, number in sum + energy(of: number) }
  }

  /// What each job used, in microjoules, by its number.
  public var energies: [Int128] { (0..<count).map { energy(of: $0) } }

  private func energy(of number: Int) -> Int128 { packed.read(number) { $0.jobHead().energy } }

  /// Jobs that are known by their rows only, without those that agents have folded into one.
  ///
  /// A report tells of the latest 20,000 jobs of its node, and of none of an epoch that a crash has ended.
  public var unnamed: (count: Int, energy: Int128) {
    let other = Array(Owner.other.name.utf8)
    return (0..<count).reduce(into: (0, 0)) { sum, number in
      packed.read(number) { reader in
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
    let slot = packed.slot(of: id.utf8.span)
    var (job, length) = (JobStatistics(id: id), 0)
    if let number = slot.number {
      (job, length) = packed.read(number) { reader in
        (JobStatistics(from: &reader, names), reader.offset)
      }
    }
    job.count(tally, facts, processorSeconds)
    writer.removeAll()
    job.pack(into: &writer, &names)
    packed.set(slot, id.utf8.span, to: writer, inPlaceOf: length)
  }
}
