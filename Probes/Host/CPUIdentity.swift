public import NodeModel

extension CPUIdentity {
  /// What the first CPU of a text like `/proc/cpuinfo` says of itself; nothing where it says nothing.
  ///
  /// x86 writes decimals, ARM hexadecimals. Other architectures have a name at most.
  public init(reading text: String) {
    self.init(ProcessorModel.all(of: text).first)
  }

  init(_ model: ProcessorModel?) {
    func text(_ label: String) -> String? {
      model?.labels.first { $0.name == label }?.value
    }
    func decimal(_ label: String) -> UInt32? { text(label).flatMap { UInt32($0) } }
    func hexadecimal(_ label: String) -> UInt32? {
      guard let text = text(label), text.hasPrefix("0x") else { return nil }
      return UInt32(text.dropFirst(2), radix: 16)
    }
    self.init(
      vendor: text("vendor"), family: decimal("family"), model: decimal("model"),
      stepping: decimal("stepping"), implementer: hexadecimal("implementer"),
      part: hexadecimal("part"), name: text("model_name"))
  }
}
