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
    ]
  }
}
