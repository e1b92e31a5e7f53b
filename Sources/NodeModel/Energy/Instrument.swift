/// A meter, and where it is: what a probe of power declares.
public struct Instrument: Sendable, Hashable {
  /// What it measures, and how its numbers are to be read.
  public var meter: Meter
  /// Where it is, for people: a file below sysfs, or a chip with its sensor and label.
  public var place: String

  /// Describes an instrument.
  public init(_ meter: Meter, place: String) {
    self.meter = meter
    self.place = place
  }
}

extension Meter {
  /// What tells its series from those of other meters: source, domain, device.
  public var labels: [Label] {
    [Label("source", source), Label("domain", domain.word), Label("device", device)]
  }

  /// Whether its numbers say how much energy flowed, or how much flows.
  public var isCounter: Bool {
    if case .counter = kind { true } else { false }
  }
}
