/// How much a ledger may hold.
public struct LedgerLimits: Sendable, Equatable {
  /// Jobs with accounts of their own that stand on the page at once; others are folded into `other`.
  public var jobs: Int
  /// Owners in the table: buckets, jobs on the page, and jobs that rows of open hours still name.
  public var mostOwners: Int
  /// Rows of hours that are over and that nobody has acknowledged; all of the hour that was closed last are kept
  /// in any case.
  public var mostRows: Int
  /// Words of an annex that is kept with the ledger.
  public var mostAnnexWords: Int

  /// The most jobs that may stand on the page, whatever is asked for.
  public static let mostJobs = largestTable - OwnerIndex.firstJob
  /// The most owners of any table.
  private static let largestTable = 8000

  /// Limits; owners are at most 8,000 and at least 16.
  ///
  /// - Parameter mostRows: nil: those of two hours in which every owner has a row of each component, the one that
  ///   was closed last and one that still waits.
  public init(
    jobs: Int = 200, mostOwners: Int = 2048, mostRows: Int? = nil, mostAnnexWords: Int = 0
  ) {
    self.mostOwners = max(16, min(mostOwners, Self.largestTable))
    self.jobs = max(0, min(jobs, self.mostOwners - OwnerIndex.firstJob))
    self.mostRows = max(1, mostRows ?? 2 * self.mostOwners * Book.components)
    self.mostAnnexWords = max(0, min(mostAnnexWords, 1 << 20))
  }

  /// The rows that one hour can have.
  var mostRowsOfAnHour: Int { mostOwners * Book.components }

  /// Meters and places that are remembered though they are not there now.
  static let mostParked = 256
}
