public import NodeModel

/// What the whole node draws without its accelerators, by a table, where no instrument tells it.
///
/// There is one for every machine: of what is unknown a default is made, with bounds that say so.
/// The method and its limits stand in docs/estimates.md.
public struct NodeEstimate: PowerEstimate, Hashable {
  /// What a figure rests on.
  public enum Basis: Sendable, Hashable {
    /// Servers with CPUs of the same microarchitecture, as the table spells it; several where the CPU does
    /// not tell them apart.
    case microarchitectures([String])
    /// CPUs of the same model, as the table spells it, by their thermal design power.
    case designPower(String)
    /// The same single-board computer.
    case board(String)
    /// Everything in the tables.
    case everything
  }

  /// Shares of a host by quantity alone were found to be off by up to so many times (Cinergy 2026).
  static let shareError: UInt64 = 3

  /// What the figure rests on.
  public let basis: Basis
  /// Power by utilization of all threads.
  public let curve: PowerCurve
  /// `table`, or `fallback` where nothing is known of the machine.
  public let tier: Tier
  /// How the figure came about.
  public let method: String
  /// Where the numbers come from.
  public let source: String

  /// Estimates a machine.
  public init(of machine: MachineIdentity) {
    if !machine.isVirtual, let model = machine.board,
      let board = Board.all().first(where: { $0.fits(model) })
    {
      self.init(board)
      return
    }
    let known = Microarchitecture.all()
    let names = CPUSignature.rows(of: machine)
    let fitting = known.filter { names.contains($0.name) }
    if let most = fitting.max(by: { $0.results < $1.results }) {
      self.init(fitting, value: most, machine)
    } else if let package = PackageEstimate(of: machine) {
      self.init(package, NodeEstimate(everything: known, machine), machine)
    } else {
      self.init(everything: known, machine)
    }
  }

  /// How the ledger is to take it: the device `node` of domain `rest`, which adds up with accelerators that
  /// have meters. It contains the CPUs: never declare it beside a meter of a package.
  public var meter: Meter {
    var meter = meter(.rest, "node")
    meter.tellsNode = true
    return meter
  }

  private init(_ board: Board) {
    basis = .board(board.name)
    let error = MethodError.ofUtilization
    curve = PowerCurve(idle: error.around(board.idle), full: error.around(board.most))
    tier = .table
    method =
      "The bare \(board.name): its published power when idle and at most, and the straight line "
      + "between them by utilization; what hangs on it is not in it. Bounds: \(error.words)."
    source = Self.boards
  }

  private init(
    _ fitting: [Microarchitecture], value: Microarchitecture, _ machine: MachineIdentity
  ) {
    basis = .microarchitectures(fitting.map(\.name))
    curve = Self.curve(
      idle: fitting.map(\.idle), full: fitting.map(\.full), values: (value.idle, value.full),
      machine)
    tier = .table
    let names = fitting.map(\.name).joined(separator: " or ")
    let choice = fitting.count > 1 ? " of \(value.name), the best known of them" : ""
    let years = "\(value.years.lowerBound)–\(value.years.upperBound)"
    method =
      "Whole servers with \(names), per hardware thread, times \(machine.threads): "
      + "median of \(value.results) published results (\(years))\(choice), the straight line between "
      + "active idle and full load by utilization. Bounds: 10th and 90th percentile of the results."
      + Self.words(ofShare: machine)
    source = Self.results
  }

  /// What else is in the box is not known, so the high bound is not below that of any machine.
  private init(_ package: PackageEstimate, _ any: NodeEstimate, _ machine: MachineIdentity) {
    basis = .designPower(package.model)
    curve = package.curve.map { point in
      let all = point.power.times(machine.packages)
      // Bounds in millionths go no farther, nor do servers.
      let most = all.value * 4000
      let high = max(all.high, any.power(at: point.utilization).high)
      return PowerBand(low: all.low, value: all.value, high: min(high, most))
    }
    tier = .table
    method =
      "The CPUs alone, \(machine.packages) of them: \(package.share) What else is in the box is not in it. "
      + "Bounds: \(MethodError.ofUtilization.words), or the highest 90th percentile of any server."
    source = package.source
  }

  private init(everything known: [Microarchitecture], _ machine: MachineIdentity) {
    basis = .everything
    // Nothing that a device tree describes is likely to be like a server.
    let boards = machine.board == nil || machine.isVirtual ? [] : Board.all()
    let idle = known.map(\.idle) + boards.map(\.idlePerThread)
    let full = known.map(\.full) + boards.map(\.mostPerThread)
    curve = Self.curve(
      idle: idle, full: full, values: (Self.median(of: idle), Self.median(of: full)), machine)
    tier = .fallback
    method =
      "Nothing is known of this machine. Per hardware thread, times \(machine.threads): the median of "
      + "\(known.count) microarchitectures" + (boards.isEmpty ? "" : " and \(boards.count) boards")
      + ", the straight line between idle and full load by utilization. Bounds: the lowest 10th and the "
      + "highest 90th percentile of any of them." + Self.words(ofShare: machine)
    source = boards.isEmpty ? Self.results : "\(Self.results); \(Self.boards)"
  }

  private static let results =
    "SPECpower_ssj2008 results as published at www.spec.org, grouped by cloud-carbon-footprint"

  private static let boards = "Raspberry Pi documentation; Xtronix 2017"

  /// The widest bounds of all bands around the value, for all threads; a share of a host is wider still.
  private static func curve(
    idle: [PowerBand], full: [PowerBand], values: (idle: PowerBand, full: PowerBand),
    _ machine: MachineIdentity
  ) -> PowerCurve {
    func band(_ bands: [PowerBand], _ value: PowerBand) -> PowerBand {
      let all = bands.reduce(value) {
        PowerBand(low: min($0.low, $1.low), value: value.value, high: max($0.high, $1.high))
      }
      return all.times(machine.threads).widened(by: machine.isVirtual ? shareError : 1)
    }
    return PowerCurve(idle: band(idle, values.idle), full: band(full, values.full))
  }

  /// The middle of the figures; of an even number of them the mean of the middle two.
  private static func median(of bands: [PowerBand]) -> PowerBand {
    let values = bands.map(\.value).sorted()
    let middle = (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
    return PowerBand(low: middle, value: middle, high: middle)
  }

  private static func words(ofShare machine: MachineIdentity) -> String {
    guard machine.isVirtual else { return "" }
    return
      " It is a share of a host by virtual CPUs: who else runs there, and how many of its threads "
      + "are handed out more than once, cannot be seen from here. Shares by quantity alone were off by up "
      + "to \(shareError) times (Cinergy 2026), and the bounds are as much wider."
  }
}
