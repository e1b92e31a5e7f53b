/// Energy of nodes behind whose every slot stands a wall meter, and the part of it that reached components.
///
/// ITUE = E of the equipment / E of its components (EE HPC WG, Patterson et al., ISC 2013): what fans, voltage
/// converters and power supplies take is the difference.
public struct EquipmentEnergy: Sendable, Hashable {
  /// Of whole nodes, in microjoules.
  public private(set) var whole: Int128 = 0
  /// Of all components but `rest`, in microjoules.
  public private(set) var components: Int128 = 0

  /// For how many slots of single nodes.
  public private(set) var slots = 0

  /// Nothing.
  public init() {}

  /// At least 1; nil where no wall meter tells.
  public var ratio: Double? {
    components > 0 && whole >= components ? Double(whole) / Double(components) : nil
  }

  mutating func count(whole: Int128, rest: Int128) {
    self.whole += whole
    components += whole - rest
    slots += 1
  }

  /// Both together.
  public static func += (left: inout EquipmentEnergy, right: EquipmentEnergy) {
    left.whole += right.whole
    left.components += right.components
    left.slots += right.slots
  }
}
