/// The footprints of all owners of a node over the same time, as they are printed: lines that add up.
public struct FootprintStatement: Sendable {
  /// One owner: a job or a bucket.
  public struct Line: Sendable, Hashable {
    /// The job's id or the bucket's name.
    public let owner: String
    /// What it amounts to.
    public let footprint: Footprint

    /// States a line.
    public init(owner: String, footprint: Footprint) {
      self.owner = owner
      self.footprint = footprint
    }
  }

  /// One kind of amount in whole millionths of its unit: Σ lines − withdrawn = node, exactly.
  public struct Column<Kind: AmountKind>: Sendable, Hashable {
    /// In the order of the statement's lines; each less than a millionth from its exact value.
    public let lines: [UInt128]
    /// What was handed out beyond the node's own (the bucket `residual_under`).
    public let withdrawn: UInt128
    /// The node.
    public let node: UInt128
  }

  /// Sorted by owner, so that the same footprints are printed as the same figures.
  public let lines: [Line]
  /// The bucket `residual_under`, which is subtracted.
  public let withdrawn: Footprint?

  /// Takes the lines of all jobs and buckets in any order.
  public init(_ lines: [Line], withdrawn: Footprint? = nil) {
    self.lines = lines.sorted { $0.owner < $1.owner }
    self.withdrawn = withdrawn
  }

  /// Rounds one kind of amount; a line that does not know it counts as nothing.
  public func column<Kind>(_ amount: (Footprint) -> Amount<Kind>?) -> Column<Kind> {
    let rounded = Apportionment.millionths(lines.map { amount($0.footprint) ?? .zero })
    let total = rounded.reduce(0, +)
    let less = min(total, withdrawn.flatMap(amount)?.millionths ?? 0)
    return Column(lines: rounded, withdrawn: less, node: total - less)
  }
}
