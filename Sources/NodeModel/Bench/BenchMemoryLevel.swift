/// A level of memory as the latency of dependent loads shows it, beside what the kernel says of it.
public struct BenchMemoryLevel: Sendable, Equatable {
  /// "L1" and so on, by the order in which they were found; "DRAM" for what is larger than every cache, or has more
  /// levels before it than there are caches; "beyond L2" for what may be either.
  public var name: String
  /// Seconds for one load where the curve is flat.
  public var seconds: Double
  /// Bytes of the largest working set that was hardly slower.
  public var kneeBytes: Int
  /// Bytes of the next larger one that was tried, which was slower: the level ends between the two. Nil where
  /// none was.
  public var beyondBytes: Int?
  /// Bytes of the cache of this name as the kernel reports it; nil where it reports none.
  public var reportedBytes: Int?
  /// The pages below the working sets: "base" or "huge".
  public var pages: String
  /// Bytes from one line to the next in memory, before the order was drawn.
  public var strideBytes: Int
  /// Within what the order was drawn: "none" is the whole set.
  public var grouping: String

  /// States a level.
  public init(
    name: String, seconds: Double, kneeBytes: Int, beyondBytes: Int?, reportedBytes: Int?,
    pages: String, strideBytes: Int, grouping: String
  ) {
    self.name = name
    self.seconds = seconds
    self.kneeBytes = kneeBytes
    self.beyondBytes = beyondBytes
    self.reportedBytes = reportedBytes
    self.pages = pages
    self.strideBytes = strideBytes
    self.grouping = grouping
  }
}
