/// Every source that the agent reads itself: kernel files that cannot hang.
public enum ProbeRegistry {
  /// In the order of the families on the page.
  public static var all: [any Probe.Type] {
    [
      Pressure.self,
      PCILinks.self,
    ]
  }
}
