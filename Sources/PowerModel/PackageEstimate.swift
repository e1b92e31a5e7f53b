public import NodeModel

/// What one CPU package draws, by its thermal design power: for the place of a counter that is there and
/// cannot be read.
public struct PackageEstimate: PowerEstimate, Hashable {
  /// The CPU as the table spells it: "Intel Xeon Gold 6230".
  public let model: String
  /// Its thermal design power in microwatts.
  public let designPower: UInt64
  /// Power by utilization of the package.
  public let curve: PowerCurve
  /// How power follows from design power, as a sentence.
  let share: String
  /// A table with a published error.
  public var tier: Tier { .table }
  /// Where the numbers come from.
  public var source: String {
    "thermal design powers of codecarbon 3.3.2; load curve by Teads (B. Davy, 2021)"
  }

  /// Nil where the table does not know the CPU, and for a virtual machine, which has no package.
  public init?(of machine: MachineIdentity) {
    guard !machine.isVirtual, let name = machine.cpu.name,
      let known = DesignPower(ofCPU: name), let curve = LoadCurve.power(of: known.microwatts)
    else { return nil }
    model = known.model
    designPower = known.microwatts
    self.curve = curve
    share =
      "\(known.model) has \(known.watts) W of thermal design power, of which it draws a share by utilization, "
      + "12 % when idle and 102 % at full load, straight lines between four measured points."
  }

  /// How the figure came about.
  public var method: String {
    "The package alone: \(share) Bounds: \(MethodError.ofUtilization.words)."
  }

  /// The meter of package 0. All packages are alike and draw the mean of their utilizations.
  public var meter: Meter { meter(package: "0") }

  /// How the ledger is to take it for a package that its counter calls so.
  public func meter(package device: String) -> Meter { meter(.package, device) }
}
