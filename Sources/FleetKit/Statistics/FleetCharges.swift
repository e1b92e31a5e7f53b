internal import Footprint
public import LinuxFiles
internal import NodeModel

/// What each job and bucket used and kept from others on each day at each site: a fold over merged nodes, for charges.
///
/// There are as many lines as jobs × days × sites: most of them lie in a file. Of copies only one may go on counting.
public struct FleetCharges: Sendable {
  /// What is charged together.
  struct Key: Hashable {
    /// The beginning of the day, in seconds since 1970.
    let day: Int64
    let site: String?
    /// The job's id or the bucket's word.
    let name: ExactName
    /// Nil for jobs.
    let bucket: Bucket?
    /// In what it is counted; nil of energy without factors.
    let kind: FactorKind?

    init(day: Int64, site: String?, owner: String, bucket: Bucket?, kind: FactorKind?) {
      self.day = day
      self.site = site
      name = ExactName(owner)
      self.bucket = bucket
      self.kind = kind
    }

    /// The text of `name`.
    var owner: String { name.text }

    /// Nil where a kilowatt hour has no price.
    var currency: Currency? { kind?.currency }

    /// −1 for what was handed out too much.
    var sign: Int128 { bucket == .residualUnder ? -1 : 1 }
  }
  /// What somebody had of one kind on one day.
  struct Line {
    let key: Key
    /// What its nodes say of the job together.
    var facts: ChargedJob?
    var tally = Tally()
    /// Its share of the nodes' making, in micrograms, so rounded that all lines add up; nil where nobody knows any.
    var embodied: Int128?
    /// Whether there are rows of it, and not only what was reserved.
    var hasRows = false
  }

  /// So many bytes of lines stay in memory, and as many of what is said of jobs.
  static let bound = 1 << 20
  /// So many lines of a node are counted together before they are put away.
  private static let linesTogether = 4096

  private var charges: PackedTable
  /// What is said of jobs that have lines, behind their ids.
  private var jobs: PackedTable
  private var names = JobNames()
  private var sites = NameTable<String?>()
  private var writer = RecordWriter()
  /// Whether any job says what it had reserved.
  private(set) var isTold = false

  /// Nothing is charged. What does not fit in memory is kept in temporary files without a name.
  ///
  /// - Parameter folder: for these files; nil is that of the environment.
  public init(folder: String? = nil) {
    self.init(folder: folder, bound: Self.bound)
  }

  init(folder: String? = nil, bound: Int) {
    charges = PackedTable(in: folder, bound: bound)
    jobs = PackedTable(in: folder, bound: bound)
  }

  /// Why a temporary file could not be used: then no charge is right. Nil where nothing went wrong.
  public var failure: SystemError? { charges.failure ?? jobs.failure }

  /// Counts a node. Nodes come in the order of their ids, each once.
  public mutating func count(_ node: MergedNode) {
    let factors = NodeFactors(node.factors)
    var charged: Set<ExactName> = []
    var lines: [Key: Line] = [:]
    // Those that came together so far are put away before they become too many to keep.
    func line(_ key: Key, _ count: (inout Line) -> Void) {
      if lines.count >= Self.linesTogether, lines[key] == nil {
        for line in lines.values { add(line) }
        lines.removeAll(keepingCapacity: true)
      }
      count(&lines[key, default: Line(key: key)])
    }
    let site = node.facts.site?.isEmpty == true ? nil : node.facts.site
    for row in node.rows where node.owners.indices.contains(row.owner) {
      let owner = node.owners[row.owner]
      var bucket: Bucket?
      if case .bucket(let one) = owner {
        bucket = one
      } else {
        charged.insert(ExactName(owner.name))
      }
      let day = row.hour - row.hour % 86_400
      for part in factors.parts(of: row) {
        let key = Key(day: day, site: site, owner: owner.name, bucket: bucket, kind: part.kind)
        line(key) { $0.count(part.row, by: factors) }
      }
    }
    let reservations = NodeReservations(node, covered: node.coveredHours, factors)
    isTold = isTold || reservations.isTold
    reservations.forEach { share in
      let id = share.job.map { node.jobs[$0].id }
      if let id { charged.insert(ExactName(id)) }
      let key = Key(
        day: share.day, site: site, owner: id ?? Bucket.unallocated.word,
        bucket: id == nil ? .unallocated : nil,
        kind: share.factors.flatMap { factors[$0].countedKind })
      line(key) {
        share.add(to: &$0.tally.reservations, by: factors, isTold: reservations.isTold)
      }
    }
    for line in lines.values { add(line) }
    for job in node.jobs where charged.contains(ExactName(job.id)) { add(job) }
  }

  /// By day, site, and energy.
  var lines: ChargeLines { ChargeLines(self) }

  // MARK: Lines

  /// How many lines there are, before anything is left out.
  var count: Int { charges.count }

  /// A line by its number, without what is said of its job and without its share of the nodes' making.
  func line(_ number: Int) -> Line {
    charges.read(number) { reader in
      let key = key(from: &reader)
      var line = Line(key: key)
      line.unpack(from: &reader, names)
      return line
    }
  }

  /// How a line begins: whose it is, its energy, and whether there are rows of it.
  func head(_ number: Int) -> (key: Key, energy: Int128, hasRows: Bool) {
    charges.read(number) { reader in
      let key = key(from: &reader)
      let hasRows = reader.number() == 1
      return (key, Int128(truncatingIfNeeded: reader.wide()), hasRows)
    }
  }

  /// All energy that is charged, less what was handed out too much, in microjoules: to compare with other sums.
  public var energy: Int128 {
    (0..<count).reduce(0) { sum, number in
      let head = self.head(number)
      return sum + head.key.sign * head.energy
    }
  }

  /// The energy of each line, in microjoules.
  var energies: [Key: Int128] {
    var energies: [Key: Int128] = [:]
    for number in 0..<count {
      let head = self.head(number)
      energies[head.key, default: 0] += head.energy
    }
    return energies
  }

  /// What is said of a job; nil where nobody says anything.
  func job(_ id: String) -> ChargedJob? {
    jobs.slot(of: id.utf8.span).number.map { number in
      jobs.read(number) { reader in
        _ = reader.stretch()
        return ChargedJob(from: &reader)
      }
    }
  }

  private mutating func add(_ line: Line) {
    let key = packed(line.key)
    let slot = charges.slot(of: key.span)
    var (sum, length) = (line, 0)
    if let number = slot.number {
      length = charges.read(number) { reader in
        _ = reader.stretch()
        sum.unpack(from: &reader, names)
        return reader.offset
      }
      sum.tally += line.tally
      sum.hasRows = sum.hasRows || line.hasRows
    }
    writer.removeAll()
    writer.add(key)
    sum.pack(into: &writer, &names)
    charges.set(slot, key.span, to: writer, inPlaceOf: length)
  }

  private mutating func add(_ job: FleetJob) {
    var facts = ChargedJob(job)
    let slot = jobs.slot(of: job.id.utf8.span)
    var length = 0
    if let number = slot.number {
      let known: ChargedJob
      (known, length) = jobs.read(number) { reader in
        _ = reader.stretch()
        return (ChargedJob(from: &reader), reader.offset)
      }
      facts = known.joined(with: facts)
    }
    writer.removeAll()
    writer.add(job.id)
    facts.pack(into: &writer)
    jobs.set(slot, job.id.utf8.span, to: writer, inPlaceOf: length)
  }

  // MARK: Keys

  private mutating func packed(_ key: Key) -> [UInt8] {
    writer.removeAll()
    writer.add(UInt64(bitPattern: key.day))
    writer.add(sites.place(of: key.site))
    writer.add(key.bucket.map { Int($0.rawValue) + 1 } ?? 0)
    writer.add(key.kind.map { names.kinds.place(of: $0) + 1 } ?? 0)
    writer.add(key.owner)
    var bytes: [UInt8] = []
    bytes.append(0..<writer.count, of: writer.bytes)
    return bytes
  }

  private func key(from reader: inout RecordReader) -> Key {
    // The length of what follows.
    _ = reader.count()
    let day = Int64(bitPattern: reader.number())
    let site = sites[reader.count()]
    let bucket = reader.count()
    let kind = reader.count()
    return Key(
      day: day, site: site, owner: reader.text(),
      bucket: bucket > 0 ? Bucket(rawValue: UInt8(truncatingIfNeeded: bucket - 1)) : nil,
      kind: kind > 0 ? names.kinds[kind - 1] : nil)
  }
}

extension FleetCharges.Line {
  fileprivate mutating func count(_ row: FleetRow, by factors: NodeFactors) {
    tally.add(row, by: factors)
    hasRows = true
  }

  /// Writes all behind the key.
  fileprivate func pack(into record: inout RecordWriter, _ names: inout JobNames) {
    record.add(hasRows ? 1 : 0)
    record.add(UInt128(truncatingIfNeeded: tally.energy.full))
    tally.energy.pack(into: &record)
    tally.footprint.pack(into: &record, &names)
    tally.reservations.pack(into: &record, &names)
  }

  /// Reads what `pack` wrote.
  fileprivate mutating func unpack(from record: inout RecordReader, _ names: borrowing JobNames) {
    hasRows = record.number() == 1
    tally = Tally(
      energy: EnergyTally(full: Int128(truncatingIfNeeded: record.wide()), from: &record),
      footprint: FootprintTally(from: &record, names),
      reservations: ReservationTally(from: &record, names))
  }
}

extension NodeFactors {
  /// A row, or its slots apart where they count in several kinds.
  fileprivate func parts(of row: FleetRow) -> [(kind: FactorKind?, row: FleetRow)] {
    if let only = only(in: row.hour) { return [(only.countedKind, row)] }
    var parts: [(kind: FactorKind?, row: FleetRow)] = []
    for slot in 0..<HourSlots.count where row.known >> UInt16(slot) & 1 == 1 {
      let kind = entry(at: row.hour + Int64(slot) * HourSlots.seconds)?.countedKind
      if let place = parts.firstIndex(where: { $0.kind == kind }) {
        parts[place].row.take(slot, of: row)
      } else {
        var part = row
        part.full = HourSlots()
        part.dynamic = HourSlots()
        part.take(slot, of: row)
        parts.append((kind, part))
      }
    }
    return parts.map { ($0.kind, $0.row.withBounds(of: row)) }
  }
}

extension FleetRow {
  fileprivate mutating func take(_ slot: Int, of row: FleetRow) {
    full[slot] = row.full[slot]
    dynamic[slot] = row.dynamic[slot]
  }

  /// The same share of the bounds as of the energy.
  fileprivate func withBounds(of row: FleetRow) -> FleetRow {
    let (part, whole) = (UInt128(full.total), UInt128(max(row.full.total, 1)))
    var row = self
    row.low = UInt64(clamping: UInt128(low) * part / whole)
    row.high = UInt64(clamping: (UInt128(high) * part + whole - 1) / whole)
    return row
  }
}
