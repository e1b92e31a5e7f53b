/// Kept states of meters and places, by identity, as words.
struct ParkedStates {
  private struct Entry {
    let identity: UInt64
    var words: [UInt64]
  }

  private var meters: [Entry] = []
  private var places: [Entry] = []

  init() {}

  mutating func keep(_ track: MeterTrack, _ identity: UInt64) {
    var writer = WordWriter()
    track.encode(into: &writer)
    Self.put(Entry(identity: identity, words: writer.words), in: &meters)
  }

  mutating func keep(_ state: PlaceState, _ identity: UInt64) {
    var writer = WordWriter()
    state.encode(into: &writer)
    Self.put(Entry(identity: identity, words: writer.words), in: &places)
  }

  /// Energy was told that meters which are not there have seen as well, by that rung: what they saw of it waits no
  /// more.
  mutating func note(toldBy rung: Rung) {
    for place in meters.indices { MeterTrack.note(toldBy: rung, in: &meters[place].words) }
  }

  /// The machine has restarted, and with it the counters of what is not there now.
  mutating func forgetClock() {
    meters = meters.map {
      Entry(identity: $0.identity, words: MeterTrack.afterReboot($0.words))
    }
  }

  /// What was learnt of places, and nothing that was counted: for another epoch. What a clock that ran ahead has dated
  /// behind a day, counted from 1970, is learnt again, for it would never be too old.
  func learnt(until day: Int64) -> ParkedStates {
    var states = ParkedStates()
    states.places = places.compactMap { place in
      PlaceState.learnt(place.words, until: day).map { Entry(identity: place.identity, words: $0) }
    }
    return states
  }

  /// What was kept of a meter; it is no longer kept.
  mutating func take(meter identity: UInt64) -> [UInt64]? {
    Self.take(identity, from: &meters)
  }

  /// What was kept of a place; it is no longer kept.
  mutating func take(place identity: UInt64) -> [UInt64]? {
    Self.take(identity, from: &places)
  }

  /// The newest of an identity stands; the oldest of all gives way.
  private static func put(_ entry: Entry, in entries: inout [Entry]) {
    entries.removeAll { $0.identity == entry.identity }
    if entries.count >= LedgerLimits.mostParked { entries.removeFirst() }
    entries.append(entry)
  }

  private static func take(_ identity: UInt64, from entries: inout [Entry]) -> [UInt64]? {
    guard let place = entries.firstIndex(where: { $0.identity == identity }) else { return nil }
    return entries.remove(at: place).words
  }
}

extension ParkedStates {
  /// Writes meters, then places: first those that are there, then those that were.
  func encode(
    into words: inout WordWriter, _ tracks: [MeterTrack], _ states: [PlaceState], _ tree: MeterTree
  ) {
    words.append(UInt64(tracks.count + meters.count))
    for track in tracks {
      words.append(track.identity)
      words.append(UInt64(MeterTrack.words))
      track.encode(into: &words)
    }
    for entry in meters { Self.append(entry, to: &words) }
    words.append(UInt64(states.count + places.count))
    for place in states.indices {
      words.append(tree.places[place].identity)
      let head = words.words.count
      words.append(0)
      states[place].encode(into: &words)
      words.replace(head, with: UInt64(words.words.count - head - 1))
    }
    for entry in places { Self.append(entry, to: &words) }
  }

  private static func append(_ entry: Entry, to words: inout WordWriter) {
    words.append(entry.identity)
    words.append(UInt64(entry.words.count))
    words.append(contentsOf: entry.words)
  }

  /// Reads what `encode` wrote.
  init(from reader: inout WordReader) throws(CheckpointError) {
    meters = try Self.entries(&reader, most: Topology.mostMeters + LedgerLimits.mostParked)
    places = try Self.entries(&reader, most: 2 * Topology.mostMeters + LedgerLimits.mostParked)
  }

  private static func entries(
    _ reader: inout WordReader, most: Int
  ) throws(CheckpointError) -> [Entry] {
    var entries: [Entry] = []
    for _ in 0..<(try reader.count(upTo: most)) {
      let identity = try reader.word()
      entries.append(
        Entry(identity: identity, words: try reader.array(reader.count(upTo: PlaceState.mostWords)))
      )
    }
    return entries
  }
}
