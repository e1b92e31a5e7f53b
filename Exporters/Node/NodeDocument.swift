public import NodeModel

/// The document `GET /v1/node`: one node as a person sees it, for the live page, `probe` and
/// `probe top`.
///
/// What is not known is not in it; a gap in the history is null. Lists are bounded and say how many
/// entries they leave out. Its schema is `docs/schema/node.json`.
public struct NodeDocument: Sendable {
  /// The most entries of each list.
  static let limit = 128

  private var catalogue: Catalogue?
  private var places = NodePlaces(Catalogue([]))

  /// Nothing is known yet of any catalogue.
  public init() {}

  /// Writes the document of one snapshot and what the ring remembers of those before it.
  public mutating func write(
    _ snapshot: Snapshot, _ history: borrowing History, into json: inout JSONWriter
  ) {
    if snapshot.catalogue !== catalogue {
      catalogue = snapshot.catalogue
      places = NodePlaces(snapshot.catalogue)
    }
    let writer = NodeWriter(places: places, snapshot: snapshot)
    json.object { json in
      json.member("schema", "nodeprobe.node/1")
      json.member("time", time: snapshot.wallTime)
      json.member("sequence", count: snapshot.sequence)
      writer.writeIdentity(&json)
      writer.writeProcessors(&json)
      writer.writeMemory(&json)
      writer.writePressure(history, &json)
      writer.writePower(&json)
      writer.writeSensors(&json)
      writer.writeStorage(history, &json)
      writer.writeNetwork(history, &json)
      writer.writeDevices(&json)
      writer.writeJobs(&json)
      writer.writeProbes(&json)
      writer.writeFindings(&json)
      writer.writeAgent(&json)
      history.write(&json)
    }
  }
}
