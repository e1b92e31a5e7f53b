/// Where the parts of one document stand.
struct ReportOutline {
  /// A time with where it is written, quotes included.
  struct Time: Equatable {
    /// In nanoseconds since 1970.
    var nanoseconds: UInt64
    /// Where.
    var range: Range<Int>
  }

  /// A member of which the newest counts as it stands.
  struct Member {
    /// Its name, without quotes.
    var name: JSONText
    /// Its value.
    var value: Range<Int>
    /// The end of the report that said it first; nil where that has none: then it is older than all others.
    var end: Time?
  }

  /// Which node.
  var nodeID = NodeID((0, 0, 0, 0))
  /// Nil where it is not said.
  var start: Time?
  /// Nil where it is not said: then the report is older than all that say it.
  var end: Time?
  /// In the order in which they stand.
  var members: [Member] = []
  /// Members that are older than the report: from when they are.
  var ends: [(name: JSONText, end: Time?)] = []
  /// What the node says of itself.
  var facts = NodeFacts()
}
