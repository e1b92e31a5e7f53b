internal import CLinux

/// Link modes, 128 of them, by the numbers of `enum ethtool_link_mode_bit_indices` (Linux `include/uapi/linux/ethtool.h`).
struct LinkModes {
  /// Those that both ends offer.
  let common: (UInt64, UInt64)

  /// Those of one end that the other one offers as well.
  init(advertised: (UInt64, UInt64), partner: (UInt64, UInt64)) {
    common = (advertised.0 & partner.0, advertised.1 & partner.1)
  }

  /// Asks the driver of an interface of this machine; nil where it does not say.
  ///
  /// Never executed on a real card whose other end tells what it offers.
  init?(of interface: String) {
    var modes = clinux_link_modes()
    guard unsafe clinux_read_link_modes(interface, &modes) == 0 else { return nil }
    self.init(advertised: modes.advertised, partner: modes.partner)
  }

  /// The highest speed of them, in Mbit/s; nil where there is none whose speed is known.
  var highestSpeed: UInt64? {
    Self.speeds.first { speed in speed.modes.contains(where: has) }?.megabits
  }

  private func has(_ mode: Int) -> Bool {
    (mode < 64 ? common.0 >> UInt64(mode) : common.1 >> UInt64(mode - 64)) & 1 == 1
  }

  /// The highest first. Those that came with later kernels are not among them: such a link is called no slower for it.
  private static let speeds: [(megabits: UInt64, modes: [Int])] = [
    (400_000, [69, 70, 71, 72, 73, 85, 86, 87, 88, 89]),
    (200_000, [62, 63, 64, 65, 66, 80, 81, 82, 83, 84]),
    (100_000, [36, 37, 38, 39, 57, 58, 59, 60, 61, 75, 76, 77, 78, 79]),
    (56_000, [27, 28, 29, 30]),
    (50_000, [34, 35, 40, 52, 53, 54, 55, 56]),
    (40_000, [23, 24, 25, 26]),
    (25_000, [31, 32, 33]),
    (20_000, [21, 22]),
    (10_000, [12, 18, 19, 20, 42, 43, 44, 45, 46]),
    (5_000, [48]),
    (2_500, [15, 47]),
    (1_000, [4, 5, 17, 41, 68]),
    (100, [2, 3, 67, 90, 91]),
    (10, [0, 1, 92]),
  ]
}
