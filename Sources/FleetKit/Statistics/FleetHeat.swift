/// How warm nodes are: what each says of its warmest sensor and of the air that it takes in.
public struct FleetHeat: Sendable {
  /// One node; there may be a hundred thousand.
  struct Entry {
    /// The number of the node in `NodePlaces`.
    let node: Int32
    /// In `sensors`.
    let sensor: Int32
    let most: Float
    let mean: Float
    /// NaN where it has no such sensor.
    let inlet: Float
  }

  /// In the order of nodes; those that say nothing are not among them.
  private(set) var entries: [Entry] = []
  /// The names of sensors, each once.
  private(set) var sensors: [String] = []
  private var numbers: [String: Int32] = [:]

  init() {}

  mutating func count(_ heat: NodeHeat?, of node: Int) {
    guard let heat else { return }
    var number = Int32(sensors.count)
    if let known = numbers[heat.sensor] {
      number = known
    } else {
      numbers[heat.sensor] = number
      sensors.append(heat.sensor)
    }
    entries.append(
      Entry(
        node: Int32(clamping: node), sensor: number, most: Float(heat.most),
        mean: Float(heat.mean), inlet: heat.inlet.map { Float($0) } ?? .nan))
  }
}
