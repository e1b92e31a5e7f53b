public import NodeModel

/// The store as readers see it, while an agent writes it or when none runs; nothing is ever changed.
///
/// One thread at a time; each reader opens its own.
public final class LedgerArchive {
  /// Opens `ledger.sqlite` in a state directory.
  public init(in directory: String) throws(StateFailure) {
    throw .absent
  }

  /// Rows after a position, in the order of delivery; at most `limit`.
  public func rows(after position: UInt64 = 0, limit: Int) throws(StateFailure) -> [StoredRow] {
    []
  }

  /// Rows of hours that begin from `start` on and before `end`, in seconds since 1970, in the order of
  /// hour, epoch and sequence.
  public func rows(from start: Int64, until end: Int64) throws(StateFailure) -> [StoredRow] {
    []
  }

  /// All rows of an owner, in the order of hour, epoch and sequence.
  public func rows(of owner: Owner) throws(StateFailure) -> [StoredRow] {
    []
  }

  /// The position of the last row; 0 where there is none.
  public func lastPosition() throws(StateFailure) -> UInt64 {
    0
  }

  /// Jobs by a filter, in the order in which they began.
  public func jobs(_ filter: JobFilter = JobFilter()) throws(StateFailure) -> [JobRecord] {
    []
  }

  /// How far a consumer of rows has confirmed them; 0 where it never did.
  public func cursor(_ consumer: String) throws(StateFailure) -> UInt64 {
    0
  }
}
