internal import Footprint

/// What owners had reserved, and their share of the nodes' making, rounded to whole micrograms that add up.
///
/// Nothing of it is shown where no job says what it had reserved.
struct ReservedFigures {
  /// Cores × milliseconds of each line.
  private let cores: [UInt128]
  private let embodied: [Int128?]
  private let isTold: Bool

  init(_ lines: some Sequence<Balance>, in statistics: FleetStatistics) {
    isTold = statistics.reservingJobParts > 0
    var cores: [UInt128] = []
    var amounts: [Amount<Embodied>] = []
    var isKnown: [Bool] = []
    for line in lines {
      let reserved = line.added.reservations
      let amount = reserved.embodied
      cores.append(reserved.coreMilliseconds)
      amounts.append(amount ?? .zero)
      isKnown.append(amount != nil)
    }
    self.cores = cores
    embodied = zip(isKnown, Apportionment.millionths(amounts))
      .map { $0 ? Int128(clamping: $1) : nil }
  }

  /// The columns of `cells`.
  var columns: [ReportTable.Column] { isTold ? Self.columns : [] }

  /// The columns where any job says what it had reserved.
  static var columns: [ReportTable.Column] {
    [
      ReportTable.Column(
        key: "reserved_core_seconds", title: "Reserved cores", measure: .processorTime),
      ReportTable.Column(key: "embodied_ug", title: "Embodied", measure: .carbon),
    ]
  }

  /// The values of a line; what nobody had reserved is not reserved time.
  func cells(_ line: Int, isBucket: Bool = false) -> [ReportTable.Cell] {
    guard isTold else { return [] }
    return [
      isBucket ? .absent : Self.seconds(cores[line]),
      embodied[line].map { .whole($0) } ?? .absent,
    ]
  }

  /// The sums of all lines.
  func total(ofJobs reserved: UInt128) -> [ReportTable.Cell] {
    guard isTold else { return [] }
    let known = embodied.compactMap(\.self)
    return [
      Self.seconds(reserved), known.isEmpty ? .absent : .whole(known.reduce(0, +)),
    ]
  }

  /// Cores × milliseconds as seconds; of none nothing is said.
  static func seconds(_ milliseconds: UInt128) -> ReportTable.Cell {
    milliseconds > 0 ? .real(Double(nearest: milliseconds) / 1000) : .absent
  }
}

extension FleetStatistics {
  /// What must be said where embodied carbon goes by what was reserved; nil where no job says any.
  var reservationNote: String? {
    guard reservingJobParts > 0 else { return nil }
    let silent = jobParts - reservingJobParts
    let rest =
      silent == 0
      ? ""
      : " \(Figure.whole(silent)) of \(Figure.whole(jobParts)) (jobs × nodes) say no reservation: "
        + "what they kept from others is in idle."
    let share = embodied.ratio(ofCovered: coveredSlots) ?? 0
    let part =
      share > 0 && share < 1
      ? " Embodied carbon is that of \(Figure.percent(share)) of node time: of the rest nobody knows what nodes are made of."
      : ""
    return "Embodied carbon and prices of cores go by what was reserved; idle has what nobody had."
      + part + rest
  }
}
