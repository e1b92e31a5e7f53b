/// Every source that the agent reads itself as far as it cannot hang, and those that a worker reads as far as
/// they can.
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
      Identity.self,
      Virtualization.self,
      Cgroup.self,
      Clock.self,
      ClockSource.self,
      ProcessorTopology.self,
      ProcessorFrequency.self,
      ProcessorThrottle.self,
      Scheduler.self,
      ThermalZone.self,
      MemoryNodes.self,
      MemoryErrors.self,
      MemoryModules.self,
      VirtualMemory.self,
      FileSystem.self,
      FileHandles.self,
      NetworkLink.self,
      NetworkProtocols.self,
      Sockets.self,
      DatagramQueues.self,
      SoftNet.self,
      ConnectionTracking.self,
      Neighbours.self,
      Entropy.self,
      SecurityModules.self,
      PowercapEnergy.self,
      PerfEnergy.self,
      CrayCounters.self,
      PowerSupply.self,
    ]
  }

  /// Those of them that are meters of power and energy and answer at once.
  public static var meterSources: [any MeterSource.Type] {
    all.compactMap { $0 as? any MeterSource.Type }
  }

  /// Those of them that may wait.
  public static var divided: [any DividedProbe.Type] {
    all.compactMap { $0 as? any DividedProbe.Type }
  }
}
