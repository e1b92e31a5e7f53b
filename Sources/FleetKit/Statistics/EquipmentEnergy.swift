public import NodeModel

/// Energy of nodes behind whose every slot stands a wall meter, and the part of it that reached components.
///
/// ITUE = E of the equipment / E of its components (EE HPC WG, Patterson et al., ISC 2013): what fans, voltage
/// converters and power supplies take is the difference.
public struct EquipmentEnergy: Sendable, Hashable {
  /// Of whole nodes, in microjoules.
  public private(set) var whole: Int128 = 0
  /// What of it is of slots in which components have told what they drew, on nodes of which no part lacks a meter.
  public private(set) var told: Int128 = 0
  /// Of all components but `rest` in these, in microjoules.
  public private(set) var components: Int128 = 0
  /// One bit a component: those that told anything in each hour of these.
  private var tellers: UInt8 = .max

  /// For how many slots of single nodes.
  public private(set) var slots = 0

  /// Nothing.
  public init() {}

  /// Of the components that `tellers` are: what others drew is taken for a loss, so that it is more than the true one
  /// where any is missing. At least 1; nil where no wall meter tells, or no component.
  public var ratio: Double? {
    components > 0 && told >= components ? Double(told) / Double(components) : nil
  }

  /// Of which components the ratio is; none where there is none.
  public var toldComponents: [EnergyComponent] {
    ratio == nil ? [] : EnergyComponent.allCases.filter { tellers >> $0.rawValue & 1 == 1 }
  }

  /// - Parameters:
  ///   - lacksMeter: whether the node has accelerators that draw power and do not tell it.
  ///   - tellers: one bit a component: those that told anything in the slot's hour.
  mutating func count(whole: Int128, rest: Int128, lacksMeter: Bool, tellers: UInt8) {
    self.whole += whole
    slots += 1
    // What components do not tell is in `rest`, and would be taken for losses.
    guard !lacksMeter, whole > rest else { return }
    told += whole
    components += whole - rest
    self.tellers &= tellers
  }

  /// Both together.
  public static func += (left: inout EquipmentEnergy, right: EquipmentEnergy) {
    left.whole += right.whole
    left.told += right.told
    left.components += right.components
    left.slots += right.slots
    left.tellers &= right.tellers
  }
}
