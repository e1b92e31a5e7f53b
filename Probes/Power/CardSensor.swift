/// What a sensor of power or energy of a graphics driver's chip measures, by the driver's documentation.
///
/// Source: Linux `drivers/gpu/drm/amd/pm`, `Documentation/ABI/testing/sysfs-driver-intel-{xe,i915}-hwmon`.
enum CardSensor {
  /// All that the card draws.
  case whole
  /// The chip on a card that tells nothing of the whole.
  case package

  /// Intel's drivers have no chip for graphics that are part of a processor.
  static func isOfCardsOnly(_ chip: PowerChip) -> Bool { ["xe", "i915"].contains(chip.kind) }

  /// `amdgpu`'s first power is the board's; others are the same over another time. A chip with a voltage `vddnb` is
  /// part of a processor, whatever the bus says. Nil for what is not known.
  static func power(_ sensor: PowerChip.Sensor, of chip: PowerChip) -> CardSensor? {
    guard chip.kind == "amdgpu", sensor.name == "power1",
      !chip.voltages.contains(where: { $0.label == "vddnb" })
    else { return nil }
    return .whole
  }

  /// `xe` counts the card and, inside it, the package; `i915` the card without a name for it. Its chips of tiles are
  /// called `i915_gt0` and are inside.
  static func energy(_ sensor: PowerChip.Sensor, of chip: PowerChip) -> CardSensor? {
    switch chip.kind {
    case "xe":
      if sensor.label == "card" { return .whole }
      let isAlone = !chip.energies.contains { $0.label == "card" }
      return sensor.label == "pkg" && isAlone ? .package : nil
    case "i915" where sensor.name == "energy1": return .whole
    default: return nil
    }
  }
}
