/// Where the parts of one document stand.
struct ReportOutline {
  /// A time with where it is written, quotes included.
  struct Time: Equatable {
    /// In nanoseconds since 1970.
    var nanoseconds: UInt64
    /// Where.
    var range: Range<Int>
  }

  /// A member that is not known here.
  struct Other {
    /// Its name, without quotes.
    var name: JSONText
    /// Its value.
    var value: Range<Int>
  }

  /// Which node.
  var nodeID = NodeID((0, 0, 0, 0))
  /// Nil where it is not said.
  var start: Time?
  /// Nil where it is not said: then the report is older than all that say it.
  var end: Time?
  /// What the newest report alone says, by `ReportMember`.
  var newest: [ReportMember: Range<Int>] = [:]
  /// In the order in which they stand.
  var others: [Other] = []
  /// What the node says of itself.
  var facts = NodeFacts()
}
