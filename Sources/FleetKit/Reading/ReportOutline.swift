internal import NodeModel

/// What one document is and where its parts stand, as its record has it.
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
    /// Its name, in UTF-8; however it is spelled with escapes.
    var name: [UInt8]
    /// Its value.
    var value: Range<Int>
    /// The end of the report that said it first; nil where that has none: then it is older than all others.
    var end: Time?
  }

  /// Nil where it is not said.
  var start: Time?
  /// Nil where it is not said: then the report is older than all that say it.
  var end: Time?
  /// In the order in which they stand.
  var members: [Member] = []
  /// What the node says of itself.
  var facts = NodeFacts()
  /// What its energy lacks.
  var lacks: NodeLacks = []
  /// What its agent found.
  var findings: [Finding] = []
  /// What its temperature sensors have shown; nil where it has none, or where nobody wanted to know.
  var heat: NodeHeat?
}
