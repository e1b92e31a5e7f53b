/// Every source that the agent reads itself: kernel files that cannot hang.
public enum ProbeRegistry {
  /// In the order of the families on the page.
  public static var all: [any Probe.Type] {
    [
      Processor.self,
      Pressure.self,
      Load.self,
      Memory.self,
      Disk.self,
      Network.self,
      PCILinks.self,
    ]
  }
}
