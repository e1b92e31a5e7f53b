/// What a CPU says of itself, by which tables know it; nil: it does not say.
public struct CPUIdentity: Sendable, Hashable {
  /// x86: `GenuineIntel`, `AuthenticAMD` …
  public var vendor: String?
  /// x86: the family, extended part included.
  public var family: UInt32?
  /// x86: the model, extended part included.
  public var model: UInt32?
  /// x86: the revision.
  public var stepping: UInt32?
  /// ARM: who made the core (`MIDR_EL1`, bits 31–24).
  public var implementer: UInt32?
  /// ARM: which core (`MIDR_EL1`, bits 15–4).
  public var part: UInt32?
  /// The name as the CPU spells it: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz".
  public var name: String?

  /// States what is known.
  public init(
    vendor: String? = nil, family: UInt32? = nil, model: UInt32? = nil, stepping: UInt32? = nil,
    implementer: UInt32? = nil, part: UInt32? = nil, name: String? = nil
  ) {
    self.vendor = vendor
    self.family = family
    self.model = model
    self.stepping = stepping
    self.implementer = implementer
    self.part = part
    self.name = name
  }
}
