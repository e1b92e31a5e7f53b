/// What a server is made of, as far as its embodied carbon is reckoned.
public struct ServerParts: Sendable, Hashable {
  /// Accelerators of one model.
  public struct Accelerator: Sendable, Hashable {
    /// The key in the table, such as `gpu_h100_sxm`; nil where the model is not known there.
    public let key: String?
    /// How many.
    public let count: UInt64

    /// States accelerators of one model.
    public init(key: String?, count: UInt64) {
      self.key = key
      self.count = count
    }
  }

  /// Memory that the coefficient of a server holds already, GB.
  public static let includedMemory: UInt64 = 16

  /// CPU sockets in use.
  public let sockets: UInt64
  /// Memory in GB.
  public let memoryGigabytes: UInt64
  /// Disks that turn.
  public let hardDisks: UInt64
  /// Disks that do not.
  public let solidStateDisks: UInt64
  /// Accelerators: the table's key of each model (nil: of no known model) and how many.
  public let accelerators: [Accelerator]

  /// States what a server is made of. It is for servers: no coefficient is published for boards, and a virtual
  /// machine cannot see what it runs on; these have embodied carbon only where somebody states it.
  public init(
    sockets: UInt64, memoryGigabytes: UInt64, hardDisks: UInt64, solidStateDisks: UInt64,
    accelerators: [Accelerator]
  ) {
    self.sockets = sockets
    self.memoryGigabytes = memoryGigabytes
    self.hardDisks = hardDisks
    self.solidStateDisks = solidStateDisks
    self.accelerators = accelerators
  }

  /// Parts by the coefficients of Cloud Carbon Footprint: a server of one socket and 16 GB, and what
  /// it has beyond that; accelerators by their model, where the table has it.
  public func parts() -> [EmbodiedPart] {
    var parts: [EmbodiedPart] = []
    func add(_ key: String, _ count: UInt64, _ resource: EmbodiedPart.Resource) {
      guard count > 0, let coefficient = EmbodiedCoefficient(key) else { return }
      parts.append(EmbodiedPart(coefficient, count: count, resource: resource))
    }
    add("server_base", 1, .cores)
    add("cpu_extra", max(sockets, 1) - 1, .cores)
    add("hdd", hardDisks, .cores)
    add("ssd", solidStateDisks, .cores)
    add("dram_gb", max(memoryGigabytes, Self.includedMemory) - Self.includedMemory, .memory)
    for accelerator in accelerators {
      let key = accelerator.key.flatMap { EmbodiedCoefficient($0)?.key }
      add(key ?? "gpu_generic", accelerator.count, .accelerators)
    }
    return parts
  }
}
