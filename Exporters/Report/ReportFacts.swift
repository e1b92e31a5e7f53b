public import NodeModel

/// What a snapshot tells of the node itself: its names, its hardware, its devices and what is wrong with it.
public struct ReportFacts {
  let places: NodePlaces
  let index: SeriesIndex
  let values: [Value]
  private let isWhole: Bool
  private let wallTime: UInt64

  /// Looks for everything once.
  ///
  /// - Parameter isWhole: whether every source was read, so that what is wrong with the node is in it.
  public init(_ snapshot: Snapshot, isWhole: Bool = true) {
    self.isWhole = isWhole
    wallTime = snapshot.wallTime
    places = NodePlaces(snapshot.catalogue)
    index = SeriesIndex(snapshot.catalogue)
    values = snapshot.values
  }

  func writeNode(to json: inout JSONWriter) {
    json.key("node")
    json.object { json in
      for (name, word) in places.identity { json.member(name, text(word)) }
      json.member("agent", places.version.flatMap(text))
    }
  }

  func writeFindings(to json: inout JSONWriter) {
    guard isWhole else { return }
    json.key("findings")
    json.array { json in
      for finding in Findings(places, values, wallTime: wallTime).list {
        json.object { json in json.members(of: finding) }
      }
    }
  }

  /// The places of an info family's series that are there.
  func all(_ family: String) -> [Int] {
    index.all(family).filter { (values[$0].double ?? 0) > 0 }
  }

  func text(_ word: NodePlaces.Word) -> String? {
    (values[word.place].double ?? 0) > 0 ? word.text : nil
  }
}
